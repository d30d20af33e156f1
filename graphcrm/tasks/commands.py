"""Giving somebody a task, changing it, ticking it and taking it away."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit, find_done
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.directory.commands import OWNER
from graphcrm.directory.rules import StaleError, present, set_changes, stored
from graphcrm.errors import NotFoundError
from graphcrm.tasks.records import Saved, Standing, TaskDraft
from graphcrm.tasks.rules import checked


@dataclass(frozen=True, slots=True)
class Record:
    """A row of tasks/concerned."""

    uid: str
    label: str


CONCERNED = graph.load("tasks/concerned", Record)
TASK_TO_CHANGE = graph.load("tasks/task_to_change", Standing)


@graph.atomic
def add_task(actor: Actor, draft: TaskDraft, *, key: str | None = None) -> Saved:
    """Give somebody a task.

    Args:
        actor: Who does.
        draft: What is to be done.
        key: Made by who asks, so that asking twice gives one task.

    Raises:
        NotPermittedError: The actor may not make any.
        FieldError: It says something it may not.
        NotFoundError: There is no such user or record, or the actor may not see it.
    """
    access.require(actor, Permission.CREATE)
    task_id = ids.of("form", "task", actor.user_id, key) if key else ids.new()
    draft = checked(draft)
    if done := find_done(actor, key):
        return Saved(task_id, draft.title, done)
    values = _said(draft) | {"done": False, "made_by": actor.user_id, "created_at": clock.now()}
    node = Node("Task", task_id)
    edges = [_concerns(node, one) for one in _records(actor, draft.about)]
    changes = [Added(node, present(values)), *edges]
    about = [task_id, *draft.about]
    made = commit(actor, Verb.TASK_ADDED, changes, about=about, key=key)
    return Saved(task_id, draft.title, made.activity_id)


@graph.atomic
def edit_task(actor: Actor, task_id: str, draft: TaskDraft, *, seen: str | None = None) -> Saved:
    """Change what a task says, for whom it is and what it concerns.

    Args:
        actor: Who edits.
        task_id: Which.
        draft: What it says from now on; records that the actor may not see stay.
        seen: Its version when it was looked at: another one by now refuses.

    Raises:
        NotFoundError: There is no such task, user or record, or the actor may not see it.
        NotPermittedError: The actor may not edit it.
        FieldError: It says something it may not.
        StaleError: Somebody has changed it since.
    """
    task, node = _editable(actor, task_id, Permission.EDIT), Node("Task", task_id)
    draft = checked(draft)
    if seen is not None and seen != task.values["changed_by"]:
        raise StaleError(task.values["title"])
    known = [one for one in task.concerns if not one["hidden"]]
    kept = {one["uid"] for one in known} & set(draft.about)
    gone: list[Change] = [
        Removed(Edge("CONCERNS", one["edge"], node, Node(one["label"], one["uid"])), {})
        for one in known
        if one["uid"] not in kept
    ]
    new = _records(actor, [uid for uid in draft.about if uid not in kept])
    changes = [*gone, *(_concerns(node, one) for one in new)]
    sets = set_changes(node, task.values, _said(draft))
    return _committed(actor, task, [*changes, *(sets or [Set(node, {}, {})] if changes else sets)])


@graph.atomic
def tick_task(actor: Actor, task_id: str, *, done: bool = True) -> Saved:
    """Say that a task is done, or that it is open again; saying it twice changes nothing.

    Raises:
        NotFoundError: There is no such task, or the actor may not see it.
        NotPermittedError: The actor may not edit it.
    """
    task, node = _editable(actor, task_id, Permission.EDIT), Node("Task", task_id)
    if task.values["done"] == done:
        return Saved(task_id, task.values["title"], None)
    after = {"done": done, "done_at": clock.now() if done else None}
    return _committed(actor, task, set_changes(node, task.values, after))


@graph.atomic
def remove_task(actor: Actor, task_id: str) -> Saved:
    """Take a task away; undoing the activity brings it back.

    Raises:
        NotFoundError: There is no such task, or the actor may not see it.
        NotPermittedError: The actor may not remove it.
    """
    task, node = _editable(actor, task_id, Permission.REMOVE), Node("Task", task_id)
    return _committed(actor, task, [Removed(node, stored(task.values))], Verb.TASK_REMOVED)


def _editable(actor: Actor, task_id: str, permission: Permission) -> Standing:
    """Return a task that the actor may change, locked until the command is over."""
    scope = access.filter_of(actor)
    rows = graph.write_derived(TASK_TO_CHANGE, task_id=task_id, scope=scope)
    if not rows:
        raise NotFoundError("task", task_id)
    values = rows[0].values
    access.require(actor, permission, Ownership(values.get("owner_id"), values.get("team_id")))
    return rows[0]


def _committed(
    actor: Actor, task: Standing, changes: Sequence[Change], verb: Verb = Verb.TASK_CHANGED
) -> Saved:
    task_id, title = str(task.values["uid"]), str(task.values["title"])
    if not changes:
        return Saved(task_id, title, None)
    about = [task_id, *(one["uid"] for one in task.concerns)]
    return Saved(task_id, title, commit(actor, verb, changes, about=about).activity_id)


def _said(draft: TaskDraft) -> Values:
    """Return what a task says, and whose it is.

    Raises:
        NotFoundError: There is no such user.
    """
    said: Values = {"title": draft.title, "due_on": draft.due_on, "why": draft.why}
    if draft.owner_id is None:
        return said | {"owner_id": None, "team_id": None}
    owner = graph.get(OWNER, "user", draft.owner_id, user_id=draft.owner_id)
    return said | {"owner_id": owner.owner_id, "team_id": owner.team_id}


def _records(actor: Actor, uids: Sequence[str]) -> list[Record]:
    """Return what a task concerns.

    Raises:
        NotFoundError: There is no such record, or the actor may not see it.
    """
    if not uids:
        return []
    scope = access.filter_of(actor)
    found = {one.uid: one for one in graph.fetch(CONCERNED, uids=list(uids), scope=scope)}
    for uid in uids:
        if uid not in found:
            raise NotFoundError("record", uid)
    return [found[uid] for uid in uids]


def _concerns(node: Node, record: Record) -> Added:
    return Added(Edge("CONCERNS", ids.new(), node, Node(record.label, record.uid)), {})
