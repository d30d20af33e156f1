"""What recorded introductions teach: how likely an edge, a person and a whole path really are.

Three things are learned, each from what was recorded of introductions that are over:

* an *edge*: of the introductions that were passed on, how often the last person answered, by the
  probability of the edge to them;
* a *person*: r = (0.3 x 10 + agreed) / (10 + asked), as `prices` has it;
* a *path*: how often an introduction came about, by the product of its edges, as learned, and of r
  of everybody in between.

Edges and paths are corrected by a curve of two numbers on the log-odds, fitted as Platt does
("Probabilistic outputs for support vector machines", 1999, with Newton's method as Lin, Lin & Weng,
2007, advise) and drawn a little towards what is claimed, as if two outcomes had confirmed it. It
always rises, so that no correction changes which path is best. Below 50 outcomes the claim stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from graphcrm.errors import InvalidError
from graphcrm.influence.prices import willingness_of
from graphcrm.influence.records import Bools, Floats


LEAST_OUTCOMES = 50
"""Below it the prior stands."""
LEAST_SLOPE = 0.1
BIN_COUNT = 10

_PULL = 2.0
_EDGE = 1e-6  # probabilities are kept so far from 0 and 1
_STEPS = 50
_STILL = 1e-10


class UnusableOutcomeError(InvalidError):
    """What was recorded of an introduction contradicts itself."""

    code = "unusable-outcome"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An introduction that is over.

    Attributes:
        edges: Probabilities of the path's edges when it was asked for, not corrected: from the one
            who asked over everybody in between to the target; two or more.
        between_ids: Everybody in between, the one who was asked first; one less than `edges`.
        passed_count: How many of them passed it on before one declined; all = it arrived.
        came_about: Whether the target answered; never unless it arrived.
    """

    edges: tuple[float, ...]
    between_ids: tuple[str, ...]
    passed_count: int
    came_about: bool

    @property
    def arrived(self) -> bool:
        """Whether it was passed on to the target."""
        return self.passed_count == len(self.between_ids)


@dataclass(frozen=True, slots=True)
class Asked:
    """How often somebody was asked for an introduction, and agreed."""

    asked: int = 0
    agreed: int = 0


@dataclass(frozen=True, slots=True)
class Curve:
    """A correction of probabilities, 1 / (1 + exp(-(slope x log-odds + offset))).

    Attributes:
        slope: Above 0, so that the order stays.
        outcome_count: How many it was fitted to; 0 for the prior, which corrects nothing.
    """

    slope: float = 1.0
    offset: float = 0.0
    outcome_count: int = 0

    def corrected(self, claimed: Floats) -> Floats:
        """Return (n,) what claimed probabilities are really worth, 0..1."""
        if self.outcome_count == 0:
            return claimed
        return _sigmoid(self.slope * _log_odds(claimed) + self.offset)


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims that are alike, and how often they held.

    Attributes:
        low: Claims from here.
        high: Up to here.
        count: How many.
        claimed: Their mean, 0..1; None where there are none.
        held: The share that held, 0..1; None where there are none.
    """

    low: float
    high: float
    count: int
    claimed: float | None
    held: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far claims can be trusted.

    Attributes:
        bins: Ten of equal width.
        ece: Expected calibration error: the mean distance of `claimed` and `held`, by `count`.
        brier: Mean squared distance of claim and outcome; the lower the better.
        base_rate: Share that held.
        base_rate_brier: Of claiming the base rate for all.
    """

    bins: tuple[Bin, ...]
    ece: float
    brier: float
    base_rate: float
    base_rate_brier: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What has been learned; a record that is never altered, a later one has the next version.

    Attributes:
        version: 0 for the prior.
        fitted_at: None for the prior.
        outcome_count: Introductions looked at, whether or not they were enough.
        edge: Corrects an edge.
        path: Corrects the product of corrected edges and of r.
        reliability: Of the path, on what it was fitted to; None where that was not enough.
    """

    version: int = 0
    fitted_at: datetime | None = None
    outcome_count: int = 0
    edge: Curve = Curve()
    path: Curve = Curve()
    reliability: Reliability | None = None

    @property
    def is_prior(self) -> bool:
        """Whether there were too few outcomes to learn from, which is to be said beside figures."""
        return self.path.outcome_count == 0

    def chance_of(self, edges: Sequence[float], willing: Sequence[float]) -> float:
        """Return how likely an introduction is to come about, 0..1.

        Args:
            edges: Probabilities of the path's edges, not corrected.
            willing: r of everybody in between.
        """
        return float(self.path.corrected(np.array([self._claim_of(edges, willing)]))[0])

    def _claim_of(self, edges: Sequence[float], willing: Sequence[float]) -> float:
        return float(self.edge.corrected(np.array(edges)).prod() * np.prod(willing))


PRIOR = Calibration()


def counts_of(outcomes: Iterable[Outcome]) -> dict[str, Asked]:
    """Return how often each person was asked and agreed; nobody is asked after one declined.

    Raises:
        UnusableOutcomeError: An outcome contradicts itself.
    """
    counts: dict[str, Asked] = {}
    for outcome in outcomes:
        _check(outcome)
        for uid, agreed in _answers_in(outcome).items():
            before = counts.get(uid, Asked())
            counts[uid] = Asked(before.asked + 1, before.agreed + agreed)
    return counts


def willingness(asked: Asked) -> float:
    """Return r, 0..1: how likely somebody who was asked so often is to pass the next one on."""
    return float(willingness_of(np.array(asked.asked), np.array(asked.agreed)))


def recalibrated(before: Calibration, outcomes: Sequence[Outcome], at: datetime) -> Calibration:
    """Return what all outcomes so far teach; the prior's curves where they are too few.

    Args:
        before: The latest calibration.
        outcomes: All that are known, old ones too.
        at: Now.

    Raises:
        UnusableOutcomeError: An outcome contradicts itself.
    """
    counts = counts_of(outcomes)
    arrived = [one for one in outcomes if one.arrived]
    edge = fitted(
        np.array([one.edges[-1] for one in arrived], np.float64),
        np.array([one.came_about for one in arrived], np.bool_),
    )
    claims = np.array([_claim_without_itself(edge, one, counts) for one in outcomes], np.float64)
    came_about = np.array([one.came_about for one in outcomes], np.bool_)
    path = fitted(claims, came_about)
    return Calibration(
        version=before.version + 1,
        fitted_at=at,
        outcome_count=len(outcomes),
        edge=edge,
        path=path,
        reliability=reliability_of(path.corrected(claims), came_about)
        if path.outcome_count
        else None,
    )


def fitted(claimed: Floats, held: Bools) -> Curve:
    """Return the curve that makes claims fit outcomes; the prior below 50 of them.

    Args:
        claimed: (n,) probabilities, 0..1.
        held: (n,) what happened.
    """
    if len(held) < LEAST_OUTCOMES:
        return Curve()
    log_odds = _log_odds(claimed)
    slope, offset = _newton(log_odds, held)
    if slope < LEAST_SLOPE:
        slope, offset = LEAST_SLOPE, _newton(log_odds, held, slope=LEAST_SLOPE)[1]
    return Curve(slope, offset, len(held))


def reliability_of(claimed: Floats, held: Bools) -> Reliability:
    """Return how far claims can be trusted, by what happened.

    Args:
        claimed: (n,) probabilities, 0..1; one at least.
        held: (n,) what happened.
    """
    places = np.minimum((claimed * BIN_COUNT).astype(int), BIN_COUNT - 1)
    counts = np.bincount(places, minlength=BIN_COUNT)
    sums = np.bincount(places, weights=claimed, minlength=BIN_COUNT)
    holds = np.bincount(places, weights=held, minlength=BIN_COUNT)
    base_rate = float(held.mean())
    return Reliability(
        bins=tuple(
            Bin(
                at / BIN_COUNT,
                (at + 1) / BIN_COUNT,
                count,
                total / count if count else None,
                held_count / count if count else None,
            )
            for at, (count, total, held_count) in enumerate(
                zip(counts.tolist(), sums.tolist(), holds.tolist(), strict=True)
            )
        ),
        ece=float(np.abs(sums - holds).sum() / len(held)),
        brier=float(np.mean((claimed - held) ** 2)),
        base_rate=base_rate,
        base_rate_brier=float(np.mean((base_rate - held) ** 2)),
    )


def _newton(log_odds: Floats, held: Bools, slope: float | None = None) -> tuple[float, float]:
    """Return slope and offset of the greatest likelihood, pulled a little towards 1 and 0.

    The pull is that of two outcomes where it matters most; it makes the optimum the only one, and
    finite where claims part the outcomes altogether.

    Args:
        log_odds: (n,) of the claims.
        held: (n,) what happened.
        slope: Keep this one; None to find it.
    """
    design = np.stack((log_odds, np.ones_like(log_odds)))
    towards = np.array([1.0, 0.0])
    pull = np.diag([_PULL / 4, _PULL / 4])  # the curvature of a claim of one half is 1/4
    at = np.array([1.0 if slope is None else slope, 0.0])
    free = slice(0, 2) if slope is None else slice(1, 2)
    for _ in range(_STEPS):
        claims = _sigmoid(at @ design)
        gradient = design @ (claims - held) + pull @ (at - towards)
        curvature = (design * (claims * (1 - claims))) @ design.T + pull
        step = np.linalg.solve(curvature[free, free], gradient[free])
        at[free] -= np.clip(step, -1, 1)
        if np.abs(step).max() < _STILL:
            break
    return float(at[0]), float(at[1])


def _claim_without_itself(edge: Curve, outcome: Outcome, counts: Mapping[str, Asked]) -> float:
    """Return what would have been claimed had this outcome not been known yet."""
    answers, willing = _answers_in(outcome), 1.0
    for uid in outcome.between_ids:
        asked, agreed = (1, answers[uid]) if uid in answers else (0, False)
        known = counts.get(uid, Asked())
        willing *= willingness(Asked(known.asked - asked, known.agreed - agreed))
    return float(edge.corrected(np.array(outcome.edges)).prod() * willing)


def _answers_in(outcome: Outcome) -> dict[str, bool]:
    """Return who was asked, and whether they agreed."""
    asked = outcome.between_ids[: outcome.passed_count + 1]
    return {uid: at < outcome.passed_count for at, uid in enumerate(asked)}


def _check(outcome: Outcome) -> None:
    between, edges = outcome.between_ids, outcome.edges
    if not between or len(set(between)) != len(between) or len(edges) != len(between) + 1:
        raise UnusableOutcomeError(
            f"edges: {len(edges)} of an introduction over {len(between)} people."
        )
    if not 0 <= outcome.passed_count <= len(between):
        raise UnusableOutcomeError(
            f"passed_count: {outcome.passed_count} of {len(between)} people passed it on."
        )
    if outcome.came_about and not outcome.arrived:
        raise UnusableOutcomeError("came_about: an introduction came about that never arrived.")
    for edge in edges:
        if not 0 < edge <= 1:  # also what is not a number
            raise UnusableOutcomeError(f"edges: {edge} is not above 0, up to 1.")


def _log_odds(probabilities: Floats) -> Floats:
    kept = np.clip(probabilities, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(kept / (1 - kept)))


def _sigmoid(log_odds: Floats) -> Floats:
    return np.asarray((1 + np.tanh(log_odds / 2)) / 2)
