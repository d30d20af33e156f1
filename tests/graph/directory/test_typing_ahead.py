"""The search box finds what somebody means before they have typed it."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from graphcrm.directory import commands, search
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.directory.records import Subject


@pytest.fixture
def crowd(world):
    """People with all kinds of names, and two accounts."""
    drafts = [
        ContactDraft("Mary Kean", title="Chief Counsel", emails=("skean@oduya.example",)),
        ContactDraft("José Núñez", phones=("+44 20 7946 0018",)),
        ContactDraft("Søren Kierkegård", jobs=(JobDraft("Oduya"),)),
        ContactDraft("Seán O\u2019Brien"),
        ContactDraft("J.P. Marsh"),
        ContactDraft("Jean-Luc Marchand"),
        ContactDraft("王小明"),
        ContactDraft("Владимир Петров"),
        ContactDraft("김민준"),
        ContactDraft("Straße Groß"),
        ContactDraft("Mark Kean", profiles=("https://linkedin.com/in/mark-kean",)),
        ContactDraft("Kean"),
    ]
    for draft in drafts:
        commands.create_contact(world.admin, draft)
    commands.create_account(world.admin, AccountDraft("Keanu Shipping", domains=("keanu.example",)))
    return world


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("jose nun", "José Núñez"),
        ("NÚÑEZ", "José Núñez"),
        ("soren", "Søren Kierkegård"),
        ("kierkegar", "Søren Kierkegård"),
        ("o'br", "Seán O\u2019Brien"),
        ("o\u2019brien", "Seán O\u2019Brien"),
        ("j.p", "J.P. Marsh"),
        ("luc jean", "Jean-Luc Marchand"),
        ("jean-l", "Jean-Luc Marchand"),
        ("王小", "王小明"),
        ("小明", "王小明"),
        ("петр", "Владимир Петров"),
        ("김민", "김민준"),
        ("strasse", "Straße Groß"),
        ("counsel", "Mary Kean"),
        ("skean", "Mary Kean"),
        ("SKEAN@odu", "Mary Kean"),
        ("+44 20 7946", "José Núñez"),
        ("44207946", "José Núñez"),
        ("linkedin.com/in/mark-k", "Mark Kean"),
        ("sk", "Søren Kierkegård"),
        ("jlm", "Jean-Luc Marchand"),
        ("petorv", None),
        ("kierkegaard", "Søren Kierkegård"),
        ("marchnad", "Jean-Luc Marchand"),
        ("keanu.exa", "Keanu Shipping"),
        ("shipp", "Keanu Shipping"),
    ],
)
def test_the_beginning_finds_the_whole(crowd, text, name):
    """Accents, case, other scripts, initials, addresses, and a slip of the finger."""
    found = [hit.name for hit in search.find(crowd.admin, text)]
    assert found[:1] == ([name] if name else [])


def test_the_likeliest_stands_first(crowd):
    """Whole name before whole word, before the beginning of one; first letters after that."""
    names = [hit.name for hit in search.find(crowd.admin, "kean")]
    assert names == ["Kean", "Mark Kean", "Mary Kean", "Keanu Shipping"]
    assert [hit.name for hit in search.find(crowd.admin, "mk")] == ["Mark Kean", "Mary Kean"]
    assert [hit.name for hit in search.find(crowd.admin, "mary kean")] == ["Mary Kean"]


def test_a_hit_says_who_it_is(crowd):
    """Two people of one name are told apart in the list."""
    [hit] = search.find(crowd.admin, "kierke")
    assert (hit.subject, hit.account, hit.address) == (Subject.CONTACT, "Oduya", None)
    [mary] = search.find_contacts(crowd.admin, "skean")
    assert (mary.title, mary.address) == ("Chief Counsel", "skean@oduya.example")
    [ship] = search.find(crowd.admin, "keanu sh")
    assert (ship.subject, ship.address) == (Subject.ACCOUNT, "keanu.example")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "*",
        "?",
        "+",
        "\\",
        '"',
        "(",
        "a AND",
        "name:",
        "[a TO z]",
        "~",
        "^",
        "/",
        "@",
        "&&",
    ],
)
def test_nothing_in_the_text_is_syntax(crowd, text):
    """What breaks a query parser is just something that nobody is called."""
    assert all(hit.name for hit in search.find(crowd.admin, text))


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=300))
def test_any_text_gets_an_answer(crowd, text):
    """A search box must survive whatever is pasted into it."""
    assert len(search.find(crowd.admin, text, limit=5)) <= 5


def test_what_is_hidden_is_not_found(world):
    """Not by name, initials, address or typo."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    commands.create_contact(
        north, ContactDraft("Kim Lee", emails=("kim@oduya.example",), jobs=(JobDraft("Oduya"),))
    )
    for text in ("kim", "kl", "kim@oduya", "kin", "oduya"):
        assert search.find(south, text) == []
        assert search.find(north, text)


def test_mine_are_found_among_many_hidden(world):
    """A scope is applied before the list is cut, not after."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    for number in range(40):
        commands.create_contact(north, ContactDraft(f"Kim Lee {number:02}"))
    commands.create_contact(south, ContactDraft("Kimberley Leeson"))
    assert [hit.name for hit in search.find(south, "kim l", limit=3)] == ["Kimberley Leeson"]
