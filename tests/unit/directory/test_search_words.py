"""Text as the full-text indexes see it, and what is likelier meant."""

import re

import pytest
from hypothesis import given, strategies as st

from graphcrm.directory import search, words
from graphcrm.directory.duplicates import account_likeness, likeness
from graphcrm.directory.records import Hit, Likeness, Subject


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("José  NÚÑEZ", ["jose", "nunez"]),
        ("O\u2019Brien-Smith", ["o'brien", "smith"]),
        ("J.P. Marsh", ["j.p", "marsh"]),
        ("Łódź Straße", ["lodz", "strasse"]),
        ("王小明", ["王", "小", "明"]),
        ("김민준", ["김민준"]),
        ("हिन्दी"[:1], ["ह"]),
        ("a_b", ["a", "b"]),
        (' "*?:~^()[]{}!&|\\/+- ', []),
        ("one " * 20, ["one"] * 8),
    ],
)
def test_words_are_split_as_the_index_splits_them(text, found):
    """A query term that the index never made finds nothing."""
    assert words.split(text) == found


@given(st.text())
def test_no_text_makes_syntax(text):
    """Only our own signs structure a query."""
    for found in words.split(text):
        assert re.fullmatch(r"[^\W_]+(?:['.][^\W_]+)*", found) or len(found) == words.MAX_LENGTH
    query = words.prefix_query(text, words.OF_CONTACTS, initials=True)
    assert (query is None) == (not words.split(text))


def test_nothing_asked_is_no_query():
    """An empty query would be an error of the index."""
    for make in (words.fuzzy_query, words.similar_query, words.whole_query):
        assert make(" ?! ") is None
    assert words.prefix_query("", ()) is None


def test_short_words_are_not_blurred():
    """One letter of two is half the word."""
    assert words.fuzzy_query("al kean marchand") == "+al* +kean~1 +marchand~2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lay, Kenneth", "kenneth lay"),
        ("Dr. José Núñez", "nunez jose"),
        ("Ken Lay Jr.", "Ken Lay"),
        ("O\u2019Neil", "o'neil"),
        ("Dr", "dr"),
        ("3M", "3m"),
    ],
)
def test_names_compare_without_order_case_accents_and_honorifics(one, other):
    """One person's name has many spellings."""
    assert words.compared(one) == words.compared(other) != ()


def test_digits_tell_names_apart():
    """Studio 54 is not Studio 55."""
    assert words.compared("Studio 54") != words.compared("Studio 55")


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        ("", []),
        ("k", []),
        ("Kim@x", ["kim@x"]),
        ("kim lee", []),
        ("+49 (30) 12-34", ["+49301234", "49301234"]),
        ("12", []),
        ("/o=Enron/cn=x", ["/O=ENRON/CN=X"]),
        ("www.linkedin.com/in/Kim", ["https://linkedin.com/in/kim", "www.linkedin.com/in/kim"]),
    ],
)
def test_an_address_begins_as_typed(text, prefixes):
    """Addresses are stored in one spelling; people type many."""
    assert search.address_prefixes(text) == prefixes


def test_the_likelier_ranks_first():
    """Whole name, whole word, beginning, first letters, address, elsewhere."""

    def hit(name, address=None):
        return Hit(Subject.CONTACT, name, name, None, None, address)

    ranked = [
        (hit("mk"), "mk"),
        (hit("mk jones"), "mk"),
        (hit("Mkandla"), "mk"),
        (hit("Jo Mkandla"), "mk"),
        (hit("Mary Kean"), "mk"),
        (hit("Bo", "mk@x.example"), "mk"),
        (hit("Cy"), "mk"),
    ]
    assert sorted(ranked, key=lambda one: search.rank(*one)) == ranked
    assert len({search.rank(*one)[0] for one in ranked}) == 7


@pytest.mark.parametrize(
    ("one", "other", "same_place", "expected"),
    [
        ("Kim Lee", "Lee, Kim", True, Likeness.NAME_AND_PLACE),
        ("Kim Lee", "Lee, Kim", False, Likeness.NAME),
        ("K. Lee", "Kim Lee", False, Likeness.SIMILAR_NAME),
        ("Kim J. Lee", "Kim Lee", False, Likeness.SIMILAR_NAME),
        ("Jonathan Smith", "Jonathon Smith", False, Likeness.SIMILAR_NAME),
        ("Kim Lee", "Kai Lee", True, None),
        ("Kim", "Kin", True, None),
        ("", "Kim", True, None),
    ],
)
def test_names_of_people_are_alike_or_not(one, other, same_place, expected):
    """Brothers are not one person, and initials may be anybody's."""
    assert likeness(one, other, same_place=same_place) is expected
    assert likeness(other, one, same_place=same_place) is expected


def test_a_legal_form_alone_is_still_a_name():
    """Nothing is compared with nothing."""
    assert account_likeness("AG", "Ltd") is None
    assert account_likeness("AG", "ag") is Likeness.NAME
