"""What the stream says of a deal's buying group, and who sat at its table at an instant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.activities import as_of as activities
from graphcrm.activities.as_of import AsOf, Axis, Dating, Entry, Record
from graphcrm.buying.records import (
    AccountLine,
    Influence,
    Reporting,
    Snooze,
    Warned,
)
from graphcrm.changes import Change, Edge, Node, Set, Values
from graphcrm.errors import InvalidError


@dataclass(frozen=True, slots=True)
class DealThenRow:
    """The row of buying/deal_then."""

    name: str
    owner_id: str | None
    team_id: str | None
    owner: str | None
    stage_id: str
    opened_at: datetime
    stages: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class SeenRow:
    """The row of buying/seen_now."""

    contact_ids: list[str]
    accounts: list[dict[str, str]]
    users: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Past:
    """All that the stream says of a deal and of the people who ever had a part in it.

    Attributes:
        deal: What does not hang on the instant.
        of_deal: Entries that changed the deal, in the stream's order.
        of_people: Entries that changed its people, likewise.
        people: Whoever ever had a part in the deal.
        seen: Which of them the reader may see now.
        accounts: Names of the accounts that the reader may see now, by uid.
        users: Names of users, by uid.
    """

    opportunity_id: str
    deal: DealThenRow
    of_deal: Sequence[Entry]
    of_people: Sequence[Entry]
    people: frozenset[str]
    seen: frozenset[str]
    accounts: Mapping[str, str]
    users: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stay:
    """That a deal came into a stage."""

    stage_id: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Table:
    """Who sat at the table of a deal at an instant, and what was said of them; nobody is hidden.

    Attributes:
        stage_id: Where the deal lay.
        seats: Each PLAYS with its properties.
        people: Properties of each contact who has a seat.
        handles: Who has which address, by the address's uid; others than those seated among them.
        left: The last day of somebody's last job at an account of the deal, where that is over.
        accounts: Of the deal, as far as the reader may see them, the primary one first.
        snoozes: About people whom the reader may see.
        reporting: Between seated people whom the reader may see.
        influences: Likewise.
        entries: Of the deal, that count at the instant.
    """

    stage_id: str
    seats: tuple[tuple[Edge, Values], ...]
    people: Mapping[str, Values]
    handles: Mapping[str, str]
    left: Mapping[str, date]
    accounts: tuple[AccountLine, ...]
    snoozes: tuple[Snooze, ...]
    reporting: tuple[Reporting, ...]
    influences: tuple[Influence, ...]
    entries: tuple[Entry, ...]


class BeforeDealError(InvalidError):
    """An instant is asked for at which there was no deal yet, or that is yet to come."""

    code = "before-deal"

    def __init__(self, name: str, begun_at: datetime, axis: Axis) -> None:
        told = "was written down" if axis is Axis.KNOWN else "began"
        super().__init__(
            f"{name} {told} on {begun_at:%Y-%m-%d at %H:%M} UTC; "
            "choose an instant from then until now."
        )


DEAL_THEN = graph.load("buying/deal_then", DealThenRow)
SEEN_NOW = graph.load("buying/seen_now", SeenRow)
_BOUNDS = {
    "from_on": timedelta(),
    "until_on": timedelta(days=1),
    "expires_on": timedelta(days=1),
}
DATING = Dating(
    dated=frozenset({"FOR", "HAS", "IN_STAGE", "REPORTS_TO", "WAS_IN", "WORKS_AT"}),
    begun={"INFLUENCES": "set_at", "PLAYS": "since_on"},
)


def get_past(actor: Actor, opportunity_id: str) -> Past:
    """Return all that is needed to look at the group of a deal at any instant, in four queries.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
    """
    row: DealThenRow = graph.get(
        DEAL_THEN,
        "deal",
        opportunity_id,
        opportunity_id=opportunity_id,
        scope=access.filter_of(actor),
    )
    of_deal = activities.entries_of(actor, [opportunity_id])
    edges = [one.what for entry in of_deal for one in entry.changes if isinstance(one.what, Edge)]
    people = {one.start.uid for one in edges if _is_seat(one, opportunity_id)}
    accounts = {one.end.uid for one in edges if one.type == "FOR"}
    of_people = activities.entries_of(actor, people)
    told = [_values(one) for entry in of_people for one in entry.changes]
    setters = {str(one["set_by"]) for one in told if one.get("set_by")}
    seen: SeenRow = graph.fetch(
        SEEN_NOW,
        contact_ids=sorted(people),
        account_ids=sorted(accounts),
        user_ids=sorted(setters),
        scope=access.filter_of(actor),
    )[0]
    return Past(
        opportunity_id,
        row,
        of_deal,
        of_people,
        frozenset(people),
        frozenset(seen.contact_ids),
        {one["account_id"]: one["name"] for one in seen.accounts},
        {one["user_id"]: one["name"] for one in seen.users},
    )


def begun_at(past: Past, as_of: AsOf) -> datetime:
    """Return from when on there is something to look at.

    On the known axis that is when the deal was written down, on the true one when it began.
    """
    if as_of.axis is Axis.KNOWN:
        return past.of_deal[0].recorded_at
    return min(past.deal.opened_at, stays_of(past, as_of.now)[0].entered_at)


def stays_of(past: Past, now: datetime) -> list[Stay]:
    """Return the stages that a deal was ever in as is known at an instant, the last one last."""
    told = activities.records_at(past.of_deal, AsOf(now, Axis.TRUE, now), DATING)
    stays = [*_edges(told, "WAS_IN"), *_edges(told, "IN_STAGE")]
    return sorted(
        (Stay(edge.end.uid, one["entered_at"]) for edge, one in stays),
        key=lambda stay: stay.entered_at,
    )


def changed_at(past: Past, as_of: AsOf) -> list[datetime]:
    """Return the instants at which the table began to look otherwise, in order of time.

    On the true axis these are also the beginnings and ends that lines, seats and jobs name
    themselves; a day begins at midnight in UTC.
    """
    begun = begun_at(past, as_of)
    is_known = as_of.axis is Axis.KNOWN
    found = {begun}
    for entry in (*past.of_deal, *past.of_people):
        if any(_is_drawn(past, one.what) for one in entry.changes):
            found.add(entry.recorded_at if is_known else entry.occurred_at)
    if not is_known:
        found |= {stay.entered_at for stay in stays_of(past, as_of.now)}
        latest = replace(as_of, at=as_of.now)
        for entries in (past.of_deal, past.of_people):
            began = activities.begun_at(entries, latest, DATING)
            for uid, one in activities.records_at(entries, latest, DATING).items():
                if _is_drawn(past, one.what):
                    found.update(_bounds(one.values))
                    found |= {began[uid]} if uid in began else set()
    return sorted(at for at in found if begun <= at <= as_of.now)


def _is_drawn(past: Past, what: Node | Edge) -> bool:
    """Answer whether something is to be seen on the map of a group, or in its list."""
    if not isinstance(what, Edge):
        return False
    if what.type in {"REPORTS_TO", "INFLUENCES"}:
        return {what.start.uid, what.end.uid} <= past.people
    return what.type in {"IN_STAGE", "WORKS_AT"} or _is_seat(what, past.opportunity_id)


def _bounds(values: Values) -> Iterator[datetime]:
    """Yield since when something holds and from when on no longer, where it says so itself."""
    for key, after in _BOUNDS.items():
        if (own := values.get(key)) is not None:
            yield datetime.combine(own + after, time.min, UTC)


def table_at(past: Past, as_of: AsOf) -> Table:
    """Return who sat at the table of a deal at an instant.

    Raises:
        BeforeDealError: There was no deal at that instant, or it is yet to come.
    """
    begun = begun_at(past, as_of)
    if not begun <= as_of.at <= as_of.now:
        raise BeforeDealError(past.deal.name, begun, as_of.axis)
    deal = activities.records_at(past.of_deal, as_of, DATING)
    people = activities.records_at(past.of_people, as_of, DATING)
    seats = [
        (seat, values)
        for seat, values in _edges(deal, "PLAYS")
        if _is_seat(seat, past.opportunity_id) and seat.start.uid in people
    ]
    seated = {seat.start.uid for seat, _ in seats}
    shown = seated & past.seen
    firms = [(edge.end.uid, values) for edge, values in _edges(deal, "FOR")]
    jobs = [
        (job, values)
        for job, values in _edges(people, "WORKS_AT")
        if job.end.uid in dict(firms) and _has_begun(values, as_of.day)
    ]
    return Table(
        _stage_id(past, deal, as_of),
        tuple(seats),
        {uid: people[uid].values for uid in seated},
        {edge.end.uid: edge.start.uid for edge, _ in _edges(people, "HAS")},
        _left(jobs, as_of.day),
        tuple(_accounts(past, firms)),
        tuple(_snoozes(past, deal)),
        tuple(_reporting(people, shown, as_of.day)),
        tuple(_influences(past, people, shown, as_of.day)),
        tuple(one for one in past.of_deal if _counts(one, as_of)),
    )


def _edges(records: Mapping[str, Record], kind: str) -> Iterator[tuple[Edge, Values]]:
    for one in records.values():
        if isinstance(one.what, Edge) and one.what.type == kind:
            yield one.what, one.values


def _is_seat(edge: Edge, opportunity_id: str) -> bool:
    return edge.type == "PLAYS" and edge.end.uid == opportunity_id


def _values(change: Change) -> Values:
    return change.after if isinstance(change, Set) else change.values


def _has_begun(values: Values, day: date) -> bool:
    """Answer whether a dated edge had begun on a day; one of which nobody knows since when had."""
    from_on = values.get("from_on")
    return from_on is None or from_on <= day


def _is_on(values: Values, day: date) -> bool:
    until_on = values.get("until_on")
    return _has_begun(values, day) and (until_on is None or until_on >= day)


def _counts(entry: Entry, as_of: AsOf) -> bool:
    told_at = entry.recorded_at if as_of.axis is Axis.KNOWN else entry.occurred_at
    return told_at <= as_of.at


def _stage_id(past: Past, deal: Mapping[str, Record], as_of: AsOf) -> str:
    if as_of.axis is Axis.KNOWN:
        return next(edge.end.uid for edge, _ in _edges(deal, "IN_STAGE"))
    stays = stays_of(past, as_of.now)
    before = [stay.stage_id for stay in stays if stay.entered_at <= as_of.at]
    return before[-1] if before else stays[0].stage_id


def _left(jobs: Iterable[tuple[Edge, Values]], day: date) -> dict[str, date]:
    last: dict[str, date] = {}
    for job, values in jobs:
        until_on = values.get("until_on") or date.max
        last[job.start.uid] = max(last.get(job.start.uid, date.min), until_on)
    return {uid: until_on for uid, until_on in last.items() if until_on < day}


def _accounts(past: Past, firms: Iterable[tuple[str, Values]]) -> list[AccountLine]:
    lines: list[AccountLine] = [
        {"account_id": uid, "name": past.accounts[uid], "primary": bool(values.get("primary"))}
        for uid, values in firms
        if uid in past.accounts
    ]
    return sorted(lines, key=lambda one: (not one["primary"], one["name"], one["account_id"]))


def _snoozes(past: Past, deal: Mapping[str, Record]) -> list[Snooze]:
    found = [
        (one.what, one.values, one.by)
        for one in deal.values()
        if isinstance(one.what, Edge) and one.what.type == "SNOOZES"
    ]
    return [
        Snooze(edge.end.uid, Warned(told["warning"]), told["until_on"], told["reason"], by)
        for edge, told, by in sorted(found, key=lambda one: (one[1]["until_on"], one[0].uid))
        if edge.end.uid in past.seen
    ]


def _reporting(people: Mapping[str, Record], shown: AbstractSet[str], day: date) -> list[Reporting]:
    return [
        Reporting(edge.start.uid, edge.end.uid, values.get("from_on"), values.get("source"))
        for edge, values in _between(people, "REPORTS_TO", shown)
        if _is_on(values, day)
    ]


def _influences(
    past: Past, people: Mapping[str, Record], shown: AbstractSet[str], day: date
) -> list[Influence]:
    return [
        Influence(
            edge.start.uid,
            edge.end.uid,
            values["weight"],
            values.get("set_at"),
            values.get("expires_on"),
            past.users.get(values.get("set_by", "")),
        )
        for edge, values in _between(people, "INFLUENCES", shown)
        if values.get("expires_on") is None or values["expires_on"] >= day
    ]


def _between(
    people: Mapping[str, Record], kind: str, shown: AbstractSet[str]
) -> list[tuple[Edge, Values]]:
    found = [
        (edge, values)
        for edge, values in _edges(people, kind)
        if edge.start.uid in shown and edge.end.uid in shown
    ]
    return sorted(found, key=lambda one: (one[0].start.uid, one[0].end.uid, one[0].uid))
