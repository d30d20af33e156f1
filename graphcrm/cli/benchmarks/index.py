"""How long the path index takes to build from the graph, and to open from its snapshot."""

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from graphcrm import clock, graph, ids
from graphcrm.changes import Added, Node
from graphcrm.chunks import chunks
from graphcrm.cli.benchmarks import ground
from graphcrm.influence import scanning, snapshot
from graphcrm.relationships import following
from graphcrm.relationships.gathering import Tie, day_of


def run(contacts: int = 100_000, edges: int = 1_000_000, seed: int = 1) -> dict[str, Any]:
    """Write drawn contacts and ties into an empty graph, build the index, save it, open it."""
    random = np.random.default_rng(seed)
    uids = sorted(ids.new() for _ in range(contacts))
    ends = np.sort(random.integers(0, contacts, (edges, 2)), axis=1)
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    with ground.empty_graph(), tempfile.TemporaryDirectory() as folder:
        for some in chunks(uids, 5000):
            _write_contacts(some)
        for some_ends in chunks(ends.tolist(), 5000):
            following.write_ties([_tie(uids[low], uids[high], random) for low, high in some_ends])
        today = day_of(clock.now())
        began = time.perf_counter()
        index = scanning.scan(today, 0)
        cold = time.perf_counter() - began
        snapshot.save(index, Path(folder))
        began = time.perf_counter()
        opened = snapshot.find_newest(Path(folder))
        warm = time.perf_counter() - began
    if opened is None:
        raise AssertionError
    return {
        "name": "index",
        "size": {"contacts": contacts, "edges": len(ends)},
        "cold_s": round(cold, 2),
        "snapshot_s": round(warm, 3),
        "peak_mb": round(ground.peak_mb()),
    }


def _tie(low: str, high: str, random: np.random.Generator) -> Tie:
    sums = random.random((2, 5)) * 0.8
    today, now = clock.now().date(), clock.now()
    return Tie(low, high, sums[0].tolist(), sums[1].tolist(), today, 9, 12, now, now, None)


@graph.atomic
def _write_contacts(uids: list[str]) -> None:
    values = {"name": "Drawn", "kind": "person"}
    graph.write([Added(Node("Contact", uid), values) for uid in uids], by=uids[0])
