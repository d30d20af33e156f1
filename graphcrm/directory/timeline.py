"""What happened with a contact or an account, the newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.activities.records import Kind
from graphcrm.changes import Edge, Set, decode
from graphcrm.directory import reads
from graphcrm.directory.records import Entry, Involved, Timeline


MOST_ENTRIES = 500
MOST_PARTICIPATIONS = 100_000

_LAST = datetime(9999, 1, 1, tzinfo=UTC)
_PLACES = 2
_WIDER = 8
_CHANGED_EDGES = {
    "HAS": "addresses",
    "WORKS_AT": "jobs",
    "REPORTS_TO": "reporting line",
    "INFLUENCES": "influence",
    "PART_OF": "parent",
    "IS": "user",
    "MEMBER_OF": "team",
}


class InvolvedRow(TypedDict):
    """Somebody who took part, as directory/*_entries gives them."""

    contact_id: str | None
    name: str
    part: str


class EntryRow(TypedDict):
    """An entry, as directory/*_entries gives it."""

    activity_id: str
    seq: int
    kind: str
    occurred_at: datetime
    verb: str | None
    subject: str | None
    body: str | None
    changes: str | None
    by: str | None
    is_own: bool
    involved: list[InvolvedRow]
    involved_count: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a timeline: from when on it was looked at, and what was left to show."""

    since_at: datetime | None
    entries: list[EntryRow]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Whether there is evidence that the reader may not see."""

    has_hidden: bool


CONTACT_ENTRIES = graph.load("directory/contact_entries", Stretch)
ACCOUNT_ENTRIES = graph.load("directory/account_entries", Stretch)
HIDDEN_EVIDENCE = graph.load("directory/hidden_evidence", Hidden)


def contact_timeline(
    actor: Actor,
    contact_id: str,
    *,
    kinds: Iterable[Kind] = tuple(Kind),
    before: str | None = None,
    limit: int = 50,
) -> Timeline:
    """Return a page of what happened with a contact whom the actor may see.

    Args:
        actor: Who looks; what they may not see is left out, and only that there is some is told.
        contact_id: Whose.
        kinds: What to show.
        before: The cursor of the page before.
        limit: 1..500.

    Raises:
        BadCursorError: `before` is no cursor.
    """
    scope = access.filter_of(actor)
    params = {"contact_id": contact_id, "scope": scope, "kinds": [kind.value for kind in kinds]}
    hidden = (
        None if scope["all"] else graph.find(HIDDEN_EVIDENCE, contact_id=contact_id, scope=scope)
    )
    has_hidden = hidden is not None and hidden.has_hidden
    return page_of(CONTACT_ENTRIES, params, before, limit, has_hidden=has_hidden)


def account_timeline(
    actor: Actor,
    account_id: str,
    *,
    kinds: Iterable[Kind] = tuple(Kind),
    before: str | None = None,
    limit: int = 50,
) -> Timeline:
    """Return a page of what happened with an account: contact with its people, and changes.

    Of an account with many people the first 200 by name are looked at. See `contact_timeline`;
    whether something is hidden is told on the pages of the people alone.

    Raises:
        BadCursorError: `before` is no cursor.
    """
    scope = access.filter_of(actor)
    params = {"account_id": account_id, "scope": scope, "kinds": [kind.value for kind in kinds]}
    return page_of(ACCOUNT_ENTRIES, params, before, limit, has_hidden=False)


def changed_by(text: str | None) -> tuple[str, ...]:
    """Return what the changes of one activity touched, in the words of the page, each once."""
    found: dict[str, None] = {}
    for change in decode(text) if text else []:
        if isinstance(change.what, Edge):
            found[_CHANGED_EDGES.get(change.what.type, change.what.type.lower())] = None
        elif isinstance(change, Set):
            found |= dict.fromkeys(
                key.removesuffix("_id").replace("_", " ") for key in change.after
            )
    return tuple(found)


def page_of(
    query: graph.Query[Stretch],
    params: Mapping[str, object],
    before: str | None,
    limit: int,
    *,
    has_hidden: bool,
) -> Timeline:
    """Return a page of a timeline; where a short stretch does not fill it, long ones are read.

    Args:
        query: Gives entries before an instant and a place in the stream, of a window of
            participations: before_at, before_seq, window and limit are filled in here.
        params: Its other parameters.
        before: The cursor of the page before; None = the newest page.
        limit: 1..500.
        has_hidden: Whether there is something that the reader may not see.

    Raises:
        BadCursorError: `before` is no cursor.
    """
    limit = min(max(limit, 1), MOST_ENTRIES)
    at, seq = _before(before) if before else (_LAST, 0)
    window, rows = _WIDER * limit, list[EntryRow]()
    while True:
        [stretch] = graph.fetch(
            query, before_at=at, before_seq=seq, window=window, limit=limit + 1, **params
        )
        rows += stretch.entries
        if stretch.since_at is None or len(rows) > limit:
            break
        at, seq, window = stretch.since_at, 0, MOST_PARTICIPATIONS
    shown = rows[:limit]
    more = len(rows) > limit
    cursor = f"{shown[-1]['occurred_at'].isoformat()}_{shown[-1]['seq']}" if more else None
    return Timeline(tuple(_entry(row) for row in shown), has_hidden, cursor)


def _entry(row: EntryRow) -> Entry:
    return Entry(
        activity_id=row["activity_id"],
        kind=Kind(row["kind"]),
        occurred_at=row["occurred_at"],
        verb=row["verb"],
        subject=row["subject"],
        body=row["body"],
        involved=tuple(Involved(**one) for one in row["involved"]),
        involved_count=row["involved_count"],
        changed=changed_by(row["changes"]),
        by=row["by"],
        is_own=row["is_own"],
    )


def _before(cursor: str) -> tuple[datetime, int]:
    parts = cursor.split("_")
    try:
        at = datetime.fromisoformat(parts[0])
        seq = int(parts[-1])
    except ValueError as error:
        raise reads.BadCursorError from error
    if len(parts) != _PLACES or at.utcoffset() is None:
        raise reads.BadCursorError
    return at, seq
