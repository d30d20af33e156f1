"""k best loopless paths of at most five edges, exact, at a cost that does not grow with the graph.

A path of four edges meets in the middle: two layers of lower bounds grown back from the target,
two edges forward from the source. Bounds are hop-aware (what remains in at most j edges) and know
the price of everybody in between, so that the ceiling prunes while they grow, and best-first
search expands almost only what it returns.
"""

import heapq
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.prices import CEILING, ROUNDING
from graphcrm.influence.records import Bools, Ints, Singles
from graphcrm.influence.rows import Rows


MOST_HOPS = 5
_LAYERS = (MOST_HOPS + 1) // 2 + 1
_Way: TypeAlias = tuple[float, float, tuple[int, ...]]  # cost with the bound, cost, vertices
_EQUALS = 64  # how many more paths of the same cost are looked at, to choose among them


@dataclass(frozen=True, slots=True)
class Edging:
    """The sets of edges that a reading walks, and the same backwards."""

    forward: tuple[Rows, ...]
    backward: tuple[Rows, ...]


def is_within(
    edging: Edging, prices: Singles, sources: Sequence[int], target: int, *, hops: int
) -> bool:
    """Return whether any path of at most `hops` edges leads to the target, however unlikely.

    It grows whichever side is smaller, so that a hub at one end costs nothing.
    """
    sides = []
    for vertices, edge_sets in (
        (np.array(sources, np.int64), edging.forward),
        (np.array([target]), edging.backward),
    ):
        met = np.zeros(len(prices), np.bool_)
        met[vertices] = True
        sides.append(_Side(vertices, edge_sets, met))
    for _ in range(hops):
        near, far = sorted(sides, key=_Side.edge_count)
        reached = np.concatenate([_reached(rows, near.vertices) for rows in near.edge_sets])
        if far.met[reached].any():
            return True
        vertices = np.unique(reached[~near.met[reached] & np.isfinite(prices[reached])])
        near.met[vertices] = True
        sides = [_Side(vertices, near.edge_sets, near.met), far]
    return False


@dataclass(frozen=True, slots=True)
class _Side:
    """The rim of what is reached from one end."""

    vertices: Ints
    edge_sets: tuple[Rows, ...]
    met: Bools

    def edge_count(self) -> int:
        """Return how many edges one more step looks at."""
        return int(sum(rows.lengths[self.vertices].sum() for rows in self.edge_sets))


def _reached(rows: Rows, vertices: Ints) -> Ints:
    edges, _ = rows.gathered(vertices)
    return rows.ends[edges[np.isfinite(rows.costs[edges])]]


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A path: its cost in single precision, and its vertices from source to target."""

    cost: float
    vertices: tuple[int, ...]


class _Scratch(threading.local):
    """Dense room for bounds, infinite between searches; one per thread."""

    def __init__(self) -> None:
        self.free: list[Singles] = []

    def take(self, size: int) -> Singles:
        """Return (layers, at least `size`) infinities."""
        while self.free:
            room = self.free.pop()
            if room.shape[1] >= size:
                return room
        return np.full((_LAYERS, size + size // 8), np.inf, np.float32)


_scratch = _Scratch()


class Goal:
    """One target with its bounds, which serve any number of sources; close it when done."""

    def __init__(
        self, edging: Edging, prices: Singles, target: int, *, hops: int, ceiling: float = CEILING
    ) -> None:
        """Grow the bounds.

        Args:
            edging: The edges.
            prices: (vertices,) cost of each one in between, infinite to keep out.
            target: Vertex to reach; its own price does not count.
            hops: Edges of a path at most, 1..5.
            ceiling: No path costs more.
        """
        self._edging = edging
        self._prices = prices
        self._target = target
        self._hops = hops
        self._ceiling = ceiling + ROUNDING
        self._layers = (hops + 1) // 2 + 1
        self._least = _scratch.take(len(prices))
        self._touched = self._grow()
        farthest = self._least[self._layers - 1][self._touched]
        self._nearest = float(farthest[self._touched != target].min(initial=np.inf))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._least[:, self._touched] = np.inf
        _scratch.free.append(self._least)

    def best(self, sources: Sequence[int], count: int) -> list[Found]:
        """Return the cheapest paths from any of the sources, cheapest first.

        A few more than `count` come back where they cost the same but for rounding.

        Args:
            sources: Vertices to start at.
            count: How many paths.
        """
        ceiling = self._ceiling
        found: list[Found] = []
        seen: set[tuple[int, ...]] = set()
        heap: list[_Way] = [(0.0, 0.0, (source,)) for source in sources if source != self._target]
        heapq.heapify(heap)
        while heap and len(found) < count + _EQUALS:
            total, cost, vertices = heapq.heappop(heap)
            if total >= ceiling:
                break
            if vertices[-1] != self._target:
                for step in self._steps(vertices, cost, ceiling):
                    heapq.heappush(heap, step)
            elif vertices not in seen:  # parallel edges: the cheaper one came first
                seen.add(vertices)
                found.append(Found(cost, vertices))
                if len(found) == count:
                    ceiling = min(ceiling, cost + ROUNDING)
        return found

    def _steps(self, vertices: tuple[int, ...], cost: float, ceiling: float) -> list[_Way]:
        """Return the paths one edge longer that may still stay below the ceiling."""
        steps: list[_Way] = []
        left = self._hops - len(vertices)
        for rows in self._edging.forward:
            row = rows.row(vertices[-1])
            ends, costs = rows.ends[row], rows.costs[row] + np.float32(cost)
            if left < self._layers:
                bounds = self._least[left][ends]
            else:
                at, bounds = self._far_bounds(ends, costs, ceiling)
                ends, costs = ends[at], costs[at]
            totals = costs + bounds
            near = np.flatnonzero(totals < ceiling)
            ends = ends[near]
            spent = costs[near] + np.where(ends == self._target, np.float32(0), self._prices[ends])
            steps += [
                (total, through, (*vertices, end))
                for total, through, end in zip(
                    totals[near].tolist(), spent.tolist(), ends.tolist(), strict=True
                )
                if end not in vertices and through < ceiling
            ]
        return steps

    def _far_bounds(
        self, ends: Ints, costs: Singles, ceiling: float
    ) -> tuple[NDArray[np.int64], Singles]:
        """Return which ends are worth a step beyond the grown layers, and their bounds from there.

        Whoever is not within the layers must pass somebody who is: that is the first cut.
        """
        top = self._least[self._layers - 1]
        at_least = np.minimum(top[ends], self._prices[ends] + np.float32(self._nearest))
        at = np.flatnonzero(costs + at_least < ceiling)
        ends = ends[at]
        beyond = np.full(len(at), np.inf, np.float32)
        for rows in self._edging.forward:
            edges, lengths = rows.gathered(ends)
            some = lengths > 0
            if some.any():
                through = rows.costs[edges] + top[rows.ends[edges]]
                begins = (np.cumsum(lengths) - lengths)[some]
                beyond[some] = np.minimum(beyond[some], np.minimum.reduceat(through, begins))
        return at, np.minimum(top[ends], beyond + self._prices[ends])

    def _grow(self) -> NDArray[np.int64]:
        """Fill the bounds of each layer, own price included, and return the vertices touched."""
        vertices = np.array([self._target])
        self._least[0][self._target] = 0.0
        for layer in range(1, self._layers):
            below, above = self._least[layer - 1], self._least[layer]
            above[vertices] = below[vertices]
            touched = [vertices]
            for rows in self._edging.backward:
                edges, lengths = rows.gathered(vertices)
                reached = rows.ends[edges]
                costs = rows.costs[edges] + np.repeat(below[vertices], lengths)
                costs += self._prices[reached]
                near = np.flatnonzero(costs < self._ceiling)
                np.minimum.at(above, reached[near], costs[near])
                touched.append(reached[near])
            vertices = np.unique(np.concatenate(touched)).astype(np.int64)
        return vertices
