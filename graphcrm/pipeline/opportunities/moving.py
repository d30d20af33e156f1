"""Moving deals from stage to stage, and within one: every road asks here."""

from dataclasses import dataclass
from datetime import datetime

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import find_done
from graphcrm.activities.records import Verb
from graphcrm.changes import Change, Values
from graphcrm.pipeline import reads
from graphcrm.pipeline.fields import read_fields
from graphcrm.pipeline.opportunities import rules
from graphcrm.pipeline.opportunities.deciding import change_each, gap_in, only, standing
from graphcrm.pipeline.opportunities.records import Done, Move, Standing
from graphcrm.pipeline.records import Layout, Place, StageType


@dataclass(frozen=True, slots=True)
class Mover:
    """A row of pipeline/mover."""

    by: str | None
    stage: str


MOVER = graph.load("pipeline/mover", Mover)


@graph.atomic
def move_opportunities(actor: Actor, move: Move) -> Done:
    """Move deals to a stage, or within one; those that may not go are told, the others go.

    Raises:
        NotFoundError: There is no such stage or deal, or the actor may not see it.
        StageGoneError: The stage is taken out of the process at this very moment.
        TooManyError: They are more than 500.
    """
    access.require(actor, Permission.EDIT)
    if done := find_done(actor, move.key):
        return Done(move.opportunity_ids, done)
    layout, now = reads.layout(actor), clock.now()
    to = layout.places.get(move.stage_id)
    if to is None:
        raise rules.StageGoneError
    deals = standing(actor, move.opportunity_ids)
    gap = gap_in(
        to.stage_id,
        above_id=move.above_id,
        below_id=move.below_id,
        moved=[deal.uid for deal in deals],
    )
    new_ranks = iter(rules.ranks_between(gap.low, gap.high, len(deals)))

    def decide(deal: Standing) -> list[Change]:
        values = _move_values(layout, deal, to, move, now)
        return rules.move_changes(deal, to, {**values, "rank": next(new_ranks)}, now)

    return change_each(
        actor,
        Verb.OPPORTUNITY_MOVED,
        deals,
        decide,
        key=move.key,
        reason=move.override_reason,
    )


def move_opportunity(actor: Actor, move: Move) -> Done:
    """Move one deal; see `move_opportunities`.

    Raises:
        NoArrowError: No arrow leads there.
        OtherPipelineError: It is a stage of another pipeline.
        MovedMeanwhileError: Somebody else moved it first.
        MissingError: Something that the stage asks for is missing.
        NotPermittedError: The actor may not edit it.
    """
    return only(move_opportunities(actor, move))


def _move_values(layout: Layout, deal: Standing, to: Place, move: Move, now: datetime) -> Values:
    """Return what a move makes of a deal's properties.

    Raises:
        MovedMeanwhileError: It is no longer where the mover saw it.
        CrmError: See `move_opportunity`.
    """
    if move.seen_stage_id and move.seen_stage_id != deal.stage_id:
        moved = graph.fetch(MOVER, opportunity_id=deal.uid)[0]
        raise rules.MovedMeanwhileError(deal.name, moved.by, moved.stage)
    start = layout.places.get(deal.stage_id)
    if start is None:
        raise rules.StageGoneError
    values = read_fields(layout.process, move.fields, deal.values)
    values |= rules.slipped(deal.values, values)
    if start.stage_id == to.stage_id:
        return values
    rules.check_way(layout, start, to, other_pipeline=move.other_pipeline)
    is_lost = to.stage.type is StageType.LOST
    loss = rules.loss_values(layout.process, move.loss) if is_lost else {}
    return values | rules.stay_values(to, loss, now)
