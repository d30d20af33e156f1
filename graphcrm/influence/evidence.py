"""What carries one tie: its layers, what was counted, what happened last, who says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.errors import NotFoundError
from graphcrm.influence import keeping, telling
from graphcrm.influence.answers import answer
from graphcrm.influence.questions import sight_of
from graphcrm.influence.records import Layer, Question, Reading
from graphcrm.influence.telling import Person
from graphcrm.relationships import declarations, reads
from graphcrm.relationships.declarations import Declaration
from graphcrm.relationships.reads import Strength


LATEST = 6
MONTHS = 24
WRITTEN = ("email", "message")


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something happened in one month: a row of influence/tie_counts."""

    kind: str
    by: str | None
    is_reply: bool
    month_on: date
    count: int


@dataclass(frozen=True, slots=True)
class Latest:
    """Something that happened between the two.

    Attributes:
        by: Uid of whichever of the two wrote it; None for meetings and calls.
        subject: None where there is none, or the reader may not see it.
    """

    activity_id: str
    kind: str
    occurred_at: datetime
    by: str | None
    subject: str | None
    visible: bool


@dataclass(frozen=True, slots=True)
class SharedEmployer:
    """Where both worked at one time; days are None where nobody knows them."""

    account_id: str
    account: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind of contact in numbers.

    Attributes:
        kind: reply, email, message, meeting or call.
        outward: From the first of the two; of meetings and calls, both together.
        inward: From the second; None where it has no direction.
    """

    kind: str
    outward: int
    inward: int | None


class Month(NamedTuple):
    """Mails and messages of one month, each way."""

    first_on: date
    outward: int
    inward: int


@dataclass(frozen=True, slots=True)
class TieEvidence:
    """Everything behind one tie that the reader may see.

    Attributes:
        one: The first of the two, whose mails are outward.
        layers: What it rests on now with the probability each gives, best first.
        months: The last 24, the latest at the end.
        half_life_days: After how long contact like theirs is worth half; None without any.
        declared: Claims that count and claims that were contested, newest first.
        employers: What the inferred layer rests on.
        probability: Of the best layer, 0..1.
    """

    one: Person
    other: Person
    layers: tuple[tuple[Layer, float], ...]
    strength: Strength
    tallies: tuple[Tally, ...]
    months: tuple[Month, ...]
    latest: tuple[Latest, ...]
    half_life_days: int | None
    declared: tuple[Declaration, ...]
    employers: tuple[SharedEmployer, ...]
    at: datetime

    @property
    def probability(self) -> float:
        """The best layer's, 0..1."""
        return self.layers[0][1] if self.layers else 0.0


COUNTS = graph.load("influence/tie_counts", Counted)
LATEST_BETWEEN = graph.load("influence/tie_latest", Latest)
SHARED_EMPLOYERS = graph.load("influence/shared_employers", SharedEmployer)

_ORDER = ("reply", "email", "message", "meeting", "call")


def evidence_of_tie(
    actor: Actor, one_id: str, other_id: str, *, at: datetime | None = None
) -> TieEvidence:
    """Return what carries the tie of two contacts at an instant, None = now.

    Evidence that the actor may not read counts all the same, and shows without its subject.

    Raises:
        NotFoundError: One of them is not there, or the actor may not see them.
    """
    access.require(actor, Permission.READ)
    people = telling.people_by_id(actor, [one_id, other_id])
    for uid in (one_id, other_id):
        if uid not in people or one_id == other_id:
            raise NotFoundError("tie", uid)
    until, scope = at or clock.now(), access.filter_of(actor)
    pair = {"low": min(one_id, other_id), "high": max(one_id, other_id)}
    counts = graph.fetch(COUNTS, **pair, until=until)
    strength = reads.strength_between(actor, one_id, other_id, at=at)
    return TieEvidence(
        people[one_id],
        people[other_id],
        _layers(actor, one_id, other_id, at),
        strength,
        tuple(_tallies(counts, one_id)),
        tuple(_months(counts, one_id, until.date())),
        tuple(graph.fetch(LATEST_BETWEEN, **pair, until=until, limit=LATEST, scope=scope)),
        half_life_of(strength),
        tuple(declarations.declarations(actor, one_id, other_id)),
        tuple(graph.fetch(SHARED_EMPLOYERS, **pair, scope=scope)),
        until,
    )


def half_life_of(strength: Strength) -> int | None:
    """Return after how many days contact like theirs is worth half, as its parts weigh; or None."""
    mass = sum(part.outward + part.inward for part in strength.parts)
    if not mass:
        return None
    days = sum(part.half_life_days * (part.outward + part.inward) for part in strength.parts)
    return round(days / mass)


def _layers(
    actor: Actor, one_id: str, other_id: str, at: datetime | None
) -> tuple[tuple[Layer, float], ...]:
    """Return the grounds of a path of one hop; none where it is below the floor of a path."""
    index = (keeping.past(at) if at else keeping.current()).index
    question = Question((one_id,), (other_id,), sight_of(actor), Reading.INFLUENCE, 1, 1)
    paths = answer(index, question).paths
    grounds = paths[0].hops[0].grounds if paths else ()
    return tuple((ground.layer, ground.probability) for ground in grounds)


def _tallies(counts: Iterable[Counted], one_id: str) -> Iterable[Tally]:
    both: dict[str, list[int]] = {}
    for row in counts:
        kind = "reply" if row.is_reply else row.kind
        both.setdefault(kind, [0, 0])[row.by not in {one_id, None}] += row.count
    for kind in _ORDER:
        if kind in both:
            outward, inward = both[kind]
            yield Tally(kind, outward, inward if kind in {"reply", *WRITTEN} else None)


def _months(counts: Iterable[Counted], one_id: str, today: date) -> Iterable[Month]:
    written: dict[date, list[int]] = {}
    for row in counts:
        if row.by is not None:
            written.setdefault(row.month_on, [0, 0])[row.by != one_id] += row.count
    this = today.year * 12 + today.month - 1
    for number in range(this - MONTHS + 1, this + 1):
        first_on = date(number // 12, number % 12 + 1, 1)
        yield Month(first_on, *written.get(first_on, (0, 0)))
