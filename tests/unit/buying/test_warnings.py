"""What a deal is warned of: each rule fires, and each falls silent when it should."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from graphcrm.buying.records import (
    Chair,
    Engagement,
    Member,
    Rhythm,
    Role,
    Snooze,
    Stance,
    Touch,
    Warned,
)
from graphcrm.buying.rules import engagement
from graphcrm.buying.warnings import Ground, gone_quiet, is_quiet, quiet_on, warnings_of


NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SINCE = NOW - 30 * DAY
USER = Role("user", "User")
CHAMPION = Role("fan", "Fan", stance=Stance.CHAMPION)
BLOCKER = Role("wall", "Wall", stance=Stance.BLOCKER)
BOSS = Role("boss", "Boss", authority=True)
RECENT = NOW - 2 * DAY


def touch(in_at=None, out_at=None, **more):
    """Contact of which the reader sees all."""
    last = max((at for at in (in_at, out_at) if at), default=None)
    return Touch(in_at, out_at, in_at, out_at, last, **more)


BOTH_WAYS = touch(RECENT, RECENT)


def member(name, role, contact=BOTH_WAYS, **more):
    """Somebody in the group."""
    state = engagement(contact, SINCE)
    return Member(name, name, None, (Chair(role),), touch=contact, engagement=state, **more)


def told(*members, rhythms=None, snoozes=()):
    """What the deal is warned of, kind and sentence."""
    found = warnings_of(Ground(members, rhythms or {}, SINCE, NOW), snoozes)
    return {(one.warned, one.name): one for one in found}


def kinds(*members, **more):
    return [warned for warned, _ in told(*members, **more)]


def hidden(one):
    return replace(one, contact_id=None, name=None)


def test_a_deal_that_hangs_on_one_person_is_warned_of():
    """It names who it is; with a second engaged person, or none, it is not."""
    kim, uwe, eve = member("Kim", USER), member("Uwe", USER, touch()), member("Eve", USER, touch())
    assert told(kim, uwe, eve)[Warned.SINGLE_THREAD, "Kim"].sentence == (
        "Only Kim is in touch with us both ways; the 2 others are not."
    )
    assert "the other person is not" in told(kim, uwe)[Warned.SINGLE_THREAD, "Kim"].sentence
    assert "nobody else has a seat" in told(kim)[Warned.SINGLE_THREAD, "Kim"].sentence
    assert kinds(kim, member("Ida", USER)) == []
    assert kinds(uwe) == []


def test_somebody_hidden_who_is_engaged_is_a_second_thread():
    """And if they are the only one, nothing is told of them."""
    kim, ida = member("Kim", USER), member("Ida", USER)
    assert kinds(kim, hidden(ida)) == []
    assert kinds(hidden(kim), member("Uwe", USER, touch())) == []


def test_a_deal_is_not_single_threaded_by_contact_that_one_may_not_see():
    """Who sees only a part of the evidence is told nothing rather than something wrong."""
    veiled = replace(BOTH_WAYS, seen_in_at=None)
    assert kinds(member("Kim", USER, veiled)) == []


WEEKLY = Rhythm("Kim", "Dana", "Dana", (7, 7, 6, 8), date(2026, 10, 20))


def test_a_champion_who_is_quiet_by_their_own_rhythm_is_warned_of():
    """Thirty-one days after weekly contact are many; after a contact a quarter they are few."""
    kim, ida = member("Kim", CHAMPION), member("Ida", USER)
    (found,) = told(kim, ida, rhythms={"Kim": [WEEKLY]}).values()
    assert found.warned is Warned.CHAMPION_QUIET
    assert found.our_id == "Dana"
    assert found.sentence == (
        "Kim has been quiet for 31 days; they and Dana are usually in touch every 7 days."
    )
    quarterly = replace(WEEKLY, pauses=(90, 91))
    assert kinds(kim, ida, rhythms={"Kim": [quarterly]}) == []
    spoke_to_noor = Rhythm("Kim", "Noor", None, (30,), date(2026, 11, 18))
    assert kinds(kim, ida, rhythms={"Kim": [WEEKLY, spoke_to_noor]}) == []
    unseen = replace(WEEKLY, our_name=None, pauses=(1, 1))
    assert "one of us are usually in touch every 1 day" in (
        told(kim, ida, rhythms={"Kim": [unseen]})[Warned.CHAMPION_QUIET, "Kim"].sentence
    )
    assert kinds(member("Kim", USER), ida, rhythms={"Kim": [WEEKLY]}) == []


PAUSES = st.lists(st.integers(1, 200), max_size=30)


@given(PAUSES, st.integers(0, 2000), st.integers(2, 9))
def test_quiet_is_measured_in_the_pairs_own_pauses(pauses, silence, times):
    """Twice as slow a pair may be silent twice as long; the more silence, the quieter."""
    quiet = is_quiet(pauses, silence)
    assert is_quiet([times * one for one in pauses], times * silence) is quiet
    assert not quiet or is_quiet(pauses, silence + 1)
    if len(pauses) < 2 or silence <= max(pauses[-12:]):
        assert not quiet


def test_a_champion_who_left_is_warned_of():
    """Instead of being called quiet."""
    kim, ida = member("Kim", CHAMPION, left_on=date(2026, 10, 1)), member("Ida", USER)
    (found,) = told(kim, ida, rhythms={"Kim": [WEEKLY]}).values()
    assert found.warned is Warned.CHAMPION_LEFT
    assert found.sentence == "Kim left on 1 Oct 2026; the deal has lost its champion."
    assert kinds(member("Kim", USER, left_on=date(2026, 10, 1)), ida) == []


def test_somebody_with_authority_whom_nobody_has_met_is_warned_of():
    """Mail alone is no meeting."""
    (found,) = told(member("Kim", BOSS), member("Ida", USER)).values()
    assert found.warned is Warned.DECIDER_NOT_MET
    assert found.sentence == "Nobody of us has met or called Kim, Boss."
    met = touch(RECENT, RECENT, met_at=NOW - 400 * DAY)
    assert kinds(member("Kim", BOSS, met), member("Ida", USER)) == []


def test_a_blocker_without_an_answer_is_warned_of():
    """After a week; what one may not see is not told."""
    others = member("Ida", USER), member("Uwe", USER)
    asked = touch(NOW - 9 * DAY, NOW - 20 * DAY)
    (found,) = told(member("Kim", BLOCKER, asked), *others).values()
    assert found.warned is Warned.BLOCKER_UNANSWERED
    assert found.sentence == "Kim wrote on 11 Nov 2026; nobody answered for 9 days."
    assert Warned.BLOCKER_UNANSWERED in kinds(member("Kim", BLOCKER, touch(NOW - 9 * DAY)), *others)
    for contact in (
        touch(NOW - 6 * DAY, NOW - 20 * DAY),
        touch(NOW - 9 * DAY, NOW - 8 * DAY),
        replace(asked, seen_in_at=None),
        touch(),
    ):
        assert kinds(member("Kim", BLOCKER, contact), *others) == []
    assert kinds(member("Kim", USER, asked), *others) == []


@pytest.mark.parametrize("role", [CHAMPION, BLOCKER, BOSS])
def test_nobody_hidden_is_warned_of(role):
    """A warning would name them."""
    asked = touch(NOW - 9 * DAY)
    one = hidden(member("Kim", role, asked, left_on=date(2026, 10, 1)))
    assert kinds(one, member("Ida", USER), member("Uwe", USER)) == []


def test_a_warning_rests_until_its_day():
    """On the last day still; the day after it is back, and others never rested."""
    kim, ida = member("Kim", BOSS), member("Ida", USER)
    rest = Snooze("Kim", Warned.DECIDER_NOT_MET, NOW.date(), "met at the fair", "Noor")
    key = (Warned.DECIDER_NOT_MET, "Kim")
    assert told(kim, ida, snoozes=[rest])[key].snooze is rest
    over = replace(rest, until_on=NOW.date() - DAY)
    other = replace(rest, warned=Warned.SINGLE_THREAD)
    assert told(kim, ida, snoozes=[over, other])[key].snooze is None


def test_engagement_of_the_drawn_people_is_as_meant():
    """So that the tests above test what they say."""
    assert member("Kim", USER).engagement is Engagement.ENGAGED
    assert member("Kim", USER, touch()).engagement is Engagement.NEVER


@given(st.lists(st.integers(1, 400), max_size=15), st.integers(0, 3000))
def test_the_day_somebody_went_quiet_is_the_first_of_the_warning(pauses, silence):
    """The line on a lost deal and the warning on an open one are one rule."""
    last_on = date(2026, 1, 1)
    began_on = quiet_on(pauses, last_on)
    is_over = began_on is not None and last_on + silence * DAY >= began_on
    assert is_over == is_quiet(pauses, silence)


def test_a_rhythm_slower_than_the_calendar_never_ends():
    """A pause of eight thousand years is no error of the arithmetic."""
    assert quiet_on([3_000_000, 3_000_000], date(2026, 1, 1)) is None


def test_champions_who_had_gone_quiet_by_the_end_are_named_the_first_of_them_first():
    """Not whoever was still in touch, nor anybody whom the reader may not see."""
    ended_on = NOW.date()

    def rhythm(name, days):
        return [Rhythm(name, "us", "Us", (7, 7, 7), ended_on - days * DAY)]

    kim, mia, jo, ann = (member(name, CHAMPION) for name in ("Kim", "Mia", "Jo", "Ann"))
    rhythms = {"Kim": rhythm("Kim", 40), "Mia": rhythm("Mia", 63), "Jo": rhythm("Jo", 21)}
    people = (kim, mia, jo, ann, hidden(kim), member("Bo", USER))
    found = gone_quiet(Ground(people, rhythms | {"None": rhythm("Kim", 90)}, SINCE, NOW))
    assert [(one.name, one.role, one.days_before) for one in found] == [
        ("Mia", "Fan", 41),
        ("Kim", "Fan", 18),
    ]
    assert found[0].quiet_on == found[0].last_on + 22 * DAY
