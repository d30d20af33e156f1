"""Taking a change of deals back together with what it set off and nobody has touched since."""

from dataclasses import dataclass, replace

from graphcrm import changes, graph
from graphcrm.access.records import Actor, Cause
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Node, Set, Values
from graphcrm.members.automation import automation
from graphcrm.pipeline.opportunities.records import Done
from graphcrm.pipeline.opportunities.undoing import undo_change_of_deals


@dataclass(frozen=True, slots=True)
class Consequence:
    """A row of automation/consequences."""

    activity_id: str
    opportunity_id: str
    changes: str
    task_id: str | None
    values: Values


CONSEQUENCES = graph.load("automation/consequences", Consequence)


@graph.atomic
def undo_with_consequences(actor: Actor, activity_id: str) -> Done:
    """Take back what the actor did to deals, with the tasks and fields it set off.

    A task that somebody has changed or ticked stays, as does a field that says something else by
    now, and what people were told.

    Raises:
        CrmError: See pipeline.opportunities.undoing.undo_change_of_deals.
    """
    _take_back(activity_id)
    return undo_change_of_deals(actor, activity_id)


@graph.atomic
def take_back(automation: Actor, activity_id: str) -> None:
    """Take back what an activity set off that is undone itself; what is taken back stays so."""
    for row in graph.fetch(CONSEQUENCES, activity_id=activity_id):
        done = changes.decode(row.changes)
        if all(_is_untouched(one, row) for one in done):
            cause = Cause(activity_id, 1, "Because what set it off was taken back.")
            me = replace(automation, cause=cause)
            about = [row.opportunity_id, *([row.task_id] if row.task_id else [])]
            back = changes.inverse(done)
            commit(me, Verb.UNDONE, back, about=about, batch_id=row.activity_id)


def _take_back(activity_id: str) -> None:
    if graph.fetch(CONSEQUENCES, activity_id=activity_id):
        take_back(automation(), activity_id)


def _is_untouched(change: Change, row: Consequence) -> bool:
    """Answer whether nobody has changed what a change left."""
    match change:
        case Added(Node("Task", uid), _):
            return uid == row.task_id
        case Set(_, _, after):
            return all(row.values.get(key) == value for key, value in after.items())
    return True
