"""What a view may be called and say."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, strategies as st

from graphcrm.directory.rules import FieldError
from graphcrm.views.records import Room
from graphcrm.views.rules import NameTakenError, checked_name, checked_query


ROOM = Room("deals-board", frozenset({"kind", "text", "stale"}))
PAIRS = st.lists(st.tuples(st.sampled_from(sorted(ROOM.parameters)), st.text(max_size=9)))


@given(PAIRS)
def test_a_query_is_kept_in_one_order_without_what_is_empty(pairs):
    """So that a view that was opened and not changed is seen to be the same."""
    kept = checked_query(urlencode(pairs), ROOM)
    assert sorted(parse_qsl(kept)) == sorted(pair for pair in pairs if pair[1])
    assert checked_query(kept, ROOM) == kept
    assert checked_query(urlencode(list(reversed(pairs))), ROOM) == kept


def test_what_a_room_does_not_know_is_refused_on_saving():
    """A view says nothing that nobody could read."""
    with pytest.raises(FieldError, match="'alien' is nothing"):
        checked_query("kind=renewal&alien=1", ROOM)
    with pytest.raises(FieldError, match="at most 2000 characters"):
        checked_query(urlencode({"text": "x" * 2000}), ROOM)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b"])
def test_a_view_has_a_name(name):
    """It is chosen by it."""
    with pytest.raises(FieldError, match="1 to 80 letters"):
        checked_name(name, ())


def test_a_name_is_taken_whatever_its_case_and_spaces():
    """Two that look alike would be opened for each other."""
    assert checked_name("  My   deals ", ()) == "My deals"
    with pytest.raises(NameTakenError):
        checked_name("my  DEALS", ["My deals"])
