"""Giving people their parts in a deal, and taking them away."""

from dataclasses import dataclass

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.buying.rules import RoleError
from graphcrm.changes import Added, Change, Edge, Node, Removed, Values
from graphcrm.directory.rules import stored
from graphcrm.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class SeatRow:
    """The row of buying/seat_to_change.

    Attributes:
        contact_id: None = there is none that the actor may see.
        role_keys: All there are.
        seat: Properties of PLAYS; None = the person does not have this part.
    """

    owner_id: str | None
    team_id: str | None
    contact_id: str | None
    role_keys: list[str]
    seat: Values | None


SEAT_TO_CHANGE = graph.load("buying/seat_to_change", SeatRow)


@graph.atomic
def seat(actor: Actor, opportunity_id: str, contact_id: str, role_key: str) -> str | None:
    """Give somebody a part in a deal; return the activity, None where they have it already.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
        RoleError: There is no such role.
    """
    row = _found(actor, opportunity_id, contact_id, role_key)
    if role_key not in row.role_keys:
        raise RoleError(role_key, row.role_keys)
    if row.seat:
        return None
    values = {"role_key": role_key, "since_on": clock.now().date(), "source": actor.via}
    change = Added(_plays(ids.new(), contact_id, opportunity_id), values)
    return _committed(actor, opportunity_id, change)


@graph.atomic
def unseat(actor: Actor, opportunity_id: str, contact_id: str, role_key: str) -> str | None:
    """Take a part in a deal from somebody; return the activity, None where they had it not.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
    """
    row = _found(actor, opportunity_id, contact_id, role_key)
    if not row.seat:
        return None
    plays = _plays(row.seat["uid"], contact_id, opportunity_id)
    return _committed(actor, opportunity_id, Removed(plays, stored(row.seat)))


def _found(actor: Actor, opportunity_id: str, contact_id: str, role_key: str) -> SeatRow:
    """Return a deal and a person, the deal locked until the command is over."""
    rows = graph.write_derived(
        SEAT_TO_CHANGE,
        opportunity_id=opportunity_id,
        contact_id=contact_id,
        role_key=role_key,
        scope=access.filter_of(actor),
    )
    if not rows:
        raise NotFoundError("deal", opportunity_id)
    access.require(actor, Permission.EDIT, Ownership(rows[0].owner_id, rows[0].team_id))
    if rows[0].contact_id is None:
        raise NotFoundError("contact", contact_id)
    return rows[0]


def _plays(uid: str, contact_id: str, opportunity_id: str) -> Edge:
    return Edge("PLAYS", uid, Node("Contact", contact_id), Node("Opportunity", opportunity_id))


def _committed(actor: Actor, opportunity_id: str, change: Change) -> str:
    made = commit(actor, Verb.OPPORTUNITY_CHANGED, [change], about=[opportunity_id])
    return made.activity_id
