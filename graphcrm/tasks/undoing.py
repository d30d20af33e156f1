"""Taking back what one did to a task a moment ago: the inverse changes, where they still hold."""

from dataclasses import dataclass

from graphcrm import changes, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.directory.rules import StaleError
from graphcrm.directory.undoing import UndoneAlreadyError


@dataclass(frozen=True, slots=True)
class Made:
    """A row of tasks/commit_to_undo."""

    verb: str
    changes: str
    task_id: str
    title: str
    owner_id: str | None
    team_id: str | None
    about: list[str]
    undone: bool


COMMIT_TO_UNDO = graph.load("tasks/commit_to_undo", Made)


def find_change_of_task(actor: Actor, activity_id: str) -> Made | None:
    """Return what the actor did to a task by this activity; None where it was something else."""
    return graph.find(COMMIT_TO_UNDO, activity_id=activity_id, user_id=actor.user_id)


def undo_change_of_task(actor: Actor, activity_id: str) -> Made:
    """Take back what the actor did to a task.

    Raises:
        NotFoundError: The actor did no such thing.
        NotPermittedError: They may no longer do this to the task.
        UndoneAlreadyError: It has been taken back before.
        StaleError: Somebody has changed the task since.
    """
    try:
        return _undo(actor, activity_id)
    except graph.ChangedMeanwhileError as error:
        made = find_change_of_task(actor, activity_id)
        raise StaleError(made.title if made else "the task") from error


@graph.atomic
def _undo(actor: Actor, activity_id: str) -> Made:
    made: Made = graph.get(
        COMMIT_TO_UNDO, "change", activity_id, activity_id=activity_id, user_id=actor.user_id
    )
    # Whoever gave a colleague a task may take it back a moment later, though it is not theirs.
    if made.verb != Verb.TASK_ADDED:
        access.require(actor, Permission.EDIT, Ownership(made.owner_id, made.team_id))
    if made.undone:
        raise UndoneAlreadyError(made.title)
    back = changes.inverse(changes.decode(made.changes))
    commit(actor, Verb.UNDONE, back, about=made.about, batch_id=activity_id)
    return made
