"""Values as people read them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from graphcrm.money import Money
from graphcrm.web import formats


NOW = datetime(2026, 10, 16, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=-20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=13), "13 days ago"),
        (timedelta(days=15), "2 weeks ago"),
        (timedelta(days=70), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
        (timedelta(days=-3), "in 3 days"),
    ],
)
def test_a_distance_is_told_in_the_largest_unit_that_says_enough(apart, words):
    """Two weeks are weeks, thirteen days are days."""
    assert formats.distance(NOW - apart, NOW) == words


@given(st.timedeltas(timedelta(days=-4000), timedelta(days=4000)))
def test_a_distance_never_claims_more_than_there_is(apart):
    """Rounding up would make a tie look colder than it is."""
    words = formats.distance(NOW - apart, NOW).removeprefix("in ").split()
    if words[0] == "just":
        assert abs(apart) < timedelta(minutes=1)
    else:
        unit = next(size for size, name in formats.UNITS if words[1].startswith(name))
        assert int(words[0]) * unit <= abs(apart)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Money(1_234_550, "EUR"), "EUR\u00a012\u202f345.50"),
        (Money(-5, "USD"), "USD\u00a0\u22120.05"),
        (Money(1500, "JPY"), "JPY\u00a01\u202f500"),
        (Money(1500, "KWD"), "KWD\u00a01.500"),
        (Money(0, "CHF"), "CHF\u00a00"),
    ],
)
def test_money_is_told_by_the_digits_of_its_currency(amount, words):
    """ISO 4217 knows currencies of none, two and three."""
    assert formats.money(amount) == words


@pytest.mark.parametrize(("share", "step"), [(0.0, 0), (0.001, 1), (0.5, 10), (1.0, 20), (1.2, 20)])
def test_something_is_never_drawn_as_nothing(share, step):
    """Measured and nearly nothing differs from measured none."""
    assert formats.step(share) == step


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0%"), (0.001, "<1%"), (0.5, "50%"), (1.0, "100%")]
)
def test_a_share_that_is_not_nothing_is_not_told_as_nothing(share, words):
    """0% would be a claim."""
    assert formats.percent(share) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Hélène Garnier", "HG"),
        ("Dana", "D"),
        ("(Sales) Team of us", "TU"),
        ("", "?"),
        ("王 小明", "王小"),
    ],
)
def test_a_name_in_two_letters(name, letters):
    """Whatever script it is in."""
    assert formats.initials(name) == letters


@given(st.text())
def test_every_uid_has_a_hue(uid):
    """The style sheet knows eight."""
    assert 1 <= formats.hue(uid) <= 8


@pytest.mark.parametrize(
    ("cookie", "words"),
    [
        ("zone=Europe%2FAmsterdam", "Tue 13 Oct 2026, 16:20 CEST"),
        ("zone=Nowhere%2FAtAll", "Tue 13 Oct 2026, 14:20 UTC"),
        ("zone=..%2F..%2Fetc%2Fpasswd", "Tue 13 Oct 2026, 14:20 UTC"),
        ("", "Tue 13 Oct 2026, 14:20 UTC"),
    ],
)
def test_an_instant_is_told_in_the_readers_zone(app, cookie, words):
    """The zone is always named, so that nobody misreads a call's hour."""
    with app.test_request_context(headers={"Cookie": cookie}):
        assert formats.instant(datetime(2026, 10, 13, 14, 20, tzinfo=UTC)) == words


def test_a_day_of_an_instant_is_the_readers_day(app):
    """Half past eleven at night in UTC is the next day in Amsterdam."""
    late = datetime(2026, 10, 13, 23, 30, tzinfo=UTC)
    with app.test_request_context(headers={"Cookie": "zone=Europe%2FAmsterdam"}):
        assert formats.day(late) == "14 Oct 2026"
        assert formats.day(date(2026, 10, 13)) == "13 Oct 2026"
        assert formats.moment(datetime(2020, 1, 2, 3, 4, tzinfo=UTC)) == "2 Jan 2020, 04:04"
