"""Append-only columns, and the edges of a graph as rows in them.

An index is never altered. What changes is written behind what was there, into room that no
older index looks at, so that a new index costs its changes and not the graph.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.records import Bools, Ints, Singles


_ROOM = 8  # spare room, as the fraction 1/8 of what is there


class Store:
    """Columns of one length that only ever grow, shared by the indexes derived from one another."""

    def __init__(self, columns: Mapping[str, NDArray[np.generic]]) -> None:
        self._lock = threading.Lock()
        self.columns = dict(columns)
        self.used = len(next(iter(self.columns.values())))

    def append(self, rows: Mapping[str, NDArray[np.generic]]) -> int:
        """Write rows behind all others and return the number of the first."""
        count = len(next(iter(rows.values())))
        with self._lock:
            begin, self.used = self.used, self.used + count
            if self.used > len(next(iter(self.columns.values()))):
                room = self.used + max(1024, self.used // _ROOM)
                self.columns = {
                    name: _roomier(column, begin, room) for name, column in self.columns.items()
                }
            for name, column in rows.items():
                self.columns[name][begin : self.used] = column
        return begin


def _roomier(column: NDArray[np.generic], used: int, room: int) -> NDArray[np.generic]:
    larger = np.empty((room, *column.shape[1:]), column.dtype)
    larger[:used] = column[:used]
    return larger


@dataclass(frozen=True, slots=True)
class Rows:
    """Directed edges, those of each vertex side by side; the walkable ones first.

    Attributes:
        starts: (vertices,) where a vertex's edges begin.
        lengths: (vertices,) how many of them a path above the floor can use.
        sizes: (vertices,) how many there are.
        ends: (room,) the vertex an edge leads to.
        costs: (room,) -log of its probability, infinite for 0.
        ties: (room,) number of the tie it belongs to.
        store: Where the last three live.
    """

    starts: NDArray[np.int64]
    lengths: NDArray[np.int32]
    sizes: NDArray[np.int32]
    ends: NDArray[np.int32]
    costs: Singles
    ties: NDArray[np.int32]
    store: Store

    @classmethod
    def of(cls, vertex_count: int, edges: "Edges") -> "Rows":
        """Lay edges out by the vertex they leave, in the order given within each."""
        bits = max(1, len(edges.begins)).bit_length()
        key = edges.begins.astype(np.int64) * 2 + ~edges.is_walkable
        key = (key << bits) | np.arange(len(key))
        key.sort()
        order = key & ((1 << bits) - 1)
        sizes = np.bincount(edges.begins, minlength=vertex_count).astype(np.int32)
        walkable = edges.begins[edges.is_walkable]
        columns = {
            "ends": edges.ends.astype(np.int32)[order],
            "costs": edges.costs.astype(np.float32)[order],
            "ties": edges.ties.astype(np.int32)[order],
        }
        return cls.stored(
            starts=np.cumsum(sizes, dtype=np.int64) - sizes,
            lengths=np.bincount(walkable, minlength=vertex_count).astype(np.int32),
            sizes=sizes,
            store=Store(columns),
        )

    @classmethod
    def stored(
        cls,
        *,
        starts: NDArray[np.int64],
        lengths: NDArray[np.int32],
        sizes: NDArray[np.int32],
        store: Store,
    ) -> "Rows":
        """Return the rows that lie in a store."""
        ends, costs, ties = (store.columns[name] for name in ("ends", "costs", "ties"))
        return cls(starts, lengths, sizes, ends, costs, ties, store)  # type: ignore[arg-type]  # by name

    @property
    def unfloored(self) -> "Rows":
        """The same with every edge, those below the floor too."""
        return replace(self, lengths=self.sizes)

    def row(self, vertex: int) -> slice:
        """Return where the walkable edges of a vertex lie."""
        begin = int(self.starts[vertex])
        return slice(begin, begin + int(self.lengths[vertex]))

    def gathered(self, vertices: Ints) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return where the walkable edges of all vertices lie, row after row, and each length."""
        lengths = self.lengths[vertices]
        offsets = np.repeat(self.starts[vertices] - (np.cumsum(lengths) - lengths), lengths)
        offsets += np.arange(len(offsets))
        return offsets, lengths

    def grown(self, vertex_count: int) -> "Rows":
        """Return rows for more vertices, the new ones without edges."""
        more = vertex_count - len(self.starts)
        if not more:
            return self
        none = np.zeros(more, np.int32)
        return replace(
            self,
            starts=np.concatenate((self.starts, none)),
            lengths=np.concatenate((self.lengths, none)),
            sizes=np.concatenate((self.sizes, none)),
        )

    def replaced(self, vertices: Ints, edges: "Edges") -> "Rows":
        """Return rows in which these vertices, each once, have these edges and no others.

        Args:
            vertices: Ascending.
            edges: All of theirs.
        """
        whole = int(self.sizes.sum())
        kept = self if self.store.used <= 2 * whole + 100_000 else self._compacted()
        begins = np.searchsorted(vertices, edges.begins)
        fresh = Rows.of(len(vertices), replace(edges, begins=begins))
        columns = fresh.store.columns
        begin = kept.store.append(columns)
        starts, lengths, sizes = kept.starts.copy(), kept.lengths.copy(), kept.sizes.copy()
        starts[vertices] = begin + fresh.starts
        lengths[vertices] = fresh.lengths
        sizes[vertices] = fresh.sizes
        return Rows.stored(starts=starts, lengths=lengths, sizes=sizes, store=kept.store)

    def _compacted(self) -> "Rows":
        at, _ = self.unfloored.gathered(np.arange(len(self.starts)))
        columns = {"ends": self.ends[at], "costs": self.costs[at], "ties": self.ties[at]}
        starts = np.cumsum(self.sizes, dtype=np.int64) - self.sizes
        return Rows.stored(
            starts=starts, lengths=self.lengths, sizes=self.sizes, store=Store(columns)
        )


@dataclass(frozen=True, slots=True)
class Edges:
    """Directed edges in any order.

    Attributes:
        begins: (n,) vertices they leave.
        ends: (n,) vertices they lead to.
        costs: (n,) -log of their probability.
        ties: (n,) numbers of the ties they belong to.
        is_walkable: (n,) whether a path above the floor can use them.
    """

    begins: Ints
    ends: Ints
    costs: Singles
    ties: Ints
    is_walkable: Bools
