"""The cheapest way from some people to everybody within reach, in one pass.

A search asks about one target; this asks about all of them at once: layer after layer of edges is
relaxed from the sources (Bellman-Ford, bounded in hops), as far as the ceiling and the prices let
a path come. What costs nothing negative never gains by a loop, so that the cheapest walk of at
most so many edges is a path.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.prices import CEILING, ROUNDING
from graphcrm.influence.records import Singles
from graphcrm.influence.search import Edging


@dataclass(frozen=True, slots=True)
class _Layer:
    """Who was reached cheaper by one edge more: vertices, ascending, and whom they come from."""

    vertices: NDArray[np.int64]
    parents: NDArray[np.int64]


class Sweep:
    """The cheapest ways from the nearest of some sources to everybody.

    Attributes:
        costs: (vertices,) of the cheapest way, infinite where none is below the ceiling.
    """

    def __init__(
        self,
        edging: Edging,
        prices: Singles,
        sources: Sequence[int],
        *,
        hops: int,
        ceiling: float = CEILING,
    ) -> None:
        """Sweep.

        Args:
            edging: The edges.
            prices: (vertices,) cost of each one in between, infinite to keep out; no matter at
                the ends of a way.
            sources: Vertices to start at.
            hops: Edges of a way at most.
            ceiling: No way costs more.
        """
        self.costs: Singles = np.full(len(prices), np.inf, np.float32)
        rim = np.unique(np.array(sources, np.int64))
        self.costs[rim] = 0.0
        self._layers: list[_Layer] = []
        spent = np.zeros(len(rim), np.float32)
        ceiling += ROUNDING
        for _ in range(hops):
            rim, parents = self._relax(edging, rim, spent, ceiling)
            self._layers.append(_Layer(rim, parents))
            spent = self.costs[rim] + prices[rim]
            rim, spent = rim[spent < ceiling], spent[spent < ceiling]

    def way_to(self, vertex: int) -> tuple[int, ...] | None:
        """Return the cheapest way from a source to somebody; None where there is none.

        A source is reached by the way of itself alone.
        """
        if not np.isfinite(self.costs[vertex]):
            return None
        way = [vertex]
        for layer in reversed(self._layers):
            at = int(np.searchsorted(layer.vertices, way[-1]))
            if at < len(layer.vertices) and layer.vertices[at] == way[-1]:
                way.append(int(layer.parents[at]))
        return tuple(reversed(way))

    def _relax(
        self, edging: Edging, rim: NDArray[np.int64], spent: Singles, ceiling: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Go one edge on from the rim, and return whom that reaches cheaper, and over whom."""
        ends, costs, begins = [], [], []
        for rows in edging.forward:
            edges, lengths = rows.gathered(rim)
            reached = rows.ends[edges]
            through = rows.costs[edges] + np.repeat(spent, lengths)
            cheaper = np.flatnonzero((through < ceiling) & (through < self.costs[reached]))
            ends.append(reached[cheaper].astype(np.int64))
            costs.append(through[cheaper])
            begins.append(np.repeat(rim, lengths)[cheaper])
        end, cost, begin = np.concatenate(ends), np.concatenate(costs), np.concatenate(begins)
        order = np.lexsort((begin, cost, end))
        end = end[order]
        first = np.ones(len(end), np.bool_)
        first[1:] = end[1:] != end[:-1]
        best = order[first]
        self.costs[end[first]] = cost[best]
        return end[first], begin[best]
