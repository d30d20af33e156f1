"""Which instant a page of a buying group shows, as its address says, and what is around it."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask import request

from graphcrm import clock
from graphcrm.activities.as_of import AsOf, Axis, as_of
from graphcrm.buying.past import Past, begun_at, changed_at, get_past, table_at
from graphcrm.buying.warnings import GoneQuiet
from graphcrm.directory.rules import FieldError
from graphcrm.pipeline.groups import (
    GroupPage,
    champions_gone_quiet,
    get_group_page,
    get_group_page_as_of,
)
from graphcrm.web.formats import zone
from graphcrm.web.session import actor


MOST_NAMES = 3
AXES = {Axis.TRUE: "What was true then", Axis.KNOWN: "What we knew then"}


@dataclass(frozen=True, slots=True)
class Then:
    """An instant of a deal's past, and what is around it.

    Attributes:
        begun_on: The first day of the slider, in the reader's zone.
        day_count: How many days it has behind that; the last is today.
        ticks: Days after the first on which the group changed.
        before: The last change before the instant; None = there is none.
        after: The first one behind it.
        since: What is otherwise now, in a sentence; None = nobody came or left.
    """

    as_of: AsOf
    begun_on: date
    day_count: int
    ticks: tuple[int, ...]
    before: datetime | None
    after: datetime | None
    since: str | None

    @property
    def on(self) -> date:
        """Return its day in the reader's zone."""
        return _local(self.as_of.at)

    @property
    def day(self) -> int:
        """Return how many days it is after the first."""
        return (self.on - self.begun_on).days


def asked() -> AsOf | None:
    """Return the instant that the address names; None = now.

    Raises:
        FieldError: It names none, or an axis that there is not.
    """
    text, axis = request.args.get("at", ""), request.args.get("axis", Axis.TRUE)
    if not text:
        return None
    if axis not in list(Axis):
        raise FieldError("axis", f"{axis[:20]!r} is none of {', '.join(Axis)}.")
    return as_of(_instant(text), Axis(axis))


def address() -> dict[str, str]:
    """Return what links to other parts of the same past carry; nothing where it is now."""
    found = asked()
    return {"at": found.at.isoformat(), "axis": found.axis} if found else {}


def shown_page(opportunity_id: str) -> GroupPage:
    """Return the group as of the instant that the address names, or as it is."""
    found = asked()
    if found is None:
        return get_group_page(actor(), opportunity_id)
    return get_group_page_as_of(actor(), get_past(actor(), opportunity_id), found)


def page_and_then(opportunity_id: str) -> tuple[GroupPage, Then | None]:
    """Return the same with what is around the instant; None where it is now."""
    found = asked()
    if found is None:
        return get_group_page(actor(), opportunity_id), None
    past = get_past(actor(), opportunity_id)
    return get_group_page_as_of(actor(), past, found), _then(past, found)


def time_of(opportunity_id: str) -> tuple[Then, list[GoneQuiet]]:
    """Return what the slider shows, at now where the address names nothing, and who went quiet."""
    past = get_past(actor(), opportunity_id)
    found = asked() or as_of(clock.now(), Axis.TRUE)
    return _then(past, found), champions_gone_quiet(actor(), past)


def _then(past: Past, found: AsOf) -> Then:
    begun_on = _local(begun_at(past, found))
    changes = changed_at(past, found)
    at, behind = bisect_left(changes, found.at), bisect_right(changes, found.at)
    return Then(
        found,
        begun_on,
        (_local(found.now) - begun_on).days,
        tuple(dict.fromkeys((_local(one) - begun_on).days for one in changes)),
        changes[at - 1] if at else None,
        changes[behind] if behind < len(changes) else None,
        _since(past, found),
    )


def _since(past: Past, found: AsOf) -> str | None:
    """Return who came and who left since, of those whom the reader may see."""
    then = table_at(past, found)
    now = table_at(past, AsOf(found.now, found.axis, found.now))
    parts = []
    for verb, there, other in (("joined", now, then), ("left", then, now)):
        gone = (there.people.keys() - other.people.keys()) & past.seen
        names = sorted(str(there.people[uid].get("name")) for uid in gone)
        if names:
            more = len(names) - MOST_NAMES
            tail = f" and {more} more" if more > 0 else ""
            parts.append(f"{', '.join(names[:MOST_NAMES])}{tail} {verb}")
    return f"Since then {'; '.join(parts)}." if parts else None


def _local(at: datetime) -> date:
    return at.astimezone(zone()).date()


def _instant(text: str) -> datetime:
    """Return the instant that a text names: ISO 8601, a bare day its end in the reader's zone.

    Raises:
        FieldError: It names none.
    """
    try:
        if len(text) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(text), time.max, zone()).astimezone(UTC)
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise FieldError("at", f"{text[:40]!r} is no instant; write 2026-03-04.") from error
    return at.replace(tzinfo=zone()).astimezone(UTC) if at.tzinfo is None else at.astimezone(UTC)
