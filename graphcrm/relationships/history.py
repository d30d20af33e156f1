"""Ties as they were at an instant, from the evidence that existed by then and stands now."""

from datetime import datetime

from graphcrm import graph
from graphcrm.relationships.following import ALL_EVIDENCE
from graphcrm.relationships.gathering import Gathering, Tie


def ties_at(at: datetime) -> list[Tie]:
    """Return every tie that the evidence up to an instant carries, by pair."""
    gathering = Gathering()
    for row in graph.stream(ALL_EVIDENCE, until=at):
        gathering.add(row)
    return gathering.ties(at)
