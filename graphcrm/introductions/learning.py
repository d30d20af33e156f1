"""Learning from introductions that are over: a calibration a day at most, each a version."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Node, Values
from graphcrm.directory.rules import present
from graphcrm.influence.calibration import LEAST_OUTCOMES, Calibration, Outcome, recalibrated
from graphcrm.influence.standing import standing
from graphcrm.introductions.records import Ended, Result


EVERY = timedelta(days=1)
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Learned:
    """The latest calibration, and how many introductions are over by now."""

    calibration: Calibration
    outcome_count: int


ENDED_COUNT = graph.load("introductions/ended_count", graph.Counted)
ENDED = graph.load("introductions/ended", Ended)


def learned(actor: Actor) -> Learned:
    """Return what has been learned so far, and from how many it could be by now.

    Raises:
        NotPermittedError: The actor is no administrator.
    """
    access.require(actor, Permission.ADMINISTER)
    return Learned(standing().calibration, graph.fetch(ENDED_COUNT)[0].count)


def outcomes() -> list[Outcome]:
    """Return what the last 20,000 introductions came to that were declined or told the end of."""
    return [_outcome(row) for row in graph.fetch(ENDED, limit=MOST)]


@graph.atomic
def recalibrate(actor: Actor) -> Calibration | None:
    """Learn from everything that is over; None where there is nothing new to learn.

    Below 50 outcomes nothing is learned, and once something was, it stands for a day.

    Raises:
        NotPermittedError: Only what happens by itself and administrators may.
    """
    access.require(actor, Permission.ADMINISTER)
    now, before = clock.now(), standing().calibration
    if before.fitted_at is not None and before.fitted_at > now - EVERY:
        return None
    known = outcomes()
    if len(known) < LEAST_OUTCOMES or len(known) == before.outcome_count:
        return None
    learned = recalibrated(before, known, now)
    node = Node("Calibration", ids.of("introductions", "calibration", str(learned.version)))
    commit(actor, Verb.CALIBRATED, [Added(node, present(_values(learned)))])
    return learned


def _outcome(row: Ended) -> Outcome:
    return Outcome(
        edges=tuple(row.edges),
        between_ids=tuple(row.way_ids[:-1]),
        passed_count=row.passed_count,
        came_about=row.outcome == Result.MET,
    )


def _values(learned: Calibration) -> Values:
    reliability = learned.reliability
    return {
        "version": learned.version,
        "fitted_at": learned.fitted_at,
        "outcome_count": learned.outcome_count,
        "edge_slope": learned.edge.slope,
        "edge_offset": learned.edge.offset,
        "edge_count": learned.edge.outcome_count,
        "path_slope": learned.path.slope,
        "path_offset": learned.path.offset,
        "path_count": learned.path.outcome_count,
        "reliability": json.dumps(asdict(reliability)) if reliability else None,
    }
