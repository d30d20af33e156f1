"""Who counts as engaged, and how many roles people can stand for."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from graphcrm.buying.rules import RoleError, is_engaged, most_roles


NOW = datetime(2026, 11, 20, tzinfo=UTC)
DAY = timedelta(days=1)


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
