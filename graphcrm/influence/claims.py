"""What one way over a colleague is worth now: the claim that an introduction begins with."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np

from graphcrm.access.records import Actor
from graphcrm.influence import keeping
from graphcrm.influence.answers import Asked, asked_of, open_targets, path_along
from graphcrm.influence.prices import willingness_of
from graphcrm.influence.questions import sight_of
from graphcrm.influence.records import Question
from graphcrm.influence.search import MOST_HOPS


@dataclass(frozen=True, slots=True)
class Claim:
    """What an introduction is likely to come to, as `calibration.Outcome` keeps it.

    Attributes:
        edges: Probabilities of the ties: from who asks to the colleague, 1 where the two have
            none and work together all the same; then on to the target.
        probability: Their product and r of the colleague and of everybody in between, 0..1.
        seq: What the path index was brought up to.
    """

    edges: tuple[float, ...]
    probability: float
    seq: int


def find_claim(actor: Actor, way_ids: Sequence[str]) -> Claim | None:
    """Return what a way is worth; None where it is none that the actor could be shown.

    Args:
        actor: Who would ask.
        way_ids: Contacts, from the colleague who would be asked to the target; two or more.
    """
    if not 1 < len(way_ids) <= MOST_HOPS:
        return None
    index = keeping.current(at_once=True).index
    question = Question((way_ids[0],), (way_ids[-1],), sight_of(actor), path_count=1)
    asked = asked_of(index, question)
    way = tuple(index.people.vertices_of(way_ids).tolist())
    if not open_targets(asked) or not _is_open(asked, way):
        return None
    path = path_along(asked, way)
    edges = (_own_edge(asked, actor, way[0]), *(hop.probability for hop in path.hops))
    between = np.array(way[:-1])
    willing = willingness_of(index.people.asked[between], index.people.agreed[between])
    return Claim(edges, prod(edges) * float(np.prod(willing)), index.seq)


def _is_open(asked: Asked, way: tuple[int, ...]) -> bool:
    """Tell whether somebody can be asked along a way: each may be seen and asked, all are tied."""
    index = asked.index
    if min(way) < 0 or len(set(way)) < len(way) or not asked.seen.visible[list(way)].all():
        return False
    if not np.isfinite(asked.seen.prices[list(way[:-1])]).all():
        return False
    return all(
        index.tie_between(one, other) is not None
        or (len(way) == 2 and index.employment.is_shared(one, other, index.day))  # noqa: PLR2004 - one hop
        for one, other in pairwise(way)
    )


def _own_edge(asked: Asked, actor: Actor, colleague: int) -> float:
    index = asked.index
    me = index.find(actor.contact_id) if actor.contact_id else None
    tie = None if me is None else index.tie_between(me, colleague)
    if tie is None:
        return 1.0
    return float(index.ties.best_probabilities(np.array([tie]), index.day)[0]) or 1.0
