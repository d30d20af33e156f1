"""Taking back what one did to deals a moment ago: the inverse changes, where they still hold."""

from dataclasses import dataclass
from typing import TypedDict

from graphcrm import changes, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.directory.undoing import UndoneAlreadyError
from graphcrm.errors import ConflictError
from graphcrm.pipeline.opportunities.deciding import check_places
from graphcrm.pipeline.opportunities.records import Done
from graphcrm.pipeline.opportunities.rules import in_phases


class Deal(TypedDict):
    """A deal that was changed."""

    opportunity_id: str
    name: str
    owner_id: str | None
    team_id: str | None


@dataclass(frozen=True, slots=True)
class Made:
    """A row of pipeline/commit_to_undo."""

    verb: str
    changes: str
    deals: list[Deal]
    undone: bool


COMMIT_TO_UNDO = graph.load("pipeline/commit_to_undo", Made)


class ChangedSinceError(ConflictError):
    """What is to be taken back is no longer as one left it."""

    code = "changed-since"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has been changed since; it stays as it is now.")


def find_change_of_deals(actor: Actor, activity_id: str) -> Made | None:
    """Return what the actor did to deals by this activity; None where it was something else."""
    return graph.find(COMMIT_TO_UNDO, activity_id=activity_id, user_id=actor.user_id)


def undo_change_of_deals(actor: Actor, activity_id: str) -> Done:
    """Take back what the actor did to deals: all of it, or nothing where somebody changed one.

    Raises:
        NotFoundError: The actor did no such thing.
        NotPermittedError: They may no longer do this to a deal.
        UndoneAlreadyError: It has been taken back before.
        ChangedSinceError: A deal is no longer as they left it.
    """
    try:
        return _undo(actor, activity_id)
    except graph.ChangedMeanwhileError as error:
        made = find_change_of_deals(actor, activity_id)
        names = [deal["name"] for deal in made.deals] if made else []
        name = names[0] if len(names) == 1 else "One of those deals"
        raise ChangedSinceError(name) from error


@graph.atomic
def _undo(actor: Actor, activity_id: str) -> Done:
    made: Made = graph.get(
        COMMIT_TO_UNDO, "change", activity_id, activity_id=activity_id, user_id=actor.user_id
    )
    is_added = made.verb == Verb.OPPORTUNITY_ADDED
    permission = Permission.REMOVE if is_added else Permission.EDIT
    for deal in made.deals:
        access.require(actor, permission, Ownership(deal["owner_id"], deal["team_id"]))
    if made.undone:
        raise UndoneAlreadyError(made.deals[0]["name"])
    back = in_phases(changes.inverse(changes.decode(made.changes)))
    uids = [deal["opportunity_id"] for deal in made.deals]
    undone = commit(actor, Verb.UNDONE, back, about=uids, batch_id=activity_id)
    if not is_added:
        check_places(uids)
    return Done(tuple(uids), undone.activity_id)
