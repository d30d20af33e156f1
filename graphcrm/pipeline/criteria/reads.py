"""What a deal lacks, looked at without moving it: for its page, and before a card is dropped."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.changes import Values
from graphcrm.errors import CrmError, NotFoundError
from graphcrm.pipeline import reads
from graphcrm.pipeline.criteria.checking import outcome_of_move
from graphcrm.pipeline.criteria.gathering import gather
from graphcrm.pipeline.criteria.records import Asked, Item
from graphcrm.pipeline.criteria.rules import asked_of_move, asked_of_stage, evaluate
from graphcrm.pipeline.opportunities import rules
from graphcrm.pipeline.opportunities.deciding import MOST, TooManyError
from graphcrm.pipeline.opportunities.records import Loss
from graphcrm.pipeline.opportunities.rules import Need
from graphcrm.pipeline.records import Layout, Place, StageType, When


@dataclass(frozen=True, slots=True)
class Deal:
    """A row of pipeline/criteria/deals and of pipeline/criteria/deals_in_stages."""

    values: Values
    stage_id: str

    @property
    def uid(self) -> str:
        """Return the deal's uid."""
        return str(self.values["uid"])

    @property
    def name(self) -> str:
        """Return what it is called."""
        return str(self.values["name"])


@dataclass(frozen=True, slots=True)
class StageItems:
    """What a stage asks of a deal.

    Attributes:
        place: The stage.
        when: EXIT: the deal is in it; ENTRY: an arrow leads there.
        items: Each criterion with what it says; none where it asks for nothing.
    """

    place: Place
    when: When
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a move of one deal would come to.

    Attributes:
        needs: What it would have to have first, the reason of a loss among it.
        warnings: What it lacks and would only be told.
        refused: Why it could not move even so: no arrow, another pipeline, not the actor's to edit.
    """

    opportunity_id: str
    name: str
    needs: tuple[Need, ...]
    warnings: tuple[Need, ...]
    refused: CrmError | None


DEALS = graph.load("pipeline/criteria/deals", Deal)
DEALS_IN_STAGES = graph.load("pipeline/criteria/deals_in_stages", Deal)


def checklist(actor: Actor, layout: Layout, deal: Deal) -> list[StageItems]:
    """Return what the stage of a deal that the actor sees asks before it leaves, then those ahead.

    Args:
        actor: Who looks: what they may not see of its facts is told apart.
        layout: The process.
        deal: As it is.
    """
    now = clock.now()
    start = layout.places[deal.stage_id]
    asked = [
        (start, When.EXIT, asked_of_stage(start, When.EXIT)),
        *((one, When.ENTRY, asked_of_stage(one, When.ENTRY)) for one in layout.ahead(start)),
    ]
    every = [one for _, _, some in asked for one in some]
    facts = gather(actor, every, {deal.uid: (deal.values, deal.stage_id)}, now)[deal.uid]
    return [
        StageItems(
            place,
            when,
            tuple(
                Item(one, evaluate(layout.process, one, facts, now, _target(layout, one)))
                for one in some
            ),
        )
        for place, when, some in asked
    ]


def needs(actor: Actor, opportunity_ids: Sequence[str], stage_id: str) -> list[Lacking]:
    """Return what a move of deals to a stage would come to, each by itself; nothing moves.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
        StageGoneError: There is no such stage.
        TooManyError: They are more than 500.
    """
    deals = _deals(actor, opportunity_ids)
    layout, now = reads.layout(actor), clock.now()
    to = layout.places.get(stage_id)
    if to is None:
        raise rules.StageGoneError
    starts = {deal.stage_id for deal in deals}
    asked = [one for uid in starts for one in asked_of_move(layout.places[uid], to)]
    facts = gather(actor, asked, {one.uid: (one.values, one.stage_id) for one in deals}, now)
    found = []
    for deal in deals:
        start = layout.places[deal.stage_id]
        outcome = outcome_of_move(layout, start, to, facts[deal.uid], now)
        is_lost = to.stage.type is StageType.LOST and start.stage_id != to.stage_id
        loss = rules.read_loss(layout.process, Loss())[1] if is_lost else []
        refused = _refusal(actor, layout, deal, to)
        all_needs = (*loss, *outcome.needs)
        found.append(Lacking(deal.uid, deal.name, all_needs, outcome.warnings, refused))
    return found


def deals_in(actor: Actor, stage_ids: Iterable[str]) -> Iterator[list[Deal]]:
    """Yield the deals in some stages that the actor may see, up to 500 at a time."""
    after, wanted, scope = "", list(stage_ids), access.filter_of(actor)
    while wanted:
        page = graph.fetch(DEALS_IN_STAGES, stage_ids=wanted, after=after, limit=MOST, scope=scope)
        if page:
            yield page
        if len(page) < MOST:
            return
        after = page[-1].uid


def _deals(actor: Actor, opportunity_ids: Sequence[str]) -> list[Deal]:
    """Return deals in the order they were asked for."""
    access.require(actor, Permission.READ)
    if len(opportunity_ids) > MOST:
        raise TooManyError(len(opportunity_ids))
    scope = access.filter_of(actor)
    rows = graph.fetch(DEALS, opportunity_ids=list(opportunity_ids), scope=scope)
    found = {row.uid: row for row in rows}
    for uid in opportunity_ids:
        if uid not in found:
            raise NotFoundError("deal", uid)
    return [found[uid] for uid in dict.fromkeys(opportunity_ids)]


def _target(layout: Layout, asked: Asked) -> Place | None:
    """Return where the arrow leads on which a criterion is asked; None = it is asked on all."""
    within = layout.of_pipeline(asked.place.pipeline_id)
    return next((one for one in within if one.stage.key == asked.criterion.to), None)


def _refusal(actor: Actor, layout: Layout, deal: Deal, to: Place) -> CrmError | None:
    owned = Ownership(deal.values.get("owner_id"), deal.values.get("team_id"))
    try:
        access.require(actor, Permission.EDIT, owned)
        rules.check_way(layout, layout.places[deal.stage_id], to, other_pipeline=False)
    except CrmError as error:
        return error
    return None
