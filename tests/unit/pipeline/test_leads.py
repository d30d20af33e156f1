"""What a web site may send, and what a deal made of it is called."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from graphcrm.directory.rules import FieldError
from graphcrm.pipeline import defaults
from graphcrm.pipeline.fields import LONGEST
from graphcrm.pipeline.leads import rules
from graphcrm.pipeline.leads.records import NewForm, OpenForm, Sent
from graphcrm.pipeline.records import Process


KIM = Sent("Kim", "kim@oduya.example", message="Call me")
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 3_000_000_000).map(lambda s: FIRST + timedelta(seconds=s))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(minutes=10)))
def test_the_same_message_within_ten_minutes_shares_a_key(first, later):
    """Also where a clock strikes between the two."""
    before, after = rules.keys_of("k", KIM, first), rules.keys_of("k", KIM, first + later)
    assert before[0] in after


@given(INSTANTS)
def test_the_same_message_after_twenty_minutes_is_another(first):
    """Somebody who asks again was not answered."""
    later = rules.keys_of("k", KIM, first + timedelta(minutes=20))
    assert rules.keys_of("k", KIM, first)[0] not in later


@given(WORDS, st.text(max_size=200), st.text(max_size=5000))
def test_the_name_of_a_deal_fits_its_field(name, company, message):
    """What was taken must not be refused for the name we made of it."""
    named = rules.deal_name(Sent(name, KIM.email, company=company, message=message))
    assert 0 < len(named) <= LONGEST


def test_a_name_is_cut_between_words():
    """Half a word reads like a mistake."""
    named = rules.deal_name(Sent("Kim", KIM.email, message="yard " * 40))
    assert named.startswith("Kim: yard yard")
    assert named.endswith("yard…")


def test_a_name_says_who_where_nothing_else_is_said():
    """A lead without words is still a lead."""
    assert rules.deal_name(Sent("Kim", KIM.email)) == "Kim"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "name"),
        ({"name": "Kim"}, "email"),
        ({"name": "Kim", "email": "kim@localhost"}, "email"),
        ({"name": True, "email": "k@kim.example"}, "name"),
        ({"name": ["Kim"], "email": "k@kim.example"}, "name"),
        ({"name": "Kim", "email": "k@kim.example", "phone": "call me"}, "phone"),
        ({"name": "Kim", "email": "k@kim.example", "company": "x" * 201}, "company"),
    ],
)
def test_what_is_wrong_names_its_field(told, field):
    """Whoever sends it sees which box to look at."""
    with pytest.raises(FieldError) as wrong:
        rules.read_sent(told)
    assert wrong.value.field == field


def test_what_is_sent_has_one_spelling():
    """Spaces go, lines of the message stay, other fields are left aside."""
    told = {"name": " Kim  Lee ", "email": "KIM@Oduya.example", "message": "a\r\nb ", "more": "x"}
    assert rules.read_sent(told) == Sent("Kim Lee", "kim@oduya.example", message="a\nb")


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Oduya.example/a?b", "https://oduya.example"),
        ("https://oduya.example:443", "https://oduya.example"),
        ("http://localhost:3000/x", "http://localhost:3000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("https://kim@oduya.example", None),
        ("https://a.example\\@b.example", None),
        ("https://a.example\n", None),
        ("https:// a.example", None),
        ("https://", None),
        ("http://[", None),
        ("https://a.example:99999", None),
        ("ftp://a.example", None),
        ("//a.example", None),
        ("", None),
    ],
)
def test_an_origin_is_scheme_host_and_port(address, origin):
    """Compared as browsers compare them (RFC 6454)."""
    assert rules.origin_of(address) == origin


@given(st.text(max_size=60))
def test_a_form_without_web_sites_leads_nowhere(address):
    """Whatever is written there."""
    form = OpenForm("u", "k", "Page", "website", None, None, [], None, "u")
    assert rules.allowed_next(form, address) is None


def test_what_is_gone_is_replaced():
    """A source or a part that was taken away does not lose a lead."""
    process = defaults.process()
    assert rules.offered_source(process, "website") == "website"
    assert rules.offered_source(process, "gone") == process.sources[0].key
    assert rules.offered_source(Process(), "gone") == "gone"
    assert rules.offered_role(process, "procurement") == "procurement"
    assert rules.offered_role(process, "gone") == "contact"
    assert rules.offered_role(Process(), None) is None


def test_a_form_has_one_spelling_for_its_web_sites():
    """Written twice it is one."""
    new = NewForm(" A  page ", "website", "", "", "", ("https://a.example/", "https://A.example"))
    checked = rules.checked_form(defaults.process(), new)
    assert checked == NewForm("A page", "website", origins=("https://a.example",))


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewForm(" ", "website"), "name"),
        (NewForm("x" * 201, "website"), "name"),
        (NewForm("Page", "none"), "source"),
        (NewForm("Page", "website", pipeline="none"), "pipeline"),
        (NewForm("Page", "website", role="none"), "role"),
        (NewForm("Page", "website", origins=("a.example",)), "origins"),
        (NewForm("Page", "website", origins=("https://a.example",) * 21), "origins"),
    ],
)
def test_what_is_wrong_about_a_form_names_its_field(new, field):
    """A form that is half right would lose what it is sent."""
    with pytest.raises(FieldError) as wrong:
        rules.checked_form(defaults.process(), new)
    assert wrong.value.field == field


def test_sources_that_there_are_none_of_are_told():
    """A house without sources cannot set up a form."""
    with pytest.raises(FieldError, match="none of none"):
        rules.checked_form(Process(), NewForm("Page", "website"))
