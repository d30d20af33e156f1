"""The path index of a process: built once, kept on disk, brought up to date before each answer."""

import shutil
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from graphcrm import clock, graph
from graphcrm.influence import scanning, snapshot
from graphcrm.influence.calibration import Calibration
from graphcrm.influence.index import Index
from graphcrm.influence.splicing import changed
from graphcrm.influence.standing import Standing, standing
from graphcrm.relationships import history
from graphcrm.relationships.followed import stream_end
from graphcrm.relationships.gathering import day_of, microseconds


FRESH_SECONDS = 0.2
MOST_TOUCHED = 20_000
MOST_PAST = 8
_FAR = 2**62  # a step that no graph reaches: nothing is fresh after it


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the strengths have touched since an index was brought up to date.

    Attributes:
        step: Steps of the strengths so far.
        epoch: Changes when they are computed anew; "" where there are none yet.
        batches: One a step, the oldest first.
    """

    step: int
    epoch: str
    batches: list[dict[str, Any]]


FRESH_BATCHES = graph.load("influence/fresh_batches", Fresh)


@dataclass(slots=True)
class _Keeper:
    """This process's index and where its snapshots lie; an index's `seq` is a step here.

    Attributes:
        epoch: Of the strengths in the index.
        looked_at: When it was compared with the graph, by the monotonic clock.
        shown: The index that answers were last given from, without those who withhold their ties:
            what it was made of, and it.
    """

    folder: Path | None = None
    index: Index | None = None
    epoch: str = ""
    looked_at: float = 0.0
    shown: tuple[Index, frozenset[str], Index] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_keeper = _Keeper()


@dataclass(frozen=True, slots=True)
class Kept:
    """An index to answer from.

    Attributes:
        index: Nobody in it is led over who does not agree to be asked, as of this moment.
        age_ms: How long ago it was last compared with the graph otherwise, in milliseconds.
        withheld_ids: Contacts of colleagues who do not agree to be asked.
        calibration: What introductions have taught by now.
    """

    index: Index
    age_ms: float
    withheld_ids: frozenset[str]
    calibration: Calibration


def keep_in(folder: Path | None) -> None:
    """Say where snapshots lie, None for nowhere, and forget what was in memory."""
    with _keeper.lock:
        _keeper.folder, _keeper.index, _keeper.looked_at = folder, None, 0.0
        _keeper.epoch, _keeper.shown = "", None


def current(*, at_once: bool = False) -> Kept:
    """Return the index as of now; it is never staler than a fifth of a second.

    Who agrees to be asked is looked up whenever it is asked for: one query.

    Args:
        at_once: Compare with the graph whatever was seen a moment ago.
    """
    now = standing()  # before the lock: answers need not wait for each other's query
    with _keeper.lock:
        age = time.monotonic() - _keeper.looked_at
        if _keeper.index is None or at_once or age > FRESH_SECONDS:
            index, age = _refreshed(), 0.0
        else:
            index = _keeper.index
        return _kept(_agreed(index, now), age * 1000, now)


def is_building() -> bool:
    """Tell whether this process has no index yet and builds its first one: `current` would wait."""
    return _keeper.index is None and _keeper.lock.locked()


def past(at: datetime) -> Kept:
    """Return an index of the ties as they were at an instant; contacts and jobs are those of now.

    Built from all evidence up to then, and kept on disk until the stream goes on.
    """
    seq = stream_end()
    folder = None
    if _keeper.folder:
        epoch = _epoch_folder(_keeper.folder, _fresh(_FAR).epoch)
        folder = epoch / "past" / str(microseconds(at))
    index = snapshot.find_newest(folder) if folder else None
    if index is None or index.seq != seq:
        index = scanning.scan(day_of(at), seq, history.ties_at(at))
        if folder:
            snapshot.save(index, folder)
            _drop_oldest(folder.parent)
    now = standing()
    return _kept(index.without_connectors(now.withheld_ids), 0.0, now)


def _kept(index: Index, age_ms: float, now: Standing) -> Kept:
    return Kept(index, age_ms, now.withheld_ids, now.calibration)


def _agreed(index: Index, now: Standing) -> Index:
    """Return an index without those who withhold their ties, the same as long as both are."""
    if (
        _keeper.shown is None
        or _keeper.shown[0] is not index
        or _keeper.shown[1] != now.withheld_ids
    ):
        _keeper.shown = index, now.withheld_ids, index.without_connectors(now.withheld_ids)
    return _keeper.shown[2]


def _refreshed() -> Index:
    looked_at, today = time.monotonic(), day_of(clock.now())
    if _keeper.index is None and _keeper.folder:
        _keeper.epoch = _fresh(_FAR).epoch
        _keeper.index = snapshot.find_newest(_epoch_folder(_keeper.folder, _keeper.epoch))
    now = _fresh(_keeper.index.seq if _keeper.index else _FAR)
    index = _followed(_keeper.index, now, today)
    if index is None:
        index = scanning.scan(today, now.step)
        if _keeper.folder:
            snapshot.save(index, _epoch_folder(_keeper.folder, now.epoch))
            _drop_other_epochs(_keeper.folder, now.epoch)
    _keeper.index, _keeper.epoch, _keeper.looked_at = index, now.epoch, looked_at
    return index


def _followed(index: Index | None, now: Fresh, today: int) -> Index | None:
    """Return an index brought up to date; None where it must be built anew."""
    if index is None or now.epoch != _keeper.epoch:
        return None
    if now.step - index.seq != len(now.batches):  # steps were forgotten, or are another graph's
        return None
    index = index.on(today) if index.day != today else index
    if not now.batches:
        return index
    contacts = {uid for batch in now.batches for uid in batch["contact_ids"]}
    accounts = {uid for batch in now.batches for uid in batch["account_ids"]}
    told = {pair for batch in now.batches for pair in batch["pairs"]}
    if len(contacts) + len(told) > MOST_TOUCHED:
        return None
    pairs = [(low, high) for low, _, high in (pair.partition("|") for pair in told)]
    return changed(index, scanning.rescan(contacts, pairs, accounts), seq=now.step)


def _fresh(after: int) -> Fresh:
    rows = graph.fetch(FRESH_BATCHES, after=after)
    return rows[0] if rows else Fresh(0, "", [])


def _epoch_folder(folder: Path, epoch: str) -> Path:
    return folder / f"epoch-{epoch or 'none'}"


def _drop_other_epochs(folder: Path, epoch: str) -> None:
    """Drop snapshots that nobody will ask for again; who has mapped one keeps it."""
    for other in folder.glob("epoch-*"):
        if other != _epoch_folder(folder, epoch):
            shutil.rmtree(other, ignore_errors=True)


def _drop_oldest(folder: Path) -> None:
    """Keep the indexes of a few past instants, those that were built last."""
    ages = sorted((other.name for other in folder.iterdir()), key=lambda n: _built_at(folder / n))
    for name in ages[:-MOST_PAST]:
        shutil.rmtree(folder / name, ignore_errors=True)


def _built_at(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:  # another process dropped it
        return 0.0
