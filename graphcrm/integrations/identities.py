"""Ids that logs give their rows: no two different things are taken for one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from graphcrm import graph, ids
from graphcrm.activities.records import Evidence
from graphcrm.integrations.source import Failed, Item


@dataclass(frozen=True, slots=True)
class Known:
    """What the graph holds under the id that a log gave it.

    Attributes:
        log_uid: The uid that is made of that id alone; its own, or that of the first of the name.
        parts: Uid of each handle that took part, and how.
        standing: Whether it counts.
    """

    uid: str
    log_uid: str
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
    known: dict[str, list[Known]] = defaultdict(list)
    for one in graph.fetch(LOGGED_EVIDENCE, ids=sorted({row.uid for row in rows})):
        known[one.log_uid].append(one)
    first: dict[str, Evidence] = {}
    for row in rows:
        first.setdefault(row.uid, row)
    return [_told_apart(item, known, first) for item in chunk]


def _told_apart(
    item: Item, known: Mapping[str, Sequence[Known]], first: Mapping[str, Evidence]
) -> Item:
    row = _logged(item)
    if row is None:
        return item
    before = {_told_of(one): one for one in known.get(row.uid, ())}
    content = _content(row)
    others = (one for told, one in before.items() if told != content)
    if _content(first[row.uid]) != content or any(one.standing for one in others):
        problem = f"id: {row.log_id!r} is that of another entry; {_HELP}"
        return replace(item, content=Failed(problem))
    if content in before:
        return replace(item, content=replace(row, uid=before[content].uid))
    if before:
        at, parts = content
        words = (at.isoformat(), *(f"{uid} {part}" for uid, part in sorted(parts)))
        uid = ids.of("row again", row.uid, *words)
        return replace(item, content=replace(row, uid=uid, log_uid=row.uid))
    return item


def _logged(item: Item) -> Evidence | None:
    content = item.content
    return content if isinstance(content, Evidence) and content.log_id else None


def _content(row: Evidence) -> Content:
    parts = ((one.address.uid, one.part.value) for one in row.participants)
    return row.occurred_at, frozenset(parts)


def _told_of(known: Known) -> Content:
    return known.occurred_at, frozenset((uid, part) for uid, part in known.parts)
