"""Ids that logs give their rows: no two different things are taken for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from graphcrm import graph, ids
from graphcrm.activities.records import Evidence
from graphcrm.integrations.source import Failed, Item


@dataclass(frozen=True, slots=True)
class Known:
    """What the graph holds under a uid.

    Attributes:
        parts: Uid of each handle that took part, and how.
        standing: Whether it counts.
    """

    uid: str
    occurred_at: datetime
    parts: list[list[str]]
    standing: bool


Content: TypeAlias = tuple[datetime, frozenset[tuple[str, str]]]
_HELP = "take its import back if this corrects it, or give this log a namespace of its own"

LOGGED_EVIDENCE = graph.load("integrations/logged_evidence", Known)


def told_apart(chunk: Sequence[Item]) -> list[Item]:
    """Return a chunk in which no row of a log is taken for another entry of the same id.

    A row whose id is that of another entry, at another time or among other people, fails where
    that one counts; where that one was taken back, the row is taken in beside it.
    """
    rows = [one for one in map(_logged, chunk) if one]
    if not rows:
        return list(chunk)
    known = {one.uid: one for one in graph.fetch(LOGGED_EVIDENCE, ids=[row.uid for row in rows])}
    first: dict[str, Evidence] = {}
    for row in rows:
        first.setdefault(row.uid, row)
    return [_told_apart(item, known, first) for item in chunk]


def _told_apart(item: Item, known: Mapping[str, Known], first: Mapping[str, Evidence]) -> Item:
    row = _logged(item)
    if row is None:
        return item
    before = known.get(row.uid)
    is_other = before is not None and _told_of(before) != _content(row)
    counts = before is not None and before.standing
    if (is_other and counts) or _content(first[row.uid]) != _content(row):
        return replace(
            item, content=Failed(f"id: {row.log_id!r} is that of another entry; {_HELP}")
        )
    if is_other:
        at, parts = _content(row)
        words = (at.isoformat(), *(f"{uid} {part}" for uid, part in sorted(parts)))
        return replace(item, content=replace(row, uid=ids.of("row again", row.uid, *words)))
    return item


def _logged(item: Item) -> Evidence | None:
    content = item.content
    return content if isinstance(content, Evidence) and content.log_id else None


def _content(row: Evidence) -> Content:
    parts = ((one.address.uid, one.part.value) for one in row.participants)
    return row.occurred_at, frozenset(parts)


def _told_of(known: Known) -> Content:
    return known.occurred_at, frozenset((uid, part) for uid, part in known.parts)
