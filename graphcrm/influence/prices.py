"""What a path costs: probabilities as costs, the price of an intermediary, floor and hubs."""

import math

import numpy as np

from graphcrm.influence.records import Bools, Floats, Ints, SwayKind


FLOOR = 0.05
"""Below it no path is shown, and nobody on it named."""
CEILING = -math.log(FLOOR)
ROUNDING = 1e-5
"""Costs of the search are single precision: what lies closer together may come in any order."""

PRIOR_WILLING = 0.3
PRIOR_ASKED = 10

HUB_ONE_WAY = 50
HUB_SHARE = 0.8

INFLUENCE_SHARE = 0.8
REPORTING = 0.5


def willingness_of(asked: Ints, agreed: Ints) -> Floats:
    """Return r of people, 0..1: how likely each is to help, as recorded introductions teach."""
    return np.asarray((PRIOR_WILLING * PRIOR_ASKED + agreed) / (PRIOR_ASKED + asked))


def costs_of(probabilities: Floats) -> Floats:
    """Return -log of probabilities; infinite where it is 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(probabilities))


def is_hub(one_way: Ints, ties: Ints) -> Bools:
    """Return who is "known" by everybody one-way and so introduces nobody."""
    return np.asarray((one_way > HUB_ONE_WAY) & (one_way > HUB_SHARE * ties))


def sway_probabilities(kinds: Ints, weights: Floats, is_current: Bools) -> Floats:
    """Return the probability of each edge of the influence reading; 0 is never walked."""
    of_influence = INFLUENCE_SHARE * np.clip(weights, 0.0, 1.0)
    return np.where(kinds == SwayKind.REPORTS_TO, REPORTING, of_influence) * is_current
