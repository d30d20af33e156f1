"""Instants of mail: the Date field, else the first relay's, and which of them can be true."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import mktime_tz, parsedate_tz
from typing import Final


EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
TOLERANCE: Final = timedelta(days=2)
_MAX_LENGTH = 200
_MAX_OFFSET = 24 * 3600
# Four digits are meant as they stand; the parser would take 0001 for 2001 (RFC 5322 4.3).
_YEAR_OF_NERO = re.compile(r"\s00\d\d\s")


def parsed(value: str) -> datetime | None:
    """Return the instant a date field (RFC 5322 3.3, 4.3) states, None where it states none.

    A zone that cannot be is taken as UTC, as RFC 5322 has it for unknown ones.
    """
    try:
        parts = parsedate_tz(value[:_MAX_LENGTH])
        if parts is None or _YEAR_OF_NERO.search(value[:_MAX_LENGTH]):
            return None
        offset = parts[9]
        if offset is not None and abs(offset) < _MAX_OFFSET:
            return datetime.fromtimestamp(mktime_tz(parts), UTC)
        return datetime(*parts[:6], tzinfo=UTC)
    except (ValueError, OverflowError, TypeError, IndexError, OSError):
        return None


def is_plausible(instant: datetime, now: datetime) -> bool:
    """Answer whether a contact can have happened then: since 1990, at most two days ahead."""
    return EARLIEST <= instant <= now + TOLERANCE


def why_not(instant: datetime) -> str:
    """Return in words why an implausible instant is one, without its subject."""
    side = "before 1990" if instant < EARLIEST else "in the future"
    return f"{instant:%Y-%m-%d} cannot be true: {side}"


def sent_at(date_field: str, received: Iterable[str], now: datetime) -> datetime | str:
    """Return when a message was sent, or the reason why nobody can tell.

    Args:
        date_field: Value of Date; empty where there is none.
        received: Values of Received, whose dates stand behind the last semicolon.
        now: The current instant.
    """
    stated = parsed(date_field)
    if stated is not None and is_plausible(stated, now):
        return stated
    relayed = (parsed(value.rpartition(";")[2]) for value in received)
    for instant in relayed:
        if instant is not None and is_plausible(instant, now):
            return instant
    if stated is not None:
        return f"its date {why_not(stated)}"
    shown = " ".join(date_field.split())[:60]
    return f"its date {shown!r} cannot be read" if shown else "it has no date"
