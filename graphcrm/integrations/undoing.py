"""Taking an import back: its evidence counts no longer, what it made goes unless somebody built on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

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
    """How a node stands that an import added or changed."""

    uid: str
    label: str
    name: str | None
    changed_by: str | None
    edges: list[str]
    evidence: bool


@dataclass(frozen=True, slots=True)
class EdgeNow:
    """Who changed an edge last."""

    uid: str
    changed_by: str | None


CHANGES_OF_BATCH = graph.load("integrations/changes_of_batch", Batch)
ACTIVITIES_OF_BATCH = graph.load("integrations/activities_of_batch", reads.Uid)
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
        batches = graph.fetch(CHANGES_OF_BATCH, batch_id=import_id)
        if not row.standing and not batches:
            raise UndoneAlreadyError(row.name)
        if row.standing:
            _withdraw(actor, import_id)
        reverted, kept = 0, list[str]()
        for batch in batches:
            leases.take(f"import {import_id}")
            verdict = _revert(actor, import_id, batch)
            reverted += len(verdict.back)
            kept += verdict.kept
        return Undone(import_id, reverted, sorted(set(kept)))


@graph.atomic
def _withdraw(actor: Actor, import_id: str) -> None:
    access.require(actor, Permission.IMPORT)
    node = Node("Import", import_id)
    now = clock.now()
    falls = [Set(node, {"standing": True}, {"standing": False})]
    if reads.get_import(actor, import_id).finished_at is None:
        falls.append(Set(node, {"finished_at": None}, {"finished_at": now}))
    commit(actor, Verb.IMPORT_UNDONE, falls, about=[import_id], batch_id=import_id)


@graph.atomic
def _revert(actor: Actor, import_id: str, batch: Batch) -> Verdict:
    access.require(actor, Permission.IMPORT)
    graph.write_derived(reads.LOCK_INTAKE, mine=0)
    own = {row.uid for row in graph.fetch(ACTIVITIES_OF_BATCH, batch_id=import_id)}
    made = changes.decode(batch.changes)
    nodes = {change.what.uid for change in made if isinstance(change.what, Node)}
    edges = {
        change.what.uid: change.what.start.uid for change in made if isinstance(change.what, Edge)
    }
    node_rows = graph.fetch(NODES_TO_UNDO, ids=sorted(nodes), own=sorted(own))
    edge_rows = graph.fetch(EDGES_TO_UNDO, edges=[list(pair) for pair in sorted(edges.items())])
    verdict = decide(made, node_rows, edge_rows, own)
    commit(actor, Verb.IMPORT_UNDONE, verdict.back, about=[import_id], batch_id=batch.uid)
    return verdict


def decide(
    made: Sequence[Change],
    nodes: Collection[NodeNow],
    edges: Collection[EdgeNow],
    own: Collection[str],
) -> Verdict:
    """Decide which changes of a commit are taken back.

    Args:
        made: What the commit changed, in order.
        nodes: How its nodes stand now.
        edges: How its edges stand now; those missing are gone.
        own: Uids of the import's activities and of those that undo it.

    A node goes when nobody else has touched it, tied anything to it, or met it in evidence that
    stands; what goes takes the edges that the import gave it along, and a node that stays keeps
    them.
    """
    now = {row.uid: row for row in nodes}
    last = {row.uid: row.changed_by for row in edges}
    staying = {uid: row for uid, row in now.items() if _stays(row, own)}
    edited = {uid for uid, row in staying.items() if row.changed_by not in own or row.edges}
    back: list[Change] = []
    for change in changes.inverse(made):
        what = change.what
        if isinstance(what, Node):
            row = now.get(what.uid)
            gone = row is None or row.label == "Removed"
            undone = not gone and what.uid not in staying
            if isinstance(change, Set) and not gone:
                undone = row is not None and row.changed_by in own
        else:
            anchored = isinstance(change, Removed) and _is_anchored(what, staying)
            undone = what.uid in last and last[what.uid] in own and not anchored
        if undone:
            back.append(change)
    kept = [
        f"{row.label} {row.name or uid} stays: somebody has edited it or built on it since."
        for uid, row in sorted(staying.items())
        if uid in edited and row.label != "Handle"
    ]
    return Verdict(back, kept)


def added_nodes(made: Sequence[Change]) -> list[Node]:
    """Return the nodes that changes added, in order."""
    return [c.what for c in made if isinstance(c, Added) and isinstance(c.what, Node)]


def _stays(row: NodeNow, own: Collection[str]) -> bool:
    if row.label == "Removed":
        return False
    return row.changed_by not in own or bool(row.edges) or row.evidence


def _is_anchored(edge: Edge, staying: Collection[str]) -> bool:
    """Tell whether an edge keeps together two nodes that both stay."""
    return edge.start.uid in staying and edge.end.uid in staying
