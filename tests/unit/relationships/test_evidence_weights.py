"""What counts as evidence, and what is a reply."""

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from strength_histories import column

from graphcrm.relationships import rules
from graphcrm.relationships.records import Direction, Means, PairEvidence


OUT, IN, BOTH = Direction
MAIL, MESSAGE, REPLY, MEETING, CALL = Means
DAY = rules.MICROSECONDS_A_DAY


def evidence_of(rows, references=(), stated=()):
    """Turn rows (pair, activity, day, means, direction, others) into evidence."""
    pair, activity, day, means, direction, others = (
        column(values) for values in (zip(*rows, strict=True) if rows else ((),) * 6)
    )
    return PairEvidence(
        pair=pair,
        activity=activity,
        occurred_at=day * DAY + 5,
        means=means,
        direction=direction,
        others=others,
        is_reply=np.isin(activity, list(stated)),
        citing=column(citing for citing, _ in references),
        cited=column(cited for _, cited in references),
    )


def weights(*args, **kwargs):
    return rules.events_of(evidence_of(*args, **kwargs)).weight.tolist()


def test_a_mail_that_names_one_of_the_other_side_is_a_reply():
    """Answering says more than writing."""
    rows = [(0, 71, 1, MAIL, OUT, 1), (0, 72, 2, MAIL, IN, 1)]
    assert weights(rows, [(72, 71)]) == [0.3, 0.5]


def test_naming_ones_own_mail_is_no_reply():
    """A second try without an answer stays a first mail."""
    rows = [(0, 71, 1, MAIL, OUT, 1), (0, 72, 2, MAIL, OUT, 1)]
    assert weights(rows, [(72, 71)]) == [0.3, 0.3]


def test_a_reply_to_all_answers_only_the_one_who_wrote():
    """For the others it is a mail like any other."""
    rows = [(0, 1, 1, MAIL, IN, 4), (0, 2, 1, MAIL, OUT, 4), (1, 2, 1, MAIL, OUT, 4)]
    assert weights(rows, [(2, 1)]) == [0.15, 0.25, 0.15]


def test_naming_a_mail_nobody_has_is_no_reply():
    """It is never guessed."""
    rows = [(0, 1, 1, MAIL, IN, 1), (0, 3, 1, MAIL, OUT, 1)]
    assert weights(rows, [(3, 2), (3, 99), (2, 1)]) == [0.3, 0.3]
    assert weights([], [(3, 2)]) == []


def test_a_source_may_state_that_a_mail_is_a_reply():
    """A message log often knows the fact and not the mail it answers."""
    assert weights([(0, 1, 1, MAIL, IN, 1), (0, 2, 1, MESSAGE, IN, 1)], stated=[2]) == [0.3, 0.5]


def test_one_activity_counts_once_for_a_pair():
    """A person copied under two addresses got one mail."""
    rows = [(0, 1, 1, MAIL, OUT, 2), (0, 1, 1, MAIL, OUT, 2), (1, 1, 1, MAIL, OUT, 2)]
    events = rules.events_of(evidence_of(rows))
    assert events.pair.tolist() == [0, 1]


def test_meetings_and_calls_count_both_ways_and_are_no_replies():
    """Whoever invited, both were there."""
    rows = [(0, 1, 1, MEETING, OUT, 4), (0, 2, 1, CALL, IN, 1)]
    events = rules.events_of(evidence_of(rows, [(2, 1)], stated=[1, 2]))
    assert events.direction.tolist() == [BOTH, BOTH]
    assert events.weight.tolist() == [0.25, 0.7]


def test_what_happens_later_does_not_exist():
    """An instant cuts within its day."""
    rows = [(0, 1, 1, MAIL, OUT, 1), (0, 2, 2, MAIL, OUT, 1)]
    events = rules.events_of(evidence_of(rows), until=2 * DAY + 4)
    assert events.day.tolist() == [1]


def test_days_before_1970_are_days():
    """A broken clock in a header must not shift the date."""
    assert rules.events_of(evidence_of([(0, 1, -1, MAIL, OUT, 1)])).day.tolist() == [-1]


def test_no_evidence_is_no_events():
    """An empty stream is where everybody starts."""
    assert weights([]) == []


@pytest.mark.parametrize(
    ("means", "others", "weight"),
    [
        (MAIL, 0, 0.3),
        (MAIL, 9, 0.1),
        (MESSAGE, 1, 0.3),
        (REPLY, 2, 0.5 / math.sqrt(2)),
        (MEETING, 1, 1.0),
        (MEETING, 499, 1 / 499),
        (CALL, 2, 0.35),
    ],
)
def test_a_contact_is_shared_by_those_who_were_there(means, others, weight):
    """A mail to many thins by the root, a meeting of many by their number."""
    assert rules.weights_of(column([means]), column([others])).tolist() == [pytest.approx(weight)]


written = st.tuples(
    st.integers(0, 2),
    st.integers(0, 7),
    st.just(0),
    st.sampled_from((MAIL, MESSAGE)),
    st.sampled_from((OUT, IN)),
    st.just(1),
)


@given(
    st.lists(written, unique_by=lambda row: row[:2]),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20),
)
def test_replies_are_what_a_loop_would_find(rows, references):
    """Joined over all pairs at once, decided within each."""
    events = rules.events_of(evidence_of(rows, references))
    expected = sorted(
        (
            pair,
            activity,
            any(
                (pair, cited) == other[:2] and direction != other[4]
                for citing, cited in references
                if citing == activity
                for other in rows
            ),
        )
        for pair, activity, _, _, direction, _ in rows
    )
    assert (events.weight == 0.5).tolist() == [is_reply for *_, is_reply in expected]


def test_claims_have_a_price_list():
    """Each below what it claims, until outcomes teach better."""
    assert [rules.declared_probability(level) for level in ("weak", "good", "strong")] == [
        0.30,
        0.55,
        0.75,
    ]
    with pytest.raises(rules.UnknownLevelError, match="weak, good, strong; not as 'best'"):
        rules.declared_probability("best")


@pytest.mark.parametrize(
    ("days", "people", "probability"),
    [(365, 199, 0.25), (364, 199, 0.1), (400, 200, 0.1), (None, 10, 0.1), (400, None, 0.1)],
)
def test_colleagues_are_likely_to_know_each_other_in_small_firms(days, people, probability):
    """A year together among fewer than 200; what is not known does not count for it."""
    assert rules.employer_probability(days, people) == probability
