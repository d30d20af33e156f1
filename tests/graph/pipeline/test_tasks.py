"""Tasks: given, changed, ticked, taken away and back, each by whoever may."""

import pytest

from graphcrm import clock
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.directory.rules import StaleError
from graphcrm.directory.undoing import UndoneAlreadyError
from graphcrm.errors import NotFoundError
from graphcrm.pipeline.opportunities.commands import remove_opportunities
from graphcrm.pipeline.opportunities.history import history
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.tasks import commands
from graphcrm.tasks.reads import agenda, get_task, tasks_about
from graphcrm.tasks.records import TaskDraft
from graphcrm.tasks.undoing import undo_change_of_task


def test_a_task_names_only_what_its_reader_may_see(deals):
    """A task about a hidden deal says that there is something, and not what."""
    rep = deals.world.user("Rep", team="North")
    far = deals.world.user("Far", team="South")
    uid = deals.open("Yard", owner=rep)
    contact = deals.world.contact("Kim")
    draft = TaskDraft("Call", owner_id=far.user_id, about=(uid, contact))
    task = get_task(far, commands.add_task(deals.actor, draft).task_id)
    assert [(one["label"], one["name"]) for one in task.concerns] == [("Contact", "Kim")]
    assert task.hidden_count == 1
    assert tasks_about(rep, uid) == []
    (seen,) = tasks_about(deals.actor, uid)
    assert {one["name"] for one in seen.concerns} == {"Yard", "Kim"}
    with pytest.raises(NotFoundError):
        get_task(rep, task.task_id)
    with pytest.raises(NotFoundError):
        commands.add_task(far, TaskDraft("Call", about=(uid,)))


def test_what_is_asked_twice_is_given_once(deals):
    """A double click, or a retry after a lost answer."""
    draft = TaskDraft("Call", owner_id=deals.actor.user_id)
    first = commands.add_task(deals.actor, draft, key="x")
    assert commands.add_task(deals.actor, draft, key="x") == first
    assert len(agenda(deals.actor, clock.now().date()).someday) == 1


def test_what_was_done_is_told_in_the_history_of_the_deal(deals):
    """Without its words: whoever sees the deal need not see the task."""
    uid = deals.open("Yard")
    saved = commands.add_task(deals.actor, TaskDraft("Secret", about=(uid,)))
    commands.tick_task(deals.actor, saved.task_id)
    commands.remove_task(deals.actor, saved.task_id)
    steps = history(deals.actor, get_opportunity(deals.actor, uid))
    assert [one.what for one in steps[:3]] == ["removed a task", "changed a task", "gave a task"]
    assert "Secret" not in str(steps)


def test_every_step_can_be_taken_back_once(deals):
    """Ticked, edited, removed and given: each by its activity, in any state that it left."""
    uid = deals.open("Yard")
    me = deals.actor
    saved = commands.add_task(me, TaskDraft("Call", why="They asked", about=(uid,)))
    edited = commands.edit_task(me, saved.task_id, TaskDraft("Call again"))
    assert get_task(me, saved.task_id).concerns == []
    undo_change_of_task(me, edited.activity_id)
    task = get_task(me, saved.task_id)
    assert (task.title, task.why, len(task.concerns)) == ("Call", "They asked", 1)
    ticked = commands.tick_task(me, saved.task_id)
    assert commands.tick_task(me, saved.task_id).activity_id is None
    undo_change_of_task(me, ticked.activity_id)
    with pytest.raises(UndoneAlreadyError):
        undo_change_of_task(me, ticked.activity_id)
    gone = commands.remove_task(me, saved.task_id)
    assert tasks_about(me, uid) == []
    undo_change_of_task(me, gone.activity_id)
    assert len(tasks_about(me, uid)) == 1
    again = commands.add_task(me, TaskDraft("Other", about=(uid,)))
    undo_change_of_task(me, again.activity_id)
    assert len(tasks_about(me, uid)) == 1


def test_what_somebody_changed_since_is_not_taken_back(deals):
    """Their change stays, and one is told so."""
    saved = commands.add_task(deals.actor, TaskDraft("Call"))
    first = commands.edit_task(deals.actor, saved.task_id, TaskDraft("Call Kim"))
    commands.edit_task(deals.actor, saved.task_id, TaskDraft("Call Tom"))
    with pytest.raises(StaleError, match="Call Tom"):
        undo_change_of_task(deals.actor, first.activity_id)
    with pytest.raises(StaleError):
        commands.edit_task(deals.actor, saved.task_id, TaskDraft("Call Ann"), seen="before")


def test_who_may_do_what_with_a_task(deals):
    """Colleagues edit and tick each other's, only one's own is removed; a reader does nothing."""
    rep, ann = deals.world.user("Rep", team="North"), deals.world.user("Ann", team="North")
    reader = deals.world.user("Reader", role=Role.READ_ONLY, team="North")
    saved = commands.add_task(rep, TaskDraft("Call", owner_id=rep.user_id))
    assert commands.tick_task(ann, saved.task_id).activity_id
    assert commands.edit_task(ann, saved.task_id, TaskDraft("Call", owner_id=rep.user_id))
    for wrong in (
        lambda: commands.remove_task(ann, saved.task_id),
        lambda: commands.tick_task(reader, saved.task_id, done=False),
        lambda: commands.edit_task(reader, saved.task_id, TaskDraft("No")),
        lambda: commands.add_task(reader, TaskDraft("No")),
    ):
        with pytest.raises(NotPermittedError):
            wrong()
    given = commands.add_task(rep, TaskDraft("For Ann", owner_id=ann.user_id))
    undo_change_of_task(rep, given.activity_id)
    with pytest.raises(NotFoundError):
        get_task(ann, given.task_id)
    with pytest.raises(NotFoundError):
        commands.add_task(rep, TaskDraft("For nobody", owner_id="nobody"))


def test_a_deal_that_is_removed_leaves_its_tasks(deals):
    """They are somebody's; they only name it no more."""
    uid = deals.open("Yard")
    saved = commands.add_task(deals.actor, TaskDraft("Call", about=(uid,)))
    remove_opportunities(deals.actor, [uid])
    task = get_task(deals.actor, saved.task_id)
    assert (task.concerns, task.hidden_count) == ([], 0)
    assert commands.tick_task(deals.actor, saved.task_id).activity_id
