"""Ticking what a checklist asks for."""

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.records import Verb
from graphcrm.changes import Change, Node
from graphcrm.directory.rules import set_changes
from graphcrm.errors import NotFoundError
from graphcrm.pipeline import reads
from graphcrm.pipeline.criteria.records import Asked
from graphcrm.pipeline.opportunities.deciding import change_each, only, standing
from graphcrm.pipeline.opportunities.records import Done, Standing
from graphcrm.pipeline.records import CriterionKind, Layout


@graph.atomic
def tick(
    actor: Actor, opportunity_id: str, stage_id: str, criterion_key: str, *, done: bool = True
) -> Done:
    """Tick an item of a stage's checklist for a deal, or take the tick back.

    Args:
        actor: Who says so.
        opportunity_id: Of which deal.
        stage_id: The stage that asks for it.
        criterion_key: Which of its criteria.
        done: Whether it is done.

    Raises:
        NotFoundError: There is no such deal or item, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
    """
    access.require(actor, Permission.EDIT)
    item = _item(reads.layout(actor), stage_id, criterion_key)

    def decide(deal: Standing) -> list[Change]:
        others = [one for one in deal.values.get("ticks", ()) if one != item]
        ticks = sorted([*others, item]) if done else others
        before = {"ticks": deal.values.get("ticks")}
        return set_changes(Node("Opportunity", deal.uid), before, {"ticks": ticks or None})

    deals = standing(actor, [opportunity_id])
    return only(change_each(actor, Verb.OPPORTUNITY_CHANGED, deals, decide))


def _item(layout: Layout, stage_id: str, key: str) -> str:
    """Return what stands in a deal's ticks for an item.

    Raises:
        NotFoundError: The stage has no such item.
    """
    place = layout.places.get(stage_id)
    for one in place.stage.criteria if place else ():
        if place and one.key == key and one.kind is CriterionKind.CHECKLIST:
            return Asked(place, one).item
    raise NotFoundError("checklist item", key)
