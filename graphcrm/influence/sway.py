"""The second set of edges, which only the influence reading walks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.prices import FLOOR, costs_of, sway_probabilities
from graphcrm.influence.records import Floats, Ints, Sway, SwayKind
from graphcrm.influence.rows import Edges, Rows


@dataclass(frozen=True, slots=True)
class SwayTable:
    """INFLUENCES and REPORTS_TO edges between vertices.

    Attributes:
        first: (n,) vertices they leave.
        second: (n,) vertices they lead to.
        kinds: (n,) `SwayKind`.
        weights: (n,) -1..1.
        until_days: (n,) last day.
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    weights: NDArray[np.float64]
    until_days: NDArray[np.int32]

    def probabilities(self, day: int) -> Floats:
        """Return (n,) what each edge gives on a day, 0 where it is not walked."""
        return sway_probabilities(self.kinds, self.weights, self.until_days >= day)

    def rows(self, vertex_count: int, day: int) -> tuple[Rows, Rows]:
        """Return the edges as they are walked, and the same backwards."""
        numbers, reporting = np.arange(len(self.first)), self.kinds == SwayKind.REPORTS_TO
        begins = np.concatenate((self.first, self.second[reporting]))
        ends = np.concatenate((self.second, self.first[reporting]))
        ties = np.concatenate((numbers, numbers[reporting]))
        probabilities = self.probabilities(day)[ties]
        costs = costs_of(probabilities).astype(np.float32)
        walked = probabilities >= FLOOR
        return (
            Rows.of(vertex_count, Edges(begins, ends, costs, ties, walked)),
            Rows.of(vertex_count, Edges(ends, begins, costs, ties, walked)),
        )

    def replaced(self, of: Ints, vertices: tuple[Ints, Ints], sway: Sway) -> "SwayTable":
        """Return a table in which these edges, and no others, leave the people in `of`.

        Args:
            of: Vertices.
            vertices: Where each edge leaves and where it leads, -1 to pass over it.
            sway: The edges.
        """
        first, second = vertices
        kept, new = np.flatnonzero(~np.isin(self.first, of)), (first >= 0) & (second >= 0)
        return SwayTable(
            first=np.concatenate((self.first[kept], first[new])).astype(np.int32),
            second=np.concatenate((self.second[kept], second[new])).astype(np.int32),
            kinds=np.concatenate((self.kinds[kept], np.asarray(sway.kinds, np.uint8)[new])),
            weights=np.concatenate((self.weights[kept], np.asarray(sway.weights, float)[new])),
            until_days=np.concatenate(
                (self.until_days[kept], np.asarray(sway.until_days, np.int32)[new])
            ),
        )

    def without(self, vertices: Ints) -> "SwayTable":
        """Return a table without the edges that touch some people."""
        kept = np.flatnonzero(~np.isin(self.first, vertices) & ~np.isin(self.second, vertices))
        return SwayTable(
            self.first[kept],
            self.second[kept],
            self.kinds[kept],
            self.weights[kept],
            self.until_days[kept],
        )


def no_sway() -> SwayTable:
    """Return a table before any edge is known."""
    none = np.zeros(0, np.int32)
    return SwayTable(none, none, np.zeros(0, np.uint8), np.zeros(0), none)
