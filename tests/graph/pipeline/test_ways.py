"""The ways into a deal, what somebody's leaving does, and the best touches, on a real graph."""

import pytest
from counting import queries_sent

from graphcrm.access.records import Role
from graphcrm.buying.commands import seat
from graphcrm.directory.commands import assign_contact
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection
from graphcrm.influence import keeping
from graphcrm.influence.questions import From, PathRequest, find_paths
from graphcrm.influence.records import Reading
from graphcrm.members.consent import agree
from graphcrm.money import Money
from graphcrm.pipeline.ways.reads import get_absence, get_ways
from graphcrm.pipeline.ways.records import Standing, WaysRequest
from graphcrm.pipeline.ways.touching import BudgetError, best_touches


@pytest.fixture(autouse=True)
def _fresh_index():
    """Each test builds its own index."""
    keeping.keep_in(None)
    yield
    keeping.keep_in(None)


@pytest.fixture
def noor(deals):
    """A rep of the team North."""
    return deals.world.user("Noor Haddad", team="North")


@pytest.fixture
def dana(noor, deals):
    """Her colleague, who shares their ties."""
    assert noor.team_ids
    return deals.world.user("Dana Whitlock", team="North")


@pytest.fixture
def oduya(deals, noor, dana):
    """A deal of Noor's: its CFO is known to Dana, and to Noor over Kim."""
    assert dana.contact_id
    world = deals.world
    world.draw("Cleo @ Oduya as CFO")
    world.draw("Dana Whitlock -KNOWS .5-> Cleo")
    world.draw("Noor Haddad -KNOWS .4-> Kim -KNOWS .5-> Cleo")
    uid = deals.open(
        "Oduya rollout",
        stage="proposal",
        owner=noor,
        account=world.uid("Oduya"),
        amount="120000 EUR",
    )
    seat(world.admin, uid, world.uid("Cleo"), "decision-maker")
    return uid


def only(ways):
    (group,) = ways.roles
    (way,) = group.ways
    return way


def test_each_seat_with_authority_has_my_way_and_my_teams(noor, oduya):
    """With the gain in words, the hops with their strength, and nobody else's seat."""
    found = get_ways(noor, WaysRequest(oduya))
    way = only(found)
    assert found.standing is Standing.READY
    assert way.person.name == "Cleo"
    assert way.gain == "0.13 alone, 0.71 through Dana"
    assert [one.name for one in way.best.people] == ["Dana Whitlock", "Cleo"]
    assert [one.name for one in way.mine.people] == ["Noor Haddad", "Kim", "Cleo"]
    assert way.best.hops[0].strength == pytest.approx(0.5, abs=1e-4)
    assert found.what_if is None


def test_without_a_colleague_the_next_best_way_is_told(noor, oduya, dana):
    """Named by contact or by user; nothing of it is written."""
    by_contact = get_ways(noor, WaysRequest(oduya, without=(dana.contact_id, "unknown")))
    by_user = get_ways(noor, WaysRequest(oduya, without=(dana.user_id,)))
    assert by_user.request == by_contact.request
    assert only(by_user).gain == "0.13 alone, and nobody does better"
    told = by_user.what_if
    assert [one.name for one in told.gone] == ["Dana Whitlock"]
    (shift,) = told.shifts
    assert shift.before.probability > shift.after.probability
    (fall,) = told.falls
    assert not fall.is_lost
    assert {one.name for one in fall.hinges} == {"Noor Haddad", "Kim"}
    (total,) = told.sums
    assert total.weighted == fall.deal.weighted
    assert told.successor.name == "Kim"


def test_without_all_who_connect_a_deal_is_lost(noor, oduya, dana, deals):
    """Whoever decides is out of reach, and says so in a sentence of its own."""
    gone = (dana.contact_id, deals.world.uid("Kim"))
    found = get_ways(noor, WaysRequest(oduya, without=gone))
    assert only(found).best is None
    assert only(found).reason
    (fall,) = found.what_if.falls
    assert fall.is_lost
    assert get_absence(noor, gone).falls == found.what_if.falls
    me_too = get_ways(noor, WaysRequest(oduya, without=(noor.contact_id,)))
    assert only(me_too).mine is None
    target = get_ways(noor, WaysRequest(oduya, without=(deals.world.uid("Cleo"),)))
    assert only(target).reason == "Cleo is left out."


def test_a_missing_role_has_ways_to_those_whose_title_says_so(noor, oduya, deals):
    """With the reason why they may be the one."""
    world = deals.world
    world.draw("Vera @ Oduya as Head of IT")
    world.draw("Dana Whitlock -KNOWS .5-> Vera")
    found = get_ways(noor, WaysRequest(oduya))
    missing = {one.role.key: one for one in found.missing}
    assert "champion" in missing
    ways = [way for one in found.missing for way in one.ways]
    for way in ways:
        assert "title says" in way.why
    empty = deals.open("Nobody yet", stage="lead", owner=noor)
    roles = {one.role.key for one in get_ways(noor, WaysRequest(empty)).missing}
    assert "decision-maker" in roles


def test_whoever_is_hidden_is_counted_and_not_named(noor, oduya, deals):
    """Nor hinted at by a reason, a way, a what-if or a touch."""
    world = deals.world
    other = world.user("Omar Sey", team="South")
    assign_contact(world.admin, world.uid("Cleo"), other.user_id)
    found = get_ways(noor, WaysRequest(oduya))
    (group,) = found.roles
    assert (group.ways, group.hidden_count) == ((), 1)
    assert world.uid("Cleo") not in repr(found)
    left = get_ways(noor, WaysRequest(oduya, without=(world.uid("Cleo"),)))
    assert left.request.without == ()
    assert left.what_if is None
    assert best_touches(noor).deal_count == 0
    with pytest.raises(NotFoundError):
        get_absence(noor, (world.uid("Cleo"),))


def test_a_deal_of_others_is_not_found(oduya, deals):
    """By whoever may not see it."""
    stranger = deals.world.user("Sam Stranger", team="South")
    with pytest.raises(NotFoundError):
        get_ways(stranger, WaysRequest(oduya))


def test_an_index_that_is_being_built_and_one_without_ties_say_so(noor, oduya, deals):
    """Neither is the same as that there is no way."""
    with keeping._keeper.lock:
        building = get_ways(noor, WaysRequest(oduya))
        assert get_absence(noor, (noor.contact_id,)) is None
        assert best_touches(noor).standing is Standing.BUILDING
    assert building.standing is Standing.BUILDING
    assert [one.ways for one in building.roles] == [()]
    bare = deals.open("Bare", owner=noor)
    assert get_ways(noor, WaysRequest(bare)).standing is Standing.READY


def test_a_house_without_any_tie_says_so(noor, deals):
    """It is not that nobody would help."""
    uid = deals.open("First", owner=noor)
    assert get_ways(noor, WaysRequest(uid)).standing is Standing.NO_TIES
    assert best_touches(noor).standing is Standing.NO_TIES


def test_sway_is_walked_only_where_it_is_asked_for(noor, oduya, deals):
    """Introduction first, then who is listened to."""
    world = deals.world
    world.draw("Boss @ Oduya as CEO")
    world.draw("Cleo -INFLUENCES .9-> Boss")
    seat(world.admin, oduya, world.uid("Boss"), "economic-buyer")
    by_name = {}
    for reading in Reading:
        found = get_ways(noor, WaysRequest(oduya, start=From.ANYONE, reading=reading))
        ways = [way for group in found.roles for way in group.ways]
        by_name[reading] = {way.person.name: way.best for way in ways}
    assert by_name[Reading.INTRODUCTION]["Boss"] is None
    assert by_name[Reading.INFLUENCE]["Boss"].hops[-1].type == "INFLUENCES"


def test_whoever_withdraws_consent_begins_no_way_of_others(noor, oduya, dana):
    """In the very next answer."""
    assert only(get_ways(noor, WaysRequest(oduya))).best.people[0].name == "Dana Whitlock"
    agree(dana, agrees=False)
    assert only(get_ways(noor, WaysRequest(oduya))).best.people[0].name == "Noor Haddad"


def rest():
    """Let all contact lie a month back; strengths stay as they were drawn."""
    with connection.session(write=True) as session:
        session.run(
            "MATCH ()-[tie:KNOWS]->() SET tie.last_at = tie.last_at - duration({days: 30})"
        ).consume()


def test_a_touch_says_what_it_buys(noor, oduya, deals):
    """From what the chance is to what it would be, of Noor's own deals."""
    rest()
    found = best_touches(noor, 3)
    (touch,) = found.touches
    assert touch.person.name == "Kim"
    (gain,) = touch.gains
    assert gain.deal.opportunity_id == oduya
    assert gain.deal.money == Money(12_000_000, "EUR")
    assert gain.before == pytest.approx(0.134, abs=1e-3)
    assert gain.after > gain.before
    assert (found.deal_count, found.own_count) == (1, 1)
    with pytest.raises(BudgetError, match="4 is none of 3, 5, 10"):
        best_touches(noor, 4)
    assert best_touches(deals.world.admin).touches == ()


def test_whoever_was_in_touch_this_week_or_wants_no_contact_is_left_out(noor, oduya, deals):
    """The one is named as left out; the other is no touch at all."""
    world = deals.world
    world.contact("Shy", do_not_contact=True)
    world.draw("Noor Haddad -KNOWS .4-> Shy -KNOWS .9-> Cleo")
    assert oduya
    found = best_touches(noor)
    assert found.touches == ()
    (rested,) = found.rested
    assert (rested.person.name, rested.days) == ("Kim", 0)


def test_the_queries_do_not_grow_with_the_deals(noor, oduya, deals):
    """Seven for the ways and five for the touches, however many there are."""
    counts = []
    for _ in range(2):
        get_ways(noor, WaysRequest(oduya, without=(noor.contact_id,)))
        with queries_sent() as ways:
            get_ways(noor, WaysRequest(oduya, without=(noor.contact_id,)))
        with queries_sent() as touches:
            best_touches(noor)
        counts.append((len(ways), len(touches)))
        for at in range(5):
            uid = deals.open(f"More {at}", owner=noor)
            seat(deals.world.admin, uid, deals.world.uid("Cleo"), "decision-maker")
    assert all(ways <= 7 and touches <= 5 for ways, touches in counts), counts


def test_paths_lead_to_those_of_a_deal_who_can_say_yes(noor, oduya, deals):
    """And a deal in which nobody can says what is missing."""
    found = find_paths(noor, PathRequest((oduya,)), at_once=True)
    assert found.aim.deal == "Oduya rollout"
    assert found.paths[0].people[-1].name == "Cleo"
    bare = deals.open("Bare", owner=noor, actor=deals.world.admin)
    nobody = find_paths(noor, PathRequest((bare,)), at_once=True)
    assert nobody.paths == ()
    assert "Nobody is known who can say yes in Bare" in nobody.reason
    assert noor.role is Role.REP
