"""What of a deal's past is told: to whom, from when on, and what counted as known."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from graphcrm import clock
from graphcrm.activities.as_of import AsOf, Axis
from graphcrm.activities.records import Kind
from graphcrm.buying import lines
from graphcrm.buying.commands import seat, unseat
from graphcrm.buying.past import BeforeDealError, begun_at, changed_at, get_past, table_at
from graphcrm.buying.records import Coverage, Engagement, Warned
from graphcrm.directory import commands as directory
from graphcrm.directory.drafts import ContactDraft, JobDraft
from graphcrm.directory.reads import get_contact
from graphcrm.errors import NotFoundError
from graphcrm.pipeline import commands, defaults, edits, reads
from graphcrm.pipeline.groups import champions_gone_quiet, get_group_page_as_of
from graphcrm.pipeline.opportunities.commands import edit_opportunity, open_opportunity
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.records import (
    Accounts,
    Edit,
    Loss,
    Move,
    NewOpportunity,
    Owner,
)
from graphcrm.pipeline.retiring import change_process


DAY = timedelta(days=1)


@pytest.fixture
def begin(world):
    """Begin a deal for an account, in a house with the default roles: its uid."""
    commands.apply_process(world.admin, defaults.process())

    def new(name="Yard", stage="proposal"):
        stage_id = stage_of(world, stage)
        new = NewOpportunity({"name": name}, Accounts(world.account("Oduya")), stage_id)
        return open_opportunity(world.admin, new).opportunity_ids[0]

    return new


def stage_of(world, key):
    places = reads.layout(world.admin).places
    return next(uid for uid, one in places.items() if one.stage.key == key)


def then(actor, deal_id, at, axis):
    return get_group_page_as_of(actor, get_past(actor, deal_id), AsOf(at, axis, clock.now()))


def test_a_mail_that_comes_late_counts_when_it_was_sent_and_is_known_when_it_came(world, begin):
    """Both ways of asking for one evening: how it was, and how it looked."""
    start = clock.now() - 40 * DAY
    with time_machine.travel(start, tick=False) as traveller:
        deal_id, kim = begin(), world.contact("Kim")
        seat(world.admin, deal_id, kim, "champion")
        traveller.shift(20 * DAY)
        for ends in (("Admin", "Kim"), ("Kim", "Admin")):
            world.exchange(*ends, at=start + 2 * DAY)
    told = {
        axis: then(world.admin, deal_id, start + 10 * DAY, axis).group.members[0].engagement
        for axis in Axis
    }
    assert told == {Axis.TRUE: Engagement.ENGAGED, Axis.KNOWN: Engagement.NEVER}
    later = then(world.admin, deal_id, start + 21 * DAY, Axis.KNOWN)
    assert later.group.members[0].engagement is Engagement.ENGAGED
    assert [one.days for one in later.threads[kim]] == [1]


def test_an_address_pulls_its_old_mail_along_only_once_it_is_known(world, begin):
    """What was true then is told by all that is known of whose the address is."""
    start = clock.now() - 40 * DAY
    with time_machine.travel(start, tick=False) as traveller:
        deal_id, kim = begin(), world.contact("Kim")
        seat(world.admin, deal_id, kim, "champion")
        world.exchange("Admin", "Kim Private", at=start)
        private = world.uid("Kim Private")
        traveller.shift(5 * DAY)
        page = get_contact(world.admin, private)
        bare = replace(page.draft, emails=())
        directory.edit_contact(world.admin, private, bare, version=page.version)
        page = get_contact(world.admin, kim)
        both = replace(page.draft, emails=(*page.draft.emails, "kim.private@people.example"))
        directory.edit_contact(world.admin, kim, both, version=page.version)
    seen = {
        axis: then(world.admin, deal_id, start + DAY, axis).group.members[0].engagement
        for axis in Axis
    }
    assert seen == {Axis.TRUE: Engagement.ONE_WAY, Axis.KNOWN: Engagement.NEVER}
    later = then(world.admin, deal_id, start + 6 * DAY, Axis.KNOWN)
    assert later.group.members[0].engagement is Engagement.ONE_WAY


def test_who_may_not_see_somebody_now_does_not_see_them_then(world, begin):
    """Also where everybody saw them then; their seat is told and nothing else."""
    start = clock.now() - 40 * DAY
    rep = world.user("Rep")
    with time_machine.travel(start, tick=False):
        deal_id, kim, mia = begin(), world.contact("Kim"), world.contact("Mia")
        share(world, deal_id)
        for uid in (kim, mia):
            seat(world.admin, deal_id, uid, "decision-maker")
        lines.declare_influence(world.admin, deal_id, kim, mia, "0.9")
        lines.declare_reporting(world.admin, deal_id, kim, mia)
    directory.assign_contact(world.admin, kim, world.admin.user_id)
    for axis in Axis:
        whole = then(world.admin, deal_id, start + DAY, axis)
        page = then(rep, deal_id, start + DAY, axis)
        assert len(whole.group.influences) == len(whole.group.reporting) == 1
        told = [(one.name, one.contact_id) for one in page.group.members]
        assert told == [("Mia", mia), (None, None)]
        assert not page.group.influences
        assert not page.group.reporting
        assert not page.is_editable
        lacking = [
            {one.wanted.role.key for one in seen.coverage if one.state is Coverage.MISSING}
            for seen in (page, whole)
        ]
        assert lacking[0] == lacking[1]
    directory.remove_contact(world.admin, kim)
    assert then(world.admin, deal_id, start + DAY, Axis.KNOWN).group.members[1].name is None
    stranger = begin("Secret")
    with pytest.raises(NotFoundError):
        get_past(rep, stranger)


def share(world, deal_id):
    """Let everybody see a deal."""
    edit_opportunity(world.admin, deal_id, Edit({}, owner=Owner(None)))


def test_before_a_deal_began_there_is_nothing_to_look_at(world, begin):
    """Nor after now; the sentence says from when on there is."""
    deal_id, now = begin(), clock.now()
    past = get_past(world.admin, deal_id)
    for at in (now - 400 * DAY, now + 2 * DAY):
        with pytest.raises(BeforeDealError, match=r"Yard was written down on \d{4}-\d\d-\d\d at"):
            table_at(past, AsOf(at, Axis.KNOWN, clock.now()))
    as_of = AsOf(clock.now(), Axis.KNOWN, clock.now())
    assert table_at(past, replace(as_of, at=begun_at(past, as_of))).stage_id


def test_jobs_and_lines_hold_by_their_own_dates(world, begin):
    """Whoever is told today to have left in spring was no champion there in summer."""
    deal_id, today = begin(), clock.now().date()
    job = JobDraft("Oduya", from_on=date(2020, 1, 1), until_on=today - 5 * DAY)
    kim = directory.create_contact(world.admin, ContactDraft("Kim", jobs=(job,))).uid
    seat(world.admin, deal_id, kim, "champion")
    now = clock.now()
    past = get_past(world.admin, deal_id)
    assert table_at(past, AsOf(now, Axis.TRUE, now)).left == {kim: today - 5 * DAY}
    page = get_group_page_as_of(world.admin, past, AsOf(now, Axis.TRUE, now))
    assert Warned.CHAMPION_LEFT in {one.warned for one in page.warnings}


def test_the_slider_has_a_tick_where_the_group_changed(world, begin):
    """And none where something else of the deal or its people did."""
    start = clock.now() - 40 * DAY
    with time_machine.travel(start, tick=False) as traveller:
        deal_id, kim = begin(), world.contact("Kim")
        traveller.shift(DAY)
        seat(world.admin, deal_id, kim, "champion")
        traveller.shift(DAY)
        page = get_contact(world.admin, kim)
        renamed = replace(page.draft, phones=("+44 20 7946 0000",))
        directory.edit_contact(world.admin, kim, renamed, version=page.version)
        traveller.shift(DAY)
        unseat(world.admin, deal_id, kim, None)
        left_at = clock.now()
    now = clock.now()
    found = changed_at(get_past(world.admin, deal_id), AsOf(now, Axis.KNOWN, now))
    assert [(at - start) // DAY for at in found] == [0, 1, 3]
    assert found[-1] == left_at


def test_the_day_the_champion_of_a_lost_deal_went_quiet_is_told(world, begin):
    """By their own rhythm up to the loss; what came after it changes nothing."""
    start = clock.now() - 200 * DAY
    with time_machine.travel(start, tick=False) as traveller:
        deal_id, kim = begin(), world.contact("Kim")
        seat(world.admin, deal_id, kim, "champion")
        for _ in range(6):
            traveller.shift(7 * DAY)
            world.exchange("Admin", "Kim", kind=Kind.MEETING)
        last_on = clock.now().date()
        traveller.shift(62 * DAY)
        past = get_past(world.admin, deal_id)
        assert champions_gone_quiet(world.admin, past) == []
        reason = reads.process(world.admin).loss_reasons[0].key
        lost = Move((deal_id,), stage_of(world, "lost"), loss=Loss(reason), override_reason="Gone.")
        move_opportunity(world.admin, lost)
        traveller.shift(9 * DAY)
        world.exchange("Admin", "Kim", kind=Kind.MEETING)
    (found,) = champions_gone_quiet(world.admin, get_past(world.admin, deal_id))
    assert (found.name, found.role) == ("Kim", "Champion")
    assert (found.last_on, found.quiet_on) == (last_on, last_on + 22 * DAY)
    assert found.days_before == 40
    shown = then(world.admin, deal_id, start + (42 + 22) * DAY, Axis.TRUE)
    assert Warned.CHAMPION_QUIET in {one.warned for one in shown.warnings}
    before = then(world.admin, deal_id, start + (42 + 21) * DAY, Axis.TRUE)
    assert Warned.CHAMPION_QUIET not in {one.warned for one in before.warnings}


def test_a_stage_that_is_gone_by_now_is_named_and_needs_nobody(world, begin):
    """The process is that of today, but where the deal lay is not forgotten."""
    deal_id, kim = begin(), world.contact("Kim")
    seat(world.admin, deal_id, kim, "champion")
    at = clock.now()
    place = reads.layout(world.admin).places[stage_of(world, "proposal")]
    seen = reads.process(world.admin)
    wanted = edits.retire_stage(seen, place.pipeline.key, "proposal", "discovery")
    heirs = {(place.pipeline.key, "proposal"): "discovery"}
    change_process(world.admin, wanted, seen=seen, heirs=heirs)
    page = then(world.admin, deal_id, at, Axis.KNOWN)
    assert page.place.stage.name == place.stage.name
    assert page.coverage == ()
