"""An index on disk: one folder of arrays that are mapped into memory, checked before they are.

A folder is written under a name nobody looks at and then renamed, so that there is never half of
one. Whatever is damaged, or of another version, counts as absent: the graph can always be read
again.
"""

import json
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphcrm import clock, ids
from graphcrm.influence.employment import Employment
from graphcrm.influence.index import Index
from graphcrm.influence.people import People
from graphcrm.influence.rows import Rows, Store
from graphcrm.influence.sway import SwayTable
from graphcrm.influence.tie_table import TieTable


VERSION = 1

_HEADER = "header.json"
_PARTIAL = "partial-"
_COMPLETE = "index-"
_CRASHED_AFTER_SECONDS = 3600
_EDGE_COLUMNS = ("ends", "costs", "ties")
_ROW_COLUMNS = ("starts", "lengths", "sizes")
_VERTEX_COLUMNS = ("tie_counts", "one_way_counts", "prices")

Arrays = Mapping[str, NDArray[Any]]


def save(index: Index, folder: Path) -> Path:
    """Write a snapshot below `folder`, drop the older ones, and return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{index.seq:020d}-{ids.new()}"
    partial = folder / f"{_PARTIAL}{name}"
    partial.mkdir()
    checks = {}
    for column, array in _arrays_of(index).items():
        np.save(partial / f"{column}.npy", array, allow_pickle=False)
        checks[column] = _check_of(array)
    header = json.dumps(
        {
            "version": VERSION,
            "day": index.day,
            "seq": index.seq,
            "base_day": index.ties.base_day,
            "owners": _listed(index.people.owner_numbers),
            "teams": _listed(index.people.team_numbers),
            "accounts": _listed(index.employment.account_numbers),
            "checks": checks,
        }
    )
    check = zlib.crc32(header.encode())
    (partial / _HEADER).write_text(f"{check}\n{header}", encoding="utf-8")
    complete = partial.rename(folder / f"{_COMPLETE}{name}")
    for older in folder.iterdir():
        try:
            is_stale = _is_stale(older, complete)
        except FileNotFoundError:  # another process has just renamed or dropped it
            continue
        if is_stale:
            shutil.rmtree(older, ignore_errors=True)  # another process may still be reading it
    return complete


def _is_stale(path: Path, complete: Path) -> bool:
    """Return whether a folder is an older snapshot, or what a crash left of one."""
    if path.name.startswith(_PARTIAL):
        return path.stat().st_mtime < clock.now().timestamp() - _CRASHED_AFTER_SECONDS
    return path.name.startswith(_COMPLETE) and path.name < complete.name


def find_newest(folder: Path) -> Index | None:
    """Return the index of the newest sound snapshot below `folder`; None where there is none."""
    for path in sorted(folder.glob(f"{_COMPLETE}*"), reverse=True):
        index = _load(path)
        if index is not None:
            return index
    return None


def _load(path: Path) -> Index | None:
    """Return the index in one folder; None where anything about it is not as it was written."""
    try:
        check, header = (path / _HEADER).read_text(encoding="utf-8").split("\n", 1)
        if int(check) != zlib.crc32(header.encode()):
            return None
        facts = json.loads(header)
        if facts["version"] != VERSION:
            return None
        arrays = {
            name: np.load(path / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in facts["checks"]
        }
    except (OSError, ValueError, EOFError):
        return None
    if any(_check_of(array) != facts["checks"][name] for name, array in arrays.items()):
        return None
    return _index_of(facts, {name: np.asarray(array) for name, array in arrays.items()})


def _arrays_of(index: Index) -> Arrays:
    """Return every array of an index by name, without spare room."""
    ties = index.ties.store.used
    edges = index.knows.store.used
    return {
        **_columns("people", index.people),
        **_columns("employment", index.employment),
        **_columns("sway", index.sway),
        **{name: getattr(index, name) for name in _VERTEX_COLUMNS},
        **{f"knows.{name}": getattr(index.knows, name) for name in _ROW_COLUMNS},
        **{f"knows.{name}": getattr(index.knows, name)[:edges] for name in _EDGE_COLUMNS},
        **{f"ties.{name}": column[:ties] for name, column in index.ties.columns.items()},
    }


def _columns(of: str, record: People | Employment | SwayTable) -> Arrays:
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return {f"{of}.{name}": v for name, v in values.items() if isinstance(v, np.ndarray)}


def _part(of: str, arrays: Arrays) -> Arrays:
    return {name.removeprefix(of): a for name, a in arrays.items() if name.startswith(of)}


def _index_of(facts: Mapping[str, Any], arrays: Arrays) -> Index:
    people = People(
        **_part("people.", arrays),
        owner_numbers=_numbered(facts["owners"]),
        team_numbers=_numbered(facts["teams"]),
    )
    employment = Employment(
        **_part("employment.", arrays), account_numbers=_numbered(facts["accounts"])
    )
    sway = SwayTable(**_part("sway.", arrays))
    knows = _part("knows.", arrays)
    return Index(
        day=facts["day"],
        seq=facts["seq"],
        people=people,
        ties=TieTable.of(facts["base_day"], _part("ties.", arrays)),
        knows=Rows.stored(
            starts=knows["starts"],
            lengths=knows["lengths"],
            sizes=knows["sizes"],
            store=Store({name: knows[name] for name in _EDGE_COLUMNS}),
        ),
        tie_counts=arrays["tie_counts"],
        one_way_counts=arrays["one_way_counts"],
        prices=arrays["prices"],
        employment=employment,
        sway=sway,
        sway_rows=sway.rows(len(people), facts["day"]),
    )


def _check_of(array: NDArray[Any]) -> list[Any]:
    """Return shape, type and checksum of an array."""
    content = zlib.crc32(np.ascontiguousarray(array).view(np.uint8).reshape(-1).data)
    return [list(array.shape), array.dtype.str, content]


def _listed(numbers: Mapping[str, int]) -> list[str]:
    return sorted(numbers, key=numbers.__getitem__)


def _numbered(uids: list[str]) -> Mapping[str, int]:
    return {uid: number for number, uid in enumerate(uids)}
