"""Saying who of a deal's people reports to whom and who sways whom, or not, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.buying import line_rules
from graphcrm.buying.rules import NotSeatedError
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.directory.rules import stored
from graphcrm.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class LineRow:
    """The row of buying/line_to_change."""

    owner_id: str | None
    team_id: str | None
    contact_id: str | None
    name: str | None
    other_id: str | None
    other: str | None
    seated: list[str]
    superiors: list[dict[str, Any]]
    influences: list[Values]
    dismissals: list[Values]
    above: list[str | None]


LINE_TO_CHANGE = graph.load("buying/line_to_change", LineRow)


@graph.atomic
def declare_reporting(
    actor: Actor, opportunity_id: str, contact_id: str, superior_id: str
) -> str | None:
    """Say to whom somebody reports; whom else they reported to is over, as far as one may see.

    Returns:
        The activity; None where that was said before.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
        NotSeatedError: One of both has no part in the deal.
        OwnLineError: Both are one person.
        ReportingCycleError: The superior reports to them.
    """
    row = _found(actor, opportunity_id, contact_id, superior_id, "report to")
    if row.above:
        raise line_rules.ReportingCycleError(row.above)
    if any(one["superior_id"] == superior_id for one in row.superiors):
        return None
    made: list[Change] = [_ended(contact_id, one) for one in row.superiors]
    values = {"from_on": clock.now().date(), "source": actor.via}
    made.append(Added(_edge("REPORTS_TO", ids.new(), contact_id, superior_id), values))
    return _committed(actor, opportunity_id, made)


@graph.atomic
def end_reporting(
    actor: Actor, opportunity_id: str, contact_id: str, superior_id: str
) -> str | None:
    """Say that somebody reports to somebody no longer; return the activity, None where it was so.

    A line that was drawn today was a mistake and goes; an older one has been, until yesterday.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
        NotSeatedError: One of both has no part in the deal.
        OwnLineError: Both are one person.
    """
    row = _found(actor, opportunity_id, contact_id, superior_id, "report to")
    ended = [_ended(contact_id, one) for one in row.superiors if one["superior_id"] == superior_id]
    return _committed(actor, opportunity_id, ended)


@graph.atomic
def declare_influence(
    actor: Actor, opportunity_id: str, contact_id: str, other_id: str, weight: str
) -> str | None:
    """Say how strongly somebody sways somebody, for a year; return the activity.

    That it is not so, whoever said that in this deal, is taken back by it.

    Args:
        actor: Who says so.
        opportunity_id: The deal in which both have a seat.
        contact_id: Who sways.
        other_id: Whom.
        weight: -1..1 as typed; below 0 = opposes.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
        NotSeatedError: One of both has no part in the deal.
        OwnLineError: Both are one person.
        FieldError: The weight is none.
    """
    wanted = line_rules.read_weight(weight)
    row = _found(actor, opportunity_id, contact_id, other_id, "influence")
    now = clock.now()
    values = {
        "weight": wanted,
        "set_by": actor.user_id,
        "set_at": now,
        "expires_on": line_rules.last_day(now.date()),
    }
    taken_back = _taken_back(row, opportunity_id)
    for one in row.influences:
        edge = _edge("INFLUENCES", one["uid"], contact_id, other_id)
        before = {key: one.get(key) for key in values}
        return _committed(actor, opportunity_id, [Set(edge, before, values), *taken_back])
    edge = _edge("INFLUENCES", ids.new(), contact_id, other_id)
    return _committed(actor, opportunity_id, [Added(edge, values), *taken_back])


@graph.atomic
def end_influence(actor: Actor, opportunity_id: str, contact_id: str, other_id: str) -> str | None:
    """Say that somebody does not sway somebody; return the activity, None where nobody said so.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
        NotSeatedError: One of both has no part in the deal.
        OwnLineError: Both are one person.
    """
    row = _found(actor, opportunity_id, contact_id, other_id, "influence")
    gone = [
        Removed(_edge("INFLUENCES", one["uid"], contact_id, other_id), stored(one))
        for one in row.influences
    ]
    return _committed(actor, opportunity_id, gone)


@graph.atomic
def dismiss_influence(
    actor: Actor, opportunity_id: str, contact_id: str, other_id: str
) -> str | None:
    """Say that somebody does not sway somebody, so that evidence no longer suggests it here.

    Returns:
        The activity; None where that was said before.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
        NotSeatedError: One of both has no part in the deal.
        OwnLineError: Both are one person.
    """
    row = _found(actor, opportunity_id, contact_id, other_id, "influence")
    if row.dismissals:
        return None
    edge = _dismissal(ids.new(), opportunity_id, contact_id)
    return _committed(actor, opportunity_id, [Added(edge, {"on_id": other_id})])


@graph.atomic
def recall_influence(
    actor: Actor, opportunity_id: str, contact_id: str, other_id: str
) -> str | None:
    """Let evidence suggest again that somebody sways somebody; None where nobody said no.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
        NotSeatedError: One of both has no part in the deal.
        OwnLineError: Both are one person.
    """
    row = _found(actor, opportunity_id, contact_id, other_id, "influence")
    return _committed(actor, opportunity_id, _taken_back(row, opportunity_id))


def _found(actor: Actor, opportunity_id: str, contact_id: str, other_id: str, verb: str) -> LineRow:
    """Return two seated people, the deal and the stream locked until the command is over."""
    rows = graph.write_derived(
        LINE_TO_CHANGE,
        opportunity_id=opportunity_id,
        contact_id=contact_id,
        other_id=other_id,
        today=clock.now().date(),
        scope=access.filter_of(actor),
    )
    if not rows:
        raise NotFoundError("deal", opportunity_id)
    row: LineRow = rows[0]
    access.require(actor, Permission.EDIT, Ownership(row.owner_id, row.team_id))
    for uid, found, name in (
        (contact_id, row.contact_id, row.name),
        (other_id, row.other_id, row.other),
    ):
        if found is None:
            raise NotFoundError("contact", uid)
        if uid not in row.seated:
            raise NotSeatedError(name or "")
    line_rules.check_apart(contact_id, other_id, row.name, verb)
    return row


def _ended(contact_id: str, one: dict[str, Any]) -> Change:
    """Return the change by which somebody reports to a superior no longer."""
    values, today = one["values"], clock.now().date()
    edge = _edge("REPORTS_TO", values["uid"], contact_id, one["superior_id"])
    since_on = values.get("from_on")
    if since_on is not None and since_on >= today:
        return Removed(edge, stored(values))
    before = {"until_on": values.get("until_on")}
    return Set(edge, before, {"until_on": today - timedelta(days=1)})


def _taken_back(row: LineRow, opportunity_id: str) -> list[Change]:
    """Return the changes by which nobody says any longer that the one does not sway the other."""
    return [
        Removed(_dismissal(one["uid"], opportunity_id, str(row.contact_id)), stored(one))
        for one in row.dismissals
    ]


def _dismissal(uid: str, opportunity_id: str, contact_id: str) -> Edge:
    start, end = Node("Opportunity", opportunity_id), Node("Contact", contact_id)
    return Edge("DISMISSES_INFLUENCE", uid, start, end)


def _edge(kind: str, uid: str, contact_id: str, other_id: str) -> Edge:
    return Edge(kind, uid, Node("Contact", contact_id), Node("Contact", other_id))


def _committed(actor: Actor, opportunity_id: str, made: Sequence[Change]) -> str | None:
    if not made:
        return None
    return commit(actor, Verb.GROUP_CHANGED, made, about=[opportunity_id]).activity_id
