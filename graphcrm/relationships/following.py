"""The strengths follow the stream: whoever was touched is computed anew from all evidence."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from graphcrm import changes, clock, graph
from graphcrm.activities import leases
from graphcrm.chunks import chunks
from graphcrm.relationships.gathering import EvidenceRow, Gathering, Tie


STEP = 500
MOST_PAIRS = 4000
LEASE = "strengths"
KEPT_ENTRIES = 200_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the strengths have followed the stream."""

    seq: int
    epoch: int
    last: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the stream, as far as ties go."""

    seq: int
    uid: str
    kind: str
    changes: str | None
    brought: list[str]
    withdrawn: list[str]


@dataclass(frozen=True, slots=True)
class People:
    """Contacts that belong together."""

    contact_ids: list[str]


@dataclass(frozen=True, slots=True)
class Uid:
    """A uid that was looked up."""

    uid: str


@dataclass(frozen=True, slots=True)
class Degree:
    """How much evidence a contact has."""

    contact_id: str
    activity_count: int


@dataclass(frozen=True, slots=True)
class PairsOf:
    """The ties of one contact to those with higher uids."""

    low: str
    highs: list[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many things a statement wrote."""

    count: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the stream."""

    seq: int


CURSOR = graph.load("relationships/cursor", Cursor)
ENTRIES = graph.load("relationships/entries", Entry)
TOUCHED_PAIRS = graph.load("relationships/touched_pairs", People)
COUNTERPARTS = graph.load("relationships/counterparts", People)
EVIDENCE_OF_IMPORT = graph.load("relationships/evidence_of_import", Uid)
EVIDENCE_OF_PAIRS = graph.load("relationships/evidence_of_pairs", EvidenceRow)
ALL_EVIDENCE = graph.load("relationships/all_evidence", EvidenceRow)
DEGREES = graph.load("relationships/degrees", Degree)
ALL_PAIRS = graph.load("relationships/all_pairs", PairsOf)
WRITE_TIES = graph.load("relationships/write_ties", Counted)
DROP_TIES = graph.load("relationships/drop_ties", Counted)
ADVANCE = graph.load("relationships/advance", Place)
FORGET_BATCHES = graph.load("relationships/forget_batches", Counted)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Touched:
    """What some entries of the stream may have changed.

    Attributes:
        pairs: Ties, the lower uid first.
        contact_ids: Contacts with their own facts, jobs or influence.
        account_ids: Accounts with their own facts.
    """

    pairs: set[Pair]
    contact_ids: set[str]
    account_ids: set[str]


def catch_up() -> int:
    """Follow the stream to its end, unless another process does; return the place reached.

    Whatever is touched is computed anew from all its evidence, so that late, repeated and
    withdrawn evidence need no arithmetic of their own; a long way behind, everything is.
    """
    cursor = graph.fetch(CURSOR)[0]
    if cursor.seq >= cursor.last or not leases.take(LEASE):
        return cursor.seq
    try:
        while cursor.seq < cursor.last:
            leases.take(LEASE)
            if not _step(cursor):
                rebuild()
            cursor = graph.fetch(CURSOR)[0]
    finally:
        leases.end(LEASE)
    return cursor.seq


def rebuild() -> int:
    """Compute every tie from all evidence that stands; return how many there are."""
    cursor, now = graph.fetch(CURSOR)[0], clock.now()
    gathering = Gathering()
    for row in graph.stream(ALL_EVIDENCE, until=now):
        gathering.add(row)
    ties = gathering.ties(now)
    kept = {(tie.low, tie.high) for tie in ties}
    stale = [
        (row.low, high)
        for row in graph.stream(ALL_PAIRS)
        for high in row.highs
        if (row.low, high) not in kept
    ]
    for chunk in chunks(ties, 5000):
        leases.take(LEASE)
        _write(chunk)
    for gone in chunks(stale, 5000):
        _drop(gone)
    _advance(cursor.last)
    return len(ties)


def ties_between(pairs: Collection[Pair], until: datetime) -> list[Tie]:
    """Return the ties of these pairs (lower uid first) that evidence carries at an instant."""
    degrees = {
        row.contact_id: row.activity_count
        for row in graph.fetch(DEGREES, ids=sorted({uid for pair in pairs for uid in pair}))
    }
    ordered = [sorted(pair, key=lambda uid: degrees.get(uid, 0)) for pair in pairs]
    gathering = Gathering(pairs)
    for row in graph.stream(EVIDENCE_OF_PAIRS, pairs=ordered, until=until):
        gathering.add(row)
    return gathering.ties(until)


@graph.atomic
def _step(cursor: Cursor) -> bool:
    """Follow the next entries in one transaction; False where they touch too much for that."""
    entries = graph.fetch(ENTRIES, after=cursor.seq, limit=STEP)
    touched = _touched(entries)
    if touched is None:
        return False
    last = entries[-1].seq if entries else cursor.last
    if cursor.last - last > len(entries) * 20:
        return False
    ties = ties_between(touched.pairs, clock.now()) if touched.pairs else []
    _write(ties)
    _drop(sorted(touched.pairs - {(tie.low, tie.high) for tie in ties}))
    _advance(last, touched)
    return True


def _touched(entries: Iterable[Entry]) -> Touched | None:
    """Return what entries touch; None where that is more than one step should compute."""
    evidence: set[str] = set()
    moved: set[str] = set()
    touched = Touched(set(), set(), set())
    for entry in entries:
        if entry.kind != "change":
            evidence.add(entry.uid)
            continue
        evidence.update(entry.brought, entry.withdrawn)
        for change in changes.decode(entry.changes or "[]"):
            moved |= _note(touched, change)
            if isinstance(change, changes.Set) and "standing" in change.after:
                rows = graph.fetch(EVIDENCE_OF_IMPORT, import_id=change.what.uid)
                evidence.update(row.uid for row in rows)
        if len(evidence) > MOST_PAIRS:
            return None
    touched.contact_ids.update(moved)
    for people in _people(evidence, moved):
        touched.pairs.update(combinations(sorted(people.contact_ids), 2))
        if len(touched.pairs) > MOST_PAIRS:
            return None
    return touched


def _people(evidence: set[str], moved: set[str]) -> Iterator[People]:
    for ids in chunks(sorted(evidence), 1000):
        yield from graph.fetch(TOUCHED_PAIRS, ids=ids)
    for ids in chunks(sorted(moved), 500):
        yield from graph.fetch(COUNTERPARTS, ids=ids)


def _note(touched: Touched, change: changes.Change) -> set[str]:
    """Note whose own facts a change touches; return the contacts whose evidence it moves."""
    match change.what:
        case changes.Edge(type="HAS", start=start):
            return {start.uid}
        case changes.Edge(start=start, end=end):
            touched.contact_ids.update(n.uid for n in (start, end) if n.label == "Contact")
        case changes.Node(label="Account", uid=uid):
            touched.account_ids.add(uid)
        case changes.Node(label="Contact", uid=uid):
            touched.contact_ids.add(uid)
            return set() if isinstance(change, changes.Set) else {uid}
    return set()


@graph.atomic
def _write(ties: Collection[Tie]) -> None:
    rows = [
        {
            "low": tie.low,
            "high": tie.high,
            "values": {
                "sums_out": tie.sums_out,
                "sums_in": tie.sums_in,
                "as_of_on": tie.as_of_on,
                "days": tie.days,
                "evidence_count": tie.evidence_count,
                "first_at": tie.first_at,
                "last_at": tie.last_at,
                "declared": tie.declared.level if tie.declared else None,
                "declared_by": tie.declared.by_id if tie.declared else None,
                "declared_until_on": tie.declared.until_on if tie.declared else None,
            },
        }
        for tie in ties
    ]
    if rows:
        graph.write_derived(WRITE_TIES, rows=rows)


@graph.atomic
def _drop(pairs: Collection[Pair]) -> None:
    if pairs:
        graph.write_derived(DROP_TIES, pairs=[list(pair) for pair in pairs])


@graph.atomic
def _advance(seq: int, touched: Touched | None = None) -> None:
    """Note how far the strengths have come; without `touched` everything may have changed."""
    pairs = touched.pairs if touched else ()
    graph.write_derived(
        ADVANCE,
        seq=seq,
        epochs=0 if touched else 1,
        pairs=sorted("|".join(pair) for pair in pairs),
        contact_ids=sorted(touched.contact_ids if touched else ()),
        account_ids=sorted(touched.account_ids if touched else ()),
    )
    graph.write_derived(FORGET_BATCHES, before=seq - KEPT_ENTRIES)
