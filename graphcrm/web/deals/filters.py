"""Which deals a board or a table shows, as its address says."""

from dataclasses import fields
from datetime import date
from typing import Any

from flask import request

from graphcrm.money import AmountError, digits_of, read_number
from graphcrm.pipeline.board.records import Filter


LONGEST = 200
FLAGS = ("stale", "no_next_step")
DAYS = ("close_from", "close_until")
AMOUNTS = ("amount_from", "amount_until")
NAMES = tuple(field.name for field in fields(Filter))


def asked() -> Filter:
    """Return the filter of the address; what it cannot mean does not narrow."""
    said = {name: request.args.get(name, "").strip()[:LONGEST] for name in NAMES}
    currency = said["currency"].upper() or None
    values: dict[str, Any] = {name: text or None for name, text in said.items()}
    values["text"] = said["text"].lower() or None
    values["currency"] = currency
    values |= {name: True if said[name] else None for name in FLAGS}
    values |= {name: _day(said[name]) for name in DAYS}
    values |= {name: _minor(said[name], currency) for name in AMOUNTS}
    return Filter(**values)


def address_of() -> dict[str, str]:
    """Return the parameters of the address that narrow, for links that keep them."""
    return {name: request.args[name] for name in NAMES if request.args.get(name, "").strip()}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _minor(text: str, currency: str | None) -> int | None:
    try:
        return int(read_number(text, ".") * 10 ** digits_of(currency))
    except AmountError:
        return None
