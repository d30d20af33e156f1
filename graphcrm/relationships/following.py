"""The strengths follow the stream: whoever was touched is computed anew from all evidence."""

import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from graphcrm import changes, clock, graph, ids
from graphcrm.activities import leases
from graphcrm.chunks import chunks
from graphcrm.relationships.gathering import EPOCH, EvidenceRow, Gathering, Tie, microseconds


STEP = 500
MOST_PAIRS = 4000
WORTH_A_REBUILD = 10  # who is behind by more than one of so many entries computes everything
LEASE = "strengths"
KEPT_STEPS = 20_000
REHEARSED = 5
PATIENCE_S = 2.0
PAUSE_S = 0.02


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the strengths have followed the stream."""

    seq: int
    last: int
    due: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a follower whose turn it is goes on."""

    seq: int
    step: int
    until_at: datetime | None
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
class Step:
    """The number of a step."""

    step: int


CURSOR = graph.load("relationships/cursor", Cursor)
ENTRIES = graph.load("relationships/entries", Entry)
TOUCHED_PAIRS = graph.load("relationships/touched_pairs", People)
COUNTERPARTS = graph.load("relationships/counterparts", People)
DUE = graph.load("relationships/due", graph.Uid)
EVIDENCE_OF_IMPORT = graph.load("relationships/evidence_of_import", graph.Uid)
EVIDENCE_SHARED = graph.load("relationships/evidence_shared", graph.Uid)
EVIDENCE_OF_PAIRS = graph.load("relationships/evidence_of_pairs", EvidenceRow)
ALL_EVIDENCE = graph.load("relationships/all_evidence", EvidenceRow)
DEGREES = graph.load("relationships/degrees", Degree)
ALL_PAIRS = graph.load("relationships/all_pairs", PairsOf)
WRITE_TIES = graph.load("relationships/write_ties", graph.Counted)
DROP_TIES = graph.load("relationships/drop_ties", graph.Counted)
LOCK_FOLLOWER = graph.load("relationships/lock_follower", Turn)
ADVANCE = graph.load("relationships/advance", Step)
BEGIN_EPOCH = graph.load("relationships/begin_epoch", Step)
FORGET_BATCHES = graph.load("relationships/forget_batches", graph.Counted)

Pair = tuple[str, str]


@dataclass(slots=True)
class Touched:
    """What some entries of the stream may have changed.

    Attributes:
        evidence_ids: Activities that count otherwise than before.
        moved: Contacts whose evidence is another, with the handles they gained or lost.
        pairs: Ties, the lower uid first.
        contact_ids: Contacts with their own facts, jobs or influence.
        account_ids: Accounts with their own facts.
    """

    evidence_ids: set[str] = field(default_factory=set)
    moved: dict[str, set[str]] = field(default_factory=dict)
    pairs: set[Pair] = field(default_factory=set)
    contact_ids: set[str] = field(default_factory=set)
    account_ids: set[str] = field(default_factory=set)


class TooMuch(Exception):  # noqa: N818 - no error: a sign that computing everything is less work
    """One step should not compute as much as was touched."""


def catch_up() -> int:
    """Follow the stream to its end, unless another process does; return the place reached.

    Whatever is touched is computed anew from all its evidence, so that late, repeated and
    withdrawn evidence need no arithmetic of their own; a long way behind, everything is.
    """
    while _is_behind(cursor := _cursor()) and leases.take(LEASE):
        # Who comes while the lease is held leaves the work to its holder, who therefore looks
        # again once it is given back.
        try:
            while _is_behind(_cursor()):
                leases.take(LEASE)
                try:
                    _step()
                except TooMuch:
                    rebuild()
        finally:
            leases.end(LEASE)
    return cursor.seq


def _cursor() -> Cursor:
    return graph.fetch(CURSOR, now=clock.now())[0]


def _is_behind(cursor: Cursor) -> bool:
    return cursor.seq < cursor.last or cursor.due


def rebuild() -> int:
    """Compute every tie from all evidence that stands; return how many there are.

    Where somebody else has followed the stream meanwhile, it begins again.
    """
    while True:
        turn, now = _turn(), clock.now()
        gathering = Gathering()
        for row in graph.stream(ALL_EVIDENCE, until=now):
            gathering.add(row)
        ties = gathering.ties(now)
        kept = {(tie.low, tie.high) for tie in ties}
        stale = (
            (row.low, high)
            for row in graph.fetch(ALL_PAIRS)
            for high in row.highs
            if (row.low, high) not in kept
        )
        if (
            all(_write_in_turn(turn, chunk) for chunk in chunks(ties, 5000))
            and all(_drop_in_turn(turn, chunk) for chunk in chunks(stale, 5000))
            and _begin_epoch(turn, now)
        ):
            return len(ties)


@graph.atomic
def _turn() -> Turn:
    """Wait for this process's turn, which lasts as long as the transaction."""
    return graph.write_derived(LOCK_FOLLOWER, epoch=ids.new())[0]


@graph.atomic
def _write_in_turn(turn: Turn, ties: Collection[Tie]) -> bool:
    leases.take(LEASE)
    if _turn().step != turn.step:
        return False
    write_ties(ties)
    return True


@graph.atomic
def _drop_in_turn(turn: Turn, pairs: Collection[Pair]) -> bool:
    leases.take(LEASE)
    if _turn().step != turn.step:
        return False
    _drop(pairs)
    return True


@graph.atomic
def _begin_epoch(turn: Turn, until_at: datetime) -> bool:
    if _turn().step != turn.step:
        return False
    graph.write_derived(BEGIN_EPOCH, seq=turn.last, until_at=until_at, epoch=ids.new())
    return True


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


def keep_up() -> None:
    """Follow the stream to where it ends now; whoever is at it already is waited for, not long."""
    last, until = _cursor().last, time.monotonic() + PATIENCE_S
    while catch_up() < last and _cursor().seq < last and time.monotonic() < until:
        time.sleep(PAUSE_S)


def rehearse() -> None:
    """Follow the last entries once more, which changes nothing: whoever writes next need not wait.

    Neo4j plans a query when it is first asked, in up to a second.
    """
    if leases.take(LEASE):
        try:
            with suppress(TooMuch):
                _step(again=REHEARSED)
        finally:
            leases.end(LEASE)


@graph.atomic
def _step(again: int = 0) -> None:
    """Follow the next entries, and what time has passed, in one transaction.

    Args:
        again: How many entries to follow that have been followed already.

    Raises:
        TooMuch: Computing everything anew is less work.
    """
    turn, now = _turn(), clock.now()
    entries = graph.fetch(ENTRIES, after=max(0, turn.seq - again), limit=STEP)
    last = entries[-1].seq if entries else turn.seq
    if turn.last - last > turn.last // WORTH_A_REBUILD:
        raise TooMuch
    touched = _touched(entries)
    if turn.until_at is not None and turn.until_at < now:
        touched.evidence_ids.update(r.uid for r in graph.fetch(DUE, since=turn.until_at, until=now))
    _find_pairs(touched)
    ties = ties_between(touched.pairs, now) if touched.pairs else []
    write_ties(ties)
    _drop(sorted(touched.pairs - {(tie.low, tie.high) for tie in ties}))
    step = graph.write_derived(
        ADVANCE,
        seq=last,
        until_at=now,
        pairs=sorted("|".join(pair) for pair in touched.pairs),
        contact_ids=sorted(touched.contact_ids),
        account_ids=sorted(touched.account_ids),
    )[0].step
    graph.write_derived(FORGET_BATCHES, before=step - KEPT_STEPS)


def _touched(entries: Iterable[Entry]) -> Touched:
    """Return what entries touch, pairs aside."""
    touched = Touched()
    for entry in entries:
        if entry.kind != "change":
            touched.evidence_ids.add(entry.uid)
            continue
        touched.evidence_ids.update(entry.brought, entry.withdrawn)
        for change in changes.decode(entry.changes or "[]"):
            _note(touched, change)
            if isinstance(change, changes.Set) and "standing" in change.after:
                rows = graph.fetch(EVIDENCE_OF_IMPORT, import_id=change.what.uid)
                touched.evidence_ids.update(row.uid for row in rows)
        if len(touched.evidence_ids) > MOST_PAIRS:
            raise TooMuch
    return touched


def _find_pairs(touched: Touched) -> None:
    """Add the pairs whose evidence is another than before."""
    touched.contact_ids.update(touched.moved)
    rows = [[uid, sorted(handle_ids)] for uid, handle_ids in sorted(touched.moved.items())]
    for some in chunks(rows, 500):
        touched.evidence_ids.update(r.uid for r in graph.fetch(EVIDENCE_SHARED, rows=some))
    if len(touched.evidence_ids) > MOST_PAIRS:
        raise TooMuch
    for people in _people(touched):
        touched.pairs.update(combinations(sorted(people.contact_ids), 2))
        if len(touched.pairs) > MOST_PAIRS:
            raise TooMuch


def _people(touched: Touched) -> Iterator[People]:
    for some in chunks(sorted(touched.evidence_ids), 1000):
        yield from graph.fetch(TOUCHED_PAIRS, ids=some)
    for some in chunks(sorted(touched.moved), 500):
        yield from graph.fetch(COUNTERPARTS, ids=some)


def _note(touched: Touched, change: changes.Change) -> None:
    """Note whose own facts a change touches, and whose evidence it moves."""
    match change.what:
        case changes.Edge(type="HAS", start=start, end=handle):
            touched.moved.setdefault(start.uid, set()).add(handle.uid)
        case changes.Edge(start=start, end=end):
            touched.contact_ids.update(n.uid for n in (start, end) if n.label == "Contact")
        case changes.Node(label="Account", uid=uid):
            touched.account_ids.add(uid)
        case changes.Node(label="Contact", uid=uid):
            touched.contact_ids.add(uid)
            if not isinstance(change, changes.Set):
                touched.moved.setdefault(uid, set())


@graph.atomic
def write_ties(ties: Collection[Tie]) -> None:
    """Keep ties on their edges, in place of what those kept before.

    Days and instants travel as whole numbers: the driver takes a tenth of a millisecond for each
    of its own.
    """
    rows = [
        {
            "low": tie.low,
            "high": tie.high,
            "as_of": (tie.as_of_on - EPOCH).days,
            "first": tie.first_at and microseconds(tie.first_at),
            "last": tie.last_at and microseconds(tie.last_at),
            "until": _until_day(tie),
            "values": {
                "sums_out": tie.sums_out,
                "sums_in": tie.sums_in,
                "days": tie.days,
                "evidence_count": tie.evidence_count,
                "declared": tie.declared.level if tie.declared else None,
                "declared_by": tie.declared.by_id if tie.declared else None,
            },
        }
        for tie in ties
    ]
    if rows:
        graph.write_derived(WRITE_TIES, rows=rows)


def _until_day(tie: Tie) -> int | None:
    until_on = tie.declared.until_on if tie.declared else None
    return (until_on - EPOCH).days if until_on else None


@graph.atomic
def _drop(pairs: Collection[Pair]) -> None:
    if pairs:
        graph.write_derived(DROP_TIES, pairs=[list(pair) for pair in pairs])
