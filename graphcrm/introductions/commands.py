"""Asking for an introduction, answering, passing it on, telling what came of it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from graphcrm import clock, graph, ids
from graphcrm.access import reads as members, rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit, find_done
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Edge, Node, Values
from graphcrm.directory.rules import present, set_changes
from graphcrm.errors import NotFoundError
from graphcrm.influence.claims import Claim, find_claim
from graphcrm.influence.telling import people_by_id
from graphcrm.introductions import policies, rules
from graphcrm.introductions.records import (
    OPEN,
    Connector,
    Request,
    Result,
    Saved,
    Standing,
    State,
)


CONNECTOR = graph.load("introductions/connector", Connector)
DEAL = graph.load("introductions/deal", graph.Uid)
INTRODUCTION_TO_CHANGE = graph.load("introductions/introduction_to_change", Standing)


def ask(actor: Actor, request: Request, *, key: str | None = None) -> Saved:
    """Ask a colleague for an introduction.

    Args:
        actor: Who asks.
        request: Whom, for whom, and what to pass on.
        key: Made by who asks, so that asking twice gives one request.

    Raises:
        NotPermittedError: The actor may not make anything.
        NotAskedError: The colleague cannot be asked for this, or it is no path any more.
        AskedAlreadyError: The actor has asked them for the same.
        TooOftenAskedError: They are asked often enough.
        FieldError: A text is missing or too long.
        NotFoundError: There is no such deal, or the actor may not see it.
    """
    access.require(actor, Permission.CREATE)
    return _ask(actor, request, find_claim(actor, request.way_ids), key)


@graph.atomic
def _ask(actor: Actor, request: Request, claim: Claim | None, key: str | None) -> Saved:
    uid = ids.of("form", "introduction", actor.user_id, key) if key else ids.new()
    if done := find_done(actor, key):
        return Saved(uid, done)
    text = rules.checked_text(request.text)
    note = rules.checked_words("note", request.note, rules.LONGEST_NOTE)
    now = clock.now()
    connector = _checked_connector(actor, request.way_ids, now)
    if claim is None:
        raise rules.NotAskedError("way: this is no path any more; look for another.")
    way = request.way_ids
    node = Node("Introduction", uid)
    values: Values = {
        "state": State.ASKED.value,
        "asker_id": actor.user_id,
        "connector_id": connector.user_id,
        "target_id": way[-1],
        "way_ids": list(way),
        "edges": list(claim.edges),
        "probability": claim.probability,
        "index_seq": claim.seq,
        "note": note,
        "text": text,
        "asked_at": now,
        "waits_since": now,
    }
    ends = [
        ("ASKED_BY", Node("User", actor.user_id)),
        ("ASKS", Node("User", connector.user_id)),
        ("TO", Node("Contact", way[-1])),
    ]
    if request.opportunity_id:
        ends.append(("HELPS", _deal(actor, request.opportunity_id)))
    edges = [Added(Edge(type_, ids.new(), node, end), {}) for type_, end in ends]
    changes = [Added(node, present(values)), *edges]
    made = commit(actor, Verb.INTRODUCTION_ASKED, changes, about=[uid], key=key)
    return Saved(uid, made.activity_id)


@graph.atomic
def accept(actor: Actor, introduction_id: str) -> Saved:
    """Agree to pass an introduction on; agreeing twice changes nothing.

    Raises:
        NotFoundError: The actor is not asked for any such introduction.
        AnsweredAlreadyError: It is answered otherwise, or over.
        TargetGoneError: The contact was removed.
    """
    one = _of_connector(actor, introduction_id)
    if one.state is State.ACCEPTED:
        return Saved(introduction_id, None)
    rules.check_stands(one, {State.ASKED})
    now = clock.now()
    values: Values = {"state": State.ACCEPTED.value, "answered_at": now, "waits_since": now}
    return _committed(
        actor,
        one,
        Verb.INTRODUCTION_ANSWERED,
        values,
        _told_of(one, one.values["way_ids"][:1], "PASSED_BY"),
    )


@graph.atomic
def decline(actor: Actor, introduction_id: str, because: str | None = None) -> Saved:
    """Say that one cannot pass an introduction on; saying so twice changes nothing.

    Args:
        actor: The colleague who was asked.
        introduction_id: Which.
        because: Why; only they read it again. None = no reason.

    Raises:
        NotFoundError: The actor is not asked for any such introduction.
        AnsweredAlreadyError: It is answered otherwise, or over.
        FieldError: The reason is too long.
    """
    one = _of_connector(actor, introduction_id)
    because = rules.checked_words("because", because, rules.LONGEST_REASON)
    if one.state is State.DECLINED:
        return Saved(introduction_id, None)
    if one.state is not State.ASKED:
        raise rules.AnsweredAlreadyError(one)
    now = clock.now()
    values: Values = {
        "state": State.DECLINED.value,
        "answered_at": now,
        "over_at": now,
        "waits_since": None,
        "passed_count": 0,
        "declined_because": because,
    }
    return _committed(
        actor,
        one,
        Verb.INTRODUCTION_ANSWERED,
        values,
        _told_of(one, one.values["way_ids"][:1], "STOPPED_AT"),
    )


@graph.atomic
def edit_text(actor: Actor, introduction_id: str, text: str) -> Saved:
    """Change what is passed on, as who asks or who is asked, until it is.

    Raises:
        NotFoundError: The actor neither asked for it nor is asked.
        AnsweredAlreadyError: It is passed on or over.
        TargetGoneError: The contact was removed.
        FieldError: There is no text, or it is too long.
    """
    one = _of_both(actor, introduction_id)
    rules.check_stands(one, OPEN)
    values: Values = {"text": rules.checked_text(text)}
    return _committed(actor, one, Verb.INTRODUCTION_EDITED, values)


@graph.atomic
def pass_on(actor: Actor, introduction_id: str) -> Saved:
    """Say that one has passed an introduction on; saying so twice changes nothing.

    Raises:
        NotFoundError: The actor is not asked for any such introduction.
        AnsweredAlreadyError: The actor has not agreed to it, or it is over.
        TargetGoneError: The contact was removed.
    """
    one = _of_connector(actor, introduction_id)
    if one.state is State.DONE:
        return Saved(introduction_id, None)
    rules.check_stands(one, {State.ACCEPTED})
    now = clock.now()
    values: Values = {"state": State.DONE.value, "done_at": now, "waits_since": now}
    return _committed(actor, one, Verb.INTRODUCTION_ANSWERED, values)


@graph.atomic
def tell_outcome(
    actor: Actor, introduction_id: str, result: Result, *, stopped_at_id: str | None = None
) -> Saved:
    """Tell what came of an introduction; telling the same twice changes nothing.

    Args:
        actor: Who asked for it.
        introduction_id: Which; its colleague has agreed to it.
        result: What came of it.
        stopped_at_id: The contact with whom it came to an end; None = the target.

    Raises:
        NotFoundError: The actor has asked for no such introduction.
        AnsweredAlreadyError: It is not agreed to, or over.
        FieldError: Nobody on the way after the colleague is `stopped_at_id`.
    """
    one = _of_asker(actor, introduction_id)
    if one.state is State.OVER and one.values["outcome"] == result:
        return Saved(introduction_id, None)
    if one.state not in {State.ACCEPTED, State.DONE}:
        raise rules.AnsweredAlreadyError(one)
    way = one.values["way_ids"]
    passed = rules.passed_count(way, result, stopped_at_id)
    values: Values = {
        "state": State.OVER.value,
        "over_at": clock.now(),
        "outcome": result.value,
        "passed_count": passed,
        "waits_since": None,
    }
    told = _told_of(one, way[1:passed], "PASSED_BY")
    if passed < len(way) - 1:
        told += _told_of(one, [way[passed]], "STOPPED_AT")
    return _committed(actor, one, Verb.INTRODUCTION_ENDED, values, told)


@graph.atomic
def withdraw(actor: Actor, introduction_id: str) -> Saved:
    """Say that one needs an introduction no more; saying so twice changes nothing.

    Raises:
        NotFoundError: The actor has asked for no such introduction.
        AnsweredAlreadyError: It is passed on already, or over.
    """
    one = _of_asker(actor, introduction_id)
    if one.state is State.WITHDRAWN:
        return Saved(introduction_id, None)
    if one.state not in OPEN:
        raise rules.AnsweredAlreadyError(one)
    values: Values = {"state": State.WITHDRAWN.value, "waits_since": None}
    return _committed(actor, one, Verb.INTRODUCTION_ENDED, values)


@graph.atomic
def lapse(automation: Actor, introduction_id: str, asker_id: str) -> bool:
    """Let an introduction lapse that nobody can pass on any more; return whether it did.

    Args:
        automation: In whose name.
        introduction_id: Which.
        asker_id: Who asked for it.
    """
    access.require(automation, Permission.ADMINISTER)
    one = _find(asker_id, introduction_id)
    if one is None or one.state not in OPEN:
        return False
    if one.connector_is_gone:
        because = f"{one.connector} no longer works here."
    elif one.target is None:
        because = "The contact was removed."
    else:
        return False
    values: Values = {
        "state": State.LAPSED.value,
        "waits_since": None,
        "lapsed_because": because,
    }
    _committed(automation, one, Verb.INTRODUCTION_ENDED, values)
    return True


def _checked_connector(actor: Actor, way_ids: Sequence[str], now: datetime) -> Connector:
    """Return the colleague, locked until the command is over, who may see everybody on the way."""
    rows = graph.write_derived(
        CONNECTOR,
        contact_id=way_ids[0] if way_ids else "",
        asker_id=actor.user_id,
        target_id=way_ids[-1] if way_ids else "",
        since=now - rules.MONTH,
    )
    found = rows[0] if rows else None
    connector = rules.check_may_be_asked(found, actor.user_id, policies.policy(), now)
    me = members.find_actor(connector.user_id)
    seen = people_by_id(me, way_ids) if me else {}
    rules.check_sees_all(connector.name, seen.keys(), way_ids)
    return connector


def _deal(actor: Actor, opportunity_id: str) -> Node:
    scope = access.filter_of(actor)
    found: graph.Uid = graph.get(
        DEAL, "deal", opportunity_id, opportunity_id=opportunity_id, scope=scope
    )
    return Node("Opportunity", found.uid)


def _find(user_id: str, introduction_id: str) -> Standing | None:
    rows = graph.write_derived(
        INTRODUCTION_TO_CHANGE, introduction_id=introduction_id, user_id=user_id
    )
    return rows[0] if rows else None


def _of_both(actor: Actor, introduction_id: str) -> Standing:
    access.require(actor, Permission.READ)
    found = _find(actor.user_id, introduction_id)
    if found is None:
        raise NotFoundError("introduction", introduction_id)
    return found


def _of_connector(actor: Actor, introduction_id: str) -> Standing:
    return _of(actor, introduction_id, "connector_id")


def _of_asker(actor: Actor, introduction_id: str) -> Standing:
    return _of(actor, introduction_id, "asker_id")


def _of(actor: Actor, introduction_id: str, part: str) -> Standing:
    found = _of_both(actor, introduction_id)
    if found.values[part] != actor.user_id:
        raise NotFoundError("introduction", introduction_id)
    return found


def _told_of(one: Standing, contact_ids: Iterable[str], type_: str) -> list[Change]:
    """Return what is noted of people on the way: whether they passed it on. It makes their r."""
    node = Node("Introduction", one.introduction_id)
    return [
        Added(Edge(type_, ids.new(), node, Node("Contact", uid)), {})
        for uid in contact_ids
        if uid in one.there_ids
    ]


def _committed(
    actor: Actor, one: Standing, verb: Verb, values: Values, more: Collection[Change] = ()
) -> Saved:
    uid = one.introduction_id
    changes = [*set_changes(Node("Introduction", uid), one.values, values), *more]
    if not changes:
        return Saved(uid, None)
    return Saved(uid, commit(actor, verb, changes, about=[uid]).activity_id)
