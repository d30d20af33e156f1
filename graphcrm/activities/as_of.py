"""Records as of an instant, rebuilt from the stream: as was known then, or as is known now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Edge, Node, Set, Values, decode_of


class Axis(StrEnum):
    """The two times that every fact has.

    TRUE: when it held, whenever somebody said so (valid time). KNOWN: when the stream learnt of
    it (transaction time). The terms are those of Snodgrass, "Developing Time-Oriented Database
    Applications in SQL" (2000).
    """

    TRUE = "true"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class AsOf:
    """An instant to look at.

    Attributes:
        at: Which; UTC.
        axis: What was true then, or what was known then.
        now: When it is looked at: on the true axis all counts that is known by then.
    """

    at: datetime
    axis: Axis
    now: datetime

    @property
    def day(self) -> date:
        """Return its day in UTC."""
        return self.at.astimezone(UTC).date()

    @property
    def known_at(self) -> datetime:
        """Return up to when what was recorded counts."""
        return self.at if self.axis is Axis.KNOWN else self.now


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A row of activities/entries_of."""

    activity_id: str
    seq: int
    verb: str
    via: str | None
    occurred_us: int
    recorded_us: int
    changes: str
    by_id: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the stream, as far as some records go.

    Attributes:
        by: Name of who did it; None = nobody knows any more.
        changes: Of the records that were asked for, and of their edges.
    """

    activity_id: str
    seq: int
    verb: str
    via: str | None
    occurred_at: datetime
    recorded_at: datetime
    by_id: str | None
    by: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Dating:
    """What records say of themselves as to when they hold.

    Attributes:
        dated: Types of edges with a beginning and an end of their own, which whoever reads them
            looks at: what is said of them now is what was true.
        begun: Type of edge to the property that says since when it holds.
    """

    dated: frozenset[str]
    begun: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """A node or an edge as it was.

    Attributes:
        by: Name of who changed it last; None = nobody knows any more.
    """

    what: Node | Edge
    values: Values
    by: str | None


ENTRIES_OF = graph.load("activities/entries_of", EntryRow)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RETRACTING = frozenset({Verb.UNDONE, Verb.IMPORT_UNDONE})


def as_of(at: datetime, axis: Axis) -> AsOf:
    """Return an instant to look at from now; one within a day ahead is now: the end of today."""
    now = clock.now()
    return AsOf(now if now < at < now + timedelta(days=1) else at, axis, now)


def entries_of(actor: Actor, uids: Collection[str]) -> list[Entry]:
    """Return what changed some contacts, accounts and deals or their edges, in the stream's order.

    Args:
        actor: Who looks; has found the records, or tells nobody of those they may not see.
        uids: Of the records.
    """
    access.require(actor, Permission.READ)
    wanted = frozenset(uids)
    rows = graph.fetch(ENTRIES_OF, uids=sorted(wanted)) if wanted else []
    return [
        Entry(
            row.activity_id,
            row.seq,
            row.verb,
            row.via,
            _EPOCH + timedelta(microseconds=row.occurred_us),
            _EPOCH + timedelta(microseconds=row.recorded_us),
            row.by_id,
            row.by,
            tuple(decode_of(row.changes, wanted)),
        )
        for row in rows
    ]


def records_at(entries: Iterable[Entry], as_of: AsOf, dating: Dating) -> dict[str, Record]:
    """Return the nodes and edges that were there at an instant, by uid.

    On the known axis that is the replay of the entries up to then. On the true axis

    - a node is there before it was written down, as it was written down first;
    - an edge with dates of its own is as it is now: whoever reads it looks at its dates;
    - any other edge holds from when it was made, or since the day it names, to when it was removed;
    - what was taken back never was.

    Args:
        entries: In the stream's order.
        as_of: The instant, and on which axis.
        dating: What edges say of themselves.
    """
    if as_of.axis is Axis.KNOWN:
        there = (
            (uid, versions[-1])
            for uid, versions in _versions(_known_by(entries, as_of.at), retracting=False).items()
        )
        return {
            uid: Record(one.what, one.values, one.by)
            for uid, one in there
            if one.values is not None
        }
    found = {}
    for uid, versions in _versions(_known_by(entries, as_of.now), retracting=True).items():
        one = _true_at(versions, as_of.at, dating)
        if one is not None and one.values is not None:
            found[uid] = Record(one.what, one.values, one.by)
    return found


def begun_at(entries: Iterable[Entry], as_of: AsOf, dating: Dating) -> dict[str, datetime]:
    """Return since when each edge held on the true axis that says so itself, by uid."""
    versions_of = _versions(_known_by(entries, as_of.now), retracting=True)
    return {
        uid: _begun_at(versions[0], dating)
        for uid, versions in versions_of.items()
        if isinstance(versions[0].what, Edge) and versions[0].what.type in dating.begun
    }


@dataclass(frozen=True, slots=True)
class _Version:
    """What an entry made of a record; no values = it removed it."""

    what: Node | Edge
    values: Values | None
    by: str | None
    occurred_at: datetime


def _known_by(entries: Iterable[Entry], at: datetime) -> Iterable[Entry]:
    return (entry for entry in entries if entry.recorded_at <= at)


def _versions(entries: Iterable[Entry], *, retracting: bool) -> dict[str, list[_Version]]:
    """Return what became of each record, one version for each change.

    Args:
        entries: In the stream's order.
        retracting: An entry that takes something back leaves no version, and takes away the one
            that it takes back.
    """
    found: dict[str, list[_Version]] = {}
    for entry in entries:
        takes_back = retracting and entry.verb in RETRACTING
        for change in entry.changes:
            versions = found.setdefault(change.what.uid, [])
            values = _values(versions[-1].values if versions else None, change)
            before = versions[-2].values if len(versions) > 1 else None
            if takes_back and versions and values == before:
                versions.pop()
            else:
                versions.append(_Version(change.what, values, entry.by, entry.occurred_at))
    return {uid: versions for uid, versions in found.items() if versions}


def _values(had: Values | None, change: Change) -> Values | None:
    match change:
        case Added(_, values):
            whole = values
        case Set(_, _, after):
            whole = {**(had or {}), **after}
        case _:
            return None
    return {key: value for key, value in whole.items() if value is not None}


def _true_at(versions: Sequence[_Version], at: datetime, dating: Dating) -> _Version | None:
    """Return what held at an instant of all that is said of a record; None = it was not yet."""
    what, last = versions[0].what, versions[-1]
    if isinstance(what, Edge) and what.type in dating.dated:
        return last
    held = [one for one in versions if one.occurred_at <= at]
    if held:
        return held[-1]
    if isinstance(what, Node) or _begun_at(versions[0], dating) <= at:
        return versions[0]
    return None


def _begun_at(first: _Version, dating: Dating) -> datetime:
    """Return since when an edge held that says so itself; a day begins at midnight in UTC."""
    kind = first.what.type if isinstance(first.what, Edge) else ""
    own = (first.values or {}).get(dating.begun.get(kind, ""))
    if isinstance(own, datetime):
        return own
    if isinstance(own, date) and own < first.occurred_at.date():
        return datetime.combine(own, time.min, UTC)
    return first.occurred_at
