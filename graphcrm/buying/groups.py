"""Looking at a deal's whole buying group: who is in it, what is said of them, who is in touch."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from graphcrm import changes, clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.buying import rules
from graphcrm.buying.records import (
    AccountLine,
    Chair,
    Group,
    Influence,
    Member,
    Reporting,
    Rhythm,
    Role,
    Said,
    Snooze,
    Stance,
    Touch,
    Warned,
)
from graphcrm.changes import Added, Change, Edge, Set
from graphcrm.relationships.acquaintances import Acquaintance
from graphcrm.relationships.rhythms import PairRhythm


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The row of buying/group."""

    name: str
    owner_id: str | None
    team_id: str | None
    owner: str | None
    stage_id: str
    opened_at: datetime
    accounts: list[AccountLine]
    members: list[dict[str, Any]]
    snoozes: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    influences: list[dict[str, Any]]
    sayings: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TouchRow:
    """A row of buying/touches."""

    contact_id: str
    in_at: datetime | None
    out_at: datetime | None
    seen_in_at: datetime | None
    seen_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sayings:
    """Who said what in a deal, as the stream tells.

    Attributes:
        seats: Uid of the seat to who gave it.
        fields: Contact and field of the assessment to who said so last.
    """

    seats: Mapping[str, Said]
    fields: Mapping[tuple[str, str], Said]


GROUP = graph.load("buying/group", GroupRow)
TOUCHES = graph.load("buying/touches", TouchRow)
MOST_PAIRS = 3


def get_group(
    actor: Actor,
    opportunity_id: str,
    roles: Sequence[Role],
    rhythm_days: Mapping[str, int | None],
) -> Group:
    """Return the buying group of a deal, in two queries.

    Args:
        actor: Who looks.
        opportunity_id: The deal.
        roles: All there are, in their order.
        rhythm_days: Of the pipeline of each stage, by the stage's uid; None = the usual.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
    """
    now = clock.now()
    row: GroupRow = graph.get(
        GROUP,
        "deal",
        opportunity_id,
        opportunity_id=opportunity_id,
        now=now,
        today=now.date(),
        scope=access.filter_of(actor),
    )
    days = rhythm_days.get(row.stage_id) or rules.RHYTHM_DAYS
    since = now - timedelta(days=days)
    back = now - timedelta(days=max(days, rules.LOOK_BACK_DAYS))
    touched = touches(actor, [one["contact_id"] for one in row.members], back, now)
    said = [
        (Said(one["by"], one["at"], one["via"]), changes.decode(one["changes"]))
        for one in reversed(row.sayings)
    ]
    sayings = sayings_of(opportunity_id, said)
    known = {role.key: role for role in roles}
    members = [member_of(one, known, touched, sayings, since) for one in row.members]
    return Group(
        opportunity_id,
        row.name,
        row.owner_id,
        row.team_id,
        row.owner,
        row.stage_id,
        row.opened_at,
        tuple(row.accounts),
        tuple(members),
        tuple(_snooze(one) for one in row.snoozes),
        tuple(Reporting(**one) for one in row.lines),
        tuple(Influence(**one) for one in row.influences),
        since,
        now,
    )


def touches(
    actor: Actor, contact_ids: Sequence[str], since: datetime, now: datetime
) -> dict[str, TouchRow]:
    """Return when people and ours last turned to each other, by contact; no key = not since then.

    Args:
        actor: What of it they may see is told apart.
        contact_ids: Whom the actor has found, hidden people among them.
        since: As far back as is looked.
        now: What happens later does not count.
    """
    if not contact_ids:
        return {}
    rows = graph.fetch(
        TOUCHES,
        contact_ids=list(contact_ids),
        since=since,
        now=now,
        today=now.date(),
        scope=access.filter_of(actor),
    )
    return {row.contact_id: row for row in rows}


def champion_rhythms(
    group: Group,
    ours: Iterable[Acquaintance],
    find: Callable[[list[tuple[str, str]]], list[PairRhythm]],
) -> dict[str, list[Rhythm]]:
    """Return how those who champion a deal and who of us knows them best are usually in touch.

    Args:
        group: The group.
        ours: Who of us knows its people, the strongest first.
        find: Finds the rhythms of pairs, the champion first.
    """
    champions = {one.contact_id for one in group.members if one.is_stanced(Stance.CHAMPION)}
    names: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    for one in ours:
        if one.of_id in champions and one.days and counts.get(one.of_id, 0) < MOST_PAIRS:
            names[one.of_id, one.contact_id] = one.name
            counts[one.of_id] = counts.get(one.of_id, 0) + 1
    found: dict[str, list[Rhythm]] = {}
    for pair in find(list(names)):
        contact_id, our_id = pair.pair
        rhythm = Rhythm(contact_id, our_id, names[pair.pair], pair.pauses, pair.last_on)
        found.setdefault(contact_id, []).append(rhythm)
    return found


def sayings_of(opportunity_id: str, entries: Iterable[tuple[Said, Iterable[Change]]]) -> Sayings:
    """Return who gave which seat of a deal and who said what last.

    Args:
        opportunity_id: The deal.
        entries: Of the stream, in its order: who, when and how, and what they changed.
    """
    seats: dict[str, Said] = {}
    fields: dict[tuple[str, str], Said] = {}
    for said, made in entries:
        for change in made:
            what = change.what
            if not isinstance(what, Edge) or what.type != "PLAYS" or what.end.uid != opportunity_id:
                continue
            match change:
                case Added(_, values):
                    seats[what.uid] = said
                    for key in values.keys() & set(rules.ASSESSED):
                        fields.setdefault((what.start.uid, key), said)
                case Set(_, _, after):
                    fields |= {(what.start.uid, key): said for key in after}
    return Sayings(seats, fields)


def member_of(
    one: Mapping[str, Any],
    roles: Mapping[str, Role],
    touched: Mapping[str, TouchRow],
    sayings: Sayings,
    since: datetime,
) -> Member:
    """Return somebody of a group.

    Args:
        one: As in a row of buying/group.
        roles: All there are, by key.
        touched: When people and ours last turned to each other, by contact.
        sayings: Who said what.
        since: From when on contact is within the pipeline's rhythm.
    """
    uid, seats = one["contact_id"], one["seats"]
    row = touched.get(uid)
    touch = Touch(last_at=one["last_at"], met_at=one["met_at"])
    if row is not None:
        touch = replace(
            touch,
            in_at=row.in_at,
            out_at=row.out_at,
            seen_in_at=row.seen_in_at,
            seen_out_at=row.seen_out_at,
        )
    if not one["is_seen"]:
        bare = tuple(Chair(_role(seat["role_key"], roles)) for seat in seats)
        whole = rules.whole_engagement(touch, since)
        return Member(None, None, None, bare, touch=touch, engagement=whole)
    chairs = tuple(
        Chair(
            _role(seat["role_key"], roles),
            seat.get("since_on"),
            seat.get("source"),
            sayings.seats.get(seat["uid"]),
        )
        for seat in seats
    )
    said = {
        key: sayings.fields[uid, key]
        for key in rules.ASSESSED
        if seats[0].get(key) is not None and (uid, key) in sayings.fields
    }
    return Member(
        uid,
        one["name"],
        one["title"],
        chairs,
        rules.assessment_of(seats[0]),
        said,
        touch,
        rules.engagement(touch, since),
        one["left_on"],
        one.get("do_not_contact", False),
    )


def _role(key: str, roles: Mapping[str, Role]) -> Role:
    """Return a role; one that is no longer configured is read by its key."""
    return roles.get(key) or Role(key, key, retired=True)


def _snooze(one: Mapping[str, Any]) -> Snooze:
    warned = Warned(one["warning"])
    return Snooze(one["contact_id"], warned, one["until_on"], one["reason"], one["by"])
