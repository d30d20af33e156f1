"""Taking back what one did to an introduction a moment ago, where it still holds."""

from dataclasses import dataclass

from graphcrm import changes, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.directory.rules import StaleError
from graphcrm.directory.undoing import UndoneAlreadyError
from graphcrm.introductions.commands import withdraw


@dataclass(frozen=True, slots=True)
class Made:
    """A row of introductions/commit_to_undo."""

    verb: str
    changes: str
    introduction_id: str
    undone: bool


COMMIT_TO_UNDO = graph.load("introductions/commit_to_undo", Made)


def find_change_of_introduction(actor: Actor, activity_id: str) -> Made | None:
    """Return what the actor did to an introduction; None where it was something else."""
    return graph.find(COMMIT_TO_UNDO, activity_id=activity_id, user_id=actor.user_id)


def undo_change_of_introduction(actor: Actor, activity_id: str) -> None:
    """Take back what the actor did to an introduction; what was asked for is withdrawn.

    Raises:
        NotFoundError: The actor did no such thing.
        UndoneAlreadyError: It has been taken back before.
        StaleError: Somebody has changed the introduction since.
    """
    try:
        _undo(actor, activity_id)
    except graph.ChangedMeanwhileError as error:
        raise StaleError("the introduction") from error


@graph.atomic
def _undo(actor: Actor, activity_id: str) -> None:
    access.require(actor, Permission.READ)
    made: Made = graph.get(
        COMMIT_TO_UNDO, "change", activity_id, activity_id=activity_id, user_id=actor.user_id
    )
    if made.undone:
        raise UndoneAlreadyError("the introduction")
    if made.verb == Verb.INTRODUCTION_ASKED:  # the colleague was told of it: it does not vanish
        withdraw(actor, made.introduction_id)
        return
    back = changes.inverse(changes.decode(made.changes))
    commit(actor, Verb.UNDONE, back, about=[made.introduction_id], batch_id=activity_id)
