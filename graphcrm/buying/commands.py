"""Giving people their parts in a deal, taking them away, and saying what is thought of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.buying import rules
from graphcrm.buying.records import Warned
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.directory.rules import FieldError, stored
from graphcrm.errors import ConflictError, NotFoundError


MOST_SEATS = 200


@dataclass(frozen=True, slots=True)
class SeatRow:
    """The row of buying/seat_to_change.

    Attributes:
        contact_id: None = there is none that the actor may see.
        roles: All there are.
        seats: Properties of each PLAYS of the person.
    """

    owner_id: str | None
    team_id: str | None
    contact_id: str | None
    name: str | None
    is_ours: bool
    roles: list[dict[str, Any]]
    seats: list[Values]
    seat_count: int
    said_by: str | None
    said_at: datetime | None
    snoozes: list[Values]
    dismissal: Values | None


SEAT_TO_CHANGE = graph.load("buying/seat_to_change", SeatRow)


class TooManySeatsError(ConflictError):
    """A deal has as many seats as a group can have."""

    code = "too-many-seats"

    def __init__(self) -> None:
        super().__init__(f"A deal has at most {MOST_SEATS} seats; free some first.")


@graph.atomic
def seat(
    actor: Actor, opportunity_id: str, contact_id: str, role_key: str, *, source: str | None = None
) -> str | None:
    """Give somebody a part in a deal; return the activity, None where they have it already.

    Args:
        actor: Who gives it.
        opportunity_id: The deal.
        contact_id: Who gets it.
        role_key: Which.
        source: Where it comes from; None = the road that the actor takes.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
        RoleError: There is no such role.
        RetiredRoleError: It is given to nobody any more.
        OneOfUsError: The person is one of us.
        TooManySeatsError: The deal has too many.
    """
    return seat_all(actor, opportunity_id, [(contact_id, role_key)], source=source)


@graph.atomic
def seat_all(
    actor: Actor,
    opportunity_id: str,
    seats: Sequence[tuple[str, str]],
    *,
    source: str | None = None,
) -> str | None:
    """Give people their parts in a deal, all or none of them, as one change; see `seat`.

    Args:
        actor: Who gives them.
        opportunity_id: The deal.
        seats: Contact and key of a role; who has it already keeps it.
        source: Where they come from.
    """
    made: list[Change] = []
    given: dict[str, int] = {}
    for contact_id, role_key in dict.fromkeys(seats):
        row = _found(actor, opportunity_id, contact_id)
        role = _offered(row, role_key)
        if any(one["role_key"] == role["key"] for one in row.seats):
            continue
        if row.is_ours:
            raise rules.OneOfUsError(row.name or "")
        if row.seat_count + sum(given.values()) >= MOST_SEATS:
            raise TooManySeatsError
        said = {
            key: row.seats[0][key] for key in rules.ASSESSED if row.seats and key in row.seats[0]
        }
        values = {
            "role_key": role_key,
            "since_on": clock.now().date(),
            "source": source or actor.via,
        }
        made.append(Added(_plays(ids.new(), contact_id, opportunity_id), values | said))
        if row.dismissal and contact_id not in given:
            made.append(Removed(_dismisses(row.dismissal, contact_id, opportunity_id), {}))
        given[contact_id] = given.get(contact_id, 0) + 1
    return _committed(actor, opportunity_id, made)


@graph.atomic
def unseat(actor: Actor, opportunity_id: str, contact_id: str, role_key: str | None) -> str | None:
    """Take a part in a deal from somebody; return the activity, None where they had it not.

    Args:
        actor: Who takes it.
        opportunity_id: The deal.
        contact_id: From whom.
        role_key: Which; None = all, so that they are no longer in the group.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
    """
    row = _found(actor, opportunity_id, contact_id)
    gone = [
        Removed(_plays(one["uid"], contact_id, opportunity_id), stored(one))
        for one in row.seats
        if role_key is None or one["role_key"] == role_key
    ]
    return _committed(actor, opportunity_id, gone)


@graph.atomic
def assess(
    actor: Actor,
    opportunity_id: str,
    contact_id: str,
    told: Mapping[str, str | None],
    *,
    seen: Mapping[str, str | None] | None = None,
) -> str | None:
    """Say what is thought of somebody in a deal; return the activity, None where it was so.

    Args:
        actor: Who says it.
        opportunity_id: The deal.
        contact_id: Of whom.
        told: Any of support, power, orientation and note, as typed; empty = unknown.
        seen: What the fields said when the actor looked; None = whatever they say.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
        FieldError: A value is none.
        NotSeatedError: The person has no part in the deal.
        SaidMeanwhileError: Somebody else said otherwise since the actor looked.
    """
    wanted, known = rules.read_assessment(told), rules.read_assessment(seen or {})
    row = _found(actor, opportunity_id, contact_id)
    if not row.seats:
        raise rules.NotSeatedError(row.name or "")
    had = row.seats[0]
    changed = {key: value for key, value in wanted.items() if had.get(key) != value}
    for key in changed:
        if key in known and known[key] != had.get(key):
            raise rules.SaidMeanwhileError(key, had.get(key), row.said_by, row.said_at)
    sets = [
        Set(
            _plays(one["uid"], contact_id, opportunity_id),
            {key: one.get(key) for key in changed},
            changed,
        )
        for one in row.seats
        if changed
    ]
    return _committed(actor, opportunity_id, sets)


@graph.atomic
def snooze(  # noqa: PLR0913 - which warning, until when and why
    actor: Actor,
    opportunity_id: str,
    contact_id: str,
    warned: str,
    *,
    until_on: date,
    reason: str,
) -> str | None:
    """Let a warning about somebody in a deal rest; return the activity.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
        FieldError: There is no such warning, no reason, or the day is none within a year.
    """
    if warned not in list(Warned):
        raise FieldError("warned", f"{warned[:40]!r} is none of {', '.join(Warned)}.")
    said = rules.check_snooze(until_on, reason, clock.now().date())
    row = _found(actor, opportunity_id, contact_id)
    values = {"warning": warned, "until_on": until_on, "reason": said}
    for one in row.snoozes:
        if one["warning"] == warned:
            edge = _snoozes(one["uid"], contact_id, opportunity_id)
            return _committed(actor, opportunity_id, [Set(edge, stored(one), values)])
    edge = _snoozes(ids.new(), contact_id, opportunity_id)
    return _committed(actor, opportunity_id, [Added(edge, values)])


@graph.atomic
def wake(actor: Actor, opportunity_id: str, contact_id: str, warned: str) -> str | None:
    """Let a warning no longer rest; return the activity, None where it did not.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
    """
    row = _found(actor, opportunity_id, contact_id)
    gone = [
        Removed(_snoozes(one["uid"], contact_id, opportunity_id), stored(one))
        for one in row.snoozes
        if one["warning"] == warned
    ]
    return _committed(actor, opportunity_id, gone)


@graph.atomic
def dismiss(actor: Actor, opportunity_id: str, contact_id: str) -> str | None:
    """Say that somebody is no part of a deal, so that nobody proposes it again.

    Returns:
        The activity; None where that was said before.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
    """
    row = _found(actor, opportunity_id, contact_id)
    edge = _dismisses({"uid": ids.new()}, contact_id, opportunity_id)
    return _committed(actor, opportunity_id, [] if row.dismissal else [Added(edge, {})])


@graph.atomic
def recall(actor: Actor, opportunity_id: str, contact_id: str) -> str | None:
    """Take back that somebody is no part of a deal; return the activity, None where nobody said so.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
    """
    row = _found(actor, opportunity_id, contact_id)
    gone = [row.dismissal] if row.dismissal else []
    edges = [Removed(_dismisses(one, contact_id, opportunity_id), {}) for one in gone]
    return _committed(actor, opportunity_id, edges)


def found_deal(actor: Actor, opportunity_id: str) -> None:
    """Check that a deal is the actor's to edit, and lock it until the command is over.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
        NotPermittedError: The actor may not edit it.
    """
    _locked(actor, opportunity_id, "")


def _found(actor: Actor, opportunity_id: str, contact_id: str) -> SeatRow:
    """Return a deal and a person, the deal locked until the command is over."""
    row = _locked(actor, opportunity_id, contact_id)
    if row.contact_id is None:
        raise NotFoundError("contact", contact_id)
    return row


def _locked(actor: Actor, opportunity_id: str, contact_id: str) -> SeatRow:
    rows = graph.write_derived(
        SEAT_TO_CHANGE,
        opportunity_id=opportunity_id,
        contact_id=contact_id,
        today=clock.now().date(),
        scope=access.filter_of(actor),
    )
    if not rows:
        raise NotFoundError("deal", opportunity_id)
    access.require(actor, Permission.EDIT, Ownership(rows[0].owner_id, rows[0].team_id))
    return rows[0]


def _offered(row: SeatRow, role_key: str) -> dict[str, Any]:
    """Return a role that may be given, or one that the person has already.

    Raises:
        RoleError: There is none of this key.
        RetiredRoleError: It is given to nobody any more.
    """
    for one in row.roles:
        if one["key"] == role_key:
            if one["retired"] and all(had["role_key"] != role_key for had in row.seats):
                raise rules.RetiredRoleError(one["name"])
            return one
    raise rules.RoleError(role_key, [one["key"] for one in row.roles if not one["retired"]])


def _plays(uid: str, contact_id: str, opportunity_id: str) -> Edge:
    return Edge("PLAYS", uid, Node("Contact", contact_id), Node("Opportunity", opportunity_id))


def _snoozes(uid: str, contact_id: str, opportunity_id: str) -> Edge:
    return Edge("SNOOZES", uid, Node("Opportunity", opportunity_id), Node("Contact", contact_id))


def _dismisses(values: Values, contact_id: str, opportunity_id: str) -> Edge:
    start, end = Node("Opportunity", opportunity_id), Node("Contact", contact_id)
    return Edge("DISMISSES", values["uid"], start, end)


def _committed(actor: Actor, opportunity_id: str, changes: Iterable[Change]) -> str | None:
    made = list(changes)
    if not made:
        return None
    return commit(actor, Verb.GROUP_CHANGED, made, about=[opportunity_id]).activity_id
