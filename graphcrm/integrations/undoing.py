"""Taking an import back: its evidence counts no longer, what nobody built on goes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from graphcrm import changes, clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities import leases
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set
from graphcrm.errors import ConflictError
from graphcrm.integrations import reads
from graphcrm.integrations.records import Undone


@dataclass(frozen=True, slots=True)
class Batch:
    """One commit of an import that can be taken back."""

    uid: str
    seq: int
    changes: str


@dataclass(frozen=True, slots=True)
class NodeNow:
    """How a node stands that an import made or tied together.

    Attributes:
        label: Removed where it is gone.
        is_edited: Whether somebody else changed it last or tied something to it.
        is_shown: Whether evidence that stands makes it a contact, or involves a handle.
        held_by: Uids of the edges by which contacts and accounts hold a handle or account.
    """

    uid: str
    label: str
    name: str | None
    is_edited: bool
    is_shown: bool
    held_by: list[str]


@dataclass(frozen=True, slots=True)
class EdgeNow:
    """Who changed an edge last."""

    uid: str
    changed_by: str | None


CHANGES_OF_BATCH = graph.load("integrations/changes_of_batch", Batch)
ACTIVITIES_OF_BATCH = graph.load("integrations/activities_of_batch", reads.Uid)
UNDONE_BESIDE = graph.load("integrations/undone_beside", reads.Uid)
NODES_TO_UNDO = graph.load("integrations/nodes_to_undo", NodeNow)
EDGES_TO_UNDO = graph.load("integrations/edges_to_undo", EdgeNow)


class UndoneAlreadyError(ConflictError):
    """The import has been taken back before."""

    code = "undone-already"

    def __init__(self, name: str) -> None:
        super().__init__(f"The import of {name} has been taken back already.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What of a commit is taken back, and what stays.

    Attributes:
        back: The inverse changes, last first.
        kept: Sentences about records that somebody has edited or built on since.
    """

    back: list[Change]
    kept: list[str]


def undo_import(actor: Actor, import_id: str) -> Undone:
    """Take back an import: first its evidence, at once; then its records, the last first.

    What was edited since is left and listed. Cut off half-way, it goes on where it stopped.

    Raises:
        NotFoundError: There is no such import, or the actor may not see it.
        UndoneAlreadyError: Nothing of it is left to take back.
        HeldError: It is still running.
    """
    row = reads.get_import(actor, import_id)
    access.require(actor, Permission.IMPORT, Ownership(row.owner_id, row.team_id))
    with leases.held(f"import {import_id}"):
        batches = graph.fetch(CHANGES_OF_BATCH, batch_id=import_id, again=False)
        if not row.standing and not batches:
            raise UndoneAlreadyError(row.name)
        if row.standing:
            _withdraw(actor, import_id)
        reverted, kept = _take_back(actor, [import_id], batches)
        for beside in graph.fetch(UNDONE_BESIDE, import_id=import_id):
            _take_rest_back(actor, beside.uid, import_id)
        return Undone(import_id, reverted, kept)


def _take_back(
    actor: Actor, import_ids: Sequence[str], batches: Sequence[Batch]
) -> tuple[int, list[str]]:
    """Take back commits of the first import, the last first, as far as none but these touched it.

    Returns:
        How many changes, and what was kept.
    """
    made = {node.uid for batch in batches for node in _added(changes.decode(batch.changes))}
    reverted, kept = 0, set[str]()
    for batch in batches:
        leases.take(f"import {import_ids[-1]}")
        verdict = _revert_most(actor, import_ids, batch, made)
        reverted += len(verdict.back)
        kept.update(verdict.kept)
    return reverted, sorted(kept)


def _take_rest_back(actor: Actor, import_id: str, after_id: str) -> None:
    """Take back what an import that was undone before had made, and another one's evidence kept."""
    batches = graph.fetch(CHANGES_OF_BATCH, batch_id=import_id, again=True)
    done = [changes.decode(batch.changes) for batch in batches]
    made = {one.what.uid for some in done for one in some if isinstance(one, Added)}
    rest = [
        replace(batch, changes=changes.encode(one for one in some if one.what.uid in made))
        for batch, some in zip(batches, done, strict=True)
    ]
    _take_back(actor, [import_id, after_id], rest)


def _revert_most(
    actor: Actor, import_ids: Sequence[str], batch: Batch, made: Collection[str]
) -> Verdict:
    """Take back a commit, but for what no longer is as the commit left it."""
    lost: set[str] = set()
    while True:
        try:
            return _revert(actor, import_ids, batch, made, lost)
        except graph.ChangedMeanwhileError as error:
            if lost.issuperset(error.uids):
                raise
            lost.update(error.uids)


@graph.atomic
def _withdraw(actor: Actor, import_id: str) -> None:
    row = reads.get_import(actor, import_id)
    access.require(actor, Permission.IMPORT, Ownership(row.owner_id, row.team_id))
    node = Node("Import", import_id)
    falls = [Set(node, {"standing": True}, {"standing": False})]
    if row.finished_at is None:
        falls.append(Set(node, {"finished_at": None}, {"finished_at": clock.now()}))
    commit(actor, Verb.IMPORT_UNDONE, falls, about=[import_id], batch_id=import_id)


@graph.atomic
def _revert(
    actor: Actor,
    import_ids: Sequence[str],
    batch: Batch,
    made: Collection[str],
    lost: Collection[str],
) -> Verdict:
    access.require(actor, Permission.IMPORT)
    graph.write_derived(reads.LOCK_INTAKE, mine=0)
    own = {row.uid for uid in import_ids for row in graph.fetch(ACTIVITIES_OF_BATCH, batch_id=uid)}
    done = changes.decode(batch.changes)
    edges = [change.what for change in done if isinstance(change.what, Edge)]
    nodes = {change.what.uid for change in done if isinstance(change.what, Node)}
    starts = {edge.start.uid for edge in edges}
    node_rows = graph.fetch(NODES_TO_UNDO, ids=sorted(nodes | starts), own=sorted(own))
    pairs = [[edge.uid, edge.start.uid] for edge in edges]
    edge_rows = graph.fetch(EDGES_TO_UNDO, edges=pairs)
    untouched = {row.uid for row in edge_rows if row.changed_by in own and row.uid not in lost}
    verdict = decide(done, node_rows, untouched, made, lost)
    about = [import_ids[0]]
    commit(actor, Verb.IMPORT_UNDONE, verdict.back, about=about, batch_id=batch.uid)
    return verdict


def decide(
    done: Sequence[Change],
    nodes: Collection[NodeNow],
    untouched_edges: Collection[str],
    made: Collection[str],
    lost: Collection[str] = (),
) -> Verdict:
    """Decide which changes of a commit are taken back.

    A record that the import made goes, unless somebody has edited it, tied something to it, or
    met it in evidence that stands: then it stays whole, with the addresses and jobs it was given.

    Args:
        done: What the commit changed, in order.
        nodes: How its nodes, and the starts of its edges, stand now.
        untouched_edges: Uids of its edges that are there and that nobody else has changed.
        made: Uids of all nodes that the import added.
        lost: Uids of nodes and edges that are no longer as the commit left them.
    """
    now = {row.uid: row for row in nodes if row.label != "Removed"}
    staying = {uid for uid, row in now.items() if row.is_edited or row.is_shown or uid in lost}
    whole = staying & set(made)
    falling = {
        change.what.uid
        for change in done
        if isinstance(change.what, Edge)
        and change.what.uid in untouched_edges
        and change.what.start.uid not in whole
    }
    staying |= {uid for uid, row in now.items() if not falling.issuperset(row.held_by)}
    back = [
        change
        for change in changes.inverse(done)
        if change.what.uid in falling
        or (isinstance(change, Removed) and change.what.uid in now.keys() - staying)
        or (
            isinstance(change, Set)
            and _is_ours(change, now.keys() - set(lost), untouched_edges, whole)
        )
    ]
    kept = [
        f"{row.label} {row.name} stays: somebody has edited it or built on it since."
        for uid, row in sorted(now.items())
        if (uid in lost or (uid in whole and row.is_edited)) and row.label != "Handle"
    ]
    return Verdict(back, kept)


def _is_ours(
    change: Set, nodes: Collection[str], untouched_edges: Collection[str], whole: Collection[str]
) -> bool:
    """Tell whether a value goes back: not where the record stays whole, nor where it is lost."""
    if isinstance(change.what, Edge):
        return change.what.uid in untouched_edges and change.what.start.uid not in whole
    return change.what.uid in nodes and change.what.uid not in whole


def _added(done: Sequence[Change]) -> list[Node]:
    return [c.what for c in done if isinstance(c, Added) and isinstance(c.what, Node)]
