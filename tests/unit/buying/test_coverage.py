"""Whether needed roles are covered, missing, or cannot be told."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from graphcrm.buying.coverage import coverage, sentence_of
from graphcrm.buying.records import Chair, Coverage, Engagement, Member, Role, Wanted


ROLES = [Role("champion", "Champion"), Role("legal", "Legal"), Role("user", "User")]


def member(name, *roles, engagement=Engagement.ENGAGED):
    """Somebody who has some roles."""
    return Member(name, name, None, tuple(Chair(one) for one in roles), engagement=engagement)


def hidden(one):
    """The same person, as somebody sees them who may not."""
    return replace(one, contact_id=None, name=None)


CHAMPION, LEGAL, USER = ROLES


@pytest.mark.parametrize(
    ("members", "minimum", "state", "sentence"),
    [
        ([], 1, Coverage.MISSING, "Nobody is seated."),
        ([], 2, Coverage.MISSING, "Nobody of 2 people is seated."),
        ([member("Kim", CHAMPION)], 2, Coverage.MISSING, "1 of 2 people is seated."),
        ([member("Kim", LEGAL)], 1, Coverage.MISSING, "Nobody is seated."),
        ([member("Kim", CHAMPION)], 1, Coverage.COVERED, "Kim."),
        (
            [hidden(member("Kim", CHAMPION))],
            1,
            Coverage.CANNOT_TELL,
            "Somebody you may not see has this role.",
        ),
        (
            [member("Kim", CHAMPION), member("Uwe", CHAMPION)],
            2,
            Coverage.COVERED,
            "Kim and Uwe.",
        ),
        (
            [member("Kim", CHAMPION, engagement=Engagement.SILENT)],
            1,
            Coverage.COVERED,
            "Kim.",
        ),
        (
            [member("Kim", CHAMPION, engagement=Engagement.NEVER)],
            1,
            Coverage.CANNOT_TELL,
            "Kim was never in touch with us.",
        ),
        (
            [member("Kim", CHAMPION, engagement=Engagement.CANNOT_TELL)],
            1,
            Coverage.CANNOT_TELL,
            "Kim has contact with us that you may not see.",
        ),
    ],
)
def test_a_needed_role_has_one_of_three_answers(members, minimum, state, sentence):
    """Each with what it rests on."""
    (found,) = coverage([Wanted(CHAMPION, minimum)], members)
    assert (found.state, found.sentence) == (state, sentence)


MEMBERS = st.lists(
    st.builds(
        member,
        st.text("abc", min_size=1, max_size=3),
        st.sampled_from(ROLES),
        st.sampled_from(ROLES),
        engagement=st.sampled_from([one for one in Engagement if one != Engagement.CANNOT_TELL]),
    ),
    max_size=6,
)


@given(MEMBERS, st.lists(st.integers(1, 3), min_size=3, max_size=3), st.data())
def test_who_sees_less_never_reads_missing_where_somebody_is(members, minimums, data):
    """Hidden people and hidden evidence may make it uncertain, or leave it as it is."""
    wanted = [Wanted(role, count) for role, count in zip(ROLES, minimums, strict=True)]
    veils = [lambda one: one, hidden, lambda one: replace(one, engagement=Engagement.CANNOT_TELL)]
    seen = [data.draw(st.sampled_from(veils))(one) for one in members]
    for whole, told in zip(coverage(wanted, members), coverage(wanted, seen), strict=True):
        assert (told.state is Coverage.MISSING) == (whole.state is Coverage.MISSING)
        assert told.state is not Coverage.COVERED or whole.state is Coverage.COVERED


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ([], "This stage needs nobody in particular."),
        ([CHAMPION], "Champion is covered."),
        ([LEGAL], "Legal missing."),
        ([CHAMPION, USER], "1 of 2 roles covered; cannot tell about User."),
        ([CHAMPION, LEGAL], "1 of 2 roles covered; Legal missing."),
        ([USER], "Cannot tell about User."),
    ],
)
def test_coverage_is_told_in_a_sentence(wanted, sentence):
    """The answer stands above the list."""
    members = [member("Kim", CHAMPION), member("Uwe", USER, engagement=Engagement.NEVER)]
    assert sentence_of(coverage([Wanted(one) for one in wanted], members)) == sentence


def test_a_group_that_lacks_nobody_says_so():
    """And what it needs is what it has."""
    members = [member("Kim", CHAMPION, LEGAL)]
    assert sentence_of(coverage([Wanted(CHAMPION), Wanted(LEGAL)], members)) == (
        "All of 2 roles covered."
    )
