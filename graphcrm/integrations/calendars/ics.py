"""iCalendar files (RFC 5545): meetings with other people, each instance for itself."""

import hashlib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from icalendar import Calendar, Event

from graphcrm import clock, ids
from graphcrm.activities.records import (
    Address,
    Evidence,
    HandleUse,
    Kind,
    Part,
    Participant,
)
from graphcrm.directory.addresses import mail_address
from graphcrm.integrations import files
from graphcrm.integrations.calendars import lines, recurrence
from graphcrm.integrations.mail import dates
from graphcrm.integrations.source import Content, Failed, Ignored, Item, SourceKind


MAX_SERIES = 16 << 20
MAX_ZONES = 500
MAX_ATTENDEES = 2_000
MAX_SUBJECT = 998
ALONE = "no other participant"
CANCELLED = "cancelled"
NOT_HELD = "not held yet"
NO_EVENT = "no event in the file"
ANSWER = "answer to an invitation"
_ZONE = re.compile(r"TZID=\"?([^\":;]+)", re.IGNORECASE)
# What icalendar raises on calendars that nobody should have written.
_UNREADABLE = (ValueError, AttributeError, TypeError, LookupError, OverflowError)
_COMPANY = 2
_KEY = {False: "DTSTART", True: "RECURRENCE-ID"}
_WHOLE = frozenset({"VTIMEZONE"})
_THINGS = frozenset({"ROOM", "RESOURCE"})


@dataclass(slots=True)
class _Calendar:
    """What a file has told so far.

    Attributes:
        zones: Text of its VTIMEZONE blocks by TZID.
        series: Recurring events put off until all that replace one instance are known.
        replaced: UID and start of instances that have an event of their own.
        is_cut_off: Whether the last event has no end.
    """

    zones: dict[str, str] = field(default_factory=dict)
    series: list[tuple[int, Event]] = field(default_factory=list)
    series_room: int = field(default_factory=lambda: MAX_SERIES)
    replaced: set[tuple[str, datetime]] = field(default_factory=set)
    count: int = 0
    is_cut_off: bool = False

    def add_zone(self, component: lines.Component) -> None:
        """Remember a zone; a file that defines more than MAX_ZONES is not believed."""
        name = next((line for line in component.lines if line.upper().startswith("TZID")), "")
        if len(self.zones) < MAX_ZONES and not component.is_overlong:
            self.zones[name.partition(":")[2].strip()] = _block("VTIMEZONE", component.lines)


@dataclass(frozen=True, slots=True)
class IcsSource(files.FileSource):
    """The meetings of one or many calendar files."""

    kind: SourceKind = SourceKind.ICS

    def items(self) -> Iterator[Item]:
        """Yield every event, a recurring one once for each time it was held, these last.

        Raises:
            UnreadableError: The only file is no calendar, empty, or a bomb.
        """
        now = clock.now()
        return files.read(self.input, lambda entry: self._events(entry, now))

    def _events(self, entry: files.Entry, now: datetime) -> Iterator[Item]:
        head = entry.stream.peek(4096)
        calendar = _Calendar()
        for component in lines.components(entry.stream, whole=_WHOLE):
            for row, said in _told(component, calendar, now):
                yield Item(f"{entry.name}: {row}", said, entry.position())
        for number, event in calendar.series:
            for start, said in _held(event, calendar, now):
                row = f"{entry.name}: event {number}, {start:%Y-%m-%d}"
                yield Item(row, said, entry.position())
        if not calendar.count:
            yield Item(entry.name, self._without_events(entry, head), entry.position())

    def _without_events(self, entry: files.Entry, head: bytes) -> Content:
        why = _why_unreadable(head)
        if why is None:
            return Ignored(NO_EVENT)
        if entry.is_named:
            raise files.UnreadableError(entry.name, f"is not a calendar: {why}.")
        return Failed(f"it is not a calendar: {why}")


def _told(
    component: lines.Component, calendar: _Calendar, now: datetime
) -> Iterator[tuple[str, Content]]:
    """Yield what a component says, each with its place in the file."""
    match component.name:
        case "VTIMEZONE":
            calendar.add_zone(component)
        case "VEVENT":
            calendar.count += 1
            calendar.is_cut_off = not component.is_closed
            for said in _single(component, calendar, now):
                yield f"event {calendar.count}", said
        case "VALARM" if component.is_closed and (why := _damage(component)):
            yield f"alarm of event {calendar.count + 1}", Failed(f"it cannot be read: {why}")
        case "VCALENDAR" if calendar.count and not calendar.is_cut_off:
            if not component.is_closed:
                yield "calendar", Failed("it is cut off after the last of its events")
            elif why := _damage(component):
                yield "calendar", Failed(f"it is damaged outside its events: {why}")


def _damage(component: lines.Component) -> str | None:
    """Return what is wrong with a part of which nothing is kept: the file is damaged all the same.

    One longer than a megabyte is not complete in memory, and is not judged.
    """
    if component.is_overlong:
        return None
    return _parse_error(_block(component.name, component.lines))


def _single(component: lines.Component, calendar: _Calendar, now: datetime) -> Iterator[Content]:
    """Yield what an event says; nothing yet for a series, whose instances come at the end."""
    if component.is_overlong or not component.is_closed:
        yield Failed("it is cut off" if not component.is_closed else "it is longer than a megabyte")
        return
    try:
        event = _parsed(component.lines, calendar.zones)
        start = recurrence.instant(recurrence.moment_of(event, "DTSTART"))
        is_instance = "RECURRENCE-ID" in event
        key = recurrence.instant(recurrence.moment_of(event, _KEY[is_instance]))
    except KeyError:
        yield Failed("it has no start")
        return
    except _UNREADABLE as error:
        yield Failed(f"it cannot be read: {_words(error)}")
        return
    if is_instance:
        calendar.replaced.add((str(event.get("UID", "")), key))
    reason = _reason_to_ignore(event, component.parent)
    if reason:
        yield Ignored(reason)
    elif recurrence.is_recurring(event) and not is_instance:
        calendar.series_room -= component.size
        if calendar.series_room < 0:
            yield Failed("the file has too many recurring events")
            return
        calendar.series.append((calendar.count, event))
    else:
        yield _meeting(event, start, key, now)


def _held(event: Event, calendar: _Calendar, now: datetime) -> Iterator[tuple[datetime, Content]]:
    """Yield the instances of a series that no event of their own replaces."""
    first = recurrence.instant(recurrence.moment_of(event, "DTSTART"))
    try:
        starts = recurrence.starts(event, now) if first <= now else []
    except _UNREADABLE as error:
        yield first, Failed(f"its recurrence cannot be read: {_words(error)}")
        return
    if not starts:
        yield first, Ignored(NOT_HELD)
    uid = str(event.get("UID", ""))
    for start in starts:
        if (uid, start) not in calendar.replaced:
            yield start, _meeting(event, start, start, now)


def _meeting(event: Event, start: datetime, key: datetime, now: datetime) -> Content:
    """Return the evidence of one instance.

    Args:
        event: What it is an instance of.
        start: When it took place.
        key: Its RECURRENCE-ID, or the start: with the UID its identity.
        now: The current instant.
    """
    if start > now:
        return Ignored(NOT_HELD)
    if start < dates.EARLIEST:
        return Failed(f"its date {dates.why_not(start)}")
    participants = _participants(event)
    if len(participants) < _COMPANY:
        wrong = [" ".join(f"{name or 'a line'}: {why}".split()) for name, why in event.errors]
        return Failed(f"it cannot be read: {wrong[0][:120]}") if wrong else Ignored(ALONE)
    subject = " ".join(str(event.get("SUMMARY", "")).split())[:MAX_SUBJECT] or None
    uid = str(event.get("UID", "")).strip()
    if not uid:
        told = [subject or "", *sorted(each.address.value for each in participants)]
        uid = hashlib.sha256("\x1f".join(told).encode()).hexdigest()
    identity = ids.of("event", uid, key.isoformat())
    return Evidence(
        uid=identity,
        kind=Kind.MEETING,
        occurred_at=start,
        participants=participants,
        subject=subject,
        thread_id=ids.of("event", uid),
    )


def _participants(event: Event) -> tuple[Participant, ...]:
    """Return the organizer and all who have not declined; rooms and things are left out."""
    found: dict[str, Participant] = {}
    for part, name in ((Part.ORGANIZER, "ORGANIZER"), (Part.ATTENDEE, "ATTENDEE")):
        values = event.get(name, [])
        for value in (values if isinstance(values, list) else [values])[:MAX_ATTENDEES]:
            address = _address(value)
            if address is not None:
                found.setdefault(address.value, Participant(address, part))
    return tuple(found.values())


def _address(value: str) -> Address | None:
    """Return the address of a calendar user (RFC 5545 3.3.3); None for what takes no part."""
    params = getattr(value, "params", {})
    kind = str(params.get("CUTYPE", "")).upper()
    if kind in _THINGS or str(params.get("PARTSTAT", "")).upper() == "DECLINED":
        return None
    name = str(params.get("CN", "")) or None
    text = str(value)
    address = mail_address(text, name) or mail_address(str(params.get("EMAIL", "")), name)
    if address and kind == "GROUP":
        return replace(address, use=HandleUse.LIST)
    return address


def _reason_to_ignore(event: Event, parent: lines.Component | None) -> str | None:
    method = next(
        (
            line[7:].strip().upper()
            for line in (parent.lines if parent else [])[:20]
            if line.upper().startswith("METHOD:")
        ),
        "",
    )
    if method == "CANCEL" or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return CANCELLED
    return ANSWER if method in {"REPLY", "COUNTER", "DECLINECOUNTER"} else None


def _parsed(event_lines: list[str], zones: dict[str, str]) -> Event:
    """Parse one event together with the zones it names.

    Raises:
        ValueError: A line or value cannot be read.
        KeyError: It has no start.
    """
    text = _block("VEVENT", event_lines)
    named = {zones[zone] for zone in _ZONE.findall(text) if zone in zones}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it guesses at zones of vendors, and says so
        calendar = Calendar.from_ical(_block("VCALENDAR", [*named, text]))
        event = calendar.walk("VEVENT")[0]
    if not isinstance(event, Event):
        raise ValueError("no event")  # noqa: TRY004 - what was read is wrong, not who calls
    wrong = [f"{name or 'a line'}: {why}" for name, why in event.errors]
    if wrong and "DTSTART" not in event:
        raise ValueError(wrong[0])
    return event


def _why_unreadable(head: bytes) -> str | None:
    """Return why a file without events cannot be read, or None where it is a calendar."""
    if not re.match(rb"\s*(?:\xef\xbb\xbf)?\s*BEGIN:V", head, re.IGNORECASE):
        return "it does not begin with BEGIN:VCALENDAR"
    return _parse_error(head)


def _parse_error(text: str | bytes) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            Calendar.from_ical(text, multiple=True)
    except _UNREADABLE as error:
        return _words(error)
    return None


def _block(name: str, within: list[str]) -> str:
    return "\r\n".join([f"BEGIN:{name}", *within, f"END:{name}"])


def _words(error: Exception) -> str:
    """Return what a library says is wrong, short enough for a line."""
    return " ".join(str(error).split())[:120]
