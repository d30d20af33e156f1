"""Whether every deal lies in the graph where the stream says: none lost, none doubled."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from graphcrm import graph
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, decode


PAGE = 200  # entries read at once; one of a bulk load is a megabyte


@dataclass(frozen=True, slots=True)
class ChangesRow:
    """A row of benchmarks/changes_after."""

    seq: int
    changes: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A row of benchmarks/places."""

    opportunity_id: str
    rank: str
    stage_ids: list[str]
    stay_count: int


@dataclass(slots=True)
class _Told:
    """Where a deal lies as far as the stream has told."""

    rank: str = ""
    stage_ids: list[str] = field(default_factory=list)
    stay_count: int = 0


CHANGES_AFTER = graph.load("benchmarks/changes_after", ChangesRow)
PLACES = graph.load("benchmarks/places", PlaceRow)


def compare() -> dict[str, int]:
    """Return how many deals there are, and how many are not where the stream says.

    Returns:
        deals: In the graph; lost: in no stage, or told of by the stream alone; doubled: in several
        stages; differing: elsewhere, with another rank or other stays than the stream says.
    """
    told: dict[str, _Told] = defaultdict(_Told)
    for change in _changes():
        _take(told, change)
    found = graph.fetch(PLACES)
    there = {row.opportunity_id for row in found}
    return {
        "deals": len(found),
        "lost": sum(not row.stage_ids for row in found) + len(told.keys() - there),
        "doubled": sum(len(row.stage_ids) > 1 for row in found),
        "differing": sum(_differs(told.get(row.opportunity_id), row) for row in found),
    }


def _changes() -> Iterator[Change]:
    after = 0
    while rows := graph.fetch(CHANGES_AFTER, after=after, limit=PAGE):
        for row in rows:
            yield from decode(row.changes)
        after = rows[-1].seq


def _take(told: dict[str, _Told], change: Change) -> None:
    match change:
        case Added(Edge("IN_STAGE", _, deal, stage)):
            told[deal.uid].stage_ids.append(stage.uid)
        case Removed(Edge("IN_STAGE", _, deal, stage)):
            told[deal.uid].stage_ids.remove(stage.uid)
        case Added(Edge("WAS_IN", _, deal)):
            told[deal.uid].stay_count += 1
        case Added(Node("Opportunity", uid), values) | Set(Node("Opportunity", uid), _, values):
            told[uid].rank = values.get("rank", told[uid].rank)


def _differs(told: _Told | None, row: PlaceRow) -> bool:
    if told is None:
        return True
    kept = (told.rank, told.stage_ids, told.stay_count)
    return kept != (row.rank, row.stage_ids, row.stay_count)
