"""What a link must be: it is followed by whoever sees the record."""

import pytest

from graphcrm.changes import Added, Node, Removed, Set
from graphcrm.directory import links
from graphcrm.directory.links import LinkDraft
from graphcrm.directory.rules import FieldError


URL = "https://files.example/yard/Offer%202.pdf?v=3"
LINK = {"uid": "l1", "title": "Offer", "url": URL, "changed_by": "a1"}


@pytest.mark.parametrize(
    ("given", "title"),
    [
        (LinkDraft("  The   offer ", URL), "The offer"),
        (LinkDraft("", URL), "Offer%202.pdf"),
        (LinkDraft("", "https://files.example/yard/"), "yard"),
        (LinkDraft(" ", "HTTP://files.example"), "files.example"),
    ],
)
def test_a_link_is_called_as_told_or_by_what_it_leads_to(given, title):
    """Nobody wants to read a URL in a list."""
    assert links.checked_link(given) == LinkDraft(title, given.url)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "it is missing"),
        ("   ", "it is missing"),
        ("javascript:alert(1)", "only what begins with https://"),
        (" JaVaScRiPt:alert(1)", "only what begins with https://"),
        ("data:text/html,hi", "only what begins with https://"),
        ("file:///etc/passwd", "only what begins with https://"),
        ("//files.example/a", "only what begins with https://"),
        ("files.example/a", "only what begins with https://"),
        ("https://", "only what begins with https://"),
        ("https:///a", "only what begins with https://"),
        ("https://files.example/a b", "it has a space"),
        ("java\tscript:alert(1)", "it has a space"),
        ("https://files.example/\u202egnp.exe", "letter that cannot be shown"),
        ("https://[files.example/a", "it is no URL"),
        ("https://files.example:port/a", "it is no URL"),
        ("https://ada:secret@files.example/a", "leave out the user name"),
        ("https://ada@files.example/a", "leave out the user name"),
        ("https://files.example/" + "a" * 2000, "at most 2000 characters, not 2022"),
    ],
)
def test_what_is_no_safe_url_is_refused(url, why):
    """Nothing that runs in the page, nothing that shows a password, nothing that cannot be read."""
    with pytest.raises(FieldError, match=r"^url: ") as caught:
        links.checked_link(LinkDraft("Offer", url))
    assert why in str(caught.value)


def test_a_title_is_bounded():
    """Else it breaks the page of everybody else."""
    with pytest.raises(FieldError, match="title: at most 200 characters, not 201"):
        links.checked_link(LinkDraft("a" * 201, URL))


def test_what_is_sent_twice_is_one_link():
    """The key of the form is part of its identity."""
    deal, draft = Node("Opportunity", "d1"), LinkDraft("Offer", URL)
    once = links.adding(deal, "HAS_LINK", draft, "k1")
    assert once == links.adding(deal, "HAS_LINK", draft, "k1")
    assert once != links.adding(deal, "HAS_LINK", draft, "k2")
    assert links.adding(deal, "HAS_LINK", draft, None)[0].what != once[0].what
    node, edge = once
    assert node == Added(node.what, {"title": "Offer", "url": URL})
    assert (edge.what.type, edge.what.start, edge.what.end) == ("HAS_LINK", deal, node.what)


def test_a_link_is_renamed_and_removed():
    """Each change says what was, so that it can be taken back."""
    node = Node("Link", "l1")
    assert links.renaming(LINK, " The  offer ") == [
        Set(node, {"title": "Offer"}, {"title": "The offer"})
    ]
    assert links.renaming(LINK, "Offer") == []
    with pytest.raises(FieldError, match="title: it is missing"):
        links.renaming(LINK, " ")
    assert links.removing(LINK) == [Removed(node, {"title": "Offer", "url": URL})]
