"""A deal's buying group as of an instant: what was true then, or what was known then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from graphcrm.access.records import Actor
from graphcrm.activities.as_of import AsOf
from graphcrm.buying import rules
from graphcrm.buying.groups import TouchRow, member_of, sayings_of
from graphcrm.buying.past import Past, Table, table_at
from graphcrm.buying.records import Group, Role, Said
from graphcrm.relationships.as_of import Contacts, Occasion, contacts_as_of


MOST_MEMBERS = 200
_LAST = 1000


def get_group_as_of(
    actor: Actor,
    past: Past,
    as_of: AsOf,
    roles: Sequence[Role],
    rhythm_days: Mapping[str, int | None],
) -> tuple[Group, Contacts]:
    """Return the group of a deal at an instant with what evidence says of it, in two queries.

    Args:
        actor: Who looks; whom they may not see now they do not see then.
        past: What the stream says of the deal and its people.
        as_of: The instant, and on which axis.
        roles: All there are now, in their order.
        rhythm_days: Of the pipeline of each stage, by the stage's uid; None = the usual.

    Raises:
        BeforeDealError: There was no deal at that instant.
    """
    table = table_at(past, as_of)
    days = rhythm_days.get(table.stage_id) or rules.RHYTHM_DAYS
    since = as_of.at - timedelta(days=days)
    back = as_of.at - timedelta(days=max(days, rules.LOOK_BACK_DAYS))
    people = {seat.start.uid for seat, _ in table.seats}
    handles = {handle: uid for handle, uid in table.handles.items() if uid in people}
    contacts = contacts_as_of(actor, handles, as_of)
    known = {role.key: role for role in roles}
    touched = _touched(contacts.occasions, back)
    told = ((Said(one.by, one.recorded_at, one.via), one.changes) for one in table.entries)
    sayings = sayings_of(past.opportunity_id, told)
    members = [
        member_of(one, known, touched, sayings, since)
        for one in _rows(past, table, contacts, list(known.values()))
    ]
    deal = past.deal
    group = Group(
        past.opportunity_id,
        deal.name,
        deal.owner_id,
        deal.team_id,
        deal.owner,
        table.stage_id,
        deal.opened_at,
        table.accounts,
        tuple(members),
        table.snoozes,
        table.reporting,
        table.influences,
        since,
        as_of.at,
    )
    return group, contacts


def _rows(
    past: Past, table: Table, contacts: Contacts, roles: Sequence[Role]
) -> list[dict[str, Any]]:
    """Return the people of a group as buying/group returns them, in the same order."""
    places = {role.key: at for at, role in enumerate(roles)}
    deciding = {role.key for role in roles if role.authority}
    met: dict[str, datetime] = {}
    for one in contacts.occasions:
        if one.is_met:
            met[one.contact_id] = one.at
    seats: dict[str, list[dict[str, Any]]] = {}
    for seat, values in table.seats:
        seats.setdefault(seat.start.uid, []).append({**values, "uid": seat.uid})
    rows = []
    for uid, some in seats.items():
        some.sort(key=lambda one: (places.get(one["role_key"], _LAST), one["role_key"], one["uid"]))
        decides = any(one["role_key"] in deciding for one in some)
        rows.append(
            {
                "contact_id": uid,
                "name": table.people[uid].get("name", ""),
                "title": table.people[uid].get("title"),
                "is_seen": uid in past.seen,
                "seats": some,
                "left_on": table.left.get(uid),
                "last_at": contacts.last_at.get(uid),
                "met_at": met.get(uid) if decides else None,
            }
        )
    rows.sort(
        key=lambda one: (
            min(places.get(seat["role_key"], _LAST) for seat in one["seats"]),
            not one["is_seen"],
            one["name"],
            one["contact_id"],
        )
    )
    return rows[:MOST_MEMBERS]


def _touched(occasions: Iterable[Occasion], back: datetime) -> dict[str, TouchRow]:
    """Return when people and ours last turned to each other, of occasions in order of time."""
    last: dict[str, dict[str, datetime]] = {}
    for one in occasions:
        if one.at >= back:
            own = last.setdefault(one.contact_id, {})
            for key, is_so in (("in_at", one.is_in), ("out_at", one.is_out)):
                if is_so:
                    own[key] = one.at
                if is_so and one.is_told:
                    own[f"seen_{key}"] = one.at
    return {
        uid: TouchRow(
            uid, own.get("in_at"), own.get("out_at"), own.get("seen_in_at"), own.get("seen_out_at")
        )
        for uid, own in last.items()
    }
