"""Taking an import back: its evidence counts no longer, what nobody built on goes."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from graphcrm import changes, clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities import leases
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.directory.rules import stored
from graphcrm.errors import ConflictError
from graphcrm.integrations import reads
from graphcrm.integrations.records import Undone


@dataclass(frozen=True, slots=True)
class Fallen:
    """An import whose evidence counts no longer, with records of it still to take back.

    Attributes:
        kept_count: How many of its records remained when it was taken back; None before the end.
    """

    uid: str
    kept_count: int | None


@dataclass(frozen=True, slots=True)
class Commit:
    """What one commit changed, at its place in the stream, and the import it belongs to."""

    seq: int
    batch_id: str | None
    changes: str


@dataclass(frozen=True, slots=True)
class NodeNow:
    """How a node stands that an import made or tied together.

    Attributes:
        values: All its properties.
        is_shown: Whether evidence that stands makes it a contact, or involves a handle.
        held_by: Uids of the edges by which contacts, accounts and deals hold a handle or account.
    """

    uid: str
    label: str
    values: Values
    is_shown: bool
    held_by: list[str]


@dataclass(frozen=True, slots=True)
class EdgeNow:
    """How an edge stands, with all its properties."""

    uid: str
    values: Values


FALLEN = graph.load("integrations/fallen", Fallen)
COMMITS_OF_IMPORTS = graph.load("integrations/commits_of_imports", Commit)
COMMITS_SINCE = graph.load("integrations/commits_since", Commit)
NODES_TO_UNDO = graph.load("integrations/nodes_to_undo", NodeNow)
EDGES_TO_UNDO = graph.load("integrations/edges_to_undo", EdgeNow)

_TRIES = 5
_WORDS = {"Opportunity": "Deal"}


class UndoneAlreadyError(ConflictError):
    """The import has been taken back before."""

    code = "undone-already"

    def __init__(self, name: str) -> None:
        super().__init__(f"The import of {name} has been taken back already.")


@dataclass(slots=True)
class Others:
    """What people, and imports that stand, have changed of ours or built on it, and where.

    Attributes:
        made: Uids of all nodes that the imports added which are taken back.
        ours: Uids of all nodes and edges that they changed or tied to something.
        seen_to: The last place of the stream that was looked at.
        records: Uid of a node or edge to the last place that changed it or tied it to something.
        values: Uid and property to the last place that changed it.
    """

    made: Collection[str]
    ours: Collection[str]
    seen_to: int
    records: dict[str, int] = field(default_factory=dict)
    values: dict[tuple[str, str], int] = field(default_factory=dict)

    def look(self) -> None:
        """Read on to the end of the stream."""
        for one in graph.stream(COMMITS_SINCE, seq=self.seen_to):
            for change in changes.decode(one.changes):
                for uid in _concerned(change):
                    if uid in self.ours:
                        self.records[uid] = one.seq
                if isinstance(change, Set) and change.what.uid in self.ours:
                    self.values |= {(change.what.uid, key): one.seq for key in change.after}
            self.seen_to = one.seq

    def have_set(self, what: Node | Edge, key: str, since: int) -> bool:
        """Tell whether they have changed a property since a place of the stream."""
        return self.values.get((what.uid, key), 0) > since


@dataclass(frozen=True, slots=True)
class Verdict:
    """What of a commit is taken back, and what stays.

    Attributes:
        back: The inverse changes, last first.
        stays: How many contacts and accounts that it made remain.
        kept: Sentences about those that somebody has edited or built on since.
    """

    back: list[Change]
    stays: int
    kept: list[str]


def undo_import(actor: Actor, import_id: str) -> Undone:
    """Take back an import: first its evidence, at once; then its records, the last first.

    What was edited since is left and listed. What imports that were taken back before had left
    because of this one goes too. Cut off half-way, it goes on when it is called again.

    Raises:
        NotFoundError: There is no such import, or the actor may not see it.
        UndoneAlreadyError: It has been taken back before.
        HeldError: It is still running.
    """
    row = reads.get_import(actor, import_id)
    access.require(actor, Permission.IMPORT, Ownership(row.owner_id, row.team_id))
    with leases.held(f"import {import_id}"):
        if row.kept_count is not None:
            raise UndoneAlreadyError(row.name)
        if row.standing:
            _withdraw(actor, import_id)
        fallen = graph.fetch(FALLEN, import_id=import_id)
        done = graph.fetch(COMMITS_OF_IMPORTS, import_ids=[one.uid for one in fallen])
        others = _others(done)
        reverted, kept, stays = 0, set[str](), Counter[str | None]()
        for one in done:
            leases.take(f"import {import_id}")
            verdict = _revert_when_still(actor, import_id, one, others)
            stays[one.batch_id] += verdict.stays
            if one.batch_id == import_id:
                reverted += len(verdict.back)
                kept.update(verdict.kept)
        _note_kept(actor, import_id, fallen, stays)
        return Undone(import_id, reverted, sorted(kept), stays[import_id])


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
def _note_kept(
    actor: Actor, import_id: str, fallen: Sequence[Fallen], stays: Mapping[str | None, int]
) -> None:
    """Note how much of each import remains, for the imports that are taken back later."""
    notes = [
        Set(
            Node("Import", one.uid),
            {"kept_count": one.kept_count},
            {"kept_count": stays.get(one.uid, 0)},
        )
        for one in fallen
        if one.kept_count != stays.get(one.uid, 0)
    ]
    commit(actor, Verb.IMPORT_UNDONE, notes, about=[import_id], batch_id=import_id)


def _revert_when_still(actor: Actor, import_id: str, done: Commit, others: Others) -> Verdict:
    """Take back a commit; look again where somebody changed something in the same moment."""
    for _ in range(_TRIES - 1):
        with suppress(graph.ChangedMeanwhileError):
            return _revert(actor, import_id, done, others)
    return _revert(actor, import_id, done, others)


@graph.atomic
def _revert(actor: Actor, import_id: str, done: Commit, others: Others) -> Verdict:
    access.require(actor, Permission.IMPORT)
    graph.write_derived(reads.LOCK_INTAKE, mine=0)
    others.look()
    made = changes.decode(done.changes)
    what = [change.what for change in made]
    pairs = [[edge.uid, edge.start.uid] for edge in what if isinstance(edge, Edge)]
    nodes = {node.uid for node in what if isinstance(node, Node)} | {pair[1] for pair in pairs}
    nodes |= {edge.end.uid for edge in _edges_removed(made)}
    node_rows = graph.fetch(NODES_TO_UNDO, ids=sorted(nodes))
    edge_rows = graph.fetch(EDGES_TO_UNDO, edges=pairs)
    verdict = decide(done, node_rows, edge_rows, others)
    if verdict.back:
        commit(actor, Verb.IMPORT_UNDONE, verdict.back, about=[import_id], batch_id=import_id)
    return verdict


def decide(
    one: Commit, nodes: Collection[NodeNow], edges: Collection[EdgeNow], others: Others
) -> Verdict:
    """Decide which changes of a commit are taken back.

    A record that the import made goes, unless somebody has edited it, tied something to it, or
    met it in evidence that stands: then it stays whole, with the addresses and jobs it was given.
    A value of another record goes back if it still is what the import made it; a deal goes back
    as a whole, unless somebody has touched it since.

    Args:
        one: The commit.
        nodes: How its nodes, and the starts of its edges, stand now.
        edges: How its edges stand now.
        others: What others have done since.
    """
    done = changes.decode(one.changes)
    there = {row.uid: row for row in nodes if row.label != "Removed"}
    values = {uid: stored(row.values) for uid, row in there.items()}
    values |= {row.uid: stored(row.values) for row in edges}
    added = {change.what.uid for change in done if isinstance(change, Added)}
    touched = _touched_deals(done, there, others, one.seq)
    staying = {uid for uid, row in there.items() if uid in others.records or row.is_shown}
    whole = staying.intersection(others.made)
    falling = {
        change.what.uid
        for change in done
        if isinstance(change, Added)
        and isinstance(change.what, Edge)
        and change.what.uid in values.keys() - others.records.keys()
        and change.what.start.uid not in whole | touched
    }
    staying |= {uid for uid, row in there.items() if not falling.issuperset(row.held_by)}
    falling |= (there.keys() & added) - staying
    edited = (whole & others.records.keys()) | touched
    back: list[Change] = []
    for change in changes.inverse(one for one in done if _bearer(one.what).uid not in touched):
        what, bearer = change.what, _bearer(change.what).uid
        if isinstance(change, Removed) and what.uid in falling:
            back.append(Removed(what, values[what.uid]))
        elif isinstance(change, Set) and what.uid in values and what.uid not in falling:
            theirs = {key for key in change.before if others.have_set(what, key, one.seq)}
            edited |= {bearer} if theirs else set()
            back += _as_left(change, values[what.uid], theirs) if bearer not in whole else []
        elif isinstance(change, Added) and bearer in there and bearer not in whole:
            back.append(change)
    stays = {uid: row for uid, row in sorted(there.items()) if row.label != "Handle"}
    kept = [_kept(row) for uid, row in stays.items() if uid in edited]
    return Verdict(back, len(whole & added & stays.keys()), kept)


def _kept(row: NodeNow) -> str:
    label = _WORDS.get(row.label, row.label)
    return f"{label} {row.values['name']} stays: it was edited or built on since."


def _touched_deals(
    done: Sequence[Change], there: Collection[str], others: Others, since: int
) -> set[str]:
    """Return the deals that a commit changed and somebody has touched since.

    A deal goes back as a whole, as its stays, its end and its values belong together: neither
    where somebody moved it on nor where the stage or account is gone that it would come back to.
    """
    made = {change.what.uid for change in done if isinstance(change, Added)}
    bearers = {_bearer(change.what) for change in done}
    deals = {one.uid for one in bearers if one.label == "Opportunity"} & set(there) - made
    homeless = {edge.start.uid for edge in _edges_removed(done) if edge.end.uid not in there}
    return {uid for uid in deals if others.records.get(uid, 0) > since or uid in homeless}


def _edges_removed(done: Sequence[Change]) -> Iterator[Edge]:
    for change in done:
        if isinstance(change, Removed) and isinstance(change.what, Edge):
            yield change.what


def _bearer(what: Node | Edge) -> Node:
    return what.start if isinstance(what, Edge) else what


def _as_left(change: Set, now: Values, theirs: Collection[str]) -> list[Change]:
    """Return what of a change back still applies, and note in `now` that it was made."""
    keys = [
        key
        for key, left in change.before.items()
        if key not in theirs and now.get(key) == left != change.after[key]
    ]
    if not keys:
        return []
    after = {key: change.after[key] for key in keys}
    now |= after
    return [Set(change.what, {key: change.before[key] for key in keys}, after)]


def _concerned(change: Change) -> Iterator[str]:
    """Yield the uids of what a change changes, or ties to something."""
    yield change.what.uid
    if isinstance(change.what, Edge):
        yield change.what.start.uid
        yield change.what.end.uid


def _others(done: Sequence[Commit]) -> Others:
    """Return what is to be looked for in the stream after commits, the last of them first."""
    made, ours = set[str](), set[str]()
    for one in done:
        for change in changes.decode(one.changes):
            ours.update(_concerned(change))
            if isinstance(change, Added) and isinstance(change.what, Node):
                made.add(change.what.uid)
    return Others(made, ours, done[-1].seq if done else 0)
