"""Records at an instant, on both axes of time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from graphcrm import clock
from graphcrm.activities.as_of import AsOf, Axis, Dating, Entry, as_of, records_at
from graphcrm.changes import Added, Edge, Node, Removed, Set, inverse


DAY = timedelta(days=1)
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
KIM, MIA, DEAL = Node("Contact", "kim"), Node("Contact", "mia"), Node("Opportunity", "deal")
SEAT = Edge("PLAYS", "seat", KIM, DEAL)
LINE = Edge("REPORTS_TO", "line", KIM, MIA)
DATING = Dating(frozenset({"REPORTS_TO"}), {"PLAYS": "since_on"})


def entry(day, *changes, verb="opportunity.group-changed", occurred=None):
    """An entry that was recorded so many days after the start."""
    at = START + day * DAY
    happened = at if occurred is None else START + occurred * DAY
    return Entry(f"entry {day}", day, verb, "form", happened, at, "mia", "Mia", changes)


def at(day, axis, *entries):
    """What was there so many days after the start, by uid; looked at after a hundred."""
    then = AsOf(START + day * DAY, axis, START + 100 * DAY)
    return {uid: one.values for uid, one in records_at(entries, then, DATING).items()}


def test_what_is_known_is_the_replay_of_what_was_recorded():
    """An undo counts from when it was made, as everything does."""
    made = Added(SEAT, {"role_key": "fan"})
    said = Set(SEAT, {"support": None}, {"support": 2})
    entries = (entry(1, made), entry(3, said), entry(5, *inverse([said]), verb="undone"))
    told = [at(day, Axis.KNOWN, *entries) for day in (0, 1, 4, 5)]
    bare = {"seat": {"role_key": "fan"}}
    assert told == [{}, bare, {"seat": {"role_key": "fan", "support": 2}}, bare]


def test_what_was_taken_back_never_was_true():
    """A slip that somebody took back a minute later says nothing of the world."""
    made, said = Added(SEAT, {}), Set(SEAT, {"support": None}, {"support": 2})
    gone = Removed(SEAT, {})
    slip = (entry(1, made), entry(2, said), entry(3, *inverse([said]), verb="undone"))
    assert at(2, Axis.TRUE, *slip) == {"seat": {}}
    unmade = (entry(1, made), entry(2, gone), entry(3, made, verb="undone"))
    assert at(2, Axis.TRUE, *unmade) == {"seat": {}}
    never = (entry(1, made), entry(2, gone, verb="import.undone"))
    assert at(1, Axis.TRUE, *never) == {}
    assert at(1, Axis.KNOWN, *never) == {"seat": {}}


def test_a_seat_was_there_since_the_day_that_it_names():
    """And a person before anybody wrote them down."""
    entries = (entry(9, Added(KIM, {"name": "Kim"}), Added(SEAT, {"since_on": date(2026, 1, 4)})),)
    assert at(2, Axis.TRUE, *entries).keys() == {"kim"}
    assert at(3, Axis.TRUE, *entries).keys() == {"kim", "seat"}
    assert at(3, Axis.KNOWN, *entries) == {}
    today = (entry(9, Added(SEAT, {"since_on": date(2026, 1, 10)})),)
    assert at(8.9, Axis.TRUE, *today) == {}


def test_a_line_with_dates_of_its_own_is_as_it_is_told_now():
    """Whoever reads it looks at its dates; one that was removed was a mistake."""
    made = Added(LINE, {"from_on": date(2025, 1, 1)})
    ended = Set(LINE, {"until_on": None}, {"until_on": date(2026, 1, 3)})
    told = at(0, Axis.TRUE, entry(5, made), entry(9, ended))
    assert told == {"line": {"from_on": date(2025, 1, 1), "until_on": date(2026, 1, 3)}}
    assert at(6, Axis.TRUE, entry(5, made), entry(9, Removed(LINE, {}))) == {}


def test_what_is_told_late_was_true_from_when_it_happened():
    """On the other axis it is not known before it is told."""
    late = (entry(1, Added(SEAT, {})), entry(9, Removed(SEAT, {}), occurred=4))
    assert [at(day, Axis.TRUE, *late) for day in (3, 4)] == [{"seat": {}}, {}]
    assert [at(day, Axis.KNOWN, *late) for day in (4, 9)] == [{"seat": {}}, {}]


@given(st.lists(st.sampled_from([None, 0, 1, 2]), max_size=12), st.integers(-1, 13))
def test_without_slips_and_dates_both_axes_tell_the_same(supports, day):
    """What is said at once is true when it is known."""
    entries, there = [], {}
    for number, support in enumerate(supports):
        if support is None:
            change = Removed(SEAT, there["seat"]) if there else Added(SEAT, {})
            there = {} if there else {"seat": {}}
        elif there:
            change = Set(SEAT, {"support": there["seat"].get("support")}, {"support": support})
            there = {"seat": {"support": support}}
        else:
            continue
        entries.append(entry(number, change))
    assert at(day, Axis.TRUE, *entries) == at(day, Axis.KNOWN, *entries)
    assert at(99, Axis.TRUE, *entries) == there


@pytest.mark.parametrize(("ahead", "is_now"), [(DAY / 2, True), (2 * DAY, False), (-DAY, False)])
def test_the_end_of_today_is_now(ahead, is_now):
    """Who chooses today by its date means as it is; tomorrow is nothing to look at."""
    asked = clock.now() + ahead
    found = as_of(asked, Axis.TRUE)
    assert (found.at == found.now) is is_now
    assert is_now or found.at == asked
