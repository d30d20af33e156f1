"""What stages set off: carried out once, by the ordinary commands, and told with its reason."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from graphcrm import clock, graph
from graphcrm.access.reads import find_actor
from graphcrm.access.records import AUTOMATION_ID, Role
from graphcrm.activities import leases
from graphcrm.automation import acting, elapsed, following
from graphcrm.automation.undoing import undo_with_consequences
from graphcrm.graph import connection
from graphcrm.members.reads import users
from graphcrm.notifications.reads import notifications, unread_count
from graphcrm.notifications.records import NoticeKind
from graphcrm.notifications.wording import sentence
from graphcrm.pipeline import commands, reads
from graphcrm.pipeline.opportunities.commands import edit_opportunity
from graphcrm.pipeline.opportunities.history import history
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Edit
from graphcrm.pipeline.opportunities.undoing import undo_change_of_deals
from graphcrm.pipeline.previews import preview
from graphcrm.pipeline.records import Effect, EffectKind, Moment, Recipient
from graphcrm.pipeline.rules import ProcessError
from graphcrm.tasks.commands import tick_task
from graphcrm.tasks.reads import tasks_about


CALL = Effect("call", EffectKind.TASK, title="Call them", whom=Recipient.OWNER, due_days=2)
STEP = Effect("step", EffectKind.SET_FIELD, field="next_step", value="Send the offer")
TELL = Effect("tell", EffectKind.NOTIFY, whom=Recipient.MANAGER)
REST = Effect("rest", EffectKind.TASK, Moment.AFTER, days=14, title="Nudge", whom=Recipient.OWNER)


@pytest.fixture
def sets_off(deals):
    """Let a stage set these effects off: `sets_off("qualified", CALL)`."""

    def configure(stage, *effects):
        process = reads.process(deals.actor)
        (sales,) = process.pipelines
        stages = tuple(
            replace(one, sets_off=effects) if one.key == stage else one for one in sales.stages
        )
        wanted = replace(process, pipelines=(replace(sales, stages=stages),))
        commands.apply_process(deals.actor, wanted)
        return wanted

    return configure


def follow():
    """Follow the stream to its end; whose browsers are told."""
    told = []
    following.catch_up(told.append)
    return told


def again():
    """Follow the whole stream once more, from the beginning."""
    rewind(0)
    follow()


def rewind(seq):
    with connection.session(write=True) as session:
        session.run("MATCH (f:Follower {uid: 'automation'}) SET f.seq = $seq", seq=seq).consume()


def age(uid, days):
    """Let a deal have come into its stage so many days earlier, and what is known of it too."""
    with connection.session(write=True) as session:
        session.run(
            "MATCH (:Opportunity {uid: $uid})-[stay:IN_STAGE]->(stage) "
            "MATCH (began:Activity {uid: stay.changed_by}) "
            "SET stay.entered_at = stay.entered_at - duration({days: $days}), "
            "began.recorded_at = began.recorded_at - duration({days: $days})",
            uid=uid,
            days=days,
        ).consume()


def backdate_effects(days):
    """Let every effect have been configured so many days earlier, as its uid tells."""
    with connection.session(write=True) as session:
        for row in list(session.run("MATCH (effect:Effect) RETURN effect.uid AS uid")):
            earlier = uuid.UUID(int=uuid.UUID(row["uid"]).int - (days * 86_400_000 << 80))
            session.run(
                "MATCH (effect:Effect {uid: $uid}) SET effect.uid = $earlier",
                uid=row["uid"],
                earlier=str(earlier),
            ).consume()


def of_kind(actor, kind):
    return [one for one in notifications(actor).notifications if one.kind == kind]


def of_stage(actor):
    return of_kind(actor, NoticeKind.STAGE)


def test_entering_a_stage_gives_a_task_once(deals, sets_off):
    """Its owner gets it, due when it says, and the history says why; again, and from zero: one."""
    sets_off("qualified", CALL)
    uid = deals.open("Yard")
    deals.move(uid, "qualified")
    follow()
    again()
    (task,) = tasks_about(deals.actor, uid)
    assert (task.title, task.owner_id, task.by) == ("Call them", deals.actor.user_id, "Automation")
    assert task.due_on == clock.now().date() + timedelta(days=2)
    step = history(deals.actor, get_opportunity(deals.actor, uid))[0]
    assert step.reason.startswith("Because it entered Qualified: task for its owner: Call them")
    assert (step.by, step.via, step.what) == ("Automation", "rule", "gave a task")


def test_leaving_and_entering_set_different_things_off(deals, sets_off):
    """Each at its moment; a new deal enters the stage it begins in."""
    sets_off("lead", replace(CALL, when=Moment.LEAVE), replace(CALL, key="hello", title="Hello"))
    uid = deals.open("Yard")
    follow()
    assert [one.title for one in tasks_about(deals.actor, uid)] == ["Hello"]
    deals.move(uid, "qualified")
    follow()
    assert {one.title for one in tasks_about(deals.actor, uid)} == {"Hello", "Call them"}


def test_a_field_is_set_by_the_rules_of_an_edit(deals, sets_off):
    """And a day may be told as so many days later."""
    later = Effect("later", EffectKind.SET_FIELD, field="next_step_on", value="+7")
    sets_off("qualified", STEP, later)
    uid = deals.open("Yard")
    deals.move(uid, "qualified")
    follow()
    values = get_opportunity(deals.actor, uid).values
    assert values["next_step"] == "Send the offer"
    assert values["next_step_on"] == clock.now().date() + timedelta(days=7)


def test_what_is_so_already_is_noted_and_not_set_again(deals, sets_off):
    """Otherwise following from zero would undo what somebody wrote since."""
    sets_off("qualified", STEP)
    uid = deals.open("Yard", next_step="Send the offer")
    deals.move(uid, "qualified")
    follow()
    edit_opportunity(deals.actor, uid, Edit({"next_step": "Wait"}))
    again()
    assert get_opportunity(deals.actor, uid).values["next_step"] == "Wait"


def test_a_field_that_is_refused_is_told_to_the_owner_once(deals, sets_off, caplog):
    """What a rule refuses is never tried for ever: the log and the owner hear of it."""
    process = sets_off("qualified", replace(STEP, field="amount", value="100"), CALL)
    uid = deals.open("Yard", amount="5 USD")
    euros = tuple(one for one in process.currencies if one.key != "USD")
    commands.apply_process(deals.actor, replace(process, currencies=euros))
    deals.move(uid, "qualified")
    follow()
    again()
    (told,) = of_kind(deals.actor, NoticeKind.EFFECT_REFUSED)
    before, name, after = sentence(told)
    assert (before, name) == ("What Qualified sets off could not be done with ", "Yard")
    assert "USD is none of the currencies" in after
    assert "is refused" in caplog.text
    assert [one.title for one in tasks_about(deals.actor, uid)] == ["Call them"]
    step = next(one for one in history(deals.actor, get_opportunity(deals.actor, uid)) if one.what)
    assert step.what in ("gave a task", "could not do what it should")


def test_the_manager_of_the_team_is_told(deals, sets_off):
    """Where the team has none, an administrator; a colleague of another team is not."""
    world = deals.world
    rep = world.user("Rep", team="North")
    mia = world.user("Mia", role=Role.MANAGER, team="North")
    max_ = world.user("Max", role=Role.MANAGER, team="South")
    lone = world.user("Lone", team="West")
    sets_off("lead", TELL)
    deals.open("Yard", owner=rep)
    deals.open("Gate", owner=lone)
    follow()
    (told,) = of_stage(mia)
    assert sentence(told) == ("", "Yard", ": it entered Lead")
    assert of_stage(max_) == []
    assert of_stage(rep) == []
    assert [one.name for one in of_stage(deals.actor)] == ["Gate"]


def test_a_team_and_a_named_user_are_told(deals, sets_off):
    """Everybody of the team, or the one who signs in so; a name that is not theirs is hidden."""
    world = deals.world
    rep, ann = world.user("Rep", team="North"), world.user("Ann", team="North")
    far = world.user("Far", team="South")
    named = replace(TELL, key="named", whom=Recipient.USER, user=far.email)
    sets_off("lead", replace(TELL, whom=Recipient.TEAM), named)
    deals.open("Yard", owner=rep)
    follow()
    assert [len(of_stage(one)) for one in (rep, ann, far)] == [1, 1, 1]
    assert sentence(of_stage(far)[0])[1] == "a record you may not see"
    assert of_stage(far)[0].about_id is None


def test_nobody_is_named_who_does_not_sign_in(sets_off):
    """A slip of the pen would send notices to nobody, silently."""
    with pytest.raises(ProcessError, match=r"sets_off\[0\].user: nobody signs in here as 'no@x.y'"):
        sets_off("lead", replace(TELL, whom=Recipient.USER, user="no@x.y"))


def test_after_some_days_it_happens_once_in_a_stay(deals, sets_off):
    """And again in the next stay; what had lasted so long before it was configured sets off none.

    The preview says which deals those are, and which get it at the next run.
    """
    old = deals.open("Old")
    age(old, 20)
    process = sets_off("lead", REST)
    uid = deals.open("Yard")
    assert elapsed.pass_time() == 0
    backdate_effects(30)
    age(uid, 15)
    assert [(one.why.value, one.names) for one in preview(deals.actor, process).affected] == []
    sooner = replace(REST, days=10)
    (sales,) = process.pipelines
    stages = tuple(
        replace(one, sets_off=(sooner,)) if one.key == "lead" else one for one in sales.stages
    )
    found = preview(deals.actor, replace(process, pipelines=(replace(sales, stages=stages),)))
    assert {(one.why.value, frozenset(one.names)) for one in found.affected} == {
        ("would at the next run set off", frozenset({"Old", "Yard"}))
    }
    assert elapsed.pass_time() == 2
    assert elapsed.pass_time() == 0
    assert [one.title for one in tasks_about(deals.actor, uid)] == ["Nudge"]
    step = history(deals.actor, get_opportunity(deals.actor, uid))[0]
    assert step.reason == ("Because it has been in Lead for 14 days: task for its owner: Nudge.")


def test_a_crash_between_two_steps_loses_and_doubles_nothing(deals, sets_off, monkeypatch):
    """The process ends after the first of two effects; the next one goes on from there."""
    sets_off("qualified", CALL, STEP)
    uid = deals.open("Yard")
    follow()
    deals.move(uid, "qualified")
    carry_out, done = acting.carry_out, []

    def dies(*given):
        if done:
            raise KeyboardInterrupt
        done.append(carry_out(*given))

    with monkeypatch.context() as patch:
        patch.setattr(acting, "carry_out", dies)
        with pytest.raises(KeyboardInterrupt):
            follow()
    assert len(tasks_about(deals.actor, uid)) == 1
    assert "next_step" not in get_opportunity(deals.actor, uid).values
    follow()
    assert len(tasks_about(deals.actor, uid)) == 1
    assert get_opportunity(deals.actor, uid).values["next_step"] == "Send the offer"


def test_two_workers_do_everything_once(deals, sets_off):
    """Though both follow the same entries at the same moment, and one without the lease."""
    sets_off("qualified", CALL, STEP, TELL)
    uids = [deals.open(f"Deal {at}") for at in range(6)]
    follow()
    for uid in uids:
        deals.move(uid, "qualified")
    start = following._cursor()

    def work(_):
        following._follow(start, lambda _: None)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    follow()
    for uid in uids:
        assert [one.title for one in tasks_about(deals.actor, uid)] == ["Call them"]
        steps = history(deals.actor, get_opportunity(deals.actor, uid))
        assert sum(step.by == "Automation" for step in steps) == 3


def test_who_holds_the_lease_works_alone(deals, sets_off):
    """A second worker leaves it to the first, and says how far that is."""
    sets_off("qualified", CALL)
    uid = deals.open("Yard")
    follow()
    deals.move(uid, "qualified")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(leases.take, following.LEASE).result()
        assert follow() == []
        assert tasks_about(deals.actor, uid) == []
        pool.submit(leases.end, following.LEASE).result()
    follow()
    assert len(tasks_about(deals.actor, uid)) == 1


def test_what_happened_before_an_effect_came_sets_nothing_off(deals, sets_off):
    """However late the stream is followed, and though it be from its beginning."""
    uid = deals.open("Yard")
    deals.move(uid, "qualified")
    sets_off("qualified", CALL)
    again()
    assert tasks_about(deals.actor, uid) == []


@pytest.mark.parametrize("via", ["demo", "import"])
def test_what_is_told_of_the_past_sets_nothing_off(deals, sets_off, via):
    """An import of thousands of deals must not give thousands of tasks."""
    sets_off("lead", CALL)
    uid = deals.open("Yard", actor=replace(deals.actor, via=via))
    follow()
    assert tasks_about(deals.actor, uid) == []


def test_undoing_a_move_takes_back_what_nobody_touched(deals, sets_off):
    """The task and the field; a task that is done stays, as somebody did it."""
    sets_off("qualified", CALL, STEP, replace(CALL, key="other", title="Ticked"))
    uid = deals.open("Yard")
    moved = deals.move(uid, "qualified")
    follow()
    ticked = next(one for one in tasks_about(deals.actor, uid) if one.title == "Ticked")
    tick_task(deals.actor, ticked.task_id)
    undo_with_consequences(deals.actor, moved.activity_id)
    follow()
    assert [one.title for one in tasks_about(deals.actor, uid)] == ["Ticked"]
    assert "next_step" not in get_opportunity(deals.actor, uid).values
    assert get_opportunity(deals.actor, uid).place.stage.key == "lead"
    again()
    assert [one.title for one in tasks_about(deals.actor, uid)] == ["Ticked"]


def test_a_new_deal_can_be_taken_back_though_it_set_something_off(deals, sets_off):
    """What happened by itself is no reason to refuse an undo."""
    sets_off("lead", STEP, CALL)
    uid = deals.open("Yard")
    follow()
    (added,) = [
        row
        for row in graph.fetch(following.ENTRIES, after=0, until=10**9, verbs=["opportunity.added"])
        if uid in row.changes
    ]
    undo_with_consequences(deals.actor, added.activity_id)
    assert deals.board() == {}


def test_an_undo_that_came_first_is_followed_too(deals, sets_off):
    """Taken back before anybody followed it, a move sets nothing off; just after, it is undone."""
    sets_off("qualified", CALL)
    early, late = deals.open("Early"), deals.open("Late")
    undo_change_of_deals(deals.actor, deals.move(early, "qualified").activity_id)
    moved = deals.move(late, "qualified")
    follow()
    undo_change_of_deals(deals.actor, moved.activity_id)
    follow()
    assert [tasks_about(deals.actor, uid) for uid in (early, late)] == [[], []]


def test_the_user_behind_it_is_nobody(deals, sets_off):
    """It signs in nowhere, owns nothing and is offered to nobody."""
    sets_off("lead", CALL)
    deals.open("Yard")
    follow()
    assert find_actor(AUTOMATION_ID) is None
    assert AUTOMATION_ID not in {one.user_id for one in users(deals.actor)}
    assert unread_count(deals.actor) == 1  # of the task
