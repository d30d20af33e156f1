"""Who may know whom from work: shared employers and boards, the inferred layer.

A year or more together in a small firm, or one board together, makes a tie of its own. Any other
shared employer is worth so little that it only ever counts between the two ends of a path, so
long as whoever is asked is no more willing than even: it is looked up when asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.records import NO_END, UNKNOWN_DAY, Bools, Ints, Jobs
from graphcrm.relationships.rules import (
    LONG_TOGETHER_DAYS,
    SAME_BOARD,
    SMALL_EMPLOYER,
    SMALL_EMPLOYER_PEOPLE,
)


_T = TypeVar("_T", bound=np.generic)

_UNKNOWN_SIZE = -1


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Pairs with an inferred tie, each once, the lower vertex first.

    Attributes:
        first: (n,) vertices.
        second: (n,) vertices.
        probabilities: (n,) of the tie.
        from_days: (n,) first day it holds; UNKNOWN_DAY for ever.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    from_days: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Employment:
    """Jobs, by vertex.

    Attributes:
        people: (n,) vertices, ascending.
        accounts: (n,) numbers of accounts.
        from_days: (n,) first day, UNKNOWN_DAY where unknown.
        until_days: (n,) last day, NO_END while it lasts.
        boards: (n,) whether it is a seat on the board.
        account_numbers: Number of each account met.
        employee_counts: (accounts,) size, -1 where unknown.
    """

    people: NDArray[np.int32]
    accounts: NDArray[np.int32]
    from_days: NDArray[np.int32]
    until_days: NDArray[np.int32]
    boards: Bools
    account_numbers: Mapping[str, int]
    employee_counts: NDArray[np.int32]

    def of(self, vertex: int) -> slice:
        """Return where the jobs of one person lie."""
        begin, end = np.searchsorted(self.people, [vertex, vertex + 1])
        return slice(int(begin), int(end))

    def is_shared(self, one: int, other: int, day: int) -> bool:
        """Return whether two may have worked for one employer at one time, up to a day."""
        mine, theirs = self.of(one), self.of(other)
        return bool(
            (
                (self.accounts[mine, None] == self.accounts[None, theirs])
                & ~self.boards[mine, None]
                & ~self.boards[None, theirs]
                & (
                    np.maximum(self.from_days[mine, None], self.from_days[None, theirs])
                    <= np.minimum(
                        np.minimum(self.until_days[mine, None], self.until_days[None, theirs]), day
                    )
                )
            ).any()
        )

    def with_jobs(self, of: Ints, vertices: Ints, jobs: Jobs) -> "Employment":
        """Return employment in which people have these jobs and no others.

        Args:
            of: Vertices of the people.
            vertices: (n,) vertex of each job, -1 to pass over it.
            jobs: (n,) theirs.
        """
        numbers, counts = self._numbered(jobs.account_ids)
        kept, new = np.flatnonzero(~np.isin(self.people, of)), np.flatnonzero(vertices >= 0)
        accounts = np.array([numbers[uid] for uid in jobs.account_ids], np.int32)
        people = np.concatenate((self.people[kept], vertices[new])).astype(np.int32)
        order = np.argsort(people, kind="stable")

        def column(old: NDArray[_T], given: Sequence[object] | Ints) -> NDArray[_T]:
            added = np.asarray(given, old.dtype)[new]
            return np.concatenate((old[kept], added))[order]

        return replace(
            self,
            people=people[order],
            accounts=column(self.accounts, accounts),
            from_days=column(self.from_days, jobs.from_days),
            until_days=column(self.until_days, jobs.until_days),
            boards=column(self.boards, jobs.boards),
            account_numbers=numbers,
            employee_counts=counts,
        )

    def with_sizes(self, sizes: Sequence[tuple[str, int | None]]) -> "Employment":
        """Return employment at accounts of these sizes."""
        numbers, counts = self._numbered([uid for uid, _ in sizes])
        counts = counts.copy()
        for uid, size in sizes:
            counts[numbers[uid]] = _UNKNOWN_SIZE if size is None else size
        return replace(self, account_numbers=numbers, employee_counts=counts)

    def people_at(self, account_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return the vertices of all who ever worked at one of these accounts."""
        numbers = [self.account_numbers[uid] for uid in account_ids if uid in self.account_numbers]
        return np.unique(self.people[np.isin(self.accounts, numbers)]).astype(np.int64)

    def colleagues(self, among: Ints | None = None) -> Colleagues:
        """Return everybody with an inferred tie of their own; or those with somebody of `among`."""
        near = np.arange(len(self.people))
        if among is not None:
            accounts = self.accounts[np.isin(self.people, among)]
            near = np.flatnonzero(np.isin(self.accounts, accounts))
        kinds = (self._on_boards(near), self._at_employers(near))
        pairs = [np.concatenate(columns) for columns in zip(*kinds, strict=True)]
        first, second = np.minimum(pairs[0], pairs[1]), np.maximum(pairs[0], pairs[1])
        if among is not None:
            touched = np.isin(first, among) | np.isin(second, among)
        else:
            touched = np.ones(len(first), np.bool_)
        kept = np.flatnonzero(touched & (first != second))
        order = kept[np.lexsort((pairs[3][kept], -pairs[2][kept], second[kept], first[kept]))]
        begins = np.ones(len(order), np.bool_)
        begins[1:] = (np.diff(first[order]) != 0) | (np.diff(second[order]) != 0)
        best = order[begins]
        return Colleagues(first[best], second[best], pairs[2][best], pairs[3][best])

    def _at_employers(self, near: Ints) -> tuple[Ints, Ints, NDArray[np.float64], Ints]:
        """Return pairs a year or more together, or so as time goes on, in a small firm."""
        current = np.bincount(
            self.accounts[~self.boards & (self.until_days == NO_END)],
            minlength=len(self.employee_counts),
        )
        size = np.maximum(self.employee_counts, current)
        is_small = (self.employee_counts >= 0) & (size < SMALL_EMPLOYER_PEOPLE)
        dated = ~self.boards[near] & (self.from_days[near] != UNKNOWN_DAY)
        one, other, begin, end = self._together(near[dated & is_small[self.accounts[near]]])
        long = np.flatnonzero(end - begin >= LONG_TOGETHER_DAYS)
        since = begin[long] + LONG_TOGETHER_DAYS
        return one[long], other[long], np.full(len(long), SMALL_EMPLOYER), since

    def _on_boards(self, near: Ints) -> tuple[Ints, Ints, NDArray[np.float64], Ints]:
        """Return pairs who sat on one board; one of hundreds of seats is no board."""
        seats = np.bincount(self.accounts[self.boards], minlength=len(self.employee_counts))
        is_board = seats < SMALL_EMPLOYER_PEOPLE
        seated = near[self.boards[near] & is_board[self.accounts[near]]]
        one, other, begin, end = self._together(seated)
        met = np.flatnonzero(begin <= end)
        return one[met], other[met], np.full(len(met), SAME_BOARD), begin[met]

    def _together(self, jobs: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Return every two people with a job at one account, and the days both began and ended."""
        jobs = jobs[np.argsort(self.accounts[jobs], kind="stable")]
        accounts = self.accounts[jobs]
        after = np.searchsorted(accounts, accounts, "right") - np.arange(len(jobs)) - 1
        at = np.repeat(np.arange(len(jobs)), after)
        one = jobs[at]
        other = jobs[at + 1 + np.arange(len(at)) - np.repeat(np.cumsum(after) - after, after)]
        return (
            self.people[one].astype(np.int64),
            self.people[other].astype(np.int64),
            np.maximum(self.from_days[one], self.from_days[other]).astype(np.int64),
            np.minimum(self.until_days[one], self.until_days[other]).astype(np.int64),
        )

    def _numbered(self, account_ids: Sequence[str]) -> tuple[Mapping[str, int], NDArray[np.int32]]:
        new = dict.fromkeys(uid for uid in account_ids if uid not in self.account_numbers)
        before = len(self.account_numbers)
        numbers = {uid: before + at for at, uid in enumerate(new)}
        unknown = np.full(len(new), _UNKNOWN_SIZE, np.int32)
        return (
            {**self.account_numbers, **numbers} if new else self.account_numbers,
            np.concatenate((self.employee_counts, unknown)),
        )


def no_employment() -> Employment:
    """Return employment before any job is known."""
    none = np.zeros(0, np.int32)
    return Employment(none, none, none, none, np.zeros(0, np.bool_), {}, none)
