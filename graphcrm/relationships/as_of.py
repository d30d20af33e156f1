"""Who of us was in touch with some people as of an instant: evidence, ties and rhythms."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.as_of import AsOf
from graphcrm.relationships import strength
from graphcrm.relationships.acquaintances import Acquaintance
from graphcrm.relationships.gathering import EvidenceRow, Gathering, Tie, instant
from graphcrm.relationships.reads import probability
from graphcrm.relationships.rhythms import PairRhythm, rhythms_in


@dataclass(frozen=True, slots=True)
class EvidenceThenRow:
    """The row of relationships/evidence_as_of."""

    evidence: list[list[Any]]


@dataclass(frozen=True, slots=True)
class OursRow:
    """A row of relationships/ours_among."""

    contact_id: str
    name: str
    title: str | None
    account: str | None
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Occasion:
    """One mail, message, meeting or call between somebody asked for and one of us.

    Attributes:
        contact_id: Who was asked for.
        is_met: They met or spoke.
        is_in: They turned to us.
        is_out: We turned to them.
        is_told: The reader may read it.
    """

    contact_id: str
    at: datetime
    is_met: bool
    is_in: bool
    is_out: bool
    is_told: bool


@dataclass(frozen=True, slots=True)
class Contacts:
    """What evidence says of some people and us, up to an instant.

    Attributes:
        occasions: In order of time.
        last_at: The last contact that makes a tie to one of us, by person; no key = none.
        ours: Whom of us they know whom the reader may see, the strongest first.
    """

    occasions: tuple[Occasion, ...]
    last_at: Mapping[str, datetime]
    ours: tuple[Acquaintance, ...]
    gathering: Gathering
    as_of: AsOf

    def rhythms(self, pairs: Collection[tuple[str, str]]) -> list[PairRhythm]:
        """Return the rhythms of some pairs: a person asked for and one of us each."""
        asked = {(min(pair), max(pair)): pair for pair in pairs}
        return [
            PairRhythm(asked[one.pair], one.pauses, one.last_on)
            for one in rhythms_in(self.gathering, self.as_of.at)
            if one.pair in asked
        ]


EVIDENCE_AS_OF = graph.load("relationships/evidence_as_of", EvidenceThenRow)
OURS_AMONG = graph.load("relationships/ours_among", OursRow)
_BOTH_WAYS = frozenset({"meeting", "call"})


def contacts_as_of(actor: Actor, handles: Mapping[str, str], as_of: AsOf) -> Contacts:
    """Return what evidence says of some people and us up to an instant, in two queries.

    Evidence that the actor may not read counts all the same, as in the strength of ties.

    Args:
        actor: Who looks; has found the people.
        handles: Who has which address then, by the address's uid.
        as_of: The instant, and on which axis.
    """
    access.require(actor, Permission.READ)
    rows, told = _evidence(actor, handles, as_of) if handles else ([], set())
    people = set(handles.values())
    met = {part[0] for row in rows for part in row.parts if part[2]} - people
    ours = {
        row.contact_id: row
        for row in graph.fetch(
            OURS_AMONG, contact_ids=sorted(met), day=as_of.day, scope=access.filter_of(actor)
        )
    }
    gathering = Gathering((min(a, b), max(a, b)) for a in people for b in ours)
    for row in rows:
        gathering.add(row)
    ties = gathering.ties(as_of.at)
    last: dict[str, datetime] = {}
    for tie in ties:
        if tie.last_at is not None:
            uid = tie.high if tie.low in ours else tie.low
            last[uid] = max(last.get(uid, tie.last_at), tie.last_at)
    known = [_acquaintance(tie, ours, as_of) for tie in ties]
    shown = sorted(
        (one for one in known if ours[one.contact_id].is_shown),
        key=lambda one: (-one.probability, -(one.strength or 0), one.contact_id),
    )
    occasions = tuple(_occasions(rows, told, people, ours))
    return Contacts(occasions, last, tuple(shown), gathering, as_of)


def _evidence(
    actor: Actor, handles: Mapping[str, str], as_of: AsOf
) -> tuple[list[EvidenceRow], set[str]]:
    """Return the evidence in order of time, and the uids of what of it the actor may read.

    An address is that of whom it was then, where that is one of the people asked for.
    """
    people = set(handles.values())
    (found,) = graph.fetch(
        EVIDENCE_AS_OF,
        handle_ids=sorted(handles),
        until=as_of.at,
        known_at=as_of.known_at,
        scope=access.filter_of(actor),
    )
    rows, told = [], set()
    for *told_of_it, is_told, parts in found.evidence:
        uid, kind, at, is_reply, replies_to, level, expires_on, by_id = told_of_it
        for part in parts:
            handle_id, now_id, how = part
            contact_id = handles.get(handle_id) or (None if now_id in people else now_id)
            part[:] = [contact_id or handle_id, how, contact_id is not None]
        until_on = date.fromisoformat(expires_on) if expires_on else None
        rows.append(EvidenceRow(uid, kind, at, is_reply, replies_to, level, until_on, by_id, parts))
        if is_told:
            told.add(uid)
    return rows, told


def _occasions(
    rows: Iterable[EvidenceRow],
    told: Collection[str],
    people: Collection[str],
    ours: Collection[str],
) -> Iterator[Occasion]:
    for row in rows:
        mine = {part[0] for part in row.parts if part[0] in ours}
        if row.kind == "declared" or not mine:
            continue
        is_met = row.kind in _BOTH_WAYS
        senders = {part[0] for part in row.parts if part[1] == "from"}
        at = instant(row.occurred_us)
        is_out = is_met or not mine.isdisjoint(senders)
        for uid in {part[0] for part in row.parts if part[0] in people}:
            yield Occasion(uid, at, is_met, is_met or uid in senders, is_out, row.uid in told)


def _acquaintance(tie: Tie, ours: Mapping[str, OursRow], as_of: AsOf) -> Acquaintance:
    our_id, of_id = (tie.low, tie.high) if tie.low in ours else (tie.high, tie.low)
    one = ours[our_id]
    measured = strength.strength_of(tie.sums_out, tie.sums_in) if tie.days else None
    claim = tie.declared
    level, until_on = (claim.level, claim.until_on) if claim else (None, None)
    return Acquaintance(
        of_id,
        our_id,
        one.name,
        one.title,
        one.account,
        True,  # noqa: FBT003 - the field is_ours
        measured,
        probability(measured, level, until_on, as_of.day),
        tie.days,
        tie.evidence_count,
        tie.first_at,
        tie.last_at,
        level,
    )
