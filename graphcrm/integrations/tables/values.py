"""Values of table cells: times, days, numbers, money and lists, read or refused with a reason."""

import contextlib
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from graphcrm.directory.names import word_set
from graphcrm.money import AmountError, read_money, read_number


_TRUE = word_set("1 yes y true x ja oui si")
_FALSE = word_set("0 no n false nein non")
_NUMERIC = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})"
    r"(?:[ ,T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([ap]m)?)?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(.*)")
_SPELLED = ("%d %b %Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d %Y")
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", ", %I:%M %p", ", %H:%M")
_LISTED = re.compile(r"[;,|\n]+")
_SECONDS = range(9, 12)
_MILLISECONDS = range(12, 15)
_MONTHS = 12
_NOON = 12


class ValueProblem(ValueError):  # noqa: N818 - a refusal of one cell, turned into a Failed
    """A cell that cannot be read; its text is the reason."""


@lru_cache(maxsize=4096)
def instant(text: str, how: str = "auto", zone: str = "UTC") -> datetime:
    """Return the UTC instant a cell states.

    ISO 8601, Unix seconds or milliseconds by their length, RFC 5322, numbers with slashes or full
    stops (day first with full stops), months in English. Without a zone it is in `zone`.

    Args:
        text: The cell.
        how: See Mapping.time.
        zone: IANA name.

    Raises:
        ValueProblem: It states none, or day and month could be either way round.
    """
    try:
        found = _stated(text.strip(), how)
        aware = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
        return aware.astimezone(UTC)
    except ValueProblem:
        raise
    except (ValueError, OverflowError, OSError) as error:
        raise ValueProblem(f"{text[:60]!r} is not a time") from error


def day(text: str, how: str = "auto") -> date:
    """Return the day a cell states, by the rules of `instant`.

    Raises:
        ValueProblem: It states none.
    """
    try:
        return _stated(text.strip(), how).date()
    except ValueProblem:
        raise
    except (ValueError, OverflowError, OSError) as error:
        raise ValueProblem(f"{text[:60]!r} is no day; write 2026-03-31") from error


def count(text: str) -> int:
    """Return a whole number, with or without thousands separators.

    Raises:
        ValueProblem: It is none, or a range.
    """
    number = _number(text)
    if number != number.to_integral_value() or number < 0:
        raise ValueProblem(f"{text[:60]!r} is not a whole number")
    return int(number)


def money(text: str, currency: str | None, decimal: str | None, unit: int = 1) -> tuple[int, str]:
    """Return an amount in minor units and its ISO 4217 currency, exactly.

    Args:
        text: "1,234.50", "1.234,50 EUR", "$12.5m".
        currency: Where the cell does not say.
        decimal: See Mapping.decimal.
        unit: What 1 in the cell means.

    Raises:
        ValueProblem: It is no amount, has more decimals than the currency, or none is given.
    """
    try:
        minor, code = read_money(text, currency, decimal, unit)
    except AmountError as error:
        raise ValueProblem(str(error)) from error
    if code is None:
        raise ValueProblem("there is no currency, neither in a column nor in the mapping")
    return minor, code


def truth(text: str) -> bool:
    """Return what a yes-or-no cell says.

    Raises:
        ValueProblem: Neither.
    """
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueProblem(f"{text[:60]!r} is neither yes nor no")


def listed(text: str) -> list[str]:
    """Return the values of a cell that holds several, parted by ; , | or line ends."""
    if _LISTED.search(text) is None:
        return [text]
    return [part for part in (part.strip() for part in _LISTED.split(text)) if part]


def _number(text: str) -> Decimal:
    try:
        return read_number(text)
    except AmountError as error:
        raise ValueProblem(str(error)) from error


def _stated(text: str, how: str) -> datetime:
    if "%" in how:
        return datetime.strptime(text, how)  # noqa: DTZ007 - the caller knows the zone
    if how in {"unix", "unix-ms"}:
        return datetime.fromtimestamp(float(text) / (1000 if how == "unix-ms" else 1), UTC)
    digits = text.partition(".")[0]
    if digits.isdecimal() and len(digits) in _SECONDS:
        return datetime.fromtimestamp(float(text), UTC)
    if digits.isdecimal() and len(digits) in _MILLISECONDS:
        return datetime.fromtimestamp(float(text) / 1000, UTC)
    found = _NUMERIC.fullmatch(text)
    return _from_numbers(found, how) if found else _from_words(text)


def _from_numbers(found: re.Match[str], how: str) -> datetime:
    one, mark, two, year, hour, minute, second, half = found.groups()
    first, other = int(one), int(two)
    is_day_first = how == "day-first" or (how != "month-first" and mark == ".") or first > _MONTHS
    is_month_first = how == "month-first" or other > _MONTHS
    if not is_day_first and not is_month_first and first != other:
        raise ValueProblem(
            f'{found.group()!r} can be read in two ways: say time = "day-first" or'
            ' "month-first" in the mapping'
        )
    days, month = (first, other) if is_day_first else (other, first)
    hours = int(hour or 0) % _NOON if half else int(hour or 0)
    hours += _NOON if half and half.lower() == "pm" else 0
    century = (2000 if int(year) < 69 else 1900) if len(year) == 2 else 0  # noqa: PLR2004 - as POSIX %y
    return datetime(century + int(year), month, days, hours, int(minute or 0), int(second or 0))  # noqa: DTZ001 - the caller knows the zone


def _from_words(text: str) -> datetime:
    year_first = _YEAR_FIRST.fullmatch(text)
    if year_first:
        year, month, days, rest = year_first.groups()
        text = f"{year}-{int(month):02}-{int(days):02}{rest}"
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(text)
    if re.search(r"\d:\d\d(?::\d\d)?\s+(?:[+-]\d{4}|GMT|UTC)", text):
        with contextlib.suppress(ValueError, TypeError):
            return parsedate_to_datetime(text)
    for spelled in _SPELLED:
        for clock in _CLOCKS:
            try:
                return datetime.strptime(text, spelled + clock)  # noqa: DTZ007 - the caller knows
            except ValueError:
                continue
    raise ValueError(text)
