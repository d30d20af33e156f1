"""Strength is the formula of the design, for one pair as for a million."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
import strength_oracle
from hypothesis import given, strategies as st
from strength_histories import LAST_DAY, contacts, events_of, histories, strength_of, sums_of

from graphcrm.relationships import strength
from graphcrm.relationships.records import NO_DAY, Events


WEEKS = range(0, 729, 7)
CASES = Path(os.environ.get("GRAPHCRM_DATA_DIR", "../shared/data")) / "strength-cases/cases.jsonl"


def daily(kind, others=1, days=365):
    return [(day, "in", kind, others) for day in range(days)]


REFERENCES = {
    "weekly, answered the same day": (
        [(day, *how) for day in WEEKS for how in (("out", "mail", 1), ("in", "reply", 1))],
        728,
        0.803364,
    ),
    "weekly, answered the next day": (
        [(day, "out", "mail", 1) for day in WEEKS] + [(day + 1, "in", "reply", 1) for day in WEEKS],
        729,
        0.801506,
    ),
    "weekly mail of both, no replies": (
        [(day, way, "mail", 1) for day in WEEKS for way in ("out", "in")],
        728,
        0.700231,
    ),
    "the first, then a year of silence": (
        [(day, *how) for day in WEEKS for how in (("out", "mail", 1), ("in", "reply", 1))],
        728 + 365,
        0.017592,
    ),
    "24 monthly meetings of two": ([(30 * n, "out", "meeting", 1) for n in range(24)], 690, 0.97),
    "9 quarterly calls": ([(91 * n, "out", "call", 1) for n in range(9)], 735, 0.68),
    "one coffee a week ago": ([(0, "out", "meeting", 1)], 7, 0.246899),
    "a daily newsletter to one": (daily("mail"), 364, 0.147856),
    "a daily newsletter to 5,000": (daily("mail", 5000), 364, 0.009243),
    "200 days of cold mail": ([(day, "out", "mail", 1) for day in range(200)], 199, 0.147856),
    "ten webinars of 500": ([(30 * n, "out", "meeting", 499) for n in range(10)], 270, 0.001334),
    "nothing": ([], 0, None),
    "nothing yet": ([(5, "out", "mail", 1)], 4, None),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_reference_values_hold(name):
    """They are what the design promises people in sentences."""
    history, as_of, expected = REFERENCES[name]
    places = 6 if expected is not None and len(str(expected)) > 5 else 2
    answer = strength_of(history, as_of)
    assert answer == (None if expected is None else pytest.approx(expected, abs=0.6 * 10**-places))


def test_all_published_cases_hold_to_six_digits():
    """They come from an independent implementation."""
    if not CASES.exists():
        reason = f"{CASES} is absent; GRAPHCRM_DATA_DIR names the folder of test data"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len(cases) == 72
    for case in cases:
        answer = strength_of([tuple(event) for event in case["events"]], case["as_of"])
        rounded = None if answer is None else round(answer, 6)
        assert rounded == case["strength"], case["name"]


@given(histories, st.integers(-1, LAST_DAY + 400))
def test_equals_the_formula_written_down_line_by_line(history, as_of):
    """Vectors and segments must not change what is meant."""
    expected = strength_oracle.strength_of(history, as_of)
    answer = strength_of(history, as_of)
    assert answer == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-15))


@given(st.lists(histories, max_size=8), st.integers(0, LAST_DAY))
def test_a_batch_equals_each_pair_alone_to_the_bit(batch, as_of):
    """The follower rebuilds one pair where the nightly check rebuilds all."""
    parts = [events_of(history, pair) for pair, history in enumerate(batch)]
    columns = ("pair", "day", "direction", "weight")
    whole = Events(
        **{
            name: np.concatenate(
                [getattr(part, name) for part in parts[::-1]] or [np.zeros(0, int)]
            )
            for name in columns
        }
    )
    together = strength.sums_of(whole, as_of=as_of, pair_count=len(batch))
    for pair, history in enumerate(batch):
        alone = sums_of(history, as_of)
        for name in ("outward", "inward", "active_days", "first_day", "last_day", "last_full_day"):
            assert np.array_equal(getattr(together, name)[pair], getattr(alone, name)[0]), name


@given(st.data(), histories)
def test_the_order_of_arrival_changes_no_bit(data, history):
    """Two importers of overlapping mail must end in the same edge."""
    other = data.draw(st.permutations(history))
    one, two = sums_of(history, LAST_DAY), sums_of(other, LAST_DAY)
    assert np.array_equal(one.outward, two.outward)
    assert np.array_equal(one.inward, two.inward)


@given(histories, contacts)
def test_a_newer_contact_never_lowers_strength(history, contact):
    """Nobody is punished for writing again."""
    newest = max((day for day, *_ in history), default=0)
    newer = (max(newest, contact[0]), *contact[1:])
    for as_of in (newer[0], newer[0] + 100, newer[0] + 1000):
        before = strength_of(history, as_of) or 0.0
        assert strength_of([*history, newer], as_of) >= before - 1e-12


@given(histories.filter(len), st.integers(0, 400))
def test_recency_never_lowers_strength(history, later):
    """Had the last day in touch, or all of them, been more recent, the tie would be no weaker."""
    last = max(day for day, *_ in history)
    one = [(day + later * (day == last), *rest) for day, *rest in history]
    every = [(day + later, *rest) for day, *rest in history]
    before = strength_of(history, last + later + 50)
    assert strength_of(one, last + later + 50) >= before - 1e-12
    assert strength_of(every, last + later + 50) >= before - 1e-12


@given(histories.filter(len), st.integers(0, 3000))
def test_sums_age_as_if_computed_later(history, days):
    """Nothing decays in a nightly job: the stored sums are good for every later day."""
    newest = max(day for day, *_ in history)
    then, now = sums_of(history, newest), sums_of(history, newest + days)
    assert np.allclose(strength.aged(then.outward, days), now.outward, rtol=1e-9)
    assert strength.strength_of(then.outward[0], then.inward[0], days) == pytest.approx(
        strength_of(history, newest + days), rel=1e-9, abs=1e-15
    )


@given(histories, histories)
def test_what_comes_after_the_day_asked_for_changes_nothing(history, future):
    """The past as read today is what it was: a later day must not even touch the rhythm."""
    later = [(day + LAST_DAY + 1, *rest) for day, *rest in future]
    assert strength_of(history + later, LAST_DAY) == strength_of(history, LAST_DAY)


def test_many_ties_age_each_by_its_own_days():
    """The index reads edges whose sums were written on different days."""
    tie = sums_of([(0, "out", "meeting", 1), (30, "in", "mail", 1)], 30)
    days = np.array([0, 10, 500])
    together = strength.strengths_of(
        np.repeat(tie.outward, 3, axis=0), np.repeat(tie.inward, 3, axis=0), days
    )
    alone = [strength.strength_of(tie.outward[0], tie.inward[0], day) for day in days.tolist()]
    assert together.tolist() == alone


def test_the_days_of_a_tie_are_told():
    """A tie shows since when, until when and how often."""
    history = [(3, "out", "meeting", 1), (3, "in", "mail", 1), (9, "in", "mail", 30)]
    tie = sums_of(history, 100)
    assert (tie.active_days[0], tie.first_day[0], tie.last_day[0]) == (2, 3, 9)
    assert tie.last_full_day[0] == 3, "a mail to thirty makes no full day"
    assert tie.as_of == 100


def test_a_pair_without_events_has_no_days():
    """Never in touch is not the same as a strength of zero."""
    tie = sums_of([], 100)
    assert tie.active_days[0] == 0
    assert tie.first_day[0] == tie.last_day[0] == tie.last_full_day[0] == NO_DAY


def test_a_meeting_of_two_makes_its_day_whole():
    """A weight of exactly one must not break the product."""
    days = strength.active_days_of(events_of([(1, "out", "meeting", 1)]), as_of=1)
    assert days.outward.tolist() == days.inward.tolist() == [1.0]


def test_a_rhythm_sets_how_long_each_day_counts():
    """Days before the first full day borrow the first pause; two full days make a rhythm."""
    history = [(0, "in", "mail", 30), (4, "out", "call", 1), (24, "out", "call", 1)]
    days = strength.active_days_of(events_of(history), as_of=30)
    assert days.full.tolist() == [False, True, True]
    assert days.half_life.tolist() == [160.0, 160.0, 160.0]
    alone = strength.active_days_of(events_of(history[:2]), as_of=30)
    assert alone.half_life.tolist() == [30.0, 30.0]
