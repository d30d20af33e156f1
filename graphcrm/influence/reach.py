"""Who is reachable at all: every way over one person in between, taken together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.index import Index
from graphcrm.influence.prices import FLOOR
from graphcrm.influence.records import Floats, Ints, Sight, Singles
from graphcrm.influence.rows import Rows


@dataclass(frozen=True, slots=True)
class Reach:
    """How reachable somebody is: 1 - PROD(1 - path) over all paths of two hops, 0..1."""

    contact_id: str
    probability: float


def reachable(
    index: Index, source_ids: tuple[str, ...], sight: Sight, *, limit: int = 50
) -> tuple[Reach, ...]:
    """Return who is reachable over one person in between, the most reachable first.

    It ranks people, and predicts new ties better than a single best path does; it is no answer to
    whom to ask. Nobody below the floor of a path is named.

    Args:
        index: The graph.
        source_ids: Contacts to start at.
        sight: Whom the asker may see.
        limit: How many at most.
    """
    seen = index.seen_by(sight)
    sources = [
        vertex
        for vertex in np.unique(index.people.vertices_of(source_ids)).tolist()
        if vertex >= 0 and seen.visible[vertex]
    ]
    vertices, probabilities = two_hop_reach(index.knows.unfloored, seen.prices, sources)
    fit = (
        (probabilities >= FLOOR)
        & seen.visible[vertices]
        & (index.people.bars[vertices] == 0)
        & ~np.isin(vertices, sources)
    )
    named = [
        Reach(index.people.uid_of(vertex), probability)
        for vertex, probability in zip(
            vertices[fit].tolist(), probabilities[fit].tolist(), strict=True
        )
    ]
    return tuple(sorted(named, key=lambda one: (-one.probability, one.contact_id))[:limit])


def two_hop_reach(
    rows: Rows, prices: Singles, sources: list[int]
) -> tuple[NDArray[np.int64], Floats]:
    """Return the vertices two hops from any source, ascending, and how reachable each is.

    Args:
        rows: The edges.
        prices: (vertices,) cost of each one in between; infinite to keep out, as sources are.
        sources: Vertices to start at.
    """
    first, _ = rows.gathered(np.array(sources, np.int64))
    between = rows.ends[first]
    costs = rows.costs[first] + prices[between]
    open_to = np.isfinite(costs) & ~np.isin(between, sources)
    between, costs = between[open_to], costs[open_to]
    second, lengths = rows.gathered(between)
    paths = np.exp(-(np.repeat(costs, lengths) + rows.costs[second]).astype(np.float64))
    return _together(rows.ends[second], paths)


def _together(ends: Ints, paths: Floats) -> tuple[NDArray[np.int64], Floats]:
    vertices, places = np.unique(ends, return_inverse=True)
    with np.errstate(divide="ignore"):
        missed = np.bincount(places, weights=np.log1p(-paths), minlength=len(vertices))
    return vertices.astype(np.int64), np.asarray(-np.expm1(missed))
