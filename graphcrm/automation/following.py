"""Automation follows the stream: what stages set off is carried out, and people are told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graphcrm import changes, graph
from graphcrm.access.records import Actor
from graphcrm.activities import leases
from graphcrm.activities.records import Verb
from graphcrm.automation import acting, rules, telling, undoing
from graphcrm.automation.records import Entry
from graphcrm.changes import Change
from graphcrm.members.automation import automation
from graphcrm.pipeline import reads
from graphcrm.pipeline.records import Acting


LEASE = "automation"
WINDOW = 1000

Tell = Callable[[str], None]
"""Let the browsers of a user know, by uid, that what they have been told is not as before."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far automation has followed the stream, and how long that is."""

    seq: int
    last: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the stream."""

    seq: int


CURSOR = graph.load("automation/cursor", Cursor)
ENTRIES = graph.load("automation/entries", Entry)
ADVANCE = graph.load("automation/advance", Place)


def catch_up(tell: Tell) -> int:
    """Follow the stream to its end, unless another process does; return the place reached.

    Whatever was done for an entry before is found done: after a crash, or from the beginning,
    the same entries may be followed again.

    Args:
        tell: Called for every entry that changes what somebody has been told.
    """
    while (cursor := _cursor()).seq < cursor.last and leases.take(LEASE):
        # Who comes while the lease is held leaves the work to its holder, who therefore looks
        # again once it is given back.
        try:
            while (cursor := _cursor()).seq < cursor.last:
                _follow(cursor, tell)
        finally:
            leases.end(LEASE)
    return _cursor().seq


def _cursor() -> Cursor:
    return graph.fetch(CURSOR)[0]


def _follow(cursor: Cursor, tell: Tell) -> None:
    """Follow the next entries, and note that once all of them are done."""
    until = min(cursor.seq + WINDOW, cursor.last)
    entries = graph.fetch(ENTRIES, after=cursor.seq, until=until, verbs=list(rules.FOLLOWED))
    effects: list[Acting] | None = None
    for entry in entries:
        leases.take(LEASE)
        done = changes.decode(entry.changes or "[]")
        for user_id in rules.told(entry, done):
            tell(user_id)
        if entry.verb == Verb.UNDONE and entry.undoes:
            undoing.take_back(automation(), entry.undoes)
        elif rules.is_followed(entry):
            me = automation()
            if entry.verb in rules.CROSSING:
                effects = reads.acting_effects(me) if effects is None else effects
                set_off(me, entry, done, effects)
            telling.tell(me, entry, done)
    _advance(cursor.seq, until)


def set_off(me: Actor, entry: Entry, done: Sequence[Change], effects: Sequence[Acting]) -> None:
    """Carry out what the deals set off that came into other stages by an entry."""
    for crossing in rules.crossings(entry, done):
        occasion = acting.Occasion(crossing.opportunity_id, entry.activity_id, entry.depth)
        for one in rules.set_off(crossing, effects, entry):
            leases.take(LEASE)
            acting.carry_out(me, one, occasion)


@graph.atomic
def _advance(before: int, seq: int) -> None:
    graph.write_derived(ADVANCE, before=before, seq=seq)
