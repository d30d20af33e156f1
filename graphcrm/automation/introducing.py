"""Introductions: who is told of what the other did, reminded, or told that nobody can help."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from graphcrm import graph
from graphcrm.access.records import Actor, Cause
from graphcrm.automation.records import Entry
from graphcrm.changes import Added, Change, Node, Set, Values
from graphcrm.introductions import learning, reads
from graphcrm.introductions.commands import lapse
from graphcrm.introductions.policies import policy
from graphcrm.introductions.records import Result, State, Waiting
from graphcrm.members.automation import automation
from graphcrm.notifications.commands import notify
from graphcrm.notifications.records import About, Notice, NoticeKind


STEP = 200


@dataclass(frozen=True, slots=True)
class Both:
    """The two of an introduction, a row of automation/introduction."""

    asker_id: str
    connector_id: str


BOTH = graph.load("automation/introduction", Both)

_TO_CONNECTOR = {
    State.ASKED: NoticeKind.INTRODUCTION_ASKED,
    State.OVER: NoticeKind.INTRODUCTION_OVER,
    State.WITHDRAWN: NoticeKind.INTRODUCTION_WITHDRAWN,
}
_TO_ASKER = {
    State.ACCEPTED: NoticeKind.INTRODUCTION_ACCEPTED,
    State.DECLINED: NoticeKind.INTRODUCTION_DECLINED,
    State.DONE: NoticeKind.INTRODUCTION_DONE,
    State.LAPSED: NoticeKind.INTRODUCTION_LAPSED,
}
_OUTCOMES = {
    Result.MET: "they met",
    Result.NO_ANSWER: "no answer",
    Result.REFUSED: "it was refused",
}


def told_of(entry: Entry, changes: Sequence[Change]) -> Iterator[Notice]:
    """Yield what the other of an introduction is told; never why somebody declined."""
    for change in changes:
        match change:
            case Added(Node("Introduction", uid), values) | Set(
                Node("Introduction", uid), _, values
            ) if "state" in values:
                both = graph.find(BOTH, introduction_id=uid)
                if both is not None:
                    yield _notice(entry, uid, both, values)


def pass_time(now: datetime) -> int:
    """Let lapse what nobody can pass on, remind who has to act, learn from what is over.

    Returns:
        How many lapsed or somebody was reminded of.
    """
    me = automation()
    stuck = reads.stuck(me, STEP)
    lapsed = sum(lapse(_because(me, one), one.introduction_id, one.asker_id) for one in stuck)
    before = now - timedelta(days=policy().remind_days)
    waiting = reads.waiting(me, before, STEP)
    for one in waiting:
        notify(_because(me, one), [_reminder(one)])
    learning.recalibrate(me)
    return lapsed + len(waiting)


def _notice(entry: Entry, uid: str, both: Both, values: Values) -> Notice:
    state, words = State(values["state"]), values.get("lapsed_because")
    if state in _TO_CONNECTOR:
        kind, user_id = _TO_CONNECTOR[state], both.connector_id
    else:
        kind, user_id = _TO_ASKER[state], both.asker_id
    if state is State.OVER:
        words = _OUTCOMES[Result(values["outcome"])]
    about = About("Introduction", uid)
    return Notice(user_id, kind, entry.activity_id, about, by_id=entry.by_id, words=words)


def _reminder(one: Waiting) -> Notice:
    kind = NoticeKind(f"introduction-waits-{one.state}")
    is_done = one.state == State.DONE
    return Notice(
        one.asker_id if is_done else one.connector_id,
        kind,
        one.introduction_id,
        About("Introduction", one.introduction_id),
        by_id=one.connector_id if is_done else one.asker_id,
    )


def _because(me: Actor, one: Waiting) -> Actor:
    return replace(me, cause=Cause(one.introduction_id, 1))
