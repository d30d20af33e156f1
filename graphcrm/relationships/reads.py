"""Looking at ties: how strong one is and why, and whom a person knows best."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.chunks import chunks
from graphcrm.relationships import following, rules, strength
from graphcrm.relationships.gathering import Tie


@dataclass(frozen=True, slots=True)
class TieRow:
    """A tie as the graph keeps it, seen from one of the two."""

    contact_id: str
    name: str
    address: str | None
    outward: bool
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
class Known:
    """Somebody a person knows.

    Attributes:
        strength: 0..1; None where nothing was observed and somebody only declares the tie.
        probability: The best layer's chance to be live, 0..1.
        days: Days in touch.
    """

    contact_id: str
    name: str
    address: str | None
    strength: float | None
    probability: float
    days: int
    evidence_count: int
    first_at: datetime | None
    last_at: datetime | None
    declared: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """What contact of one half-life adds to a tie.

    Attributes:
        half_life_days: 30 where the pair has no rhythm yet.
        outward: Faded sum of what the first person sent.
        inward: Of what came back.
    """

    half_life_days: int
    outward: float
    inward: float


@dataclass(frozen=True, slots=True)
class Strength:
    """One tie at an instant, explained.

    Attributes:
        strength: 0..1; None = never measured: no evidence up to then.
        outward: All parts' outward sums together, as faded on that day.
        inward: The other way.
        declared: weak, good or strong, where somebody declares it.
    """

    strength: float | None
    days: int
    evidence_count: int
    outward: float
    inward: float
    first_at: datetime | None
    last_at: datetime | None
    declared: str | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A contact as a list shows it."""

    contact_id: str
    name: str
    address: str | None


TIES_OF = graph.load("relationships/ties_of", TieRow)
SHOWN = graph.load("relationships/shown", Shown)


def strength_between(
    actor: Actor, one_id: str, other_id: str, *, at: datetime | None = None
) -> Strength:
    """Return the tie between two contacts at an instant, None = now; outward = from the first.

    The actor has found both, so may see them; evidence that they may not read counts all the same.
    """
    access.require(actor, Permission.READ)
    until = at or clock.now()
    pair = (min(one_id, other_id), max(one_id, other_id))
    ties = following.ties_between([pair], until)
    if not ties or not ties[0].days:
        claim = ties[0].declared if ties else None
        return Strength(None, 0, 0, 0.0, 0.0, None, None, claim.level if claim else None, ())
    tie = ties[0]
    out, back = tie.sums_out, tie.sums_in
    if one_id != tie.low:
        out, back = back, out
    parts = tuple(
        Part(int(half_life), o, i)
        for half_life, o, i in zip(strength.CLASSES, out, back, strict=True)
        if o or i
    )
    return Strength(
        strength.strength_of(out, back),
        tie.days,
        tie.evidence_count,
        sum(out),
        sum(back),
        tie.first_at,
        tie.last_at,
        tie.declared.level if tie.declared else None,
        parts,
    )


def ties(
    actor: Actor, contact_id: str, *, limit: int = 20, at: datetime | None = None
) -> list[Known]:
    """Return whom a contact knows best, among those the actor may see, the strongest first."""
    access.require(actor, Permission.READ)
    known = _ties_now(actor, contact_id) if at is None else _ties_at(actor, contact_id, at)
    known.sort(key=lambda tie: (-tie.probability, -(tie.strength or 0), tie.contact_id))
    return known[:limit]


def _ties_now(actor: Actor, contact_id: str) -> list[Known]:
    rows = graph.fetch(TIES_OF, contact_id=contact_id, scope=access.filter_of(actor))
    today = clock.now().date()
    seen = [row for row in rows if row.days]
    strengths = dict(zip((row.contact_id for row in seen), _strengths(seen, today), strict=True))
    return [
        Known(
            row.contact_id,
            row.name,
            row.address,
            strengths.get(row.contact_id),
            probability(strengths.get(row.contact_id), row.declared, row.declared_until_on, today),
            row.days,
            row.evidence_count,
            row.first_at,
            row.last_at,
            row.declared,
        )
        for row in rows
    ]


def _strengths(rows: Sequence[TieRow], today: date) -> list[float]:
    if not rows:
        return []
    later = np.array([max(0, (today - row.as_of_on).days) for row in rows])
    out, back = ([getattr(row, name) for row in rows] for name in ("sums_out", "sums_in"))
    return [float(s) for s in strength.strengths_of(np.array(out), np.array(back), later)]


def _ties_at(actor: Actor, contact_id: str, at: datetime) -> list[Known]:
    others = {row.contact_ids[1] for row in graph.fetch(following.COUNTERPARTS, ids=[contact_id])}
    scope = access.filter_of(actor)
    shown = {row.contact_id: row for row in graph.fetch(SHOWN, ids=sorted(others), scope=scope)}
    pairs = [(min(contact_id, uid), max(contact_id, uid)) for uid in shown]
    found = [tie for some in chunks(pairs, 500) for tie in following.ties_between(some, at)]
    return [_known(tie, shown[tie.high if tie.low == contact_id else tie.low], at) for tie in found]


def _known(tie: Tie, other: Shown, at: datetime) -> Known:
    measured = strength.strength_of(tie.sums_out, tie.sums_in) if tie.days else None
    claim = tie.declared
    level, until_on = (claim.level, claim.until_on) if claim else (None, None)
    return Known(
        other.contact_id,
        other.name,
        other.address,
        measured,
        probability(measured, level, until_on, at.date()),
        tie.days,
        tie.evidence_count,
        tie.first_at,
        tie.last_at,
        level,
    )


def probability(
    measured: float | None, declared: str | None, until_on: date | None, day: date
) -> float:
    """Return the chance that a tie is live, 0..1: the best of what was observed and declared."""
    observed = 0.0 if measured is None else measured**0.5
    stands = declared is not None and (until_on is None or until_on >= day)
    return max(observed, rules.DECLARED[declared] if declared and stands else 0.0)
