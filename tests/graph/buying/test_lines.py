"""Lines between people of a deal: who reports to whom, who sways whom, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from rows import stream_end

from graphcrm import clock
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.buying.commands import seat, unseat
from graphcrm.buying.line_rules import OwnLineError, ReportingCycleError
from graphcrm.buying.lines import (
    declare_influence,
    declare_reporting,
    end_influence,
    end_reporting,
)
from graphcrm.buying.rules import NotSeatedError
from graphcrm.buying.undoing import GroupChangedSinceError, undo_change_of_group
from graphcrm.directory.commands import assign_contact
from graphcrm.directory.rules import FieldError
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection
from graphcrm.pipeline import commands, defaults
from graphcrm.pipeline.groups import get_group_page
from graphcrm.pipeline.opportunities.commands import edit_opportunity, open_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, Edit, NewOpportunity, Owner
from graphcrm.relationships import following


def run(query):
    with connection.session(write=False) as session:
        return [record.values()[0] for record in session.run(query)]


def give(world, deal_id, owner):
    """Make a deal somebody's, or everybody's."""
    edit_opportunity(world.admin, deal_id, Edit(owner=Owner(owner)))


@pytest.fixture
def deal_id(world):
    """A deal with Kim, Boss and Ada as users."""
    commands.apply_process(world.admin, defaults.process())
    new = NewOpportunity({"name": "Yard"}, Accounts(world.account("Oduya")))
    (uid,) = open_opportunity(world.admin, new).opportunity_ids
    for name in ("Kim", "Boss", "Ada"):
        seat(world.admin, uid, world.contact(name), "user")
    return uid


def lines(actor, deal_id):
    """Names of who reports to whom, as the group's page tells."""
    group = get_group_page(actor, deal_id).group
    names = {one.contact_id: one.name for one in group.members}
    return [(names[one.contact_id], names[one.superior_id]) for one in group.reporting]


def weights(actor, deal_id):
    group = get_group_page(actor, deal_id).group
    names = {one.contact_id: one.name for one in group.members}
    return [(names[one.from_id], one.weight, names[one.to_id]) for one in group.influences]


def test_who_reports_to_whom_is_said_changed_and_taken_back(world, deal_id):
    """One has one superior; who drew a line today by mistake leaves no trace of it in the graph."""
    me, (kim, boss, ada) = world.admin, map(world.uid, ("Kim", "Boss", "Ada"))
    assert declare_reporting(me, deal_id, kim, boss)
    assert lines(me, deal_id) == [("Kim", "Boss")]
    end = stream_end()
    assert declare_reporting(me, deal_id, kim, boss) is None
    assert stream_end() == end
    moved = declare_reporting(me, deal_id, kim, ada)
    assert lines(me, deal_id) == [("Kim", "Ada")]
    undo_change_of_group(me, moved)
    assert lines(me, deal_id) == [("Kim", "Boss")]
    assert end_reporting(me, deal_id, kim, boss)
    assert end_reporting(me, deal_id, kim, boss) is None
    assert run("MATCH ()-[line:REPORTS_TO]->() RETURN line.uid") == []


def test_a_line_of_before_today_has_been_until_yesterday(world, deal_id):
    """What was true then stays true of then."""
    kim, boss = world.uid("Kim"), world.uid("Boss")
    world.draw("Kim -REPORTS_TO-> Boss")
    ended = end_reporting(world.admin, deal_id, kim, boss)
    assert lines(world.admin, deal_id) == []
    today = clock.now().date()
    (until_on,) = run("MATCH ()-[line:REPORTS_TO]->() RETURN line.until_on")
    assert until_on.to_native() == today - timedelta(days=1)
    undo_change_of_group(world.admin, ended)
    assert lines(world.admin, deal_id) == [("Kim", "Boss")]


def test_nobody_stands_above_themselves(world, deal_id):
    """The sentence names the circle; of people whom one may not see it says only that."""
    me, (kim, boss, ada) = world.admin, map(world.uid, ("Kim", "Boss", "Ada"))
    declare_reporting(me, deal_id, kim, boss)
    declare_reporting(me, deal_id, boss, ada)
    said = "Ada cannot report to Kim: Kim reports to Boss, who reports to Ada."
    with pytest.raises(ReportingCycleError, match=said):
        declare_reporting(me, deal_id, ada, kim)
    with pytest.raises(OwnLineError, match="Ada cannot report to themselves"):
        declare_reporting(me, deal_id, ada, ada)
    mia = world.user("Mia", role=Role.MANAGER)
    give(world, deal_id, mia.user_id)
    assign_contact(me, boss, me.user_id)
    with pytest.raises(ReportingCycleError, match="somebody you may not see, who reports to Ada"):
        declare_reporting(mia, deal_id, ada, kim)
    assert lines(mia, deal_id) == []


def test_two_who_draw_a_circle_at_once_draw_half_of_it(world, deal_id):
    """Each alone would go; the second is told what the first has done, whatever the order."""
    me = world.admin
    names = [f"P{n}" for n in range(8)]
    people = [world.contact(name) for name in names]
    for uid in people:
        seat(me, deal_id, uid, "user")

    def draw(n):
        try:
            return declare_reporting(me, deal_id, people[n], people[(n + 1) % 8])
        except ReportingCycleError:
            return None

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(draw, range(8)))
    assert done.count(None) == 1


def test_influence_has_a_sign_a_weight_and_a_year(world, deal_id):
    """Said again it is changed, not said twice."""
    me, kim, boss = world.admin, world.uid("Kim"), world.uid("Boss")
    assert declare_influence(me, deal_id, kim, boss, "0.6")
    changed = declare_influence(me, deal_id, kim, boss, "-0.3")
    assert weights(me, deal_id) == [("Kim", -0.3, "Boss")]
    (influence,) = get_group_page(me, deal_id).group.influences
    assert influence.by == "Admin"
    assert influence.expires_on == clock.now().date() + timedelta(days=365)
    undo_change_of_group(me, changed)
    assert weights(me, deal_id) == [("Kim", 0.6, "Boss")]
    assert end_influence(me, deal_id, kim, boss)
    assert end_influence(me, deal_id, kim, boss) is None
    assert weights(me, deal_id) == []


@pytest.mark.parametrize("weight", ["7", "-1.1", "0", "nan", "", "much"])
def test_a_weight_that_is_none_is_refused(world, deal_id, weight):
    """With what it has to be."""
    with pytest.raises(FieldError, match="weight"):
        declare_influence(world.admin, deal_id, world.uid("Kim"), world.uid("Boss"), weight)


def test_an_undone_line_never_closes_a_circle(world, deal_id):
    """What somebody built on it since then stands."""
    me, (kim, boss, ada) = world.admin, map(world.uid, ("Kim", "Boss", "Ada"))
    declare_reporting(me, deal_id, kim, boss)
    ended = end_reporting(me, deal_id, kim, boss)
    declare_reporting(me, deal_id, boss, ada)
    declare_reporting(me, deal_id, ada, kim)
    with pytest.raises(GroupChangedSinceError):
        undo_change_of_group(me, ended)
    assert sorted(lines(me, deal_id)) == [("Ada", "Kim"), ("Boss", "Ada")]
    declare_influence(me, deal_id, kim, boss, "0.6")
    gone = end_influence(me, deal_id, kim, boss)
    declare_influence(me, deal_id, kim, boss, "0.3")
    with pytest.raises(GroupChangedSinceError):
        undo_change_of_group(me, gone)
    assert weights(me, deal_id) == [("Kim", 0.3, "Boss")]


def test_lines_are_for_whoever_may_edit_the_deal_and_see_both(world, deal_id):
    """And for people of the deal alone."""
    me, kim, boss, ada = world.admin, *map(world.uid, ("Kim", "Boss", "Ada"))
    eve = world.user("Eve", role=Role.READ_ONLY)
    give(world, deal_id, None)
    for draw in (declare_reporting, end_reporting, end_influence):
        with pytest.raises(NotPermittedError):
            draw(eve, deal_id, kim, boss)
    with pytest.raises(NotPermittedError):
        declare_influence(eve, deal_id, kim, boss, "1")
    with pytest.raises(NotFoundError):
        declare_reporting(me, deal_id, kim, "gone")
    with pytest.raises(NotFoundError):
        declare_reporting(me, "gone", kim, boss)
    unseat(me, deal_id, ada, "user")
    with pytest.raises(NotSeatedError):
        declare_reporting(me, deal_id, kim, ada)


def test_lines_of_people_whom_one_may_not_see_are_not_told(world, deal_id):
    """Neither the line nor that there is one."""
    me, kim, boss = world.admin, world.uid("Kim"), world.uid("Boss")
    declare_reporting(me, deal_id, kim, boss)
    declare_influence(me, deal_id, boss, kim, "-0.5")
    mia = world.user("Mia", role=Role.MANAGER)
    give(world, deal_id, mia.user_id)
    assert lines(mia, deal_id)
    assert weights(mia, deal_id)
    assign_contact(me, boss, me.user_id)
    assert lines(mia, deal_id) == []
    assert weights(mia, deal_id) == []
    with pytest.raises(NotFoundError):
        end_reporting(mia, deal_id, kim, boss)


def test_the_strengths_hear_of_lines(world, deal_id):
    """So that the path index takes them over."""
    kim, boss = world.uid("Kim"), world.uid("Boss")
    following.catch_up()
    declare_influence(world.admin, deal_id, kim, boss, "0.6")
    following.catch_up()
    batches = run("MATCH (batch:TieBatch) RETURN batch.contact_ids")
    assert {kim, boss} <= {uid for ids in batches for uid in ids}
