"""The list of accounts within reach over a real graph: what it ranks, and what it keeps apart."""

import re

from browsing import words
from counting import queries_sent

from graphcrm.influence import keeping
from graphcrm.members import commands as members
from graphcrm.members.consent import agree


MOST_QUERIES = 6  # the reader, four of the list, and what brings the index up to date


def read(asking, path="/accounts/reach"):
    answer = asking.browser.get(path)
    assert answer.status_code == 200
    return words(answer)


def test_the_list_says_how_well_and_through_whom(asking):
    """Whom to ask stands beside the figure, and the better account stands first."""
    asking.draw(
        """Noor Haddad -KNOWS .81-> Dana Whitlock -KNOWS .81-> Kim Berg
        Kim Berg @ Lindqvist as CFO
        Ben Roe @ Oduya
        Noor Haddad -KNOWS .64-> Ben Roe"""
    )
    told = read(asking)
    assert re.search(r"Oduya Nobody's 80% 80% , the path to Ben Roe You to Ben Roe directly", told)
    assert re.search(r"Lindqvist Nobody's 24% 24% .* You to Kim Berg CFO, over Dana Whitlock", told)
    assert told.index("Oduya Nobody's") < told.index("Lindqvist Nobody's")
    assert "Home Ltd" not in told[told.index("Account Reach") :]


def test_a_colleague_is_asked_for_an_introduction_and_leaves_by_withdrawing_consent(asking):
    """The colleague's way is offered while they share their ties, and not a moment longer."""
    kim = asking.world.user("Kim Berg", team="South")
    asking.draw("Kim Berg -KNOWS .81-> Ada @ Oduya\nKim Berg =email 1=> Ada")
    told = read(asking)
    assert "Kim Berg to Ada" in told
    assert "Ask for an introduction to Ada" in told
    agree(kim, agrees=False)
    told = read(asking)
    assert "Kim Berg" not in told
    assert "nobody whom you may see is known there" in told
    assert "1 hour ago" not in told
    assert re.search(r". none known", told)


def test_nobody_known_and_not_visible_are_told_apart(asking):
    """Who does not see everybody is never told that nobody is known at all."""
    kim = asking.world.user("Kim Berg", team="South")
    asking.world.draw("Ben Roe @ Oduya")
    asking.draw("Noor Haddad -KNOWS .81-> Ada", owner=kim)
    asking.world.draw("Ada @ Lindqvist")
    asking.world.account("Empty House")
    told = read(asking)
    assert re.search(r"Oduya .*? nobody whom you may see is known there 0 of 1", told)
    assert re.search(r"Empty House .*? nobody whom you may see works there", told)
    assert "Ada" not in told
    members.set_password(asking.world.admin, asking.world.admin.email, "correct horse battery")
    asking.browser.post("/sign-out", {})
    asking.browser.sign_in(asking.world.admin.email, "correct horse battery")
    told = read(asking)
    assert "nobody is known there" in told
    assert "nobody whom you may see" not in told


def test_an_index_that_is_being_built_is_not_an_empty_list(asking):
    """Whoever comes first waits; whoever comes next is told what is going on."""
    asking.draw("Noor Haddad -KNOWS .64-> Ben Roe @ Oduya")
    keeping.keep_in(None)
    with keeping._keeper.lock:
        told = read(asking)
    assert "The path index is being built" in told
    assert "Oduya" not in told
    assert "Oduya" in read(asking)


def test_the_list_is_filtered(asking):
    """By name, by nobody's, by open deals; what is like none of it says so."""
    kim = asking.world.user("Kim Berg", team="North")
    asking.world.account("Lindqvist", owner=kim)
    asking.draw("Ben Roe @ Oduya")
    assert "Oduya" not in read(asking, "/accounts/reach?q=lind")
    assert "Lindqvist" in read(asking, "/accounts/reach?q=lind")
    assert "Lindqvist" not in read(asking, "/accounts/reach?unowned=1")
    assert "Oduya" in read(asking, "/accounts/reach?unowned=1")
    for rest in ("?deal=1", "?q=zzz", "?q=%2B"):
        assert "No such account" in read(asking, f"/accounts/reach{rest}")


def test_without_accounts_it_says_how_to_get_some(asking):
    """An empty list teaches the next step."""
    assert "No accounts yet" in read(asking)
    assert "Within reach" in read(asking, "/accounts")


def test_the_number_of_queries_does_not_grow(asking):
    """With one account or with twelve."""
    asking.draw("Noor Haddad -KNOWS .64-> Ben Roe @ Oduya")
    read(asking)
    for number in range(12):
        asking.world.draw(f"Noor Haddad -KNOWS .64-> Person {number} @ House {number}")
    keeping.keep_in(None)
    read(asking)
    with queries_sent() as sent:
        read(asking)
    assert len(sent) <= MOST_QUERIES
