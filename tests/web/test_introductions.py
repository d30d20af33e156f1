"""Introductions over HTTP: asked from a path, answered, and who is led to whom."""

import json
import re
from dataclasses import asdict

import pytest
from counting import queries_sent
from phrases import PHRASE

from graphcrm import clock, graph, ids
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Node
from graphcrm.influence.calibration import Bin, Reliability
from graphcrm.introductions.commands import accept, ask, decline
from graphcrm.introductions.policies import policy
from graphcrm.introductions.reads import desk, get_introduction
from graphcrm.introductions.records import Policy, Request
from graphcrm.members.commands import set_password
from graphcrm.members.consent import agree, agrees
from graphcrm.relationships import following


def text(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def dana(asking):
    """A colleague of Noor's who knows Hélène, who knows Kim."""
    dana = asking.world.user("Dana Okafor", team="North")
    pairs = (("Noor Haddad", "Dana Okafor"), ("Dana Okafor", "Hélène"), ("Hélène", "Kim"))
    for one, other in pairs:
        asking.world.draw(f"{one} =email 8=> {other}\n{other} =email 8=> {one}")
    following.catch_up()
    return dana


def way(asking, *names):
    return tuple(asking.world.uid(name) for name in names)


def as_dana(asking, dana):
    """Sign Dana in, in Noor's browser."""
    set_password(asking.world.admin, dana.email, PHRASE)
    asking.browser.post("/sign-out")
    assert asking.browser.sign_in(dana.email, PHRASE).status_code == 302


def test_a_path_over_a_colleague_offers_to_ask_them(asking, dana):
    """The draft comes in a dialog or as a page; what is sent stands on both desks."""
    page = text(asking.get(to=asking.world.uid("Kim"), from_="team"))
    href = re.search(r'href="(/introductions/new\?[^"]+)"', page)[1].replace("&amp;", "&")
    assert "Ask Dana for an introduction" in page
    with queries_sent() as sent:
        dialog = text(asking.browser.get(href, HX_Request="true"))
    assert len(sent) <= 5, sent
    assert "<html" not in dialog
    assert "Hi Hélène," in dialog
    assert "<html" in text(asking.browser.get(href))
    sent = {
        "way": list(way(asking, "Dana Okafor", "Hélène", "Kim")),
        "text": "Meet Noor.",
        "key": "k",
    }
    asked = asking.browser.post("/introductions/new", sent)
    assert asked.headers["Location"].startswith("/introductions#")
    shown = text(asking.browser.get("/introductions"))
    assert "Dana Okafor is asked." in shown
    assert "waits for an answer" in shown
    assert len(desk(dana).of_me) == 1
    again = asking.browser.post("/introductions/new", {**sent, "key": "other"})
    assert again.status_code == 409
    assert "You have asked Dana Okafor for this introduction already." in text(again)


def asked(asking, *names, note=None):
    """Let Noor ask along these people; return the uid."""
    return ask(asking.noor, Request(way(asking, *names), "Meet Noor.", note)).introduction_id


def test_what_is_asked_is_answered_on_ones_own_page(asking, dana):
    """Agreed, reworded, passed on; what is answered already says so."""
    uid = asked(asking, "Dana Okafor", "Hélène", "Kim", note="We bid there.")
    as_dana(asking, dana)
    with queries_sent() as sent:
        page = text(asking.browser.get("/introductions"))
    assert len(sent) <= 5, sent
    assert "Noor Haddad asks for an introduction to" in page
    assert "We bid there." in page
    path = f"/introductions/{uid}"
    assert asking.browser.post(f"{path}/accept").headers["Location"] == f"/introductions#{uid}"
    asking.browser.post(f"{path}/accept")
    assert "nothing was changed" in text(asking.browser.get("/introductions"))
    refused = asking.browser.post(f"{path}/decline", {"because": "no"})
    assert refused.status_code == 409
    assert "Dana Okafor has agreed to it" in text(refused)
    asking.browser.post(f"{path}/text", {"text": "Please meet Noor."})
    assert asking.browser.post(f"{path}/text", {"text": " "}).status_code == 422
    asking.browser.post(f"{path}/pass-on")
    assert get_introduction(asking.noor, uid).text == "Please meet Noor."
    assert get_introduction(asking.noor, uid).state == "done"


def test_the_asker_tells_what_came_of_it(asking, dana):
    """And with whom it ended, where it led over more than the colleague."""
    uid = asked(asking, "Dana Okafor", "Hélène", "Kim")
    accept(dana, uid)
    assert "It ended with" in text(asking.browser.get("/introductions"))
    path = f"/introductions/{uid}/outcome"
    assert asking.browser.post(path, {"result": "maybe"}).status_code == 422
    told = {"result": "no-answer", "stopped_at": asking.world.uid("Hélène")}
    asking.browser.post(path, told)
    assert "no answer" in text(asking.browser.get("/introductions"))


def test_an_answer_is_taken_back_by_its_toast(asking, dana):
    """As everything that one does is."""
    uid = asked(asking, "Dana Okafor", "Hélène")
    asking.browser.post(f"/introductions/{uid}/withdraw")
    undo = re.search(r'action="(/undo/[^"]+)"', text(asking.browser.get("/introductions")))[1]
    assert asking.browser.post(undo).status_code == 302
    assert get_introduction(dana, uid).state == "asked"


def test_the_reason_of_declining_is_shown_to_who_gave_it(asking, dana):
    """And on no page of anybody else."""
    uid = asked(asking, "Dana Okafor", "Hélène")
    decline(dana, uid, "We fell out badly.")
    page = text(asking.browser.get("/introductions"))
    assert "declined" in page
    assert "fell out" not in page
    as_dana(asking, dana)
    assert "We fell out badly." in text(asking.browser.get("/introductions"))


def test_consent_is_withdrawn_by_a_button_and_holds_at_once(asking, dana):
    """The next page of a colleague leads to nobody over them."""
    as_dana(asking, dana)
    assert "You can be asked." in text(asking.browser.get("/introductions"))
    asking.browser.post("/introductions/consent")
    assert not agrees(dana)
    assert "You are not asked." in text(asking.browser.get("/introductions"))
    asking.browser.post("/sign-out")
    asking.browser.sign_in(asking.noor.email, PHRASE)
    page = text(asking.get(to=asking.world.uid("Hélène")))
    assert "Dana" not in page
    agree(dana, agrees=True)
    page = text(asking.get(to=asking.world.uid("Hélène")))
    assert "Ask Dana for an introduction" in page


@pytest.mark.usefixtures("dana")
def test_somebody_elses_introduction_is_not_found(asking):
    """Whatever is done with it."""
    uid = "018f0000-0000-7000-8000-000000000000"
    for act in ("accept", "decline", "pass-on", "withdraw", "text", "outcome"):
        sent = {"text": "x", "result": "met"}
        assert asking.browser.post(f"/introductions/{uid}/{act}", sent).status_code == 404
    assert asking.browser.get("/introductions/new?way=x&way=y").status_code == 404


def test_an_administrator_sets_how_often_somebody_is_asked(settings):
    """And reads how far figures hold, or that it is too early to tell."""
    page = text(settings.browser.get("/settings/introductions"))
    assert "0 of 50 that it takes" in page
    wanted = {"open_most": "2", "month_most": "4", "remind_days": "7"}
    with queries_sent() as sent:
        assert settings.browser.get("/settings/introductions").status_code == 200
    assert len(sent) <= 5, sent
    assert settings.browser.post("/settings/introductions", wanted).status_code == 302
    assert policy() == Policy(2, 4, 7)
    refused = settings.browser.post("/settings/introductions", wanted | {"open_most": "0"})
    assert refused.status_code == 422
    assert "a whole number from 1 to 20" in text(refused)
    assert settings.browser.post("/settings/introductions", wanted).status_code == 302


def test_what_introductions_have_taught_is_drawn_and_listed(settings):
    """The table says what the drawing shows."""
    bins = (Bin(0.0, 0.5, 30, 0.2, 0.1), Bin(0.5, 1.0, 0, None, None))
    reliability = Reliability(bins, 0.04, 0.1, 0.2, 0.16)
    values = {
        "version": 3,
        "fitted_at": clock.now(),
        "outcome_count": 60,
        "edge_slope": 1.0,
        "edge_offset": 0.0,
        "edge_count": 60,
        "path_slope": 1.0,
        "path_offset": 0.0,
        "path_count": 60,
        "reliability": json.dumps(asdict(reliability)),
    }

    @graph.atomic
    def learn():
        commit(settings.admin, Verb.CALIBRATED, [Added(Node("Calibration", ids.new()), values)])

    learn()
    page = text(settings.browser.get("/settings/introductions"))
    assert page.count('<circle class="fill-accent"') == 1
    assert "20% claimed, 10% came about, of 30" in page
    assert "Version 3" in page
    assert "off by 4.0 points" in page
