"""Building an index from the columns a scan of the graph yields."""

from collections.abc import Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.employment import Colleagues, no_employment
from graphcrm.influence.index import Index, index_of
from graphcrm.influence.people import nobody
from graphcrm.influence.records import Contacts, Ints, Jobs, Sway, Ties
from graphcrm.influence.sway import no_sway
from graphcrm.influence.tie_table import Columns, columns_of, joined, typed


class Draft:
    """An index in the making: contacts first, then everything else in chunks of any size."""

    def __init__(self, day: int) -> None:
        """Begin an index as of a UTC day since 1970."""
        self._day = day
        self._people = nobody()
        self._vertices: dict[str, int] = {}
        self._ties: list[Columns] = []
        self._employment = no_employment()
        self._jobs: list[Jobs] = []
        self._sway = no_sway()

    def add_contacts(self, contacts: Contacts) -> None:
        """Take contacts in."""
        self._people = self._people.with_contacts(contacts)
        for uid in contacts.uids:
            self._vertices.setdefault(uid, len(self._vertices))

    def add_ties(self, ties: Ties) -> None:
        """Take ties in; of a pair that comes twice the last counts.

        Their ends may be arrays of whole numbers too: places in the order contacts came in.
        """
        first, second = self._numbers(ties.first), self._numbers(ties.second)
        kept = np.flatnonzero((first >= 0) & (second >= 0) & (first != second))
        columns = columns_of(ties, first, second, self._day)
        self._ties.append({name: column[kept] for name, column in columns.items()})

    def add_jobs(self, jobs: Jobs) -> None:
        """Take jobs in."""
        vertices = self._numbers(jobs.contact_ids)
        none = np.zeros(0, np.int64)
        self._employment = self._employment.with_jobs(none, vertices, jobs)

    def add_sizes(self, employee_counts: Sequence[tuple[str, int | None]]) -> None:
        """Take in how many people work at accounts; None for unknown."""
        self._employment = self._employment.with_sizes(employee_counts)

    def add_sway(self, sway: Sway) -> None:
        """Take influences and reporting lines in."""
        ends = (self._numbers(sway.from_ids), self._numbers(sway.to_ids))
        self._sway = self._sway.replaced(np.zeros(0, np.int64), ends, sway)

    def built(self, seq: int) -> Index:
        """Return the index.

        Args:
            seq: Entry of the stream up to which everything taken in is complete.
        """
        ties = _once(joined(self._ties), len(self._people))
        ties = _with_colleagues(ties, self._employment.colleagues(), len(self._people))
        return index_of(self._people, ties, self._employment, self._sway, at=(self._day, seq))

    def _numbers(self, uids: Sequence[str] | Ints) -> NDArray[np.int64]:
        if isinstance(uids, np.ndarray):
            return uids.astype(np.int64)
        return np.fromiter(map(self._vertices.get, uids, repeat(-1)), np.int64, len(uids))


def _keys(first: NDArray[np.int64], second: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    low, high = np.minimum(first, second), np.maximum(first, second)
    return low.astype(np.int64) * count + high


def _once(ties: Columns, count: int) -> Columns:
    """Return the last row of each pair."""
    keys = _keys(ties["first"], ties["second"], count)
    order = np.argsort(keys, kind="stable")
    last = np.ones(len(order), np.bool_)
    last[:-1] = np.diff(keys[order]) != 0
    if last.all():
        return ties
    kept = np.sort(order[last])
    return {name: column[kept] for name, column in ties.items()}


def _with_colleagues(ties: Columns, colleagues: Colleagues, count: int) -> Columns:
    """Return the ties with the inferred layer on top, pairs that have nothing else included."""
    if not len(colleagues.first):
        return ties
    keys = _keys(ties["first"], ties["second"], count)
    order = np.argsort(keys)
    wanted = _keys(colleagues.first, colleagues.second, count)
    at = order.take(np.searchsorted(keys, wanted, sorter=order), mode="clip") if len(keys) else None
    there = keys[at] == wanted if at is not None else np.zeros(len(wanted), np.bool_)
    if at is not None:
        ties["inferred"][at[there]] = colleagues.probabilities[there]
        ties["inferred_from"][at[there]] = colleagues.from_days[there]
    return joined(
        [
            ties,
            typed(
                {
                    "first": colleagues.first[~there],
                    "second": colleagues.second[~there],
                    "inferred": colleagues.probabilities[~there],
                    "inferred_from": colleagues.from_days[~there],
                }
            ),
        ]
    )
