"""Amounts of money as people type them."""

import re
from decimal import Decimal, InvalidOperation

from graphcrm.directory.rules import FieldError
from graphcrm.money import digits_of


_GROUPED = re.compile(r"[\s'\u2019_]|,(?=\d{3}(?!\d))")
_TIMES = {"k": 10**3, "m": 10**6, "bn": 10**9, "b": 10**9}
_TYPED = re.compile(r"([0-9]+(?:\.[0-9]+)?)(k|m|bn|b)?", re.IGNORECASE)


def minor_of(text: str, currency: str | None) -> int | None:
    """Return an amount as typed, e.g. "12 500 000", "12,500.50" or "12.5m", in minor units.

    Raises:
        FieldError: It is no amount, or finer than the currency is counted.
    """
    plain_text = _GROUPED.sub("", text)
    if not plain_text:
        return None
    found = _TYPED.fullmatch(plain_text)
    if found is None:
        raise FieldError("revenue", f"{text.strip()[:40]!r} is no amount; write 12500000 or 12.5m.")
    try:
        amount = Decimal(found[1]) * _TIMES.get((found[2] or "").lower(), 1)
    except InvalidOperation as error:
        raise FieldError("revenue", "this is more than can be kept.") from error
    minor = amount.scaleb(digits_of(currency))
    if minor != minor.to_integral_value():
        raise FieldError("revenue", f"{currency or 'it'} is not counted that finely.")
    return int(minor)


def plain(minor: int | None, currency: str | None) -> str:
    """Return an amount in minor units as a form shows it; whole amounts without a fraction."""
    if minor is None:
        return ""
    digits = digits_of(currency)
    whole, rest = divmod(minor, 10**digits)
    return f"{whole}.{rest:0{digits}}" if rest else str(whole)
