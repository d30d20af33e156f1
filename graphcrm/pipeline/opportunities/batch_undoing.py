"""Taking back a batch, chunk by chunk: deals that were changed since stay, and are told."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphcrm import changes, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Change, Edge
from graphcrm.errors import CrmError
from graphcrm.pipeline.opportunities.batches import GoneError
from graphcrm.pipeline.opportunities.deciding import check_places
from graphcrm.pipeline.opportunities.records import Done, Refusal
from graphcrm.pipeline.opportunities.rules import in_phases
from graphcrm.pipeline.opportunities.undoing import (
    COMMIT_TO_UNDO,
    ChangedSinceError,
    Deal,
    Made,
)


@dataclass(frozen=True, slots=True)
class BatchCommit:
    """A chunk of a batch that was carried out; a row of pipeline/batch_commits.

    Attributes:
        count: Of the deals it changed.
        undone_count: How many of them have been taken back.
    """

    activity_id: str
    count: int
    undone_count: int


@dataclass(frozen=True, slots=True)
class AsLeft:
    """A row of pipeline/deals_as_left."""

    uid: str
    changed_by: str
    approval_ids: list[str]


BATCH_COMMITS = graph.load("pipeline/batch_commits", BatchCommit)
DEALS_AS_LEFT = graph.load("pipeline/deals_as_left", AsLeft)


def commits_of(actor: Actor, batch_id: str) -> list[BatchCommit]:
    """Return what the actor changed in a batch, the last chunk first; none = no such batch."""
    access.require(actor, Permission.READ)
    return graph.fetch(BATCH_COMMITS, batch_id=batch_id, user_id=actor.user_id)


def undo_chunk(actor: Actor, activity_id: str) -> Done:
    """Take back what the actor did to deals in one chunk; those that changed since are told.

    Taken back before, it changes nothing.

    Raises:
        NotFoundError: The actor did no such thing.
    """
    try:
        return _undo(actor, activity_id)
    except graph.ChangedMeanwhileError:
        made = _made(actor, activity_id)
        refused = (_refusal(one, ChangedSinceError(one["name"])) for one in made.deals)
        return Done((), None, tuple(refused))


@graph.atomic
def _undo(actor: Actor, activity_id: str) -> Done:
    made = _made(actor, activity_id)
    if made.undone:
        return Done((), None)
    deals = {one["opportunity_id"]: one for one in made.deals}
    rows = graph.write_derived(DEALS_AS_LEFT, opportunity_ids=list(deals))
    there = {row.uid: row for row in rows}
    refused = []
    for uid, deal in deals.items():
        if error := _objection(actor, deal, there.get(uid), activity_id):
            refused.append(_refusal(deal, error))
            there.pop(uid, None)
    of = {approval_id: row.uid for row in there.values() for approval_id in row.approval_ids}
    inverse = changes.inverse(changes.decode(made.changes))
    back = [one for one in inverse if _deal_of(one, of) in there]
    if not back:
        return Done((), None, tuple(refused))
    uids = list(there)
    undone = commit(actor, Verb.UNDONE, in_phases(back), about=uids, batch_id=activity_id)
    check_places(uids)
    return Done(tuple(uids), undone.activity_id, tuple(refused))


def _made(actor: Actor, activity_id: str) -> Made:
    found: Made = graph.get(
        COMMIT_TO_UNDO, "change", activity_id, activity_id=activity_id, user_id=actor.user_id
    )
    return found


def _objection(actor: Actor, deal: Deal, row: AsLeft | None, activity_id: str) -> CrmError | None:
    """Return why a deal stays as it is; None where it can go back."""
    if row is None:
        return GoneError()
    if row.changed_by != activity_id:
        return ChangedSinceError(deal["name"])
    try:
        access.require(actor, Permission.EDIT, Ownership(deal["owner_id"], deal["team_id"]))
    except CrmError as error:
        return error
    return None


def _refusal(deal: Deal, error: CrmError) -> Refusal:
    return Refusal(deal["opportunity_id"], deal["name"], error)


def _deal_of(change: Change, of: Mapping[str, str]) -> str:
    """Return which deal a change is about: its own, of an edge from it, or of its approval."""
    uid = change.what.start.uid if isinstance(change.what, Edge) else change.what.uid
    return of.get(uid, uid)
