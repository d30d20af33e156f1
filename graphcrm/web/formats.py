"""Values as people read them: distances in time, shares, money, names in two letters."""

import zlib
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import cast
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, g, request

from graphcrm import clock
from graphcrm.money import SYMBOLS, Money, digits_of
from graphcrm.pipeline.fields import in_words


HUES = 8
STEPS = 20  # [data-s] in tokens.css
UNITS = (
    (timedelta(days=365), "year"),
    (timedelta(days=30), "month"),
    (timedelta(days=7), "week"),
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)
DUE = ("today", "tomorrow")
WEEK = 7
ENOUGH = {"week": 2, "month": 2}  # "13 days" says more than "1 week"


def register(app: Flask) -> None:
    """Give templates these filters."""
    told = (
        hue,
        initials,
        step,
        percent,
        strength,
        distance,
        instant,
        moment,
        day,
        money,
        count,
        money_short,
        day_short,
        due,
        month_name,
        in_words,
    )
    for one in told:
        app.jinja_env.filters[one.__name__] = one


def zone() -> tzinfo:
    """Return the reader's time zone, as their browser told it; UTC before it has."""
    if "zone" not in g:
        try:
            g.zone = ZoneInfo(unquote(request.cookies.get("zone", "UTC")))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            g.zone = UTC
    return cast("tzinfo", g.zone)


def hue(uid: str) -> int:
    """Return the avatar hue, 1..8, that always goes with this uid."""
    return zlib.crc32(uid.encode()) % HUES + 1


def initials(name: str) -> str:
    """Return the first letters of the first and the last word, e.g. "HG"; "?" without a letter."""
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper() or "?"


def step(share: float) -> int:
    """Return a share of 0..1 as the step 0..20 that data-s takes; more than none is never 0."""
    if share <= 0:
        return 0
    return min(STEPS, max(1, round(share * STEPS)))


def percent(share: float) -> str:
    """Return a share of 0..1 as a whole percentage; what is not quite nothing is "<1%"."""
    if 0 < share < 0.005:  # noqa: PLR2004 - what would round to 0
        return "<1%"
    return f"{share * 100:.0f}%"


def strength(value: float) -> str:
    """Return a strength of 0..1 with two digits."""
    return f"{value:.2f}"


def count(number: int) -> str:
    """Return a whole number with thousands set apart by narrow spaces."""
    return f"{number:,}".replace(",", "\u202f")


def money(amount: Money) -> str:
    """Return an amount with its currency, e.g. "EUR 12 500" or "EUR 12.50" (units: ISO 4217)."""
    digits = digits_of(amount.currency)
    whole, rest = divmod(abs(amount.minor), 10**digits)
    tail = f".{rest:0{digits}}" if rest else ""
    sign = "\u2212" if amount.minor < 0 else ""
    return f"{amount.currency}\u00a0{sign}{count(whole)}{tail}"


def money_short(amount: Money) -> str:
    """Return an amount in at most three digits, e.g. "€12.5 k"; the exact one belongs beside it."""
    sign = next((one for one, code in SYMBOLS.items() if code == amount.currency), None)
    value: float = abs(amount.minor) / 10 ** digits_of(amount.currency)
    unit = ""
    for word in ("", "k", "M", "bn"):
        unit = word
        if value < 999.5 or word == "bn":  # noqa: PLR2004 - what would round to four digits
            break
        value /= 1000
    digits = 0 if not unit or value >= 100 else 1  # noqa: PLR2004 - three digits say enough
    number = f"{value:.{digits}f}".removesuffix(".0")
    before = sign or f"{amount.currency}\u00a0"
    return f"{before}{number}\u00a0{unit}" if unit else f"{before}{number}"


def distance(when: datetime, now: datetime | None = None) -> str:
    """Return how far an instant is away, e.g. "3 days ago", "in 2 weeks", "just now"."""
    apart = (now or clock.now()) - when
    size = abs(apart)
    for unit, name in UNITS:
        number = int(size / unit)
        if number >= ENOUGH.get(name, 1):
            words = f"{number} {name}{'s' if number > 1 else ''}"
            return f"{words} ago" if apart > timedelta() else f"in {words}"
    return "just now"


def instant(when: datetime) -> str:
    """Return the whole instant in the reader's zone, e.g. "Tue 13 Oct 2026, 16:20 CEST"."""
    local = when.astimezone(zone())
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} {local.tzname()}"


def moment(when: datetime) -> str:
    """Return the instant where room is short; the year only when it is not this one."""
    local = when.astimezone(zone())
    year = "" if local.year == clock.now().astimezone(zone()).year else f" {local.year}"
    return f"{local.day} {local:%b}{year}, {local:%H:%M}"


def day_short(when: date) -> str:
    """Return a day where room is short; the year only when it is not this one."""
    year = "" if when.year == today().year else f" {when.year}"
    return f"{when.day} {when:%b}{year}"


def month_name(month: str) -> str:
    """Return a month such as "2026-12" in words: "December 2026"."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def due(when: date) -> str:
    """Return when something is due, e.g. "today", "Mon", "3 days late", "29 Jan"."""
    days = (when - today()).days
    if days < 0:
        return f"{-days} day{'s' if days < -1 else ''} late"
    if days < len(DUE):
        return DUE[days]
    return f"{when:%a}" if days < WEEK else day_short(when)


def today() -> date:
    """Return the reader's day."""
    return clock.now().astimezone(zone()).date()


def day(when: date | datetime) -> str:
    """Return a day, e.g. "13 Oct 2026"; of an instant, its day in the reader's zone."""
    local = when.astimezone(zone()) if isinstance(when, datetime) else when
    return f"{local.day} {local:%b %Y}"
