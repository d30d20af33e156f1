"""Approvals whose way goes out of the process: they are closed with it, and say why."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphcrm import graph
from graphcrm.changes import Node, Set
from graphcrm.pipeline.criteria.records import ApprovalState
from graphcrm.pipeline.records import Layout


@dataclass(frozen=True, slots=True)
class OnWay:
    """A row of pipeline/criteria/approvals_on_ways."""

    approval_id: str
    opportunity_id: str
    state: str
    from_id: str
    stage_id: str


@dataclass(frozen=True, slots=True)
class Closed:
    """What closes approvals, and the deals they are of."""

    changes: tuple[Set, ...] = ()
    opportunity_ids: tuple[str, ...] = ()


ON_WAYS = graph.load("pipeline/criteria/approvals_on_ways", OnWay)


def closed_by(before: Layout, after: Layout) -> Closed:
    """Return what closes the approvals, asked for or given, of moves that there are no more."""
    gone = ways_gone(before, after)
    ways: dict[str, list[str]] = {}
    for from_id, to_id in gone:
        ways.setdefault(from_id, []).append(to_id)
    if not ways:
        return Closed()
    told = [{"from_id": from_id, "to_ids": to_ids} for from_id, to_ids in ways.items()]
    rows = graph.fetch(ON_WAYS, ways=told)
    return Closed(
        tuple(
            Set(
                Node("Approval", row.approval_id),
                {"state": row.state, "reason": None},
                {
                    "state": ApprovalState.CLOSED.value,
                    "reason": gone[row.from_id, row.stage_id],
                },
            )
            for row in rows
        ),
        tuple(dict.fromkeys(row.opportunity_id for row in rows)),
    )


def ways_gone(before: Layout, after: Layout) -> Mapping[tuple[str, str], str]:
    """Return the moves that one process has and the next has not, each with a sentence.

    Args:
        before: With the uids of its stages.
        after: Likewise; a stage that stays has its uid.

    Returns:
        (uid of the stage, uid of the other) to why nobody goes that way any more. Into another
        pipeline deals go without an arrow, so that way ends only with one of its stages.
    """
    gone: dict[tuple[str, str], str] = {}
    for start in before.places.values():
        for to in before.places.values():
            if start is to:
                continue
            way = start.stage_id, to.stage_id
            for end in (start, to):
                if end.stage_id not in after.places:
                    gone[way] = f"Stage {end.stage.name} was retired."
            is_arrow = start.pipeline_id == to.pipeline_id and to.stage.key in start.stage.leads_to
            if is_arrow and way not in gone:
                will = after.places[start.stage_id]
                if to.stage.key not in will.stage.leads_to:
                    gone[way] = f"{will.stage.name} leads to {to.stage.name} no longer."
    return gone
