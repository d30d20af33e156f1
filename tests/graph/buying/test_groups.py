"""A buying group as its page shows it: what is said of people, by whom, and what is in touch."""

import random
from datetime import timedelta

import pytest
from rows import stream_end

from graphcrm import clock
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.activities.records import Kind
from graphcrm.buying.commands import assess, dismiss, recall, seat, seat_all, snooze, unseat, wake
from graphcrm.buying.proposals import seats_elsewhere
from graphcrm.buying.records import Assessment, Coverage, Engagement, Orientation, Warned
from graphcrm.buying.rules import NotSeatedError, SaidMeanwhileError
from graphcrm.buying.undoing import GroupChangedSinceError, undo_change_of_group
from graphcrm.directory.encounters import Encounter, log_activity
from graphcrm.directory.rules import FieldError
from graphcrm.directory.undoing import UndoneAlreadyError
from graphcrm.errors import NotFoundError
from graphcrm.pipeline import commands, edits, reads
from graphcrm.pipeline.groups import get_group_page, proposed
from graphcrm.pipeline.opportunities.commands import edit_opportunity
from graphcrm.pipeline.opportunities.records import Edit, Owner
from graphcrm.pipeline.records import RoleNeed
from graphcrm.relationships import following


DAY = timedelta(days=1)


def members(actor, deal_id):
    return {one.name: one for one in get_group_page(actor, deal_id).group.members}


def test_what_is_said_of_somebody_holds_for_all_their_roles(world, begin):
    """Also for one that they get later; each with who said it, when and by which road."""
    deal_id, kim = begin(), world.contact("Kim")
    mia = world.user("Mia", role=Role.ADMIN)
    seat(world.admin, deal_id, kim, "champion")
    assert assess(mia, deal_id, kim, {"support": "2", "orientation": "technical"})
    seat(world.admin, deal_id, kim, "user")
    end = stream_end()
    assert assess(mia, deal_id, kim, {"support": "2"}) is None
    assert stream_end() == end
    assess(world.admin, deal_id, kim, {"power": "4", "note": "Decides alone."})
    found = members(world.admin, deal_id)["Kim"]
    assert [role.key for role in found.roles] == ["champion", "user"]
    assert found.assessment == Assessment(2, 4, Orientation.TECHNICAL, "Decides alone.")
    assert {key: said.by for key, said in found.said.items()} == {
        "support": "Mia",
        "orientation": "Mia",
        "power": "Admin",
        "note": "Admin",
    }
    assert [(chair.said.by, chair.said.via) for chair in found.chairs] == [("Admin", "form")] * 2
    unseat(world.admin, deal_id, kim, "champion")
    assert members(world.admin, deal_id)["Kim"].assessment.support == 2


def test_who_says_something_after_somebody_else_is_told(world, begin):
    """Only where both said something of the same; with whom and what."""
    deal_id, kim = begin(), world.contact("Kim")
    seat(world.admin, deal_id, kim, "champion")
    mia = world.user("Mia", role=Role.ADMIN)
    assess(mia, deal_id, kim, {"support": "-1"}, seen={"support": ""})
    with pytest.raises(SaidMeanwhileError, match=r"Mia set support to -1 on .*, after you looked"):
        assess(world.admin, deal_id, kim, {"support": "2"}, seen={"support": ""})
    assert assess(world.admin, deal_id, kim, {"power": "3"}, seen={"power": ""})
    assert assess(world.admin, deal_id, kim, {"support": "1"}, seen={"support": "-1"})


def test_of_whom_has_no_seat_or_of_what_there_is_not_nothing_is_said(world, begin):
    """And nothing of a person whom one may not see, nor by who may only read."""
    deal_id, kim = begin(), world.contact("Kim")
    with pytest.raises(NotSeatedError, match="Kim has no seat"):
        assess(world.admin, deal_id, kim, {"support": "1"})
    seat(world.admin, deal_id, kim, "user")
    with pytest.raises(FieldError, match="'3' is not -2 to 2"):
        assess(world.admin, deal_id, kim, {"support": "3"})
    reader = world.user("Rea", role=Role.READ_ONLY)
    for attempt in (assess, lambda *given: dismiss(*given[:3])):
        with pytest.raises((NotFoundError, NotPermittedError)):
            attempt(reader, deal_id, kim, {"support": "1"})


def test_every_change_of_a_group_is_taken_back_once(world, begin):
    """Unless somebody has said something since."""
    deal_id, kim = begin(), world.contact("Kim")
    seat(world.admin, deal_id, kim, "champion")
    done = assess(world.admin, deal_id, kim, {"support": "2"})
    gone = unseat(world.admin, deal_id, kim, "champion")
    undo_change_of_group(world.admin, gone)
    undo_change_of_group(world.admin, done)
    assert members(world.admin, deal_id)["Kim"].assessment.support is None
    with pytest.raises(UndoneAlreadyError):
        undo_change_of_group(world.admin, done)
    again = assess(world.admin, deal_id, kim, {"support": "1"})
    assess(world.admin, deal_id, kim, {"support": "0"})
    with pytest.raises(GroupChangedSinceError):
        undo_change_of_group(world.admin, again)


def test_a_seat_does_not_come_back_with_what_was_said_before(world, begin):
    """Two seats of one person would say different things of that person."""
    deal_id, kim = begin(), world.contact("Kim")
    seat_all(world.admin, deal_id, [(kim, "champion"), (kim, "user")])
    gone = unseat(world.admin, deal_id, kim, "champion")
    assess(world.admin, deal_id, kim, {"support": "1"})
    with pytest.raises(GroupChangedSinceError):
        undo_change_of_group(world.admin, gone)
    assert [role.key for role in members(world.admin, deal_id)["Kim"].roles] == ["user"]


def test_engagement_goes_by_the_pipelines_rhythm(world, begin):
    """Both ways, one way, once, never; and by another rhythm otherwise."""
    deal_id, now = begin(), clock.now()
    world.draw("Admin =email 2=> Kim\nKim =email 2=> Admin\nAdmin =email 2=> Uwe\nEve\nIda")
    world.exchange("Ida", "Admin", kind=Kind.CALL, at=now - 50 * DAY)
    following.catch_up()
    for name in ("Kim", "Uwe", "Eve", "Ida"):
        seat(world.admin, deal_id, world.uid(name), "user")

    def states():
        return {name: one.engagement for name, one in members(world.admin, deal_id).items()}

    assert states() == {
        "Kim": Engagement.ENGAGED,
        "Uwe": Engagement.ONE_WAY,
        "Eve": Engagement.NEVER,
        "Ida": Engagement.SILENT,
    }
    process = edits.change_pipeline(reads.process(world.admin), "sales", rhythm_days=60)
    commands.apply_process(world.admin, process)
    assert states()["Ida"] is Engagement.ENGAGED


def test_the_warnings_of_a_deal_name_who_and_rest_when_told(world, begin):
    """A single thread, a decision-maker never met, a champion who left."""
    deal_id = begin()
    world.draw("Admin =email 2=> Kim\nKim =email 2=> Admin\nUwe @ Oduya as CEO")
    kim, uwe = world.uid("Kim"), world.uid("Uwe")
    seat_all(world.admin, deal_id, [(kim, "champion"), (uwe, "decision-maker")])

    def warned():
        found = get_group_page(world.admin, deal_id).warnings
        return {one.warned: one for one in found}

    assert set(warned()) == {Warned.SINGLE_THREAD, Warned.DECIDER_NOT_MET}
    until = clock.now().date() + 7 * DAY
    key = Warned.DECIDER_NOT_MET
    done = snooze(world.admin, deal_id, uwe, key, until_on=until, reason="meets on Monday")
    rest = warned()[key].snooze
    assert (rest.until_on, rest.reason, rest.by) == (until, "meets on Monday", "Admin")
    snooze(world.admin, deal_id, uwe, key, until_on=until + DAY, reason="on Tuesday")
    assert warned()[key].snooze.reason == "on Tuesday"
    with pytest.raises(GroupChangedSinceError):
        undo_change_of_group(world.admin, done)
    assert wake(world.admin, deal_id, uwe, key)
    assert wake(world.admin, deal_id, uwe, key) is None
    assert warned()[key].snooze is None
    world.exchange("Admin", "Uwe", kind=Kind.MEETING, at=clock.now() - DAY)
    assert Warned.DECIDER_NOT_MET not in warned()


def test_a_champion_goes_quiet_by_their_own_rhythm(world, begin):
    """Weekly for a while, then nothing for a month."""
    deal_id, now = begin(), clock.now()
    world.contact("Kim")
    for week in range(5, 12):
        world.exchange("Admin", "Kim", kind=Kind.MEETING, at=now - 7 * week * DAY)
    following.catch_up()
    seat(world.admin, deal_id, world.uid("Kim"), "champion")
    (warning,) = get_group_page(world.admin, deal_id).warnings
    assert warning.warned is Warned.CHAMPION_QUIET
    assert warning.our_id == world.uid("Admin")
    assert "quiet for 35 days; they and Admin are usually in touch every 7 days" in warning.sentence


def test_who_is_seen_with_a_deals_people_is_proposed(world, begin):
    """By count, with the role that the title suggests; dismissed once, never again."""
    world.draw(
        """
        Kim @ Oduya as Planner
        Uwe @ Oduya as CFO
        Eve @ Elsewhere as CEO
        Ida @ Oduya as Head of IT
        """
    )
    deal_id = begin()
    seat(world.admin, deal_id, world.uid("Kim"), "user")
    met = tuple(world.uid(name) for name in ("Kim", "Ida", "Eve"))
    for _ in range(2):
        log_activity(world.admin, Encounter(Kind.MEETING, clock.now(), met))
    (seen,) = proposed(world.admin, deal_id).seen
    assert (seen.name, seen.role.key, seen.shared_count) == ("Ida", "technical-evaluator", 2)
    assert seen.reason == (
        "On mail or in meetings with this deal's people and ours 2 times; "
        'the title says "head of it".'
    )


def test_who_is_dismissed_is_not_proposed_again(world, begin):
    """Unless that is taken back, or they get a seat."""
    deal_id = begin()
    world.draw("Uwe @ Oduya as CFO\nIda @ Oduya as Head of IT")
    uwe, ida = world.uid("Uwe"), world.uid("Ida")
    (could,) = proposed(world.admin, deal_id).for_role("economic-buyer")
    assert (could.name, could.reason) == (
        "Uwe",
        'The title says "cfo"; nobody of us knows them yet.',
    )
    done = dismiss(world.admin, deal_id, uwe)
    assert dismiss(world.admin, deal_id, uwe) is None
    found = proposed(world.admin, deal_id)
    assert [one.name for one in found.titled] == ["Ida"]
    assert [one["name"] for one in found.dismissed] == ["Uwe"]
    undo_change_of_group(world.admin, done)
    dismiss(world.admin, deal_id, uwe)
    assert recall(world.admin, deal_id, uwe)
    assert recall(world.admin, deal_id, uwe) is None
    dismiss(world.admin, deal_id, ida)
    seat(world.admin, deal_id, ida, "user", source="evidence")
    assert proposed(world.admin, deal_id).dismissed == ()
    assert members(world.admin, deal_id)["Ida"].chairs[0].source == "evidence"


def test_a_group_is_copied_seat_by_seat_from_another_deal_of_the_account(world, begin):
    """What is thought of people stays where it was said; who sits here already is marked."""
    first, second, other = begin("First"), begin("Second"), begin("Third", "Other firm")
    kim, uwe = world.contact("Kim"), world.contact("Uwe")
    seat_all(world.admin, first, [(kim, "champion"), (uwe, "user")])
    assess(world.admin, first, kim, {"support": "2"})
    seat(world.admin, other, uwe, "legal")
    seat(world.admin, second, uwe, "user")
    roles = reads.process(world.admin).roles
    found = seats_elsewhere(world.admin, second, roles)
    assert [(one.opportunity, one.name, one.role.key, one.is_here) for one in found] == [
        ("First", "Kim", "champion", False),
        ("First", "Uwe", "user", True),
    ]
    picks = [(one.contact_id, one.role.key) for one in found]
    assert seat_all(world.admin, second, picks, source="copy")
    copied = members(world.admin, second)["Kim"]
    assert (copied.chairs[0].source, copied.assessment.support) == ("copy", None)


@pytest.fixture
def crowd(world, begin):
    """A deal of everybody's with eight people of random owners, and twenty users: who owns whom."""
    chance = random.Random(5)  # noqa: S311 - a drawn house
    roles, teams = (Role.REP, Role.MANAGER), ("North", "South", "East")
    users = [
        world.user(f"User {n}", role=chance.choice(roles), team=chance.choice(teams))
        for n in range(20)
    ]
    deal_id = begin()
    edit_opportunity(world.admin, deal_id, Edit(owner=Owner(None)))
    needs = [RoleNeed("champion"), RoleNeed("legal"), RoleNeed("user", 2), RoleNeed("procurement")]
    process = edits.set_needs(reads.process(world.admin), "sales", needs)
    commands.apply_process(world.admin, process)
    owners = {f"Person {n}": chance.choice([None, *users]) for n in range(8)}
    for name, owner in owners.items():
        world.contact(name, owner=owner)
        if chance.random() < 0.6:
            shown = chance.choice([None, *users])
            world.exchange("Admin", name, owner=shown)
            world.exchange(name, "Admin", owner=shown)
        role = chance.choice(["champion", "legal", "user", "user"])
        seat(world.admin, deal_id, world.uid(name), role)
    following.catch_up()
    return deal_id, users, owners


def test_nobody_reads_missing_where_there_is_somebody(world, crowd):
    """Users of random scopes beside the administrator who sees all; nobody hidden is named."""
    deal_id, users, owners = crowd
    page = get_group_page(world.admin, deal_id)
    whole = {one.wanted.role.key: one.state for one in page.coverage}
    assert set(whole.values()) == {Coverage.MISSING, Coverage.COVERED}
    for user in users:
        page = get_group_page(user, deal_id)
        for one in page.coverage:
            is_missing = whole[one.wanted.role.key] is Coverage.MISSING
            assert (one.state is Coverage.MISSING) == is_missing
        hidden = {name for name, owner in owners.items() if owner and not may_see(user, owner)}
        said = [one.sentence for one in (*page.coverage, *page.warnings)]
        said += [str(one.name) for one in page.group.members]
        assert not [name for name in hidden if any(name in text for text in said)]


def may_see(user, owner):
    return owner.user_id == user.user_id or owner.team_id in user.team_ids
