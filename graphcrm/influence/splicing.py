"""A new index from an old one and what changed since, at the cost of the change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.employment import Employment
from graphcrm.influence.index import Index, edges_of, prices_of
from graphcrm.influence.people import People
from graphcrm.influence.records import Bools, Changes, Ints, Ties
from graphcrm.influence.rows import Edges, Rows
from graphcrm.influence.sway import SwayTable
from graphcrm.influence.tie_table import (
    Columns,
    TieTable,
    columns_of,
    is_known,
    is_one_way,
    typed,
)


_T = TypeVar("_T", bound=np.generic)


def changed(index: Index, changes: Changes, *, seq: int) -> Index:
    """Return the index with changes spliced in; the old one stays as it was.

    Contacts come before everything that names them; whoever is also in `gone` is gone. The same
    changes may come again.

    Args:
        index: As it was, already on the day that it is to hold for.
        changes: What is different.
        seq: Entry of the stream that the new index is brought up to.
    """
    people = index.people.with_contacts(changes.contacts)
    altered, gone = _known(people, changes.contacts.uids), _known(people, changes.gone)
    people = people.without(gone) if len(gone) else people
    employment, refreshed = _employed(index.employment, people, changes, gone)
    splice = _splice(index, _Difference(people, employment, changes, gone, refreshed))
    ties, knows = _spliced(index, splice, len(people))
    tie_counts = splice.counted(index.tie_counts, is_known)
    one_way_counts = splice.counted(index.one_way_counts, is_one_way)
    touched = np.union1d(altered, splice.vertices)
    prices = _roomier(index.prices, len(people))
    prices[touched] = prices_of(people, tie_counts, one_way_counts, touched)
    sway, is_swayed = _swayed(index.sway, people, changes, gone)
    forward, backward = index.sway_rows
    return replace(
        index,
        seq=seq,
        people=people,
        ties=ties,
        knows=knows,
        tie_counts=tie_counts,
        one_way_counts=one_way_counts,
        prices=prices,
        employment=employment,
        sway=sway,
        sway_rows=sway.rows(len(people), index.day)
        if is_swayed
        else (forward.grown(len(people)), backward.grown(len(people))),
        _seen={},
    )


@dataclass(frozen=True, slots=True)
class _Difference:
    """What changes, in vertices.

    Attributes:
        people: As they are now.
        employment: As it is now.
        changes: As given.
        gone: Vertices of who is gone.
        refreshed: Vertices of those whose inferred ties may be others now.
    """

    people: People
    employment: Employment
    changes: Changes
    gone: NDArray[np.int64]
    refreshed: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Splice:
    """Pairs whose tie changes.

    Attributes:
        vertex_count: Vertices there are now.
        vertices: Everybody in a pair, ascending.
        replaced: Numbers of the ties they had.
        before: Those ties.
        after: The ties they have now.
    """

    vertex_count: int
    vertices: NDArray[np.int64]
    replaced: NDArray[np.int64]
    before: Columns
    after: Columns

    def counted(
        self, counts: NDArray[np.int32], is_counted: Callable[[Columns], Bools]
    ) -> NDArray[np.int32]:
        """Return how many ties of a sort everybody has now."""
        counts = _roomier(counts, self.vertex_count)
        for ties, sign in ((self.before, -1), (self.after, 1)):
            counting = is_counted(ties)
            for end in ("first", "second"):
                np.add.at(counts, ties[end][counting], sign)
        return counts


def _known(people: People, uids: Sequence[str]) -> NDArray[np.int64]:
    vertices = people.vertices_of(uids)
    return np.unique(vertices[vertices >= 0])


def _roomier(column: NDArray[_T], count: int) -> NDArray[_T]:
    """Return a copy with zeros behind."""
    return np.concatenate((column, np.zeros(count - len(column), column.dtype)))


def _employed(
    employment: Employment, people: People, changes: Changes, gone: NDArray[np.int64]
) -> tuple[Employment, NDArray[np.int64]]:
    """Return employment as it is now, and whose inferred ties may be others."""
    refreshed = np.union1d(_known(people, changes.jobs_of), gone)
    if len(refreshed):
        vertices = people.vertices_of(changes.jobs.contact_ids)
        employment = employment.with_jobs(refreshed, vertices, changes.jobs)
    if changes.employee_counts:
        employment = employment.with_sizes(changes.employee_counts)
        resized = employment.people_at([uid for uid, _ in changes.employee_counts])
        refreshed = np.union1d(refreshed, resized)
    return employment, refreshed


def _swayed(
    sway: SwayTable, people: People, changes: Changes, gone: NDArray[np.int64]
) -> tuple[SwayTable, bool]:
    """Return influences as they are now, and whether they are others."""
    of = _known(people, changes.sway_of)
    if len(of):
        ends = (people.vertices_of(changes.sway.from_ids), people.vertices_of(changes.sway.to_ids))
        sway = sway.replaced(of, ends, changes.sway)
    if len(gone):
        sway = sway.without(gone)
    return sway, bool(len(of) or len(gone))


def _splice(index: Index, difference: _Difference) -> _Splice:
    """Return the ties that change, as they were and as they are."""
    people, count = difference.people, len(difference.people)
    given = _given(difference.changes.ties, people, index.ties.base_day)
    untied = [people.vertices_of(side) for side in zip(*difference.changes.untied, strict=True)]
    untied = untied or [np.zeros(0, np.int64)] * 2
    colleagues = difference.employment.colleagues(difference.refreshed)
    pairs = _Pairs.of(
        count,
        (given["first"], given["second"]),
        (untied[0], untied[1]),
        (colleagues.first, colleagues.second),
        *(_ends(index, ties) for ties in _of_people(index, difference)),
    )
    ties = pairs.ties_in(index)
    had = ties >= 0
    after = typed({"first": pairs.low, "second": pairs.high})
    before = index.ties.taken(ties[had])
    for name, column in before.items():
        after[name][had] = column

    at = pairs.places_of(untied[0], untied[1])
    for name in ("sums", "sides", "declared"):
        after[name][at] = 0
    at = pairs.places_of(given["first"], given["second"])
    for name in ("first", "second", "sums", "sides", "declared", "declared_until"):
        after[name][at] = given[name]
    anew = np.isin(pairs.low, difference.refreshed) | np.isin(pairs.high, difference.refreshed)
    after["inferred"][anew] = 0
    at = pairs.places_of(colleagues.first, colleagues.second)
    after["inferred"][at] = colleagues.probabilities
    after["inferred_from"][at] = colleagues.from_days

    ended = np.isin(pairs.low, difference.gone) | np.isin(pairs.high, difference.gone)
    kept = ~ended & (is_known(after) | (after["inferred"] > 0))
    return _Splice(
        vertex_count=count,
        vertices=np.union1d(pairs.low, pairs.high),
        replaced=ties[had],
        before=before,
        after={name: column[kept] for name, column in after.items()},
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of vertices, each once, ascending; the lower vertex first."""

    count: int
    low: NDArray[np.int64]
    high: NDArray[np.int64]

    @classmethod
    def of(cls, count: int, *pairs: tuple[Ints, Ints]) -> "_Pairs":
        """Return the pairs of known and different people."""
        one = np.concatenate([first for first, _ in pairs]).astype(np.int64)
        other = np.concatenate([second for _, second in pairs]).astype(np.int64)
        good = (one >= 0) & (other >= 0) & (one != other)
        keys = np.unique(cls._keys(count, one[good], other[good]))
        return cls(count, keys // max(1, count), keys % max(1, count))

    def places_of(self, one: Ints, other: Ints) -> NDArray[np.int64]:
        """Return where pairs stand; those of unknown people are passed over."""
        good = (one >= 0) & (other >= 0) & (one != other)
        mine = self._keys(self.count, self.low, self.high)
        return np.searchsorted(mine, self._keys(self.count, one[good], other[good]))

    def ties_in(self, index: Index) -> NDArray[np.int64]:
        """Return the number of the tie each pair had, -1 where it had none."""
        before = len(index.people)
        ties = [
            index.tie_between(low, high) if high < before else None
            for low, high in zip(self.low.tolist(), self.high.tolist(), strict=True)
        ]
        return np.array([-1 if tie is None else tie for tie in ties], np.int64)

    @staticmethod
    def _keys(count: int, one: Ints, other: Ints) -> NDArray[np.int64]:
        return np.minimum(one, other).astype(np.int64) * count + np.maximum(one, other)


def _given(ties: Ties | None, people: People, base_day: int) -> Columns:
    """Return the ties that come with changes; of a pair that comes twice, the last."""
    if ties is None or not len(ties.first):
        return typed({"first": np.zeros(0), "second": np.zeros(0)})
    first, second = (people.vertices_of(list(map(str, side))) for side in (ties.first, ties.second))
    columns = columns_of(ties, first, second, base_day)
    kept = np.flatnonzero((first >= 0) & (second >= 0) & (first != second))
    return {name: column[kept] for name, column in columns.items()}


def _ends(index: Index, ties: NDArray[np.int64]) -> tuple[Ints, Ints]:
    return index.ties.columns["first"][ties], index.ties.columns["second"][ties]


def _of_people(index: Index, difference: _Difference) -> list[NDArray[np.int64]]:
    """Return the ties of whoever is gone, and the inferred ones of whoever is refreshed."""
    old = len(index.people)
    rows = index.knows.unfloored
    of_gone = index.knows.ties[rows.gathered(difference.gone[difference.gone < old])[0]]
    refreshed = difference.refreshed[difference.refreshed < old]
    of_refreshed = index.knows.ties[rows.gathered(refreshed)[0]]
    inferred = of_refreshed[index.ties.columns["inferred"][of_refreshed] > 0]
    return [of_gone.astype(np.int64), inferred.astype(np.int64)]


def _spliced(index: Index, splice: _Splice, vertex_count: int) -> tuple[TieTable, Rows]:
    """Return table and rows with the ties of a splice in place of those they replace."""
    knows = index.knows.grown(vertex_count)
    if not len(splice.vertices):
        return index.ties, knows
    table, begin = index.ties.appended(splice.after)
    fresh = edges_of(table, begin + np.arange(len(splice.after["first"])), index.day)
    at, sizes = knows.unfloored.gathered(splice.vertices)
    begins = np.repeat(splice.vertices, sizes)
    rank = at - knows.starts[begins]
    kept = np.flatnonzero(~np.isin(knows.ties[at], splice.replaced))
    at, begins = at[kept], begins[kept]
    edges = Edges(
        begins=np.concatenate((begins, fresh.begins)),
        ends=np.concatenate((knows.ends[at], fresh.ends)),
        costs=np.concatenate((knows.costs[at], fresh.costs)),
        ties=np.concatenate((knows.ties[at], fresh.ties)),
        is_walkable=np.concatenate((rank[kept] < knows.lengths[begins], fresh.is_walkable)),
    )
    return table, knows.replaced(splice.vertices, edges)
