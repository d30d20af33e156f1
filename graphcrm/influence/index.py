"""The path index: contacts, ties and visibility as arrays, never altered once made."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.employment import Employment
from graphcrm.influence.people import People
from graphcrm.influence.prices import FLOOR, costs_of, is_hub, willingness_of
from graphcrm.influence.records import Bools, Floats, Ints, Sight, Singles
from graphcrm.influence.rows import Edges, Rows
from graphcrm.influence.sway import SwayTable
from graphcrm.influence.tie_table import Columns, TieTable, is_known, is_one_way


_SIGHTS_KEPT = 32


@dataclass(frozen=True, slots=True)
class Seen:
    """The graph through one actor's eyes.

    Attributes:
        visible: (vertices,) who may be seen.
        prices: (vertices,) cost of asking each one in between; infinite for whoever may not be
            seen or is never asked.
    """

    visible: Bools
    prices: Singles


@dataclass(frozen=True, slots=True)
class Index:
    """Everything a search needs, on one day.

    Attributes:
        day: UTC day since 1970 that the costs hold for.
        seq: Entry of the stream that it is brought up to.
        people: The vertices.
        ties: The KNOWS edges, pair by pair.
        knows: The same as directed edges.
        tie_counts: (vertices,) ties that are more than inferred.
        one_way_counts: (vertices,) those of them that one side alone ever worked for.
        prices: (vertices,) cost of asking each one; infinite for who is never asked.
        employment: Jobs.
        sway: The edges of the influence reading.
        sway_rows: The same as directed edges, forwards and backwards.
    """

    day: int
    seq: int
    people: People
    ties: TieTable
    knows: Rows
    tie_counts: NDArray[np.int32]
    one_way_counts: NDArray[np.int32]
    prices: Singles
    employment: Employment
    sway: SwayTable
    sway_rows: tuple[Rows, Rows]
    _seen: dict[Sight, Seen] = field(default_factory=dict, compare=False, repr=False)

    def find(self, uid: str) -> int | None:
        """Return the vertex of a contact; None where the index has none."""
        vertex = int(self.people.vertices_of([uid])[0])
        return vertex if vertex >= 0 else None

    def seen_by(self, sight: Sight) -> Seen:
        """Return who is seen and what asking costs."""
        seen = self._seen.get(sight)
        if seen is None:
            visible = self.people.visible_to(sight)
            prices = np.where(visible, self.prices, np.float32(np.inf))
            if len(self._seen) >= _SIGHTS_KEPT:
                self._seen.clear()
            seen = self._seen[sight] = Seen(visible, prices)
        return seen

    def willingness(self, vertices: Ints) -> Floats:
        """Return r of some people, 0..1."""
        return willingness_of(self.people.asked[vertices], self.people.agreed[vertices])

    def without_connectors(self, uids: Collection[str]) -> "Index":
        """Return the index in which no path leads over some people; they can still be reached."""
        vertices = self.people.vertices_of(sorted(uids))
        prices = self.prices.copy()
        prices[vertices[vertices >= 0]] = np.inf
        return replace(self, prices=prices, _seen={}) if uids else self

    def tie_between(self, one: int, other: int) -> int | None:
        """Return the number of the tie between two; None where they have none."""
        if self.knows.sizes[one] > self.knows.sizes[other]:
            one, other = other, one
        begin = int(self.knows.starts[one])
        row = slice(begin, begin + int(self.knows.sizes[one]))
        at = np.flatnonzero(self.knows.ends[row] == other)
        return int(self.knows.ties[row][at[0]]) if len(at) else None

    def live_ties(self) -> NDArray[np.int64]:
        """Return the numbers of the ties in force, ascending."""
        at, _ = self.knows.unfloored.gathered(np.arange(len(self.people)))
        is_live = np.zeros(self.ties.store.used, np.bool_)
        is_live[self.knows.ties[at]] = True
        return np.flatnonzero(is_live)

    def on(self, day: int) -> "Index":
        """Return the index as of another day, without the ties that are no longer in force."""
        ties = TieTable.of(self.ties.base_day, self.ties.taken(self.live_ties()))
        count = len(self.people)
        return replace(
            self,
            day=day,
            ties=ties,
            knows=Rows.of(count, edges_of(ties, np.arange(ties.store.used), day)),
            sway_rows=self.sway.rows(count, day),
            _seen={},
        )


def index_of(
    people: People, ties: Columns, employment: Employment, sway: SwayTable, *, at: tuple[int, int]
) -> Index:
    """Return an index of these people and ties.

    Args:
        people: The vertices.
        ties: Each pair once, the inferred layer included.
        employment: Jobs.
        sway: Edges of the influence reading.
        at: The day that `ties` are faded to, and the entry of the stream they are brought up to.
    """
    day, seq = at
    table, count = TieTable.of(day, ties), len(people)
    ends = np.concatenate((ties["first"], ties["second"]))
    known, one_way = np.tile(is_known(ties), 2), np.tile(is_one_way(ties), 2)
    tie_counts = np.bincount(ends[known], minlength=count).astype(np.int32)
    one_way_counts = np.bincount(ends[one_way], minlength=count).astype(np.int32)
    return Index(
        day=day,
        seq=seq,
        people=people,
        ties=table,
        knows=Rows.of(count, edges_of(table, np.arange(len(ties["first"])), day)),
        tie_counts=tie_counts,
        one_way_counts=one_way_counts,
        prices=prices_of(people, tie_counts, one_way_counts, np.arange(count)),
        employment=employment,
        sway=sway,
        sway_rows=sway.rows(count, day),
    )


def edges_of(table: TieTable, ties: Ints, day: int) -> Edges:
    """Return ties as directed edges, each both ways."""
    best = table.best_probabilities(ties, day)
    first, second = table.columns["first"][ties], table.columns["second"][ties]
    return Edges(
        begins=np.concatenate((first, second)),
        ends=np.concatenate((second, first)),
        costs=np.tile(costs_of(best).astype(np.float32), 2),
        ties=np.tile(ties.astype(np.int32), 2),
        is_walkable=np.tile(best >= FLOOR, 2),
    )


def prices_of(people: People, tie_counts: Ints, one_way_counts: Ints, of: Ints) -> Singles:
    """Return what asking some people costs; infinite for the barred and for hubs."""
    never = (people.bars[of] > 0) | is_hub(one_way_counts[of], tie_counts[of])
    price = costs_of(willingness_of(people.asked[of], people.agreed[of]))
    return np.where(never, np.inf, price).astype(np.float32)
