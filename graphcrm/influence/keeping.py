"""The path index of a process: built once, kept on disk, brought up to date before each answer."""

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from graphcrm import clock, graph
from graphcrm.influence import scanning, snapshot
from graphcrm.influence.index import Index
from graphcrm.influence.splicing import changed
from graphcrm.relationships import history
from graphcrm.relationships.gathering import day_of, microseconds


FRESH_SECONDS = 0.2
MOST_TOUCHED = 20_000


@dataclass(frozen=True, slots=True)
class FreshBatches:
    """What the strengths have touched since an index was brought up to date."""

    seq: int
    epoch: int
    batches: list[dict[str, Any]]


FRESH_BATCHES = graph.load("influence/fresh_batches", FreshBatches)


@dataclass(slots=True)
class _Keeper:
    """This process's index and where its snapshots lie."""

    folder: Path | None = None
    index: Index | None = None
    epoch: int = -1
    looked_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_keeper = _Keeper()


@dataclass(frozen=True, slots=True)
class Kept:
    """An index and how long ago it was last compared with the graph, in milliseconds."""

    index: Index
    age_ms: float


def keep_in(folder: Path | None) -> None:
    """Say where snapshots lie, None for nowhere, and forget what was in memory."""
    with _keeper.lock:
        _keeper.folder, _keeper.index, _keeper.looked_at = folder, None, 0.0


def current(*, at_once: bool = False) -> Kept:
    """Return the index as of now; it is never staler than a fifth of a second.

    Args:
        at_once: Compare with the graph whatever was seen a moment ago.
    """
    with _keeper.lock:
        age = time.monotonic() - _keeper.looked_at
        if _keeper.index is None or at_once or age > FRESH_SECONDS:
            _refresh()
            age = 0.0
        if _keeper.index is None:
            raise AssertionError
        return Kept(_keeper.index, age * 1000)


def past(at: datetime) -> Kept:
    """Return an index of the ties as they were at an instant; contacts and jobs are those of now.

    Built from all evidence up to then, and kept on disk until the stream goes on.
    """
    seq = graph.fetch(history.STREAM_END)[0].seq
    folder = _keeper.folder / "past" / str(microseconds(at)) if _keeper.folder else None
    index = snapshot.find_newest(folder) if folder else None
    if index is None or index.seq != seq:
        index = scanning.scan(day_of(at), seq, history.ties_at(at))
        if folder:
            snapshot.save(index, folder)
    return Kept(index, 0.0)


def _refresh() -> None:
    _keeper.looked_at = time.monotonic()
    today = day_of(clock.now())
    index = _keeper.index
    if index is None:
        index = _from_disk()
    rows = graph.fetch(FRESH_BATCHES, after=index.seq if index else -1)
    now = rows[0] if rows else FreshBatches(0, 0, [])
    if index is None or now.epoch != _keeper.epoch:
        _build(now, today)
        return
    index = index.on(today) if index.day != today else index
    if now.seq > index.seq:
        contacts = {uid for batch in now.batches for uid in batch["contact_ids"] or ()}
        accounts = {uid for batch in now.batches for uid in batch["account_ids"] or ()}
        pairs = {(pair[:36], pair[37:]) for batch in now.batches for pair in batch["pairs"] or ()}
        if len(contacts) + len(pairs) > MOST_TOUCHED:
            _build(now, today)
            return
        index = changed(index, scanning.rescan(contacts, pairs, accounts), seq=now.seq)
    _keeper.index = index


def _build(now: FreshBatches, today: int) -> None:
    index = scanning.scan(today, now.seq)
    _keeper.index, _keeper.epoch = index, now.epoch
    if _keeper.folder:
        snapshot.save(index, _keeper.folder / f"epoch-{now.epoch}")


def _from_disk() -> Index | None:
    """Return the newest snapshot of the newest epoch on disk, whatever the graph's is."""
    folders = _keeper.folder.glob("epoch-*") if _keeper.folder else ()
    newest = max(folders, key=lambda folder: int(folder.name[6:]), default=None)
    if newest is None:
        return None
    _keeper.epoch = int(newest.name[6:])
    return snapshot.find_newest(newest)
