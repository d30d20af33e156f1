"""Cells are read exactly, or refused where they could mean two things."""

import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, strategies as st

from graphcrm.integrations.tables import values
from graphcrm.integrations.tables.values import ValueProblem


@pytest.mark.parametrize(
    ("text", "how", "instant"),
    [
        ("2024-03-05T10:00:00Z", "auto", (2024, 3, 5, 10)),
        ("2024-03-05 10:00:00.000", "auto", (2024, 3, 5, 10)),
        ("2024-03-05T10:00:00+02:00", "auto", (2024, 3, 5, 8)),
        ("20240305", "auto", (2024, 3, 5)),
        ("2024/3/5 10:00", "auto", (2024, 3, 5, 10)),
        ("910930020", "auto", (1998, 11, 13, 4, 7)),
        ("910930020000", "auto", (1998, 11, 13, 4, 7)),
        ("910930020.0", "unix", (1998, 11, 13, 4, 7)),
        ("910930020000", "unix-ms", (1998, 11, 13, 4, 7)),
        ("25/03/2024 10:00", "auto", (2024, 3, 25, 10)),
        ("03/25/2024, 1:05 PM", "auto", (2024, 3, 25, 13, 5)),
        ("03/25/24 12:05 AM", "auto", (2024, 3, 25, 0, 5)),
        ("5.3.2024", "auto", (2024, 3, 5)),
        ("5/5/2024", "auto", (2024, 5, 5)),
        ("5/3/2024", "day-first", (2024, 3, 5)),
        ("5/3/2024", "month-first", (2024, 5, 3)),
        ("12 Mar 2024", "auto", (2024, 3, 12)),
        ("Mar 12, 2024 10:05", "auto", (2024, 3, 12, 10, 5)),
        ("March 12, 2024, 1:05 PM", "auto", (2024, 3, 12, 13, 5)),
        ("Tue, 12 Mar 2024 10:00:00 +0100", "auto", (2024, 3, 12, 9)),
        ("12|03|2024 10", "%d|%m|%Y %H", (2024, 3, 12, 10)),
    ],
)
def test_a_time_is_an_instant_however_it_is_written(text, how, instant):
    """Logs come from everywhere."""
    assert values.instant(text, how) == datetime(*instant, tzinfo=UTC)


def test_a_time_without_a_zone_is_in_the_one_of_the_mapping():
    """Ten o'clock in Houston is sixteen in UTC."""
    assert values.instant("2001-01-05 10:00", zone="America/Chicago").hour == 16


@pytest.mark.parametrize("text", ["3/4/2024", "04-03-2024", "3/4/24 10:00"])
def test_a_day_that_could_be_either_way_round_is_refused(text):
    """A wrong month would be invented."""
    with pytest.raises(ValueProblem, match="can be read in two ways"):
        values.instant(text)


@pytest.mark.parametrize("text", ["", "soon", "31.2.2024", "99/99/2024", "1", "2024-13-01"])
def test_what_is_no_time_is_refused(text):
    """So is what is no day."""
    with pytest.raises(ValueProblem):
        values.instant(text)
    with pytest.raises(ValueProblem):
        values.day(text)


def test_a_day_is_a_date():
    """Jobs begin on days."""
    assert values.day("12 Mar 2024") == date(2024, 3, 12)


@pytest.mark.parametrize(
    ("text", "currency", "money"),
    [
        ("1,234.50", "EUR", (123450, "EUR")),
        ("1.234,50 EUR", None, (123450, "EUR")),
        ("USD 12", None, (1200, "USD")),
        ("$12.5m", None, (1_250_000_000, "USD")),
        ("12 Mio", "EUR", (1_200_000_000, "EUR")),
        ("1 234 567", "EUR", (123_456_700, "EUR")),
        ("1'234.5", "CHF", (123_450, "CHF")),
        ("1.234.567", "EUR", (123_456_700, "EUR")),
        ("1,234,567", "EUR", (123_456_700, "EUR")),
        ("1,234", "EUR", (123_400, "EUR")),
        ("0,5", "EUR", (50, "EUR")),
        ("¥1,200", None, (1200, "JPY")),
        ("1.234", "KWD", None),
        ("0.125", "KWD", (125, "KWD")),
        ("(12)", "eur", (-1200, "EUR")),
        ("-3", "EUR", (-300, "EUR")),
        ("1.5", "JPY", None),
        ("1.005", "EUR", None),
        ("12,34,56", "EUR", None),
        ("1.2.3", "EUR", None),
        ("twelve", "EUR", None),
        ("", "EUR", None),
        ("5", None, None),
        ("5 parsec", "EUR", None),
    ],
)
def test_money_is_exact_or_refused(text, currency, money):
    """Minor units add up; a guess between thousands and decimals does not."""
    if money is None:
        with pytest.raises(ValueProblem):
            values.money(text, currency, None)
    else:
        assert values.money(text, currency, None) == money


def test_the_mapping_settles_what_a_mark_means():
    """1.234 is a thousand in Vienna and a little over one in Boston."""
    assert values.money("1.234", "EUR", ",") == (123_400, "EUR")
    assert values.money("1.25", "EUR", ".", 1_000_000) == (125_000_000, "EUR")


def test_counts_truths_and_lists():
    """The smaller readers."""
    assert values.count("2,822") == 2822
    assert [values.truth(text) for text in ("yes", "0", "Ja")] == [True, False, True]
    assert values.listed("a; b,\nc|") == ["a", "b", "c"]
    for text in ("-5", "1-10", "x"):
        with pytest.raises(ValueProblem):
            values.count(text)
    with pytest.raises(ValueProblem):
        values.truth("perhaps")


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_amounts_written_either_way_come_back_exactly(minor):
    """To the last cent, however large."""
    whole = f"{abs(minor) // 100:,}.{abs(minor) % 100:02}"
    english = ("-" if minor < 0 else "") + whole
    german = english.translate(str.maketrans(",.", ".,"))
    assert values.money(english, "EUR", None) == (minor, "EUR")
    assert values.money(german, "EUR", None) == (minor, "EUR")


def euros(text):
    return values.money(text, "EUR", None)


@given(st.text(max_size=40))
def test_readers_refuse_with_a_reason_and_nothing_else(text):
    """A cell is never the end of an import."""
    for reader in (values.instant, values.day, values.count, values.truth, euros):
        with contextlib.suppress(ValueProblem):
            assert reader(text) is not None
