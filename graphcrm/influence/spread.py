"""The chance that the people who decide end for us, whom to win next, and who matters how much.

The model is that of `cascade`. Every answer is exact where at most 15 uncertain influences bear on
the targets, and drawn from a seed with its standard error beyond. All candidates are looked at in
the same runs, so that their order is not chance.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graphcrm.influence.cascade import (
    RUNS,
    SEED,
    Group,
    Runs,
    Table,
    ends_of,
    factors,
    runs_of,
    table_of,
)
from graphcrm.influence.records import Floats, Ints, Singles


@dataclass(frozen=True, slots=True)
class Drawing:
    """How runs are drawn where there are too many cases to look at each.

    Attributes:
        runs: How many.
        seed: The same one draws the same runs.
        sampled: Draw even where all cases could be looked at.
    """

    runs: int = RUNS
    seed: int = SEED
    sampled: bool = False


@dataclass(frozen=True, slots=True)
class Study:
    """A group and what happens around some targets, looked at once for all that is asked of it.

    Attributes:
        targets: (targets,) seats of those whose end it is about.
    """

    table: Table
    targets: Ints
    runs: Runs

    @property
    def others(self) -> Ints:
        """Return the seats of everybody but the targets."""
        return np.setdiff1d(np.arange(len(self.table.contact_ids)), self.targets)


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely targets end for us.

    Attributes:
        probability: 0..1; of several targets the mean of theirs.
        against: 0..1, how likely they end against us.
        standard_error: Of the drawing of `probability`; 0 where `is_exact`.
        run_count: Cases looked at, or runs drawn.
        is_exact: Whether every case was looked at.
    """

    probability: float
    against: float
    standard_error: float
    run_count: int
    is_exact: bool

    @property
    def open(self) -> float:
        """How likely they stay open, 0..1."""
        return max(0.0, round(1 - self.probability - self.against, 9))


@dataclass(frozen=True, slots=True)
class Win:
    """What winning somebody over, so that they start for us, does to the chance.

    Attributes:
        gain: What it adds to the chance, 0..1.
        standard_error: Of the gain; 0 where it is exact.
        probability: The chance then, 0..1.
    """

    contact_id: str
    gain: float
    standard_error: float
    probability: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What hangs on somebody's word at one target, as shares of the mean over all targets.

    Attributes:
        target_id: Whose end it is about; nobody's word counts for themselves.
        by_support: Chance if they start for us, less the chance if they stay open.
        by_objection: Chance if they stay open, less the chance if they start against us.
    """

    target_id: str
    by_support: float
    by_objection: float


@dataclass(frozen=True, slots=True)
class Weight:
    """How much hangs on somebody: the chance if they are for us less that if they are against us.

    Attributes:
        score: 0..1, the exact sum of both parts of all contributions.
        contributions: One per target, themselves left out.
    """

    contact_id: str
    score: float
    contributions: tuple[Contribution, ...]


_CHUNK = 1024
_DRAWING = Drawing()


def study(group: Group, target_ids: Sequence[str], drawing: Drawing = _DRAWING) -> Study:
    """Look at every case around some targets, or draw runs where there are too many cases.

    Args:
        group: Who sits at the table.
        target_ids: Who decides.
        drawing: How runs are drawn.

    Raises:
        UnusableGroupError: The group, or a target in it, is none.
    """
    table = table_of(group)
    targets = table.targets_of(target_ids)
    runs = runs_of(
        table, targets, run_count=drawing.runs, seed=drawing.seed, sampled=drawing.sampled
    )
    return Study(table, targets, runs)


def chance_of(looked: Study) -> Chance:
    """Return the chance that the targets end for us."""
    table, runs = looked.table, looked.runs
    values, against = _ends(table.starts_for, table.starts_against, runs)
    probability = float(values @ runs.shares)
    return Chance(
        probability=probability,
        against=float(against @ runs.shares),
        standard_error=_error(float(np.square(values) @ runs.shares), probability, runs),
        run_count=len(runs.shares),
        is_exact=runs.is_exact,
    )


def gains_of(looked: Study) -> tuple[Win, ...]:
    """Return what winning each one alone would add, most first; the targets are left out."""
    starts_for, starts_against = looked.table.starts_for, looked.table.starts_against
    return tuple(_wins(looked, starts_for, starts_against, looked.others))


def whom_to_win(
    looked: Study, count: int = 3, *, candidate_ids: Sequence[str] | None = None
) -> tuple[Win, ...]:
    """Return whom to win one after the other, each the best next once those before are won.

    Without negative influences and without anybody against us, the gain of a set of people is
    monotone and submodular (Kempe et al. 2003, theorem 2.2; in their live-edge form it is a
    coverage), so that the greedy choice has at least 1 - 1/e of the best set's gain (Nemhauser,
    Wolsey & Fisher 1978) on the runs looked at. With objections it stays monotone but two critics
    may have to be won before either shows a gain: there is no such promise then.

    Args:
        looked: Who sits at the table, and who decides.
        count: How many to name at most; nobody is named who adds nothing.
        candidate_ids: Who can be won; None for everybody but the targets.

    Raises:
        UnusableGroupError: A candidate has no seat.
    """
    table = looked.table
    open_to = looked.others if candidate_ids is None else table.seats_of(candidate_ids)
    starts_for, starts_against = table.starts_for.copy(), table.starts_against.copy()
    won: list[Win] = []
    while len(won) < count and len(open_to):
        best = _wins(looked, starts_for, starts_against, open_to)[0]
        if best.gain <= 0:
            break
        won.append(best)
        (seat,) = table.seats_of([best.contact_id]).tolist()
        starts_for[seat], starts_against[seat] = 1.0, 0.0
        open_to = open_to[open_to != seat]
    return tuple(won)


def weights_of(looked: Study) -> tuple[Weight, ...]:
    """Return how much hangs on everybody at the table, most first, and at whom.

    Everybody else starts as their support says; the own support is no matter.
    """
    names = looked.table.contact_ids
    found: list[list[Contribution]] = [[] for _ in names]
    for target, by_support, by_objection in zip(
        looked.targets.tolist(), *_swings(looked.table, looked.runs), strict=True
    ):
        for seat, parts in enumerate(zip(by_support.tolist(), by_objection.tolist(), strict=True)):
            if seat != target:
                found[seat].append(Contribution(names[target], *parts))
    weights = [
        Weight(
            name,
            math.fsum(part for one in parts for part in (one.by_support, one.by_objection)),
            tuple(parts),
        )
        for name, parts in zip(names, found, strict=True)
    ]
    return tuple(sorted(weights, key=lambda one: (-one.score, one.contact_id)))


def _ends(starts_for: Floats, starts_against: Floats, runs: Runs) -> Floats:
    """Return (2, runs) the chance in each run to end for and against us, means over the targets."""
    ends = [
        ends_of(starts_for, starts_against, ears, critics)
        for ears, critics in zip(runs.ears, runs.critics, strict=True)
    ]
    return np.asarray(np.mean(ends, axis=0))


def _error(squares: float, mean: float, runs: Runs) -> float:
    """Return the standard error of a mean, by the mean of the squares."""
    count = len(runs.shares)
    if runs.is_exact or count == 1:
        return 0.0
    return math.sqrt(max(0.0, squares - mean * mean) / (count - 1))


def _wins(looked: Study, starts_for: Floats, starts_against: Floats, seats: Ints) -> list[Win]:
    """Return what winning each of some seats adds, most first."""
    names, runs = looked.table.contact_ids, looked.runs
    chance, gains, squares = 0.0, np.zeros(len(seats)), np.zeros(len(seats))
    for some in _chunks(runs):
        before = np.zeros(len(some.shares))
        added = np.zeros((len(seats), len(some.shares)))
        for ears, critics in zip(some.ears, some.critics, strict=True):
            harmless, helpless = factors(starts_for, starts_against, ears, critics)
            unopposed, unmoved = _others(harmless, helpless)
            before += unopposed[0] * harmless[0] - unmoved[0] * helpless[0]
            unmoved[ears] = 0
            added += (unopposed - unmoved)[seats]
        before /= len(some.ears)
        added = added / len(some.ears) - before
        chance += float(before @ some.shares)
        gains += added @ some.shares
        squares += np.square(added) @ some.shares
    rows = zip(seats.tolist(), _rounded(gains).tolist(), squares.tolist(), strict=True)
    wins = [
        Win(names[seat], gain, _error(square, gain, runs), chance + gain)
        for seat, gain, square in rows
    ]
    return sorted(wins, key=lambda one: (-one.gain, one.contact_id))


def _chunks(runs: Runs) -> Iterator[Runs]:
    """Yield the runs in parts that a processor holds near."""
    for begin in range(0, len(runs.shares), _CHUNK):
        part = slice(begin, begin + _CHUNK)
        yield replace(
            runs,
            ears=runs.ears[..., part],
            critics=runs.critics[..., part],
            shares=runs.shares[part],
        )


def _swings(table: Table, runs: Runs) -> tuple[Floats, Floats]:
    """Return (targets, seats) what support, and what freedom from objection, adds to the mean."""
    by_support, by_objection = [], []
    for ears, critics in zip(runs.ears, runs.critics, strict=True):
        unopposed, unmoved = _others(
            *factors(table.starts_for, table.starts_against, ears, critics)
        )
        silent = ~critics
        while_open = (unopposed - unmoved) * silent
        by_support.append((unopposed - unmoved * ~ears - while_open) @ runs.shares)
        by_objection.append((while_open * ears) @ runs.shares)
    count = len(runs.ears)
    return _rounded(np.array(by_support)) / count, _rounded(np.array(by_objection)) / count


def _others(*parts: Singles) -> list[Singles]:
    """Return (seats, runs) per part the product over all other seats.

    Row by row: numpy's own cumprod goes down the columns, against the memory.
    """
    products = []
    for part in parts:
        others, after = np.ones_like(part), np.ones_like(part[0])
        for seat in range(1, len(part)):
            np.multiply(others[seat - 1], part[seat - 1], out=others[seat])
        for seat in range(len(part) - 1, -1, -1):
            others[seat] *= after
            after *= part[seat]
        products.append(others)
    return products


def _rounded(values: Floats) -> Floats:
    """Return values without what sums of floating point leave behind, so that nothing is 0."""
    return np.asarray(np.where(np.abs(values) < 1e-12, 0.0, values))  # noqa: PLR2004 - see above
