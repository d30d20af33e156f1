"""Taking back what one did to views a moment ago, where it still holds."""

from dataclasses import dataclass

from graphcrm import changes, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.directory.undoing import UndoneAlreadyError


@dataclass(frozen=True, slots=True)
class Made:
    """A row of views/commit_to_undo."""

    changes: str
    name: str | None
    view_ids: list[str]
    undone: bool


COMMIT_TO_UNDO = graph.load("views/commit_to_undo", Made)


def find_change_of_views(actor: Actor, activity_id: str) -> Made | None:
    """Return what the actor did to views by this activity; None where it was something else."""
    return graph.find(COMMIT_TO_UNDO, activity_id=activity_id, user_id=actor.user_id)


@graph.atomic
def undo_change_of_views(actor: Actor, activity_id: str) -> str:
    """Take back what the actor did to a view; return its name, "" of an arrangement.

    Raises:
        NotFoundError: The actor did no such thing.
        UndoneAlreadyError: It has been taken back before.
        ChangedMeanwhileError: The view has changed since.
    """
    access.require(actor, Permission.READ)
    made: Made = graph.get(
        COMMIT_TO_UNDO, "change", activity_id, activity_id=activity_id, user_id=actor.user_id
    )
    if made.undone:
        raise UndoneAlreadyError(made.name or "the cards")
    back = changes.inverse(changes.decode(made.changes))
    commit(actor, Verb.UNDONE, back, about=made.view_ids, batch_id=activity_id)
    return made.name or ""
