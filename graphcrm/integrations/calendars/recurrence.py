"""Repeated meetings: the instants at which a recurring event has taken place (RFC 5545 3.8.5)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from itertools import islice
from typing import Any, Final

from dateutil.rrule import rrulestr
from icalendar import Event
from icalendar.prop import vRecur


MAX_INSTANCES: Final = 1_000
_AHEAD = 19 * 400
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


def instant(moment: date | datetime) -> datetime:
    """Return the UTC instant of a calendar's date or time; a floating one is read as UTC."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def moment_of(event: Event, name: str) -> date | datetime:
    """Return the date or time of a property, of several the first.

    Raises:
        KeyError: The event does not have it.
        ValueError: It is neither.
    """
    moment = getattr(_first(event[name]), "dt", None)
    if not isinstance(moment, date):
        raise ValueError(f"{name} is no date or time")  # noqa: TRY004 - what was read is wrong
    return moment


def is_recurring(event: Event) -> bool:
    """Answer whether an event stands for several."""
    return "RRULE" in event or "RDATE" in event


def starts(event: Event, now: datetime) -> list[datetime]:
    """Return the UTC starts of a recurring event up to `now`, in order, at most MAX_INSTANCES.

    Rules that repeat within a day are not followed: no meeting does.

    Raises:
        ValueError: The rule cannot be read.
    """
    first = moment_of(event, "DTSTART")
    wall, zone = _wall(first)
    found = {wall}
    for rule in _values(event, "RRULE"):
        found.update(_by_rule(rule, wall, zone, now))
    found.update(_wall(moment, zone)[0] for moment in _listed(event, "RDATE"))
    found.difference_update(_wall(moment, zone)[0] for moment in _listed(event, "EXDATE"))
    if not isinstance(first, datetime):
        # An EXDATE that is a time excludes the whole day it falls on.
        days = {
            moment.date() for moment in _listed(event, "EXDATE") if isinstance(moment, datetime)
        }
        found = {each for each in found if each.date() not in days}
    held = sorted(instant(each.replace(tzinfo=zone)) for each in found)
    return [each for each in held if each <= now][:MAX_INSTANCES]


def _by_rule(
    rule: vRecur, wall: datetime, zone: tzinfo | None, now: datetime
) -> Iterator[datetime]:
    """Return the wall times a rule gives; we keep UNTIL and COUNT, so that it always ends."""
    parts = {key.upper(): values for key, values in rule.items()}
    if str(_first(parts.pop("FREQ", ""))).upper() not in _FREQUENCIES:
        return iter(())
    last = now.astimezone(zone or UTC).replace(tzinfo=None)
    until = _first(parts.pop("UNTIL", None))
    if until is not None:
        last = min(last, _wall(until, zone, ends_day=not isinstance(until, datetime))[0])
    if int(_first(parts.get("INTERVAL", 1))) < 1:
        raise ValueError("its interval is no positive number")
    count = _first(parts.pop("COUNT", None)) or MAX_INSTANCES
    text = vRecur({**parts, "FREQ": rule["FREQ"]}).to_ical().decode()  # type: ignore[no-untyped-call] # icalendar leaves it out
    # A rule that nothing matches is searched to the end of the year 9999. The calendar repeats
    # every 400 years, weekdays and all, so the search is moved close to that end.
    later = wall.replace(year=wall.year + _AHEAD)
    bounded = rrulestr(f"{text};UNTIL={last.year + _AHEAD}{last:%m%dT%H%M%S}", dtstart=later)
    found = islice(iter(bounded), min(int(count), MAX_INSTANCES))
    return (each.replace(year=each.year - _AHEAD) for each in found)


def _wall(
    moment: date | datetime, zone: tzinfo | None = None, *, ends_day: bool = False
) -> tuple[datetime, tzinfo | None]:
    """Return the time on the wall in a zone, and the zone; of a date, midnight."""
    if not isinstance(moment, datetime):
        day = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - wall time
        return (day.replace(hour=23, minute=59, second=59) if ends_day else day), zone
    if moment.tzinfo and zone:
        moment = moment.astimezone(zone)
    return moment.replace(tzinfo=None), zone or moment.tzinfo


def _listed(event: Event, name: str) -> Iterator[date | datetime]:
    """Yield the moments of RDATE or EXDATE; a period counts by its start."""
    for value in _values(event, name):
        for each in value.dts:
            moment = each.dt[0] if isinstance(each.dt, tuple) else each.dt
            if isinstance(moment, date):
                yield moment


def _values(event: Event, name: str) -> Iterable[Any]:
    value = event.get(name, [])
    return value if isinstance(value, list) else [value]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value
