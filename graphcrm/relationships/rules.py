"""What counts as evidence of a tie and how much, what is a reply, what a mere claim is worth."""

from collections.abc import Mapping

import numpy as np

from graphcrm.errors import InvalidError
from graphcrm.relationships.records import (
    Bools,
    Direction,
    Events,
    Floats,
    Ints,
    Means,
    PairEvidence,
)


MICROSECONDS_A_DAY = 86_400_000_000

DECLARED: Mapping[str, float] = {"weak": 0.30, "good": 0.55, "strong": 0.75}
"""Probability of a declared tie by its level: our priors, until outcomes replace them."""

SAME_BOARD = 0.35
SMALL_EMPLOYER = 0.25
SAME_EMPLOYER = 0.10
SMALL_EMPLOYER_PEOPLE = 200
LONG_TOGETHER_DAYS = 365

_WEIGHT = np.array([0.3, 0.3, 0.5, 1.0, 0.7])  # by Means


class UnknownLevelError(InvalidError):
    """A tie was declared at a level that does not exist."""

    code = "unknown-level"

    def __init__(self, level: str) -> None:
        super().__init__(f"A tie is declared as {', '.join(DECLARED)}; not as {level!r}.")
        self.level = level


def weights_of(means: Ints, others: Ints) -> Floats:
    """Return how much each contact weighs, 0..1.

    Args:
        means: (n,) `Means`.
        others: (n,) distinct recipients, or participants less one.
    """
    shared = np.maximum(1, others).astype(np.float64)
    return _WEIGHT[means] / np.where(_is_both_ways(means), shared, np.sqrt(shared))


def events_of(evidence: PairEvidence, *, until: int | None = None) -> Events:
    """Return the weighted contacts that activities amount to, replies told from first mails.

    Args:
        evidence: Of any number of pairs.
        until: The last instant that exists, in microseconds since 1970; None for all.
    """
    kept = _once(evidence, until)
    means = evidence.means[kept]
    replies = ~_is_both_ways(means) & _is_reply(evidence)[kept]
    means = np.where(replies, int(Means.REPLY), means)
    return Events(
        pair=evidence.pair[kept],
        day=evidence.occurred_at[kept] // MICROSECONDS_A_DAY,
        direction=np.where(
            _is_both_ways(means), int(Direction.BOTH), evidence.direction[kept]
        ).astype(np.int64),
        weight=weights_of(means, evidence.others[kept]),
    )


def declared_probability(level: str) -> float:
    """Return the probability of a tie that somebody declared.

    Raises:
        UnknownLevelError: It is none of weak, good and strong.
    """
    if level not in DECLARED:
        raise UnknownLevelError(level)
    return DECLARED[level]


def employer_probability(together_days: int | None, employee_count: int | None) -> float:
    """Return the probability of a tie between two who worked for one employer at one time.

    Args:
        together_days: How long at least; None where dates are missing.
        employee_count: Of that employer; None where unknown.
    """
    is_long = together_days is not None and together_days >= LONG_TOGETHER_DAYS
    is_small = employee_count is not None and employee_count < SMALL_EMPLOYER_PEOPLE
    return SMALL_EMPLOYER if is_long and is_small else SAME_EMPLOYER


def _is_both_ways(means: Ints) -> Bools:
    return np.asarray(means >= Means.MEETING)


def _once(evidence: PairEvidence, until: int | None) -> Ints:
    """Return the rows that exist by then, each pair and activity once."""
    exists = np.arange(len(evidence.pair))
    if until is not None:
        exists = np.flatnonzero(evidence.occurred_at <= until)
    order = np.lexsort((evidence.activity[exists], evidence.pair[exists]))
    rows = exists[order]
    first = np.ones(len(rows), np.bool_)
    first[1:] = (np.diff(evidence.pair[rows]) != 0) | (np.diff(evidence.activity[rows]) != 0)
    return rows[first]


def _is_reply(evidence: PairEvidence) -> Bools:
    """Return which rows answer: they cite a message that went the other way within their pair."""
    if not len(evidence.cited) or not len(evidence.activity):
        return evidence.is_reply
    activities, numbers = np.unique(evidence.activity, return_inverse=True)
    at = np.searchsorted(activities, evidence.cited)
    known = np.flatnonzero(activities.take(at, mode="clip") == evidence.cited)
    order = known[np.argsort(evidence.citing[known], kind="stable")]
    citing, cited = evidence.citing[order], at[order]

    begins = np.searchsorted(citing, evidence.activity, "left")
    counts = np.searchsorted(citing, evidence.activity, "right") - begins
    rows = np.repeat(np.arange(len(counts)), counts)
    citations = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts - begins, counts)

    def keys(pair: Ints, number: Ints, direction: Ints) -> Ints:
        return (pair * len(activities) + number) * 2 + direction

    written = np.flatnonzero(~_is_both_ways(evidence.means))
    there = keys(evidence.pair[written], numbers[written], evidence.direction[written])
    wanted = keys(evidence.pair[rows], cited[citations], 1 - evidence.direction[rows])
    answers = evidence.is_reply.copy()
    answers[rows[np.isin(wanted, there)]] = True
    return answers
