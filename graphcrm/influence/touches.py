"""Whom to get in touch with: the few contacts that most raise the chance of reaching some goals.

A goal is a group of people of whom one is to be reached: those of a deal who can say yes. Its
chance is that of my best path to any of them. A touch is one call on the day of the index that is
answered, the smallest contact that counts both ways: it makes my own tie to somebody as likely to
be live as that call would, and alters no other tie.
"""

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.answers import Asked, asked_of, edging_of, open_targets
from graphcrm.influence.index import Index
from graphcrm.influence.prices import CEILING, FLOOR
from graphcrm.influence.records import Floats, Question, Reading
from graphcrm.influence.sweep import Sweep
from graphcrm.influence.tie_table import is_known
from graphcrm.influence.ways import best_ways
from graphcrm.relationships.records import Means
from graphcrm.relationships.rules import weights_of
from graphcrm.relationships.strength import aged, strengths_of


_LEAST_GAIN = 1e-6  # what rounding of single precision leaves is no gain


@dataclass(frozen=True, slots=True)
class Prospects:
    """Whom a touch could help with, and how far.

    Attributes:
        contact_ids: (n,) whom the asker knows and may turn to.
        before: (goals,) chance of each goal as things are, 0..1.
        after: (n, goals) the same over each contact alone once they are touched; 0 below the
            floor of a path.
    """

    contact_ids: tuple[str, ...]
    before: Floats
    after: Floats

    def without(self, contact_ids: Collection[str]) -> "Prospects":
        """Return the same without some contacts."""
        kept = [at for at, uid in enumerate(self.contact_ids) if uid not in contact_ids]
        return Prospects(tuple(self.contact_ids[at] for at in kept), self.before, self.after[kept])

    def helpful_ids(self) -> tuple[str, ...]:
        """Return those whose touch alone would raise any goal, who raises most first."""
        gains = np.maximum(self.after - self.before, 0.0).sum(axis=1)
        order = np.argsort(-gains, kind="stable").tolist()
        return tuple(self.contact_ids[at] for at in order if gains[at] > _LEAST_GAIN)


@dataclass(frozen=True, slots=True)
class Gain:
    """What a touch does to one goal, those before it being done already; `goal` is its number."""

    goal: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Touch:
    """Somebody to get in touch with.

    Attributes:
        gain: By how much all goals rise together.
        gains: Those that rise, the most first; never none.
    """

    contact_id: str
    gain: float
    gains: tuple[Gain, ...]


def prospects(index: Index, question: Question, goals: Sequence[Sequence[str]]) -> Prospects:
    """Return whom the asker could touch and what it would do to each goal.

    Whom somebody knows by observation or declaration is one to turn to; one of us is not: asking
    a colleague is an introduction. One sweep back from each goal, whatever the number of contacts.

    Args:
        index: The graph.
        question: From one contact; targets, reading and `path_count` are no matter.
        goals: Contacts of each goal, of whom one is to be reached.

    Raises:
        UnanswerableError: Hops out of range.
    """
    every = tuple(dict.fromkeys(uid for goal in goals for uid in goal))
    asked = asked_of(index, replace(question, target_ids=every, reading=Reading.INTRODUCTION))
    chances = {uid: one.probability for uid, one in best_ways(index, asked.question).items()}
    before = np.array([max((chances.get(uid, 0.0) for uid in one), default=0.0) for one in goals])
    contacts, lively = _neighbours(asked)
    after = np.zeros((len(contacts), len(goals)))
    if len(contacts):
        to_reach = set(open_targets(asked))
        for number, goal in enumerate(goals):
            ends = [one for one in index.people.vertices_of(goal).tolist() if one in to_reach]
            if ends:
                after[:, number] = _chances(asked, contacts, lively, ends)
    return Prospects(tuple(map(index.people.uid_of, contacts.tolist())), before, after)


def choose(found: Prospects, count: int) -> tuple[Touch, ...]:
    """Return whom to touch, one after the other, each the best next once those before are done.

    The sum of the goals' chances is monotone and submodular in the set of the touched, because a
    goal takes the best of what is there: the greedy choice has at least 1 - 1/e of what the best
    set would add (Nemhauser, Wolsey & Fisher 1978). For the same reason a gain only ever shrinks,
    so that most are looked at once (lazy evaluation, Minoux 1978).

    Args:
        found: Whom a touch could help with.
        count: How many at most; nobody is named who adds nothing.
    """
    now = found.before.copy()
    gains = np.maximum(found.after - now, 0.0).sum(axis=1).tolist()
    queue = [(-gain, found.contact_ids[at], at) for at, gain in enumerate(gains)]
    heapq.heapify(queue)
    chosen: list[Touch] = []
    while queue and len(chosen) < count:
        _, uid, at = heapq.heappop(queue)
        rises = np.maximum(found.after[at] - now, 0.0)
        gain = float(rises.sum())
        if gain <= _LEAST_GAIN:
            continue
        if queue and (-gain, uid) > queue[0][:2]:
            heapq.heappush(queue, (-gain, uid, at))
            continue
        chosen.append(Touch(uid, gain, tuple(_gains(now, rises))))
        now += rises
    return tuple(chosen)


def _gains(now: Floats, rises: Floats) -> Iterator[Gain]:
    for goal in np.argsort(-rises, kind="stable").tolist():
        if rises[goal] > _LEAST_GAIN:
            yield Gain(goal, float(now[goal]), float(now[goal] + rises[goal]))


def _neighbours(asked: Asked) -> tuple[NDArray[np.int64], Floats]:
    """Return whom the asker may turn to, and the probability of each tie after a touch."""
    index, (source, *_) = asked.index, asked.sources or (None,)
    if source is None:
        return np.zeros(0, np.int64), np.zeros(0)
    row = index.knows.unfloored.row(source)
    ends, ties = index.knows.ends[row].astype(np.int64), index.knows.ties[row]
    people = index.people
    fit = np.flatnonzero(
        asked.seen.visible[ends]
        & (people.bars[ends] == 0)
        & ~people.house[ends]
        & is_known(index.ties.taken(ties))
        & ~np.isin(ends, index.people.vertices_of(sorted(asked.question.without)))
    )
    ends, ties = ends[fit], ties[fit]
    order = np.argsort(ends)
    ends, ties = ends[order], ties[order]
    return ends, _touched(index, ties)


def _touched(index: Index, ties: NDArray[np.int32]) -> Floats:
    """Return the probability of ties on whose day somebody called and was answered."""
    days = index.day - index.ties.base_day
    sums = index.ties.columns["sums"][ties].astype(np.float64)
    outward, inward = aged(sums[:, :5], days), aged(sums[:, 5:], days)
    call = float(weights_of(np.array([Means.CALL]), np.array([1]))[0])
    outward[:, 0] += call  # whatever its half-life: on the day itself nothing has faded
    inward[:, 0] += call
    observed = np.sqrt(strengths_of(outward, inward))
    return np.maximum(observed, index.ties.best_probabilities(ties, index.day))


def _chances(
    asked: Asked, contacts: NDArray[np.int64], lively: Floats, ends: Sequence[int]
) -> Floats:
    """Return (contacts,) the probability of the best way over each to any of the ends."""
    prices = asked.prices.copy()
    prices[list(asked.sources)] = np.inf  # no way leads back through who asks
    sweep = Sweep(
        edging_of(asked.index, Reading.INTRODUCTION),  # who knows whom is read either way
        prices,
        ends,
        hops=asked.question.hops - 1,
        ceiling=CEILING + float(np.log(lively.max())),  # beyond, even the liveliest is too little
    )
    asking = np.where(np.isin(contacts, ends), 0.0, asked.prices[contacts].astype(np.float64))
    chances = lively * np.exp(-(sweep.costs[contacts].astype(np.float64) + asking))
    return np.where(chances >= FLOOR, chances, 0.0)
