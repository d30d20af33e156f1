"""Who may be asked, how often, and what is passed on: decided without a graph."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from graphcrm.directory.rules import FieldError
from graphcrm.introductions import rules
from graphcrm.introductions.drafting import Facts, draft
from graphcrm.introductions.records import Connector, Policy, Result


NOW = datetime(2026, 11, 23, tzinfo=UTC)
FACTS = Facts("Noor Ito", "Rep", "Norrvane", "Dana Kim", "Mia Rao", "Mia Rao", "CFO", "Oduya")


def connector(**facts):
    told = {
        "user_id": "dana",
        "name": "Dana",
        "disabled": False,
        "agrees": True,
        "open_count": 0,
        "asked_at": [],
        "is_asked_already": False,
    }
    return Connector(**{**told, **facts})


@given(
    st.lists(st.integers(1, 60 * 24 * 40), max_size=30),
    st.integers(1, 10),
)
def test_the_day_that_a_refusal_names_is_the_first_that_lets_one_ask(minutes, most):
    """Not a day earlier, and not one later: what is promised holds."""
    asked_at = sorted(NOW - timedelta(minutes=one) for one in minutes)
    policy, asked = Policy(20, most, 5), connector(asked_at=asked_at)

    def may(at):
        try:
            rules.check_may_be_asked(asked, "noor", policy, at)
        except rules.TooOftenAskedError as error:
            return str(error)
        return None

    refusal = may(NOW)
    recent = [at for at in asked_at if at > NOW - rules.MONTH]
    assert (refusal is None) == (len(recent) < most)
    if refusal:
        day = datetime.strptime(refusal.rsplit("from ", 1)[1], "%d %B %Y.").replace(tzinfo=UTC)
        assert may(day + timedelta(days=1)) is None
        assert may(day - timedelta(microseconds=1)) is not None


def test_a_draft_speaks_to_whom_the_colleague_writes():
    """About the target where somebody is in between, to the target where nobody is."""
    assert draft(FACTS) == (
        "Hi Mia,\n\nNoor Ito, Rep, works with me at Norrvane and would like to talk to you. Would "
        "it be all right if I put the two of you in touch?\n\nA short yes or no is enough.\n\nDana"
    )
    through = Facts("Noor", None, "Norrvane", "Dana", "Bo Lee", "Mia Rao", None, None)
    assert "Noor works with me at Norrvane and would like to talk to Mia Rao. Would" in draft(
        through
    )


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4001])
def test_a_text_to_pass_on_says_something(text):
    """Within what a mail can bear."""
    with pytest.raises(FieldError, match="text: write what is passed on"):
        rules.checked_text(text)


def test_words_that_may_be_left_out_are_none_then():
    """And no longer than the page says."""
    assert rules.checked_words("note", " \r\n", 5) is None
    assert rules.checked_words("note", "a \r\nb", 5) == "a\nb"
    with pytest.raises(FieldError, match="note: at most 5 characters, not 6"):
        rules.checked_words("note", "abcdef", 5)


@pytest.mark.parametrize(
    ("result", "stopped_at", "passed"),
    [
        (Result.MET, "helene", 2),
        (Result.REFUSED, None, 2),
        (Result.REFUSED, "ken", 2),
        (Result.NO_ANSWER, "helene", 1),
    ],
)
def test_who_passed_it_on_is_everybody_before_whom_it_stopped(result, stopped_at, passed):
    """Whoever met was reached, whatever else the form says."""
    assert rules.passed_count(["dana", "helene", "ken"], result, stopped_at) == passed
