"""Which deals a board or a table shows and how, as its address says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request

from graphcrm.money import AmountError, digits_of, read_number
from graphcrm.pipeline.board.records import Filter, GroupBy
from graphcrm.pipeline.records import Layout
from graphcrm.views.records import Room


LONGEST = 200
FLAGS = ("stale", "no_next_step", "missing_seats")
DAYS = ("close_from", "close_until")
AMOUNTS = ("amount_from", "amount_until")
NAMES = tuple(field.name for field in fields(Filter))
SAVED = "saved"
ARRANGING = ("group", "cards", SAVED)
"""What an address says of how deals are shown, not of which."""

CARDS = {
    "account": "Account",
    "owner": "Owner",
    "amount": "Amount",
    "close": "Close date",
    "step": "Next step",
    "age": "Days in stage",
    "probability": "Probability",
    "source": "Source",
    "kind": "Kind",
    "seats": "Missing seats",
    "approval": "Approval",
}
"""What cards can show, and what people call it."""

_READABLE = frozenset({"kind", "source", "currency", "without_role"})
"""Parameters whose keys mean something to people."""

USUAL = frozenset(CARDS) - {"source", "kind"}
BARE = "none"
"""What the address says of cards that show nothing but the name."""

BOARD = Room("deals-board", frozenset({*NAMES, "pipeline", "group", "cards"}))
TABLE = Room("deals-table", frozenset({*NAMES, "pipeline", "show", "sort", "down"}))


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, as far as the process still knows it.

    Attributes:
        kept: Parameters for links that keep all of that.
        gone: What it names that is gone, in sentences.
        cards: What cards show.
    """

    filter: Filter
    pipeline_id: str | None
    kept: dict[str, str]
    gone: tuple[str, ...]
    by: GroupBy | None
    cards: frozenset[str]


def asked(said: Mapping[str, str] | None = None) -> Filter:
    """Return the filter of the address; what it cannot mean does not narrow."""
    from_address = request.args if said is None else said
    told = {name: from_address.get(name, "").strip()[:LONGEST] for name in NAMES}
    currency = told["currency"].upper() or None
    values: dict[str, Any] = {name: text or None for name, text in told.items()}
    values["text"] = told["text"].lower() or None
    values["currency"] = currency
    values |= {name: True if told[name] else None for name in FLAGS}
    values |= {name: _day(told[name]) for name in DAYS}
    values |= {name: _minor(told[name], currency) for name in AMOUNTS}
    return Filter(**values)


def checked(layout: Layout, known: Collection[str], setting: str = "") -> Asked:
    """Return what the address asks for; what is gone from the process does not narrow.

    Args:
        layout: The process.
        known: Of `people` those that there are.
        setting: How the reader arranged the board: what holds where the address says nothing.
    """
    kept = address_of()
    if "cards" not in kept and (cards := dict(parse_qsl(setting)).get("cards")):
        kept["cards"] = cards
    pipeline_id = request.args.get("pipeline") or None
    gone = gone_from(layout, known, {**kept, "pipeline": pipeline_id or ""})
    for name in gone:
        kept.pop(name, None)
    return Asked(
        asked(kept),
        None if "pipeline" in gone else pipeline_id,
        kept,
        tuple(gone.values()),
        group(),
        shown_of(kept.get("cards")),
    )


def address_of() -> dict[str, str]:
    """Return the parameters of the address that narrow or arrange, for links that keep them."""
    names = (*NAMES, "group", SAVED)
    kept = {name: request.args[name] for name in names if request.args.get(name, "").strip()}
    if kept.get("group") not in list(GroupBy):
        kept.pop("group", None)
    return kept | ({"cards": text} if (text := _cards()) else {})


def narrowing(kept: Mapping[str, str]) -> int:
    """Return how many of the parameters narrow."""
    return len(kept.keys() - set(ARRANGING))


def group() -> GroupBy | None:
    """Return by what the board of the address is grouped; None = its columns are stages."""
    said = request.args.get("group")
    return GroupBy(said) if said in list(GroupBy) else None


def cards() -> frozenset[str]:
    """Return what the cards of the address show."""
    return shown_of(_cards())


def shown_of(said: str | None) -> frozenset[str]:
    """Return what cards show by what an address says: fields with commas between them."""
    return USUAL if not said else frozenset(CARDS) & set(said.split(","))


def query_of(room: Room, pipeline_id: str | None) -> str:
    """Return the query string of the address as views of a room keep it."""
    said = {one: request.args.get(one, "") for one in room.parameters} | {"cards": _cards() or ""}
    said["pipeline"] = pipeline_id or ""
    return urlencode(sorted((one, said[one]) for one in room.parameters if said[one].strip()))


def people(said: Mapping[str, str] | None = None) -> list[str]:
    """Return the uids that an address names, of users and teams."""
    from_address = request.args if said is None else said
    return [uid for name in ("owner_id", "team_id") if (uid := from_address.get(name, "").strip())]


def gone_from(layout: Layout, known: Collection[str], said: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that mean nothing, or nothing that is there: a sentence for each."""
    process = layout.process
    told = {name: text for name, one in said.items() if (text := one.strip()[:LONGEST])}
    there = {
        "owner_id": ("The owner", known),
        "team_id": ("The team", known),
        "kind": ("The kind", [one.key for one in process.kinds]),
        "source": ("The source", [one.key for one in process.sources]),
        "currency": ("The currency", [one.key for one in process.currencies]),
        "without_role": ("The role", [one.key for one in process.roles]),
        "pipeline": ("The pipeline", [one.pipeline_id for one in layout.places.values()]),
    }
    gone = {}
    for name, (what, keys) in there.items():
        if name in told and (told[name].upper() if name == "currency" else told[name]) not in keys:
            which = f" {told[name][:40]!r}" if name in _READABLE else ""
            gone[name] = f"{what}{which} that is asked for is gone; what is shown does without it."
    currency = told.get("currency", "").upper() or None
    for name in (one for one in (*DAYS, *AMOUNTS) if one in told):
        is_day, text = name in DAYS, told[name]
        if (_day(text) if is_day else _minor(text, currency)) is None:
            what = "day, as 2027-01-31 is" if is_day else "amount"
            gone[name] = f"{text[:40]!r} is no {what}; what is shown does without it."
    return gone


def _cards() -> str | None:
    """Return what the address says of cards in one order; None = nothing."""
    if "cards" not in request.args:
        return None
    said = ",".join(request.args.getlist("cards")).split(",")
    return ",".join(one for one in CARDS if one in said) or BARE


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
