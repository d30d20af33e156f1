"""The door for web sites, the queue, and the settings of forms, without script."""

import re
from dataclasses import replace

import pytest
import redis
from counting import queries_sent
from phrases import PHRASE

from graphcrm import ids
from graphcrm.access.records import Role
from graphcrm.members import commands as members
from graphcrm.members.records import NewUser
from graphcrm.pipeline import commands as process_commands, defaults, reads
from graphcrm.pipeline.leads import commands
from graphcrm.pipeline.leads.reads import forms, queue
from graphcrm.pipeline.leads.records import NewForm
from graphcrm.web.leads import limits


SITE = "https://www.oduya.example"
JSON = {"Accept": "application/json"}


@pytest.fixture
def founded(house, running):
    """The administrator of a house that has a process, where nothing was sent lately."""
    server = redis.Redis.from_url(running.redis_url)
    for key in server.scan_iter(f"{limits.PREFIX}*"):
        server.delete(key)
    if not reads.process(house).pipelines:
        process_commands.apply_process(house, defaults.process())
    return house


@pytest.fixture
def form_key(founded):
    """The key of a form whose answers one web site may read."""
    return commands.create_form(founded, NewForm("Contact page", "website", origins=(SITE,)))


@pytest.fixture
def sent():
    """What somebody sends; of a name of their own."""
    name = f"Kim {ids.new()}"
    return {"name": name, "email": f"{ids.new()}@kim.example", "message": "Call me"}


@pytest.fixture
def send(app, form_key):
    """Send to the form as another web site does: without session and without token."""
    visitor = app.test_client()
    return lambda fields=None, **more: visitor.post(f"/leads/forms/{form_key}", data=fields, **more)


@pytest.fixture
def waiting(founded):
    """The leads of a name that wait in the queue."""

    def find(name):
        found = queue(founded, reads.layout(founded), limit=500)
        return [one for one in found.leads if one.contact == name]

    return find


@pytest.fixture
def admin(founded):
    """An administrator of this test alone, who signs in with PHRASE."""
    email = f"{ids.new()}@norrvane.example"
    return members.add_user(founded, NewUser(f"Admin {ids.new()}", email, Role.ADMIN, PHRASE))


@pytest.fixture
def signed_in_admin(client, admin):
    """A browser without script in which an administrator is signed in."""
    client.sign_in(admin.email, PHRASE)
    return client


def text(answer):
    return answer.get_data(as_text=True)


def test_a_form_of_another_web_site_is_taken_without_a_token(send, sent, waiting):
    """It has no session with us; the answer comes when the lead is committed."""
    answer = send(sent)
    assert (answer.status_code, answer.json) == (201, {"ok": True})
    assert len(waiting(sent["name"])) == 1
    assert "Set-Cookie" not in answer.headers


def test_json_is_taken_too(send, sent, waiting):
    """A page's own script sends what it has."""
    assert send(json=sent | {"amount": 12500}).status_code == 201
    (one,) = waiting(sent["name"])
    assert one.money.minor == 1_250_000


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "!?"}, "name"),
        ({"email": "kim"}, "email"),
        ({"email": "kim@localhost"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"message": "x" * 5001}, "message"),
        ({"amount": "much"}, "amount"),
    ],
)
def test_what_is_wrong_is_told_by_its_field(send, sent, waiting, change, field):
    """Whoever sends it sees which box to look at."""
    answer = send(sent | change, headers=JSON)
    assert answer.status_code == 422
    assert answer.json["message"].startswith(f"{field}: ")
    assert waiting(sent["name"]) == []


@pytest.mark.parametrize("body", ["{", "[]", '{"name": ["Kim"], "email": "k@kim.example"}'])
def test_json_of_another_shape_is_told(send, body):
    """Not a fault of ours, and not one that is hard to find."""
    answer = send(body, content_type="application/json", headers=JSON)
    assert answer.status_code == 422


def test_characters_that_cannot_be_stored_do_not_break_it(send, sent, waiting):
    """Half a character, as JSON may have it, and what nobody sees."""
    body = '{"name": "%s", "email": "%s", "message": "a\\ud800b\\u0000\\u202ec"}'
    answer = send(body % (sent["name"], sent["email"]), content_type="application/json")
    assert answer.status_code == 201
    (one,) = waiting(sent["name"])
    assert one.message.startswith("a?bc")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(send, sent):
    """The door is open to everybody."""
    assert send(sent | {"more": "x" * 70_000}).status_code == 413


def test_the_spam_trap_answers_as_if_it_was_taken(send, sent, waiting, form_key, running):
    """A machine that learns of the trap goes around it; it is counted for us."""
    answer = send(sent | {"website": "https://spam.example"})
    assert (answer.status_code, answer.json) == (201, {"ok": True})
    assert waiting(sent["name"]) == []
    assert limits.Limits(running).trapped([form_key]) == [1]


def test_an_address_that_sends_too_often_has_to_wait(send, sent):
    """And one that tries keys has to wait as well; another form is not held up."""
    for _ in range(limits.OF_ADDRESS):
        assert send(sent).status_code == 201
    answer = send(sent)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= limits.WINDOW_S


def test_another_address_is_not_held_up(send, sent):
    """One machine does not close a form."""
    for _ in range(limits.OF_ADDRESS + 1):
        send({})
    other = {"REMOTE_ADDR": "192.0.2.7"}
    assert send(sent, environ_overrides=other).status_code == 201


def test_only_the_forms_web_sites_read_its_answers(send, sent):
    """Another site's script may send, as any form may, but it learns nothing."""
    answer = send(sent, headers={"Origin": SITE})
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "Origin" in answer.vary
    refused = send({}, headers={"Origin": SITE} | JSON)
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (422, SITE)
    other = send(sent, headers={"Origin": "https://else.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


def test_a_browser_that_asks_first_is_answered(app, form_key):
    """JSON from another site is preceded by OPTIONS (Fetch standard)."""
    answer = app.test_client().options(f"/leads/forms/{form_key}", headers={"Origin": SITE})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"


@pytest.mark.parametrize(
    ("page", "status"),
    [
        (f"{SITE}/thanks?a=1", 303),
        ("https://else.example/", 201),
        ("https://www.oduya.example.else.example/", 201),
        ("https://www.oduya.example@else.example/", 201),
        ("https://else.example\\@www.oduya.example/", 201),
        ("//else.example", 201),
        ("/deals", 201),
        ("javascript:alert(1)", 201),
        ("http://[", 201),
        ("http://www.oduya.example/", 201),
    ],
)
def test_a_sender_is_led_to_the_forms_web_sites_alone(send, sent, page, status):
    """An address of ours that leads anywhere is a gift to whoever writes false mails."""
    answer = send(sent | {"next": page})
    assert answer.status_code == status
    assert answer.headers.get("Location") == (page if status == 303 else None)


def test_a_retired_form_and_none_are_the_same(send, sent, founded, form_key, app):
    """Whoever tries keys learns nothing."""
    (line,) = [one for one in forms(founded) if one.key == form_key]
    commands.retire_form(founded, line.form_id)
    unknown = app.test_client().post("/leads/forms/none", data=sent, headers=JSON)
    retired = send(sent, headers=JSON)
    assert (retired.status_code, unknown.status_code) == (404, 404)
    assert retired.json["code"] == unknown.json["code"]
    assert retired.json["message"].replace(form_key, "none") == unknown.json["message"]


def test_a_rep_takes_a_lead_from_the_queue(send, sent, waiting, signed_in):
    """The toast offers to take it back."""
    send(sent)
    (one,) = waiting(sent["name"])
    page = text(signed_in.get("/leads"))
    assert sent["name"] in page
    assert "Call me" in page
    assert "Give to" not in page
    answer = signed_in.post(f"/leads/{one.opportunity_id}/take")
    assert answer.location == "/leads"
    told = text(signed_in.get("/leads"))
    assert f"{sent['name']}: Call me is yours." in told
    assert "/undo/" in told


def test_a_lead_that_somebody_took_is_told_by_name(send, sent, waiting, founded, signed_in):
    """Not found would send them looking for what is there."""
    send(sent)
    (one,) = waiting(sent["name"])
    commands.take_lead(founded, one.opportunity_id)
    answer = signed_in.post(f"/leads/{one.opportunity_id}/take", headers=JSON)
    assert answer.status_code == 409
    assert answer.json["message"] == f"{founded.name} has taken this lead."


def test_an_administrator_gives_a_lead_to_somebody(send, sent, waiting, rep, signed_in_admin):
    """And has to say to whom."""
    client = signed_in_admin
    send(sent)
    (one,) = waiting(sent["name"])
    assert "Give to" in text(client.get("/leads"))
    nobody = client.post(f"/leads/{one.opportunity_id}/assign", headers=JSON)
    assert nobody.status_code == 422
    client.post(f"/leads/{one.opportunity_id}/assign", {"owner_id": rep.user_id})
    assert f"goes to {rep.name}." in text(client.get("/leads"))
    assert waiting(sent["name"]) == []


def test_a_form_is_set_up_shown_with_its_html_and_retired(signed_in_admin, founded):
    """What is pasted holds the form's address and the trap."""
    client = signed_in_admin
    name = f"Landing {ids.new()}"
    fields = {"name": name, "source": "website", "origins": f"{SITE}\nhttp://localhost:3000"}
    assert client.post("/leads/forms", fields).location == "/leads/forms"
    (line,) = [one for one in forms(founded) if one.name == name]
    assert line.origins == [SITE, "http://localhost:3000"]
    page = text(client.get("/leads/forms"))
    assert f"action=&#34;http://localhost/leads/forms/{line.key}&#34;" in page
    assert "name=&#34;website&#34;" in page
    assert client.post(f"/leads/forms/{line.form_id}/retire").location == "/leads/forms"
    assert line.key not in text(client.get("/leads/forms"))


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"source": ""},
        {"source": "none"},
        {"pipeline": "none"},
        {"role": "none"},
        {"origins": "oduya.example"},
        {"origins": " ".join(f"https://{n}.example" for n in range(21))},
    ],
)
def test_what_is_wrong_about_a_form_is_told_beside_its_field(signed_in_admin, founded, change):
    """A form that is half set up would lose what it is sent."""
    client = signed_in_admin
    before = len(forms(founded))
    answer = client.post("/leads/forms", {"name": "Page", "source": "website"} | change)
    assert answer.status_code == 422
    assert "wrong-why" in text(answer)
    assert len(forms(founded)) == before


def test_forms_are_the_administrators(signed_in, founded):
    """A key is a door to the outside."""
    assert founded
    assert signed_in.get("/leads/forms").status_code == 403


def test_the_queue_takes_few_queries(signed_in, send, sent):
    """A page has a budget: the reader, the process, the leads."""
    send(sent)
    signed_in.get("/leads")
    with queries_sent() as queries:
        assert signed_in.get("/leads").status_code == 200
    assert len(queries) <= 5


def test_a_queue_is_told_what_it_is_once_a_deal_has_changed(signed_in, send, sent):
    """What was looked at stays; where nothing about deals changed, nothing is drawn again."""
    seq = text(signed_in.get("/leads")).split('data-seq="')[1].split('"')[0]
    assert signed_in.get(f"/leads/changes?after={seq}").json["html"] is None
    send(sent)
    told = signed_in.get(f"/leads/changes?after={seq}").json
    assert sent["name"] in told["html"]
    assert signed_in.get(f"/leads/changes?after={told['seq']}").json["html"] is None


def test_taking_a_lead_back_leads_to_the_queue(signed_in, send, sent, waiting):
    """There the next one waits; an address outside is not followed."""
    send(sent)
    (one,) = waiting(sent["name"])
    page = text(signed_in.get(signed_in.post(f"/leads/{one.opportunity_id}/take").location))
    undo = re.search(r'action="(/undo/[^"]+)"', page)[1]
    assert signed_in.post(undo).location == "/leads"
    assert len(waiting(sent["name"])) == 1
    signed_in.post(f"/leads/{one.opportunity_id}/take")
    page = text(signed_in.get("/leads"))
    undo = re.search(r'action="(/undo/[^"?]+)', page)[1]
    assert signed_in.post(f"{undo}?next=//evil.example").location == "/"


def test_a_form_that_cannot_be_counted_takes_nothing(running):
    """Where Redis is gone, nobody would be held back."""
    gone = limits.Limits(replace(running, redis_url="redis://127.0.0.1:1"))
    with pytest.raises(limits.UncountedError):
        gone.let_through("x", "192.0.2.1")
