"""The evidence of a tie without script, and what people say of it."""

import re

import pytest
from browsing import words

from graphcrm.activities.records import Kind


def test_evidence_shows_what_carries_a_tie(asking):
    """Nothing is invented: every number of a tie opens the facts that make it."""
    asking.draw("Noor Haddad =email 3=> Dana\nDana =email 2=> Noor Haddad")
    asking.world.exchange("Noor Haddad", "Dana", kind=Kind.MEETING, subject="Lunch in the port")
    asking.world.exchange("Noor Haddad", "Dana", kind=Kind.CALL)
    asking.draw("Noor Haddad @ Guild\nDana @ Guild")
    told = words(asking.browser.get(asking.tie("Noor Haddad", "Dana")))
    assert "Mails 3 2" in told
    assert "Meetings 1 together" in told
    assert "All facts 7" in told
    assert "Lunch in the port" in told
    assert "Call, no subject" in told
    assert "fades to half after about" in told
    assert "Both at Guild" in told
    assert "Nobody has declared this tie" in told


def test_a_subject_that_is_not_mine_to_read_is_veiled(asking):
    """The mail counts all the same; what it was about stays between those who may know."""
    south = asking.world.user("Sana South", team="South")
    asking.draw("Dana\nAda")
    asking.world.exchange("Dana", "Ada", owner=south, subject="The secret price")
    asking.draw("Dana")
    told = words(asking.browser.get(asking.tie("Dana", "Ada")))
    assert "secret" not in told
    assert "Mail, subject not visible to you" in told
    assert "All facts 1" in told


def test_a_tie_without_anything_says_so(asking):
    """Never measured is not zero."""
    asking.draw("Dana\nAda")
    told = words(asking.browser.get(asking.tie("Dana", "Ada")))
    assert "never measured" in told
    assert "Nothing was observed between them." in told
    assert asking.get(asking.tie("Dana", "Dana")).status_code == 404


def test_a_tie_is_declared_shown_and_withdrawn(asking):
    """What somebody knows and no mail shows can be said, and taken back."""
    asking.draw("Noor Haddad =email 20=> Dana\nDana =email 20=> Noor Haddad\nAda")
    tie = asking.tie("Dana", "Ada")
    answer = asking.browser.post(tie, {"level": "strong", "expires_on": "2999-01-01"})
    assert answer.location == tie
    told = asking.browser.get(tie)
    assert "Noor Haddad (you) declared a strong tie" in words(told)
    assert "until 1 Jan 2999" in words(told)
    assert "Ask Dana for an introduction to Ada" in asking.read("Ada")
    withdraw = re.search(r'action="([^"]+/withdraw)"', told.get_data(as_text=True))[1]
    assert asking.browser.post(withdraw).status_code == 302
    assert "Nobody has declared this tie" in words(asking.browser.get(tie))


def test_htmx_keeps_the_evidence_open_and_offers_undo(asking):
    """Whoever declares a tie among ten answers does not lose their place."""
    asking.draw("Noor Haddad -KNOWS .9-> Dana\nAda")
    page = {"HX-Request": "true", "HX-Current-URL": "http://localhost/paths?to=x&hops=2"}
    answer = asking.browser.post(asking.tie("Dana", "Ada"), {"level": "weak"}, headers=page)
    text = answer.get_data(as_text=True)
    assert "You declared a weak tie." in text
    assert '/withdraw"' in text
    assert 'href="/paths?to=x&amp;hops=2"' in text
    undo = re.search(r'action="([^"]+/withdraw)"', text)[1]
    referrer = {"Referer": "http://localhost/paths?to=x"}
    assert asking.browser.post(undo, headers=referrer).location == "/paths?to=x"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"level": "eternal"}, "Not a valid choice"),
        ({"level": "good", "expires_on": "2001-01-01"}, "2001-01-01 is past"),
        ({"level": "good", "expires_on": "soon"}, "Not a valid date"),
    ],
)
def test_a_declaration_that_does_not_go_says_why(asking, fields, why):
    """The form comes back with what was sent and the reason beside it."""
    asking.draw("Dana\nAda")
    answer = asking.browser.post(asking.tie("Dana", "Ada"), fields)
    assert answer.status_code == 422
    assert why in words(answer)


def test_somebody_elses_tie_is_contested_with_a_reason(asking):
    """One's word stands against another's, on show, and counts no longer."""
    asking.draw("Dana =declared good=> Ada")
    tie = asking.tie("Dana", "Ada")
    text = asking.browser.get(tie).get_data(as_text=True)
    contest = re.search(r'action="([^"]+/contest)"', text)
    if contest is None:  # the administrator's own team is not Noor's: hers to see, not its content
        assert "not visible to you" in words(asking.browser.get(tie))
        kofi = asking.world.user("Kofi Mensah", team="North")
        asking.draw("Dana =declared strong=> Ada", owner=kofi)
        text = asking.browser.get(tie).get_data(as_text=True)
        contest = re.search(r'action="([^"]+/contest)"', text)
    refused = asking.browser.post(contest[1], {"reason": ""})
    assert refused.status_code == 422
    assert "Say why, in a few words." in words(refused)
    assert asking.browser.post(contest[1], {"reason": "They never met."}).status_code == 302
    assert "They never met." in words(asking.browser.get(tie))
