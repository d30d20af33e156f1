"""What may be said of a seat, who counts as engaged, and how many roles people can stand for."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from graphcrm.buying.records import Assessment, Engagement, Orientation, Touch
from graphcrm.buying.rules import (
    RoleError,
    SaidMeanwhileError,
    assessment_of,
    check_snooze,
    engagement,
    is_engaged,
    most_roles,
    read_assessment,
    whole_engagement,
)
from graphcrm.directory.rules import FieldError


NOW = datetime(2026, 11, 20, tzinfo=UTC)
DAY = timedelta(days=1)
INSTANTS = st.none() | st.integers(0, 100).map(lambda days: NOW - days * DAY)


@pytest.mark.parametrize(
    ("in_at", "out_at", "engaged"),
    [
        (NOW, NOW, True),
        (NOW - DAY, NOW, True),
        (NOW - 2 * DAY, NOW, False),
        (NOW, None, False),
        (None, NOW, False),
    ],
)
def test_engaged_is_in_touch_both_ways(in_at, out_at, engaged):
    """Who never answers is not, however often we write."""
    assert is_engaged(in_at, out_at, NOW - DAY) is engaged


@pytest.mark.parametrize(
    ("touch", "state"),
    [
        (Touch(), Engagement.NEVER),
        (Touch(last_at=NOW - 400 * DAY), Engagement.SILENT),
        (Touch(in_at=NOW - 31 * DAY), Engagement.SILENT),
        (Touch(in_at=NOW - DAY), Engagement.ONE_WAY),
        (Touch(in_at=NOW - 40 * DAY, out_at=NOW), Engagement.ONE_WAY),
        (Touch(in_at=NOW - 29 * DAY, out_at=NOW), Engagement.ENGAGED),
    ],
)
def test_engagement_goes_by_the_rhythm(touch, state):
    """Both ways, one way, once, or never: four answers that say four different things."""
    assert whole_engagement(touch, NOW - 30 * DAY) is state


@st.composite
def touches(draw):
    """Contact of which a reader sees a part: what is seen is never later than what is."""
    in_at, out_at = draw(INSTANTS), draw(INSTANTS)
    seen = [None if at is None else draw(st.none() | st.just(at)) for at in (in_at, out_at)]
    ever = [at for at in (in_at, out_at) if at]
    last_at = max(ever) if ever else draw(st.none() | st.just(NOW - 300 * DAY))
    return Touch(in_at, out_at, *seen, last_at)


@given(touches(), st.integers(1, 60))
def test_who_sees_less_is_never_told_something_else_than_who_sees_all(touch, days):
    """Either the same, or that they cannot tell."""
    since = NOW - days * DAY
    told = engagement(touch, since)
    assert told in (whole_engagement(touch, since), Engagement.CANNOT_TELL)
    if (touch.in_at, touch.out_at) == (touch.seen_in_at, touch.seen_out_at):
        assert told is not Engagement.CANNOT_TELL


@given(touches(), st.integers(1, 60), st.integers(1, 60))
def test_a_longer_rhythm_never_makes_somebody_less_engaged(touch, days, more):
    """Whoever is engaged within a month is within two."""
    order = [Engagement.NEVER, Engagement.SILENT, Engagement.ONE_WAY, Engagement.ENGAGED]
    short = whole_engagement(touch, NOW - days * DAY)
    long = whole_engagement(touch, NOW - (days + more) * DAY)
    assert order.index(long) >= order.index(short)


@given(
    st.dictionaries(
        st.sampled_from("ABCD"), st.lists(st.sampled_from("wxyz"), unique=True), max_size=4
    )
)
def test_nobody_stands_for_two_and_no_role_is_counted_twice(roles_of):
    """As many as the best of all ways to give each person one role."""
    people = list(roles_of)
    best = max(
        sum(role in roles_of[person] for person, role in zip(people, order, strict=False))
        for order in permutations("wxyz")
    )
    assert most_roles(roles_of) == best


def test_a_role_that_is_none_is_told_with_those_there_are():
    """Also where there are none at all."""
    assert str(RoleError("cook", [])) == "role: 'cook' is none of none."


def test_what_is_said_of_somebody_is_read_by_field():
    """Empty means unknown, and what is not named is not said anything of."""
    told = {"support": "-2", "power": "", "orientation": "technical", "note": " Keen. "}
    read = read_assessment(told)
    assert read == {"support": -2, "power": None, "orientation": "technical", "note": "Keen."}
    assert assessment_of(read) == Assessment(-2, None, Orientation.TECHNICAL, "Keen.")
    assert assessment_of({}) == Assessment()


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("support", "7", "support: '7' is not -2 to 2."),
        ("support", "warm", "support: 'warm' is not -2 to 2."),
        ("power", "0", "power: '0' is not 1 to 5."),
        ("orientation", "north", "orientation: 'north' is none of financial, technical"),
        ("note", "x" * 2001, "note: has more than 2000 letters."),
        ("mood", "good", "mood: is none of support, power"),
    ],
)
def test_what_is_out_of_range_is_refused_with_a_sentence(field, text, sentence):
    """It says which field, what was said, and what there is."""
    with pytest.raises(FieldError) as refused:
        read_assessment({field: text})
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("until_on", "reason"),
    [
        (date(2026, 11, 19), "on leave"),
        (date(2028, 1, 1), "on leave"),
        (date(2026, 12, 1), "  "),
        (date(2026, 12, 1), "x" * 201),
    ],
)
def test_a_warning_rests_for_a_reason_and_no_longer_than_a_year(until_on, reason):
    """Otherwise it would be switched off."""
    with pytest.raises(FieldError):
        check_snooze(until_on, reason, NOW.date())
    assert check_snooze(date(2026, 12, 1), " on  leave ", NOW.date()) == "on leave"


@pytest.mark.parametrize(
    ("value", "by", "at", "sentence"),
    [
        (1, "Ada", NOW, "Ada set support to 1 on 2026-11-20 at 00:00 UTC, after you looked"),
        (None, None, None, "Somebody set support to unknown, after you looked"),
    ],
)
def test_a_conflict_says_who_said_what(value, by, at, sentence):
    """Whoever is second sees what they would have overwritten."""
    assert str(SaidMeanwhileError("support", value, by, at)).startswith(sentence)
