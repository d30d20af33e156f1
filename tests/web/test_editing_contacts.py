"""The forms of a contact without script: the record, an encounter, a tie."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from browsing import words
from contact_room import hidden

from graphcrm import clock
from graphcrm.directory import commands
from graphcrm.directory.drafts import ContactDraft
from graphcrm.relationships import following
from graphcrm.relationships.declarations import declarations


def test_somebody_is_made_edited_and_removed(room):
    """The whole life of a contact by forms without script."""
    page = room.browser.get("/contacts/new").get_data(as_text=True)
    fields = {
        "key": hidden(page, "key"),
        "name": "Helen Gray",
        "title": "Partner",
        "kind": "person",
        "emails-0": "helen@gray.example",
        "jobs-0-account": "Lindqvist",
        "jobs-0-from_on": "2022-01-31",
        "jobs-0-primary": "y",
    }
    made = room.post("/contacts/new", **fields).headers["Location"]
    assert room.post("/contacts/new", **fields, sure="1").headers["Location"] == made
    assert "Partner, Lindqvist" in room.read(made)
    form = room.browser.get(f"{made}/edit").get_data(as_text=True)
    edited = {
        "version": hidden(form, "version"),
        "name": "Helen Grey",
        "kind": "person",
        "emails-0": "helen@gray.example",
        "jobs-0-job_id": hidden(form, "jobs-0-job_id"),
        "jobs-0-account_id": hidden(form, "jobs-0-account_id"),
        "jobs-0-account": "Lindqvist",
        "jobs-1-account": "Oduya Foods",
    }
    room.post(f"{made}/edit", **edited)
    shown = room.read(made)
    assert "Helen Grey" in shown
    assert "Oduya Foods" in shown
    assert "changed by Noor Haddad" in room.read(f"{made}?show=changes")
    form = room.browser.get(f"{made}/edit").get_data(as_text=True)
    again = {
        **edited,
        "version": hidden(form, "version"),
        "jobs-1-account": "",
        "jobs-1-job_id": hidden(form, "jobs-1-job_id"),
    }
    room.post(f"{made}/edit", **again)
    assert "Oduya Foods" not in room.read(f"{made}/edit")
    room.post(f"{made}/remove")
    room.read(made, 404)
    taken_back = re.search(
        r'action="(/undo/[^"]+)"', room.browser.get("/contacts").get_data(as_text=True)
    )[1]
    room.post(taken_back)
    assert "Helen Grey" in room.read(made)
    assert "taken back already" in room.post(taken_back, 409).get_data(as_text=True)


def test_rows_are_added_and_dropped_without_script(room):
    """A second address or job must not need JavaScript; nothing is saved meanwhile."""
    sent = {"name": "Helen", "kind": "person", "emails-0": "a@b.example", "jobs-0-account": "Oduya"}
    grown = room.post("/contacts/new", 200, **sent, add="emails").get_data(as_text=True)
    assert 'name="emails-1"' in grown
    assert "a@b.example" in grown
    assert 'name="jobs-1-account"' in room.post("/contacts/new", 200, **sent, add="jobs").get_data(
        as_text=True
    )
    dropped = room.post("/contacts/new", 200, **sent, drop="emails-0").get_data(as_text=True)
    assert "a@b.example" not in dropped
    assert room.post("/contacts/new", 200, **sent, add="nonsense")
    assert "Helen" not in room.read("/contacts")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": ""}, "Their name is missing."),
        ({"name": "H", "emails-0": "not one"}, "is not an e-mail address"),
        ({"name": "H", "phones-0": "x"}, "is not a phone number"),
        ({"name": "H", "jobs-0-title": "CFO"}, "each names its organisation"),
        ({"name": "H", "jobs-0-account": "O", "jobs-0-from_on": "x"}, "Look at the rows above"),
    ],
)
def test_a_wrong_field_is_told_beside_it(room, sent, told):
    """What was typed stays; the sentence stands where the mistake is."""
    answer = room.post("/contacts/new", 422, kind="person", **sent)
    assert told in words(answer)


def test_somebody_else_s_save_is_shown_before_it_is_overwritten(room):
    """A stale form says what is different, and saves only when told so again."""
    uid = room.world.contact("Helen Gray", owner=room.noor, title="Associate")
    page = room.browser.get(room.at("Helen Gray", "/edit")).get_data(as_text=True)
    stale = hidden(page, "version")
    commands.edit_contact(
        room.world.admin, uid, ContactDraft("Helen Gray", title="Partner"), version=stale
    )
    sent = {"name": "Helen Gray", "title": "Director", "kind": "person", "version": stale}
    answer = room.post(room.at("Helen Gray", "/edit"), 409, **sent)
    told = words(answer)
    assert "Title saved Partner yours Director" in told
    assert "Admin saved last" in told
    renewed = hidden(answer.get_data(as_text=True), "version")
    room.post(room.at("Helen Gray", "/edit"), **{**sent, "version": renewed})
    assert room.page_of("Helen Gray").title == "Director"


def test_who_may_be_here_already_is_told_while_typing_and_before_saving(room):
    """Two records of one person cost more than a question."""
    room.world.contact("Helen Gray")
    typed = room.read("/contacts/likeness?name=Helen+Gray")
    assert "Maybe here already Helen Gray" in " ".join(typed.replace("HG", "").split())
    own = room.world.uid("Helen Gray")
    assert "Helen" not in room.read(f"/contacts/likeness?name=Helen+Gray&except={own}")
    answer = room.post("/contacts/new", 409, name="Helen Gray", kind="person", key="k")
    assert "may be here already" in words(answer)
    sure = hidden(answer.get_data(as_text=True), "sure")
    made = room.post("/contacts/new", name="Helen Gray", kind="person", key="k", sure=sure)
    assert "Maybe the same person" in room.read(f"{made.headers['Location']}/likely")
    assert "<html" not in room.browser.get(
        f"{made.headers['Location']}/likely", HX_Request="1"
    ).get_data(as_text=True)
    taken = room.post(
        "/contacts/new",
        409,
        name="Somebody",
        kind="person",
        **{"emails-0": "helen.gray@people.example", "sure": "1"},
    )
    assert f"/contacts/{own}" in taken.get_data(as_text=True)
    room.world.contact("Lone Wolf")
    assert "Nobody you may see" in room.read(room.at("Lone Wolf", "/likely"))


def test_an_encounter_is_logged_once_and_taken_back(room):
    """A double press logs one call; its author can take it back, and it counts no longer."""
    room.world.contact("Helen Gray")
    room.world.contact("Marge Hill")
    page = room.browser.get(room.at("Helen Gray", "/log")).get_data(as_text=True)
    at = (clock.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    sent = {
        "key": hidden(page, "key"),
        "kind": "call",
        "occurred_at": at,
        "people-0-text": "Marge Hill",
        "subject": "Seating",
        "body": "She will sit next to Marge.",
    }
    room.post(room.at("Helen Gray", "/log"), **sent)
    room.post(room.at("Helen Gray", "/log"), **sent)
    shown = room.browser.get(room.at("Helen Gray")).get_data(as_text=True)
    assert shown.count("Seating") == 1
    assert "Noor Haddad called" in words(room.browser.get(room.at("Helen Gray")))
    (withdraw,) = {*re.findall(r'action="(/contacts/entries/[^"?]+)', shown)}  # toast and entry
    back = room.post(withdraw, next=room.at("Helen Gray"))
    assert back.headers["Location"] == room.at("Helen Gray")
    assert "Seating" not in room.read(f"{room.at('Helen Gray')}?show=calls")


def test_an_encounter_is_logged_in_the_reader_s_own_time(room):
    """What a clock on the wall showed is the instant that is kept."""
    room.world.contact("Helen Gray")
    room.browser.client.set_cookie("zone", "Asia/Tokyo")
    sent = {"kind": "note", "occurred_at": "2026-03-01T09:00", "key": "z", "body": "x"}
    room.post(room.at("Helen Gray", "/log"), **sent)
    shown = room.browser.get(f"{room.at('Helen Gray')}?show=notes").get_data(as_text=True)
    assert datetime(2026, 3, 1, tzinfo=UTC).isoformat() in shown
    assert "1 Mar" in shown


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"people-0-text": "Nobody Known"}, "Nobody you may see is 'Nobody Known'"),
        ({"occurred_at": ""}, "When it was is missing."),
        ({"occurred_at": "2100-01-01T00:00"}, "only what has happened"),
        ({"add": "people"}, "Log"),
    ],
)
def test_what_cannot_be_logged_is_told_where_it_stands(room, sent, told):
    """Text that took a minute to write is never lost to a wrong name."""
    room.world.contact("Helen Gray")
    fields = {"kind": "call", "occurred_at": "2026-01-01T10:00", "body": "Long text", **sent}
    answer = room.post(room.at("Helen Gray", "/log"), 200 if "add" in sent else 422, **fields)
    assert told in words(answer)
    assert "Long text" in words(answer)


def test_a_tie_is_declared_taken_back_and_contested(room):
    """Words count beside mail, stay marked as words, and can be disputed with a reason."""
    uid = room.world.contact("Helen Gray")
    form = room.at("Helen Gray", "/ties/declare")
    assert "Weak: have met" in room.read(form)
    room.post(form, contact_id=room.noor.contact_id, level="strong")
    following.catch_up()
    assert "Noor Haddad said strong" in room.read(room.at("Helen Gray"))
    tie = room.at("Helen Gray", f"/ties/{room.noor.contact_id}")
    shown = room.browser.get(tie).get_data(as_text=True)
    assert "Said to be strong" in shown
    room.post(re.search(r'action="([^"]+/withdraw/[^"]+)"', shown)[1])
    assert "Nobody declared this tie" in room.read(tie)
    kim = room.world.user("Kim Berg", team="North")
    room.world.draw("Kim Berg =declared weak=> Helen Gray", owner=kim)
    other = room.at("Helen Gray", f"/ties/{kim.contact_id}")
    shown = room.browser.get(other).get_data(as_text=True)
    contest = re.search(r'action="([^"]+/contest/[^"]+)"', shown)[1]
    assert "The reason is missing" in words(room.post(contest, 422, reason=""))
    room.post(contest, reason="They never met.")
    assert "They never met." in room.read(other, HX_Request="true")
    assert not declarations(room.world.admin, uid, kim.contact_id)[0].stands
    assert "Helen Gray" in room.read(room.at("Helen Gray", "/ties"))


@pytest.mark.parametrize("text", ["", "Nobody Known", "Helen Gray"])
def test_a_tie_needs_somebody_else(room, text):
    """A name that is nobody, and oneself, are refused beside the field."""
    room.world.contact("Helen Gray")
    room.post(room.at("Helen Gray", "/ties/declare"), 422, text=text, level="good")
