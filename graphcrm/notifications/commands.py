"""Telling users something, once for each cause, and noting that they read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit, find_done
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Edge, Node, Set, Values
from graphcrm.directory.rules import present
from graphcrm.notifications.records import Notice


MOST = 500


@dataclass(frozen=True, slots=True)
class Uid:
    """A uid that was looked up."""

    uid: str


TOLD_ALREADY = graph.load("notifications/told_already", Uid)
UNREAD = graph.load("notifications/unread", Uid)


@graph.atomic
def notify(
    actor: Actor,
    notices: Sequence[Notice],
    *,
    about: Sequence[str] = (),
    verb: Verb = Verb.NOTIFICATION_SENT,
    key: str | None = None,
) -> list[str]:
    """Tell users something; return the uids of those who had not been told yet.

    Args:
        actor: In whose name.
        notices: What, at most 500 of them.
        about: Uids of records whose timelines show that somebody was told.
        verb: How the stream tells of it.
        key: Made by who asks: then it is noted even where there is nobody to tell.

    Raises:
        NotPermittedError: Only what happens by itself may tell people something.
    """
    access.require(actor, Permission.ADMINISTER)
    if find_done(actor, key):
        return []
    every = {one.uid: one for one in notices}
    told = {row.uid for row in graph.fetch(TOLD_ALREADY, uids=list(every))}
    fresh = [one for uid, one in every.items() if uid not in told]
    nodes: list[Change] = [Added(Node("Notification", one.uid), _values(one)) for one in fresh]
    edges = [
        Added(_edge(one.uid, one.about.label, one.about.uid), {}) for one in fresh if one.about
    ]
    if fresh or key:
        commit(actor, verb, [*nodes, *edges], about=about, key=key)
    return [one.user_id for one in fresh]


@graph.atomic
def mark_read(actor: Actor, notification_ids: Sequence[str] | None = None) -> int:
    """Note that the actor read notifications of theirs; return how many were unread.

    Args:
        actor: Who reads.
        notification_ids: Which; None = all of them, 500 at a time.
    """
    access.require(actor, Permission.READ)
    rows = graph.write_derived(
        UNREAD, user_id=actor.user_id, uids=_listed(notification_ids), limit=MOST
    )
    before: Values = {"read": False, "read_at": None}
    after = {"read": True, "read_at": clock.now()}
    changes = [Set(Node("Notification", row.uid), before, after) for row in rows]
    if changes:
        commit(actor, Verb.NOTIFICATION_READ, changes)
    return len(changes)


def mark_all_read(actor: Actor) -> int:
    """Note that the actor read everything; return how much was unread."""
    access.require(actor, Permission.READ)
    count = marked = mark_read(actor)
    while marked == MOST:
        marked = mark_read(actor)
        count += marked
    return count


def _listed(notification_ids: Sequence[str] | None) -> list[str] | None:
    return None if notification_ids is None else list(notification_ids)


def _edge(uid: str, label: str, about_id: str) -> Edge:
    return Edge("CONCERNS", ids.new(), Node("Notification", uid), Node(label, about_id))


def _values(one: Notice) -> Values:
    return present(
        {
            "user_id": one.user_id,
            "kind": one.kind.value,
            "cause_id": one.cause_id,
            "by_id": one.by_id,
            "stage": one.stage,
            "words": one.words,
            "count": one.count,
            "made_at": clock.now(),
            "read": False,
        }
    )
