"""Saving, changing, sharing and removing views, and choosing the one that a room opens with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit, find_done
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Edge, Node, Removed, Values
from graphcrm.directory.rules import present, set_changes, stored
from graphcrm.errors import NotFoundError
from graphcrm.views import rules
from graphcrm.views.records import NewView, Room, Saved, ViewEdit


@dataclass(frozen=True, slots=True)
class ViewRow:
    """The row of views/view_to_change."""

    view: Values | None
    own: list[dict[str, Any]]
    setting: Values | None
    starts: list[dict[str, Any]]
    starters: list[dict[str, Any]]


VIEW_TO_CHANGE = graph.load("views/view_to_change", ViewRow)


@graph.atomic
def save_view(actor: Actor, new: NewView, *, key: str | None = None) -> Saved:
    """Save a view under a name.

    Args:
        actor: Whose it becomes.
        new: What it is.
        key: Made by who asks, so that asking twice saves one.

    Raises:
        NotPermittedError: The actor may not even read.
        FieldError: It has no name, or says what its room does not know.
        NameTakenError: The actor has one of this name in the room.
        TooManyViewsError: The actor has a hundred.
        NoTeamError: It is to be shared, and the actor has no team.
    """
    access.require(actor, Permission.READ)
    node = Node("SavedView", ids.of("form", "view", actor.user_id, key) if key else ids.new())
    if done := find_done(actor, key):
        return Saved(node.uid, new.name, done)
    row = _found(actor, None, new.room.key)
    if len(row.own) >= rules.MOST:
        raise rules.TooManyViewsError
    values = {
        "name": rules.checked_name(new.name, _names(row, new.room.key)),
        "room": new.room.key,
        "query": rules.checked_query(new.query, new.room),
        "owner_id": actor.user_id,
        "team_id": _team(actor) if new.is_shared else None,
        "created_at": clock.now(),
    }
    added = Added(node, present(values))
    made = commit(actor, Verb.VIEW_ADDED, [added], about=[node.uid], key=key)
    return Saved(node.uid, str(values["name"]), made.activity_id)


@graph.atomic
def change_view(actor: Actor, room: Room, view_id: str, edit: ViewEdit) -> Saved:
    """Rename a view, let it show something else, or share it with one's team or no longer.

    Raises:
        NotFoundError: There is no such view in the room, or the actor may not see it.
        NotYourViewError: It is somebody else's.
        FieldError: It would have no name, or say what its room does not know.
        NameTakenError: The actor has another one of this name.
        NoTeamError: It is to be shared, and the actor has no team.
    """
    access.require(actor, Permission.READ)
    row = _found(actor, view_id, room.key)
    view = _own(actor, row, room, view_id)
    values: Values = {}
    if edit.name is not None:
        others = _names(row, room.key, but=view_id)
        values["name"] = rules.checked_name(edit.name, others)
    if edit.query is not None:
        values["query"] = rules.checked_query(edit.query, room)
    if edit.is_shared is not None:
        values["team_id"] = _team(actor) if edit.is_shared else None
    changes = set_changes(Node("SavedView", view_id), view, values)
    return _committed(actor, Verb.VIEW_CHANGED, changes, view_id, {**view, **values}["name"])


@graph.atomic
def remove_view(actor: Actor, room: Room, view_id: str) -> Saved:
    """Remove a view; rooms that opened with it open as they are.

    Raises:
        NotFoundError: There is no such view in the room, or the actor may not see it.
        NotYourViewError: It is somebody else's.
    """
    access.require(actor, Permission.READ)
    row = _found(actor, view_id, room.key)
    view = _own(actor, row, room, view_id)
    changes: list[Change] = [
        Removed(_starts_with(one["edge"]["uid"], one["user_id"], view_id), stored(one["edge"]))
        for one in row.starters
    ]
    changes.append(Removed(Node("SavedView", view_id), stored(view)))
    return _committed(actor, Verb.VIEW_REMOVED, changes, view_id, view["name"])


@graph.atomic
def start_with(actor: Actor, room: Room, view_id: str | None) -> Saved:
    """Let the actor's room open with a view, their own or their team's; None = as it is.

    Raises:
        NotFoundError: There is no such view in the room, or the actor may not see it.
    """
    access.require(actor, Permission.READ)
    row = _found(actor, view_id, room.key)
    view = _seen(row, room, view_id) if view_id else {}
    had = {one["view_id"] for one in row.starts}
    changes: list[Change] = [
        Removed(
            _starts_with(one["edge"]["uid"], actor.user_id, one["view_id"]), stored(one["edge"])
        )
        for one in row.starts
        if one["view_id"] != view_id
    ]
    if view_id and view_id not in had:
        edge = _starts_with(ids.new(), actor.user_id, view_id)
        changes.append(Added(edge, {"room": room.key}))
    about = view_id or next(iter(had), "")
    return _committed(actor, Verb.VIEW_CHOSEN, changes, about, view.get("name", ""))


@graph.atomic
def arrange(actor: Actor, room: Room, query: str) -> Saved:
    """Keep how the actor arranges a room for themselves, whatever they look at there.

    Raises:
        FieldError: It says what the room does not know.
    """
    access.require(actor, Permission.READ)
    row = _found(actor, None, room.key)
    told = rules.checked_query(query, room)
    if row.setting:
        uid = str(row.setting["uid"])
        changes = set_changes(Node("SavedView", uid), row.setting, {"query": told})
        return _committed(actor, Verb.VIEW_CHANGED, changes, uid, "")
    uid, now = ids.new(), clock.now()
    values = {"room": room.key, "query": told, "owner_id": actor.user_id, "created_at": now}
    return _committed(actor, Verb.VIEW_ADDED, [Added(Node("SavedView", uid), values)], uid, "")


def _found(actor: Actor, view_id: str | None, room: str) -> ViewRow:
    """Return what the actor has, locked until the command is over."""
    rows = graph.write_derived(
        VIEW_TO_CHANGE,
        user_id=actor.user_id,
        team_ids=list(actor.team_ids),
        view_id=view_id,
        room=room,
    )
    if not rows:
        raise NotFoundError("user", actor.user_id)
    row: ViewRow = rows[0]
    return row


def _seen(row: ViewRow, room: Room, view_id: str) -> Values:
    if row.view is None or row.view["room"] != room.key:
        raise NotFoundError("view", view_id)
    return row.view


def _own(actor: Actor, row: ViewRow, room: Room, view_id: str) -> Values:
    view = _seen(row, room, view_id)
    if view["owner_id"] != actor.user_id:
        raise rules.NotYourViewError(str(view["name"]))
    return view


def _names(row: ViewRow, room: str, but: str | None = None) -> list[str]:
    return [one["name"] for one in row.own if one["room"] == room and one["uid"] != but]


def _team(actor: Actor) -> str:
    if actor.team_id is None:
        raise rules.NoTeamError
    return actor.team_id


def _starts_with(uid: str, user_id: str, view_id: str) -> Edge:
    return Edge("STARTS_WITH", uid, Node("User", user_id), Node("SavedView", view_id))


def _committed(
    actor: Actor, verb: Verb, changes: Sequence[Change], view_id: str, name: str
) -> Saved:
    if not changes:
        return Saved(view_id, name, None)
    made = commit(actor, verb, changes, about=[view_id])
    return Saved(view_id, name, made.activity_id)
