"""Taking back what one did to a buying group a moment ago, where it still holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphcrm import changes, clock, graph
from graphcrm.access.records import Actor
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.buying.commands import found_deal
from graphcrm.changes import Change, Edge, Removed
from graphcrm.directory.undoing import UndoneAlreadyError
from graphcrm.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Made:
    """A row of buying/commit_to_undo."""

    changes: str
    opportunity_id: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Unlike:
    """The row of buying/unlike_seats."""

    count: int


@dataclass(frozen=True, slots=True)
class Crossed:
    """The row of buying/crossed_lines."""

    count: int


COMMIT_TO_UNDO = graph.load("buying/commit_to_undo", Made)
UNLIKE_SEATS = graph.load("buying/unlike_seats", Unlike)
CROSSED_LINES = graph.load("buying/crossed_lines", Crossed)
_LINES = {"REPORTS_TO", "INFLUENCES"}


class GroupChangedSinceError(ConflictError):
    """What is to be taken back is no longer as one left it."""

    code = "group-changed-since"

    def __init__(self) -> None:
        super().__init__("Somebody has changed this since; it stays as it is now.")


def find_change_of_group(actor: Actor, activity_id: str) -> str | None:
    """Return in which deal the actor changed the group by this activity; None = in none."""
    found = graph.find(COMMIT_TO_UNDO, activity_id=activity_id, user_id=actor.user_id)
    return found.opportunity_id if found else None


def undo_change_of_group(actor: Actor, activity_id: str) -> str:
    """Take back what the actor did to a buying group; return the deal.

    Raises:
        NotFoundError: The actor did no such thing, or may no longer see the deal.
        NotPermittedError: They may no longer edit it.
        UndoneAlreadyError: It has been taken back before.
        GroupChangedSinceError: Something is no longer as they left it, what is said of
            somebody would no longer be the same on all of their seats, or lines would cross.
    """
    try:
        return _undo(actor, activity_id)
    except graph.ChangedMeanwhileError as error:
        raise GroupChangedSinceError from error


@graph.atomic
def _undo(actor: Actor, activity_id: str) -> str:
    made: Made = graph.get(
        COMMIT_TO_UNDO, "change", activity_id, activity_id=activity_id, user_id=actor.user_id
    )
    found_deal(actor, made.opportunity_id)
    if made.undone:
        raise UndoneAlreadyError("the group")
    back = changes.inverse(changes.decode(made.changes))
    commit(actor, Verb.UNDONE, back, about=[made.opportunity_id], batch_id=activity_id)
    unlike = graph.fetch(UNLIKE_SEATS, opportunity_id=made.opportunity_id)
    if unlike and unlike[0].count:
        raise GroupChangedSinceError
    _check_lines(back)
    return made.opportunity_id


def _check_lines(back: Iterable[Change]) -> None:
    """Check that lines that are there again make no circle with those drawn since.

    Raises:
        GroupChangedSinceError: They do, or there are two influences of one on another.
    """
    drawn = {
        one.what.start.uid
        for one in back
        if isinstance(one.what, Edge) and one.what.type in _LINES and not isinstance(one, Removed)
    }
    if not drawn:
        return
    today = clock.now().date()
    found = graph.fetch(CROSSED_LINES, contact_ids=sorted(drawn), today=today)
    if found and found[0].count:
        raise GroupChangedSinceError
