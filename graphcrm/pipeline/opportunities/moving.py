"""Moving deals from stage to stage, and within one: every road asks here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.records import Verb
from graphcrm.changes import Change, Node, Set, Values
from graphcrm.pipeline import reads, teams
from graphcrm.pipeline.criteria.checking import outcome_of_move
from graphcrm.pipeline.criteria.gathering import gather
from graphcrm.pipeline.criteria.records import ApprovalState, Facts
from graphcrm.pipeline.criteria.rules import asked_of_move
from graphcrm.pipeline.fields import read_fields
from graphcrm.pipeline.opportunities import rules
from graphcrm.pipeline.opportunities.deciding import (
    change_each,
    done_before,
    gap_in,
    only,
    ownership_of,
    standing,
)
from graphcrm.pipeline.opportunities.overriding import Override, override_of
from graphcrm.pipeline.opportunities.records import Done, Move, Standing, Told
from graphcrm.pipeline.records import Layout, Place, StageType


@dataclass(frozen=True, slots=True)
class Mover:
    """A row of pipeline/mover."""

    by: str | None
    stage: str


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A move, with all that deals need to be decided one by one."""

    layout: Layout
    to: Place
    bar: teams.OtherTeamError | None
    move: Move
    facts: Mapping[str, Facts]
    override: Override
    warnings: list[Told]
    now: datetime


MOVER = graph.load("pipeline/mover", Mover)


@graph.atomic
def move_opportunities(actor: Actor, move: Move, *, is_trial: bool = False) -> Done:
    """Move deals to a stage, or within one; those that may not go are told, the others go.

    Args:
        actor: Who moves.
        move: Which, and where to.
        is_trial: Only say what it would come to.

    Raises:
        NotFoundError: There is no such stage or deal, or the actor may not see it.
        StageGoneError: The stage is taken out of the process at this very moment.
        TooManyError: They are more than 500.
        KeyTakenError: The key is that of a change of other deals.
        FieldError: The reason of an override is too long.
    """
    access.require(actor, Permission.EDIT)
    layout, now = reads.layout(actor), clock.now()
    to = layout.places.get(move.stage_id)
    if to is None:
        raise rules.StageGoneError
    override = override_of(actor, move.override_reason)
    deals = standing(actor, move.opportunity_ids)
    if done := done_before(actor, move.key, move.opportunity_ids):  # by whoever held them too
        return done
    gap = gap_in(to.stage_id, above_id=move.above_id, below_id=move.below_id, moved=deals)
    new_ranks = iter(rules.ranks_between(gap.low, gap.high, len(deals)))
    facts = _facts(actor, layout, deals, to, now)
    bar = teams.find_bar(actor, layout.process, to.pipeline)
    crossing = _Crossing(layout, to, bar, move, facts, override, [], now)

    def decide(deal: Standing) -> list[Change]:
        values, used = _crossed(crossing, deal)
        if to.stage.type is StageType.OPEN:
            values["rank"] = next(new_ranks)
        return [*rules.move_changes(deal, to, values, now), *used]

    moved = change_each(
        actor,
        Verb.OPPORTUNITY_MOVED,
        deals,
        decide,
        key=move.key,
        batch_id=move.batch_id,
        reason=override.text,
        is_trial=is_trial,
    )
    return replace(moved, warnings=tuple(crossing.warnings))


def move_opportunity(actor: Actor, move: Move) -> Done:
    """Move one deal; see `move_opportunities`.

    Raises:
        NoArrowError: No arrow leads there.
        OtherPipelineError: It is a stage of another pipeline.
        OtherTeamError: That pipeline is of other teams.
        MovedMeanwhileError: Somebody else moved it first.
        MissingError: Something that the stages ask for is missing; all of it is named.
        NotPermittedError: The actor may not edit it, or not override what is missing.
    """
    return only(move_opportunities(actor, move))


def _facts(
    actor: Actor, layout: Layout, deals: Sequence[Standing], to: Place, now: datetime
) -> dict[str, Facts]:
    """Return what the stages ask of the deals that come; where none asks, nothing is fetched."""
    starts = {deal.stage_id for deal in deals} & layout.places.keys()
    asked = [one for uid in starts for one in asked_of_move(layout.places[uid], to)]
    return gather(actor, asked, {one.uid: (one.values, one.stage_id) for one in deals}, now)


def _crossed(crossing: _Crossing, deal: Standing) -> tuple[Values, list[Change]]:
    """Return what a move makes of a deal's properties, and the approvals it uses up.

    Raises:
        MovedMeanwhileError: It is no longer where the mover saw it.
        CrmError: See `move_opportunity`.
    """
    layout, to, move = crossing.layout, crossing.to, crossing.move
    start = _start(crossing, deal)
    values = read_fields(layout.process, move.fields, deal.values)
    values |= rules.slipped(deal.values, values)
    if start.stage_id == to.stage_id:
        return values, []
    overridden = _way(crossing, start)
    is_lost = to.stage.type is StageType.LOST
    loss, needs = rules.read_loss(layout.process, move.loss) if is_lost else ({}, [])
    facts = replace(crossing.facts[deal.uid], values=deal.values | values)
    outcome = outcome_of_move(layout, start, to, facts, crossing.now)
    if crossing.override.reason:
        overridden += [one.sentence for one in outcome.needs]
    else:
        needs += outcome.needs
    if needs:
        raise rules.MissingError(needs)
    crossing.override.take(deal.name, ownership_of(deal), overridden)
    crossing.warnings.extend(Told(deal.uid, deal.name, one.sentence) for one in outcome.warnings)
    used: list[Change] = [
        Set(
            Node("Approval", one.approval_id),
            {"state": one.state.value},
            {"state": ApprovalState.USED.value},
        )
        for one in outcome.approvals
    ]
    return values | rules.stay_values(to, loss, crossing.now), used


def _start(crossing: _Crossing, deal: Standing) -> Place:
    """Return the stage that a deal is in.

    Raises:
        MovedMeanwhileError: It is no longer where the mover saw it.
        StageGoneError: It was taken out of the process.
    """
    seen = crossing.move.seen_stage_id
    if seen and seen != deal.stage_id:
        moved = graph.fetch(MOVER, opportunity_id=deal.uid)[0]
        raise rules.MovedMeanwhileError(deal.name, moved.by, moved.stage)
    start = crossing.layout.places.get(deal.stage_id)
    if start is None:
        raise rules.StageGoneError
    return start


def _way(crossing: _Crossing, start: Place) -> list[str]:
    """Return what has to be overridden of the way itself.

    Raises:
        NoArrowError: No arrow leads there, and nobody says why that should not matter.
        OtherPipelineError: The stage is of another pipeline.
        OtherTeamError: That pipeline is of other teams.
    """
    move = crossing.move
    try:
        rules.check_way(crossing.layout, start, crossing.to, other_pipeline=move.other_pipeline)
    except rules.NoArrowError as error:
        if crossing.override.reason is None:
            raise
        return [str(error)]
    if crossing.bar and start.pipeline_id != crossing.to.pipeline_id:
        raise crossing.bar
    return []
