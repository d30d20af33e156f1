"""What happened with a contact or an account, the newest first."""

from collections.abc import Iterable
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

_LAST = datetime(9999, 1, 1, tzinfo=UTC)
_PLACES = 2
_CHANGED_EDGES = {
    "HAS": "addresses",
    "WORKS_AT": "jobs",
    "REPORTS_TO": "reporting line",
    "INFLUENCES": "influence",
    "PART_OF": "parent",
}


class InvolvedRow(TypedDict):
    """Somebody who took part, as directory/*_entries gives them."""

    contact_id: str | None
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A row of directory/contact_entries and directory/account_entries."""

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
class Hidden:
    """Whether there is evidence that the reader may not see."""

    has_hidden: bool


CONTACT_ENTRIES = graph.load("directory/contact_entries", EntryRow)
ACCOUNT_ENTRIES = graph.load("directory/account_entries", EntryRow)
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
    place = _place(kinds, before, limit)
    rows = graph.fetch(CONTACT_ENTRIES, contact_id=contact_id, scope=scope, **place)
    hidden = graph.find(HIDDEN_EVIDENCE, contact_id=contact_id, scope=scope)
    return _timeline(rows, limit, has_hidden=hidden is not None and hidden.has_hidden)


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
    place = _place(kinds, before, limit)
    rows = graph.fetch(ACCOUNT_ENTRIES, account_id=account_id, scope=scope, **place)
    return _timeline(rows, limit, has_hidden=False)


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


def _place(kinds: Iterable[Kind], before: str | None, limit: int) -> dict[str, object]:
    at, seq = _before(before) if before else (_LAST, 0)
    return {
        "kinds": [kind.value for kind in kinds],
        "before_at": at,
        "before_seq": seq,
        "limit": min(max(limit, 1), MOST_ENTRIES) + 1,
    }


def _timeline(rows: list[EntryRow], limit: int, *, has_hidden: bool) -> Timeline:
    shown = rows[:limit]
    more = len(rows) > len(shown)
    cursor = f"{shown[-1].occurred_at.isoformat()}_{shown[-1].seq}" if more else None
    return Timeline(tuple(_entry(row) for row in shown), has_hidden, cursor)


def _entry(row: EntryRow) -> Entry:
    return Entry(
        activity_id=row.activity_id,
        kind=Kind(row.kind),
        occurred_at=row.occurred_at,
        verb=row.verb,
        subject=row.subject,
        body=row.body,
        involved=tuple(Involved(**one) for one in row.involved),
        involved_count=row.involved_count,
        changed=changed_by(row.changes),
        by=row.by,
        is_own=row.is_own,
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
