"""Deals that have been in a stage for some days, as far as an effect of it looks at them."""

from dataclasses import dataclass
from datetime import datetime

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.pipeline.records import Acting


@dataclass(frozen=True, slots=True)
class Stay:
    """A row of pipeline/long_stays.

    Attributes:
        stay_id: Uid of IN_STAGE.
        began_by: Uid of the activity that began it.
        is_due: Its day passed while the effect and the stay were known, and it was not done yet.
    """

    stay_id: str
    opportunity_id: str
    name: str
    began_by: str
    is_due: bool


LONG_STAYS = graph.load("pipeline/long_stays", Stay)


def long_stays(
    actor: Actor, acting: Acting, now: datetime, *, limit: int, is_due: bool = True
) -> list[Stay]:
    """Return the stays that an effect after some days looks at, the longest first.

    An effect acts on days that pass while it is there: not on a stay that had lasted so long
    before it was configured, nor on one that an import tells of afterwards.

    Args:
        actor: Who looks.
        acting: The effect.
        now: The instant.
        limit: At most so many, 1..20000.
        is_due: Only those with which it is to be carried out now, or all that have lasted so long.
    """
    access.require(actor, Permission.READ)
    return graph.fetch(
        LONG_STAYS,
        stage_id=acting.place.stage_id,
        effect_id=acting.effect_id,
        days=acting.effect.days or 0,
        came_at=acting.came_at,
        now=now,
        is_due=is_due,
        limit=limit,
        scope=access.filter_of(actor),
    )
