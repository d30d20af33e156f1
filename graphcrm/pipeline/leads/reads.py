"""Looking at forms, and at the leads that nobody has taken."""

from dataclasses import dataclass
from typing import Any

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.pipeline.fields import money_of
from graphcrm.pipeline.leads.records import FormLine, Lead, OpenForm, Queue
from graphcrm.pipeline.records import Layout, StageType


@dataclass(frozen=True, slots=True)
class QueueRow:
    """The row of pipeline/leads/queue."""

    count: int
    leads: list[dict[str, Any]]


FORM = graph.load("pipeline/leads/form", OpenForm)
FORMS = graph.load("pipeline/leads/forms", FormLine)
QUEUE = graph.load("pipeline/leads/queue", QueueRow)


def get_form(key: str) -> OpenForm:
    """Return the form of a key, for whoever knows it.

    Raises:
        NotFoundError: There is none, or it is retired.
    """
    found: OpenForm = graph.get(FORM, "page", key, key=key)
    return found


def forms(actor: Actor) -> list[FormLine]:
    """Return every form, the retired ones last.

    Raises:
        NotPermittedError: The actor may not configure.
    """
    access.require(actor, Permission.ADMINISTER)
    return graph.fetch(FORMS)


def queue(actor: Actor, layout: Layout, *, limit: int) -> Queue:
    """Return the leads that are nobody's: from a form, or in the first stage of a pipeline.

    Args:
        actor: Who looks.
        layout: The process.
        limit: How many at most; the count is of all.
    """
    access.require(actor, Permission.READ)
    open_ = [one for one in layout.places.values() if one.stage.type is StageType.OPEN]
    firsts: dict[str, str] = {}
    for place in open_:
        firsts.setdefault(place.pipeline_id, place.stage_id)
    row = graph.fetch(
        QUEUE,
        stage_ids=[one.stage_id for one in open_],
        first_ids=list(firsts.values()),
        scope=access.filter_of(actor),
        limit=limit,
    )[0]
    return Queue(row.count, tuple(_lead(layout, one) for one in row.leads))


def _lead(layout: Layout, values: dict[str, Any]) -> Lead:
    own = {"stage_id", "amount_minor", "currency"}
    return Lead(
        place=layout.places[values["stage_id"]],
        money=money_of(values),
        **{key: value for key, value in values.items() if key not in own},
    )
