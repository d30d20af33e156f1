"""Who is told what: approvals, and what became somebody's; once each, and only to them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graphcrm import clock
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.automation import elapsed, following
from graphcrm.graph import connection
from graphcrm.notifications.commands import mark_all_read, mark_read, notify
from graphcrm.notifications.reads import notifications, unread_count
from graphcrm.notifications.records import Notice, NoticeKind
from graphcrm.notifications.wording import sentence
from graphcrm.pipeline import commands, reads
from graphcrm.pipeline.criteria import approvals
from graphcrm.pipeline.opportunities.commands import edit_opportunities
from graphcrm.pipeline.opportunities.records import Edit, Loss, Owner
from graphcrm.pipeline.records import Criterion, CriterionKind
from graphcrm.tasks.commands import add_task, edit_task
from graphcrm.tasks.records import TaskDraft


NOD = Criterion("nod", CriterionKind.APPROVAL, approvers=("manager", "admin"), days=3)


def follow():
    told = []
    following.catch_up(told.append)
    return told


def told(actor):
    """What somebody was told, the newest first, in words."""
    return ["".join(sentence(one)) for one in notifications(actor).notifications]


@pytest.fixture
def people(deals):
    """A rep and the manager of their team, and a manager of another; all on one deal's way."""
    world = deals.world
    rep = world.user("Rep", team="North")
    mia = world.user("Mia", role=Role.MANAGER, team="North")
    far = world.user("Far", role=Role.MANAGER, team="South")
    deals.ask("qualified", NOD)
    return rep, mia, far, deals.open("Yard", actor=rep)


def test_who_may_approve_is_told_in_their_turn_and_who_asked_at_the_end(deals, people):
    """One after the other; a manager of another team, who may not, hears nothing."""
    rep, mia, far, uid = people
    asked = approvals.request(rep, uid, deals.stage_id("qualified"))
    follow()
    assert told(mia) == ["Rep asks for your approval that Yard moves to Qualified"]
    assert (told(far), told(deals.actor), told(rep)) == ([], [], [])
    approvals.approve(mia, asked.approval_id)
    follow()
    assert told(deals.actor) == ["Rep asks for your approval that Yard moves to Qualified"]
    approvals.approve(deals.actor, asked.approval_id)
    assert rep.user_id in {*follow(), *follow()}
    assert told(rep) == [f"{deals.actor.name} approved that Yard moves to Qualified"]
    assert len(told(mia)) == 1


def test_who_asked_is_told_why_it_was_declined(deals, people):
    """In the words of who did."""
    rep, mia, _, uid = people
    asked = approvals.request(rep, uid, deals.stage_id("qualified"))
    approvals.decline(mia, asked.approval_id, "Too early")
    follow()
    assert told(rep) == ["Mia declined that Yard moves to Qualified: Too early"]


def test_who_asked_is_told_once_that_nobody_answered(deals, people):
    """When its last day is over, as long as the deal waits for it."""
    rep, _, _, uid = people
    other = deals.open("Gate", actor=rep)
    for one in (uid, other):
        approvals.request(rep, one, deals.stage_id("qualified"))
    deals.move(other, "lost", actor=rep, loss=Loss("price"))
    follow()
    assert elapsed.pass_time() == 0
    yesterday = clock.now().date() - timedelta(days=1)
    with connection.session(write=True) as session:
        session.run("MATCH (one:Approval) SET one.expires_on = $day", day=yesterday).consume()
    assert elapsed.pass_time() == 1
    assert elapsed.pass_time() == 0
    assert told(rep) == ["Nobody answered in time whether Yard may move to Qualified"]


def test_without_a_role_to_ask_an_administrator_is_told(deals):
    """Otherwise the request would wait for nobody."""
    rep = deals.world.user("Rep", team="North")
    deals.ask("qualified", replace(NOD, approvers=("manager",)))
    approvals.request(rep, deals.open("Yard", actor=rep), deals.stage_id("qualified"))
    follow()
    assert told(deals.actor) == ["Rep asks for your approval that Yard moves to Qualified"]


def test_who_is_given_deals_is_told_once_for_all(deals):
    """Not what one takes oneself; a name only while one may see it."""
    rep = deals.world.user("Rep", team="North")
    uids = [deals.open(name) for name in ("Yard", "Gate", "Dock")]
    edit_opportunities(deals.actor, uids[:2], Edit(owner=Owner(rep.user_id)))
    edit_opportunities(deals.actor, uids[2:], Edit(owner=Owner(rep.user_id)))
    follow()
    by = deals.actor.name
    assert told(rep) == [f"{by} gave you Dock", f"{by} gave you 2 records"]
    assert told(deals.actor) == []
    edit_opportunities(deals.actor, uids[2:], Edit(owner=Owner(deals.actor.user_id)))
    assert told(rep)[0] == f"{by} gave you a record you may not see"


def test_who_is_given_a_task_is_told_of_it(deals):
    """By making or by changing it; a task of one's own tells nobody."""
    rep = deals.world.user("Rep", team="North")
    saved = add_task(deals.actor, TaskDraft("Call", owner_id=deals.actor.user_id))
    follow()
    assert told(deals.actor) == []
    edit_task(deals.actor, saved.task_id, TaskDraft("Call Kim", owner_id=rep.user_id))
    edit_task(deals.actor, saved.task_id, TaskDraft("Call Tom", owner_id=rep.user_id))
    follow()
    assert told(rep) == [f"{deals.actor.name} gave you a task: Call Tom"]


def test_what_is_read_is_read_by_who_was_told(deals):
    """Nobody reads for another, nothing is read twice, and their browsers hear of it."""
    rep = deals.world.user("Rep")
    for title in ("One", "Two", "Three"):
        add_task(deals.actor, TaskDraft(title, owner_id=rep.user_id))
    follow()
    first = notifications(rep).notifications[0].notification_id
    assert mark_read(deals.actor, [first]) == 0
    assert mark_read(rep, [first]) == 1
    assert mark_read(rep, [first]) == 0
    assert unread_count(rep) == 2
    assert follow() == [rep.user_id]
    assert mark_all_read(rep) == 2
    assert mark_all_read(rep) == 0
    assert notifications(rep).notifications[0].read_at is not None


def test_nobody_tells_colleagues_things_in_the_name_of_the_system(deals):
    """Only what happens by itself notifies."""
    rep = deals.world.user("Rep")
    with pytest.raises(NotPermittedError):
        notify(rep, [Notice(rep.user_id, NoticeKind.STAGE, "x")])


def test_undoing_and_importing_tell_nobody(deals):
    """Nothing new was given to anybody."""
    rep = deals.world.user("Rep")
    deals.open("Yard", owner=rep, actor=replace(deals.actor, via="import"))
    process = reads.process(deals.actor)
    commands.apply_process(deals.actor, process)
    follow()
    assert told(rep) == []
