"""What stands around a deal on its page: what happened, what is logged, files that are linked."""

import re
from datetime import timedelta

import pytest

from graphcrm import clock, ids
from graphcrm.activities.records import Kind
from graphcrm.buying.commands import seat
from graphcrm.directory.commands import create_contact
from graphcrm.directory.drafts import ContactDraft
from graphcrm.directory.encounters import Encounter, log_activity
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity
from graphcrm.pipeline.reads import process


@pytest.fixture
def dana(me):
    """A contact of the rep's: uid and name."""
    name = f"Dana {ids.new()}"
    return create_contact(me, ContactDraft(name)).uid, name


@pytest.fixture
def uid(me, dana):
    """A deal in which Dana has a part."""
    made = open_opportunity(me, NewOpportunity({"name": "Yard"})).opportunity_ids[0]
    seat(me, made, dana[0], process(me).roles[0].key)
    return made


def text(answer):
    return answer.get_data(as_text=True)


def undo_on(page):
    """The address that the toast of a page takes something back by."""
    toasts = page.split('id="toasts"')[1].split("</div>\n<template")[0]
    return re.search(r'<form method="post" action="([^"]+)"', toasts)[1].replace("&amp;", "&")


def fields(**sent):
    at = (clock.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    return {"kind": "call", "occurred_at": at, "key": ids.new(), **sent}


def test_a_call_about_a_deal_is_logged_from_its_page_and_taken_back(uid, dana, signed_in):
    """With those of its people who are ticked; it shows at once on the page."""
    page = text(signed_in.get(f"/deals/{uid}"))
    assert f'name="with" value="{dana[0]}"' in page
    sent = fields(**{"with": dana[0], "subject": "Budget agreed"})
    done = signed_in.post(f"/deals/{uid}/log", sent)
    assert done.location == f"/deals/{uid}"
    page = text(signed_in.get(done.location))
    assert "The call is logged." in page
    assert "Budget agreed" in page
    assert "Budget agreed" in text(signed_in.get(f"/contacts/{dana[0]}"))
    back = signed_in.post(undo_on(page))
    assert back.location == f"/deals/{uid}"
    page = text(signed_in.get(back.location))
    assert "Budget agreed" not in page
    assert "took back what was logged" in page
    again = text(signed_in.get(signed_in.post(f"/deals/{uid}/log", sent).location))
    assert "That was logged before." in again


def test_what_is_wrong_with_what_is_logged_is_told_and_stays_in_the_form(uid, dana, signed_in):
    """Nothing that was typed or ticked is lost."""
    sent = fields(subject="Rang twice")
    answer = signed_in.post(f"/deals/{uid}/log", sent)
    assert answer.status_code == 422
    assert "name somebody besides yourself" in text(answer)
    sent = fields(**{"with": dana[0], "occurred_at": "2999-01-01T10:00"})
    answer = signed_in.post(f"/deals/{uid}/log", sent)
    assert "only what has happened can be logged" in text(answer)
    assert f'value="{dana[0]}" checked' in text(answer)
    more = text(signed_in.post(f"/deals/{uid}/log", {**sent, "add": "people"}))
    assert 'name="people-1-text"' in more
    assert f'value="{dana[0]}" checked' in more


def test_what_happened_comes_a_page_at_a_time(me, uid, dana, signed_in):
    """And the filter and the people stay as they were chosen."""
    for day in range(1, 33):
        at = clock.now() - timedelta(days=day)
        log_activity(me, Encounter(Kind.NOTE, at, (dana[0],), f"Note {day} of {uid}"))
    page = text(signed_in.get(f"/deals/{uid}?show=notes&people=seats"))
    assert f"Note 30 of {uid}" in page
    assert f"Note 31 of {uid}" not in page
    more = re.search(r'hx-get="(/deals/[^"]+/timeline[^"]+)"', page)[1].replace("&amp;", "&")
    assert "show=notes&people=seats" in more
    rest = text(signed_in.get(more))
    assert f"Note 31 of {uid}" in rest
    assert f"Note 30 of {uid}" not in rest
    assert f"Note 1 of {uid}" not in text(signed_in.get(f"/deals/{uid}?show=mail"))
    assert signed_in.get(f"/deals/{uid}?show=changes&people=nonsense").status_code == 200


def test_a_file_is_linked_renamed_and_no_longer_linked(me, uid, signed_in):
    """Each of it taken back by its toast."""
    sent = {"url": "https://files.example/o.pdf", "title": "Offer", "key": ids.new()}
    page = text(signed_in.get(signed_in.post(f"/deals/{uid}/links", sent).location))
    assert 'href="https://files.example/o.pdf" rel="noopener noreferrer"' in page
    (one,) = get_opportunity(me, uid).links
    address = f"/deals/{uid}/links/{one['link_id']}"
    page = text(signed_in.get(signed_in.post(address, {"title": "Offer of May"}).location))
    assert ">Offer of May</a>" in page
    page = text(signed_in.get(signed_in.post(f"{address}/remove").location))
    assert "Nothing is linked yet." in page
    signed_in.post(undo_on(page))
    assert ">Offer of May</a>" in text(signed_in.get(f"/deals/{uid}"))
    again = signed_in.post(f"/deals/{uid}/links", sent)
    assert "That was linked before." in text(signed_in.get(again.location))
    same = text(signed_in.get(signed_in.post(address, {"title": "Offer of May"}).location))
    assert "It is called that already." in same


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "https://u:p@files.example/"])
def test_what_is_no_safe_url_is_refused_beside_its_field(me, uid, signed_in, url):
    """It stays in the form, to be mended."""
    answer = signed_in.post(f"/deals/{uid}/links", {"url": url, "title": "Offer"})
    assert answer.status_code == 422
    assert 'id="url-about"' in text(answer)
    assert get_opportunity(me, uid).links == ()
