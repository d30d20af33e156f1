"""Reading the graph into a path index: all of it, or what some steps of the strengths touched."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from graphcrm import graph
from graphcrm.chunks import chunks
from graphcrm.influence.building import Draft
from graphcrm.influence.index import Index
from graphcrm.influence.records import (
    NO_END,
    UNKNOWN_DAY,
    Bar,
    Changes,
    Contacts,
    Jobs,
    Sway,
    SwayKind,
    Ties,
)
from graphcrm.relationships import rules
from graphcrm.relationships.gathering import EPOCH, Tie


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact, as the path index needs it."""

    uid: str
    owner_id: str | None
    team_id: str | None
    house: bool
    bar: str | None
    asked: int
    agreed: int


@dataclass(frozen=True, slots=True)
class TieRow:
    """Ties of one contact with those of higher uids."""

    low: str
    ties: list[list[Any]]


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job whose beginning is stated, or a seat on a board."""

    contact_id: str
    account_id: str
    from_on: date | None
    until_on: date | None
    board: bool


@dataclass(frozen=True, slots=True)
class SizeRow:
    """How many people an account says it employs."""

    account_id: str
    employee_count: int | None


@dataclass(frozen=True, slots=True)
class SwayRow:
    """An influence or a reporting line."""

    from_id: str
    to_id: str
    type: str
    weight: float | None
    until_on: date | None


ALL_CONTACTS = graph.load("influence/all_contacts", ContactRow)
SOME_CONTACTS = graph.load("influence/some_contacts", ContactRow)
ALL_TIES = graph.load("influence/all_ties", TieRow)
SOME_TIES = graph.load("influence/some_ties", TieRow)
ALL_JOBS = graph.load("influence/all_jobs", JobRow)
SOME_JOBS = graph.load("influence/some_jobs", JobRow)
ALL_SIZES = graph.load("influence/all_sizes", SizeRow)
SOME_SIZES = graph.load("influence/some_sizes", SizeRow)
ALL_SWAY = graph.load("influence/all_sway", SwayRow)
SWAYING = graph.load("influence/swaying", graph.Uid)
SOME_SWAY = graph.load("influence/some_sway", SwayRow)

_BARS = {"do-not-contact": Bar.DO_NOT_CONTACT, "not-a-person": Bar.NOT_A_PERSON, None: Bar.NONE}
_NOTHING = [0.0] * 10
_ROWS = 2_000  # more of them alive at a time, and collecting garbage takes as long as reading


def scan(day: int, seq: int, ties: Iterable[Tie] | None = None) -> Index:
    """Return an index of the whole graph.

    Args:
        day: UTC day since 1970 that its probabilities hold for.
        seq: Place of the stream that the ties are up to.
        ties: Those of another instant, in place of the ones the graph keeps.
    """
    draft = Draft(day)
    draft.add_contacts(_contacts(graph.fetch(ALL_CONTACTS)))
    if ties is None:
        for rows in chunks(graph.stream(ALL_TIES), _ROWS):
            draft.add_ties(_ties(rows))
    else:
        draft.add_ties(_computed(list(ties)))
    draft.add_sizes([(row.account_id, row.employee_count) for row in graph.stream(ALL_SIZES)])
    draft.add_jobs(_jobs(graph.fetch(ALL_JOBS)))
    draft.add_sway(_sway(graph.fetch(ALL_SWAY)))
    return draft.built(seq)


def rescan(
    contact_ids: Collection[str], pairs: Collection[tuple[str, str]], account_ids: Collection[str]
) -> Changes:
    """Return how contacts, the ties of pairs (lower uid first), and accounts stand now."""
    people = {*contact_ids, *(uid for pair in pairs for uid in pair)}
    contacts = graph.fetch(SOME_CONTACTS, ids=sorted(people)) if people else []
    ties = graph.fetch(SOME_TIES, pairs=[list(pair) for pair in pairs]) if pairs else []
    found = {(row.low, tie[0]) for row in ties for tie in row.ties}
    own = sorted(contact_ids)
    swaying = graph.fetch(SWAYING, ids=own) if own else []
    sway_of = sorted({*own, *(row.uid for row in swaying)})
    sizes = graph.fetch(SOME_SIZES, ids=sorted(account_ids)) if account_ids else []
    return Changes(
        contacts=_contacts(contacts),
        gone=sorted(people - {row.uid for row in contacts}),
        ties=_ties(ties),
        untied=sorted(set(pairs) - found),
        jobs=_jobs(graph.fetch(SOME_JOBS, ids=own) if own else []),
        jobs_of=own,
        employee_counts=[(row.account_id, row.employee_count) for row in sizes],
        sway=_sway(graph.fetch(SOME_SWAY, ids=sway_of) if sway_of else []),
        sway_of=sway_of,
    )


def _contacts(rows: Sequence[ContactRow]) -> Contacts:
    return Contacts(
        uids=[row.uid for row in rows],
        owner_ids=[row.owner_id for row in rows],
        team_ids=[row.team_id for row in rows],
        house=[row.house for row in rows],
        bars=[_BARS[row.bar] for row in rows],
        asked=[row.asked for row in rows],
        agreed=[row.agreed for row in rows],
    )


def _ties(rows: Sequence[TieRow]) -> Ties:
    flat = [tie for row in rows for tie in row.ties]
    return Ties(
        first=[row.low for row in rows for _ in row.ties],
        second=[tie[0] for tie in flat],
        sums=_sums([(tie[1] or []) + (tie[2] or []) for tie in flat]),
        as_of=np.array([tie[3] for tie in flat], np.int64),
        declared=np.array([rules.DECLARED.get(tie[4], 0.0) for tie in flat], np.float64),
        declared_until=np.array([NO_END if tie[5] is None else tie[5] for tie in flat], np.int64),
    )


def _computed(ties: Sequence[Tie]) -> Ties:
    claims = [tie.declared for tie in ties]
    return Ties(
        first=[tie.low for tie in ties],
        second=[tie.high for tie in ties],
        sums=_sums([tie.sums_out + tie.sums_in for tie in ties]),
        as_of=np.array([_day(tie.as_of_on, NO_END) for tie in ties], np.int64),
        declared=np.array([rules.DECLARED[c.level] if c else 0.0 for c in claims], np.float64),
        declared_until=np.array(
            [_day(c.until_on if c else None, NO_END) for c in claims], np.int64
        ),
    )


def _sums(rows: Sequence[list[float]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([row or _NOTHING for row in rows], np.float64).reshape(-1, 10)


def _jobs(rows: Sequence[JobRow]) -> Jobs:
    return Jobs(
        contact_ids=[row.contact_id for row in rows],
        account_ids=[row.account_id for row in rows],
        from_days=[_day(row.from_on, UNKNOWN_DAY) for row in rows],
        until_days=[_day(row.until_on, NO_END) for row in rows],
        boards=[row.board for row in rows],
    )


def _sway(rows: Sequence[SwayRow]) -> Sway:
    return Sway(
        from_ids=[row.from_id for row in rows],
        to_ids=[row.to_id for row in rows],
        kinds=[SwayKind[row.type] for row in rows],
        weights=[row.weight or 0.0 for row in rows],
        until_days=[_day(row.until_on, NO_END) for row in rows],
    )


def _day(on: date | None, missing: int) -> int:
    return missing if on is None else (on - EPOCH).days
