"""Timelines as pages ask for them and show them: filtered by kind, a page at a time, by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import request

from graphcrm.activities.records import Kind
from graphcrm.directory.records import Entry
from graphcrm.web.formats import zone


EVERYTHING = "all"
KINDS: dict[str, tuple[str, tuple[Kind, ...]]] = {
    EVERYTHING: ("All", tuple(Kind)),
    "mail": ("Mail", (Kind.EMAIL, Kind.MESSAGE)),
    "meetings": ("Meetings", (Kind.MEETING,)),
    "calls": ("Calls", (Kind.CALL,)),
    "notes": ("Notes", (Kind.NOTE, Kind.TASK)),
    "ties": ("Declared ties", (Kind.DECLARED,)),
    "changes": ("Changes", (Kind.CHANGE,)),
}
PAGE = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a timeline a request asks for.

    Attributes:
        shown: A key of KINDS.
        before: The cursor of the page before; None = from now.
        month: The month that the page before ended in; not told again.
    """

    shown: str
    before: str | None
    month: str

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds to show."""
        return KINDS[self.shown][1]

    @property
    def is_more(self) -> bool:
        """Whether a page before is there already."""
        return self.before is not None


def asked() -> Asked:
    """Return what the request asks for; what it cannot mean is everything."""
    shown = request.args.get("show", EVERYTHING)
    before, month = request.args.get("before"), request.args.get("month", "")
    return Asked(shown if shown in KINDS else EVERYTHING, before or None, month)


def by_month(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Return entries under the months they fall in for the reader, e.g. "October 2026"."""
    where = zone()
    months = groupby(entries, lambda one: f"{one.occurred_at.astimezone(where):%B %Y}")
    return [(month, list(some)) for month, some in months]
