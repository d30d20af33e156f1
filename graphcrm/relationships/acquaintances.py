"""Whom people know, and who of us knows them, for many people in one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.relationships import strength
from graphcrm.relationships.reads import probability


@dataclass(frozen=True, slots=True)
class AcquaintanceRow:
    """A row of relationships/acquaintances."""

    of_id: str
    contact_id: str
    name: str
    title: str | None
    account: str | None
    is_ours: bool
    known_count: int
    our_count: int
    sums_out: list[float]
    sums_in: list[float]
    as_of_on: date
    days: int
    evidence_count: int
    first_at: datetime | None
    last_at: datetime | None
    declared: str | None
    declared_until_on: date | None


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody whom a person knows.

    Attributes:
        of_id: The person.
        contact_id: Whom they know.
        account: Their primary or latest employer, where the reader may see it.
        is_ours: Whether they are one of us.
        strength: 0..1; None where nothing was observed and somebody only declares the tie.
        probability: The best layer's chance to be live, 0..1.
        days: Days in touch.
        declared: weak, good or strong, where that stands today.
    """

    of_id: str
    contact_id: str
    name: str
    title: str | None
    account: str | None
    is_ours: bool
    strength: float | None
    probability: float
    days: int
    evidence_count: int
    first_at: datetime | None
    last_at: datetime | None
    declared: str | None


@dataclass(frozen=True, slots=True)
class Circle:
    """Whom one contact knows, as far as the reader may see them.

    Attributes:
        known: The strongest first; where there are more than the limit, those who are ours or
            declared and then the strongest.
        count: How many there are, in `known` or not.
        our_count: How many of them are ours.
    """

    known: tuple[Acquaintance, ...]
    count: int
    our_count: int


MOST = 500

ACQUAINTANCES = graph.load("relationships/acquaintances", AcquaintanceRow)


def acquaintances(
    actor: Actor, contact_ids: Sequence[str], *, ours_only: bool = False, limit: int = MOST
) -> list[Acquaintance]:
    """Return whom some contacts know, among those the actor may see, the strongest first.

    The actor has found the contacts, so may see them; evidence that they may not read counts all
    the same.

    Args:
        actor: Who looks.
        contact_ids: Whose ties.
        ours_only: Leave out whoever is not one of us.
        limit: Of each contact at most, 1..500, those who are ours before others.
    """
    if not contact_ids:
        return []
    today = clock.now().date()
    rows = _rows(actor, contact_ids, today, ours_only=ours_only, limit=limit)
    return _ranked(rows, today)


def circle_of(actor: Actor, contact_id: str, *, limit: int = MOST) -> Circle:
    """Return whom a contact knows, whom the actor has found and so may see.

    Args:
        actor: Who looks.
        contact_id: Whose ties.
        limit: 1..500.
    """
    today = clock.now().date()
    rows = _rows(actor, [contact_id], today, ours_only=False, limit=limit)
    counts = (rows[0].known_count, rows[0].our_count) if rows else (0, 0)
    return Circle(tuple(_ranked(rows, today)), *counts)


def _rows(
    actor: Actor, contact_ids: Sequence[str], today: date, *, ours_only: bool, limit: int
) -> list[AcquaintanceRow]:
    access.require(actor, Permission.READ)
    return graph.fetch(
        ACQUAINTANCES,
        contact_ids=list(contact_ids),
        ours_only=ours_only,
        today=today,
        half_lives=strength.CLASSES.tolist(),
        limit=limit,
        scope=access.filter_of(actor),
    )


def _ranked(rows: Sequence[AcquaintanceRow], today: date) -> list[Acquaintance]:
    measured = zip(rows, _strengths(rows, today), strict=True)
    known = [_acquaintance(row, one, today) for row, one in measured]
    return sorted(known, key=lambda one: (-one.probability, -(one.strength or 0), one.contact_id))


def _strengths(rows: Sequence[AcquaintanceRow], today: date) -> list[float | None]:
    """Return the strength of each tie today; None where nothing was observed."""
    seen = [at for at, row in enumerate(rows) if row.days]
    found: list[float | None] = [None] * len(rows)
    if seen:
        later = np.array([max(0, (today - rows[at].as_of_on).days) for at in seen])
        out = np.array([rows[at].sums_out for at in seen])
        back = np.array([rows[at].sums_in for at in seen])
        for at, one in zip(seen, strength.strengths_of(out, back, later), strict=True):
            found[at] = float(one)
    return found


def _acquaintance(row: AcquaintanceRow, measured: float | None, today: date) -> Acquaintance:
    stands = row.declared_until_on is None or row.declared_until_on >= today
    return Acquaintance(
        row.of_id,
        row.contact_id,
        row.name,
        row.title,
        row.account,
        row.is_ours,
        measured,
        probability(measured, row.declared, row.declared_until_on, today),
        row.days,
        row.evidence_count,
        row.first_at,
        row.last_at,
        row.declared if stands else None,
    )
