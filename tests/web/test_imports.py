"""The import screen without script: what a person sends, sees and may do."""

import dataclasses
import html
import io
import zipfile
from dataclasses import replace

import pytest
from rows import Rows, email
from world import empty

from graphcrm import ids
from graphcrm.access.reads import find_actor
from graphcrm.access.records import Role
from graphcrm.config import Config
from graphcrm.integrations import reads
from graphcrm.integrations.commands import run_import
from graphcrm.integrations.records import Failure, ImportOptions, Undone
from graphcrm.integrations.source import Failed, PersonFacts, SourceKind
from graphcrm.integrations.tables.mapping import Mapping, read_mapping
from graphcrm.jobs.states import Action, Phase, State, States
from graphcrm.jobs.uploads import Uploads
from graphcrm.members import commands
from graphcrm.members.records import NewUser
from graphcrm.web import create_app
from graphcrm.web.imports.options import OPTIONS
from graphcrm.web.imports.shown import bytes_in_words, failures_csv, time_left


PHRASE = "correct horse battery"
MBOX = b"""From x Mon Jan  1 00:00:00 2024
From: Kim Oduya <kim@oduya.example>
To: Ada <ada@norrvane.example>
Date: Mon, 1 Jan 2024 10:00:00 +0000
Message-ID: <web-1@oduya.example>
Subject: Freight

Hello
"""
PEOPLE = b"Who;Mail;Firm\nKim Oduya;kim@oduya.example;Oduya Freight\nZed;zed@oduya.example;Oduya\n"
NAMED = b"name,email,shoe size\nKim Oduya,kim@oduya.example,44\n"


def send(browser, content, name="mail.mbox", headers=None, **fields):
    """Upload one file, by the fields a browser's form would send."""
    sent = {"kind": "mail", "contacts": "all", **fields, "files": (io.BytesIO(content), name)}
    return browser.post("/imports/new", sent, headers=headers)


def waiting(running, user):
    return [one for one in Uploads(running.data).all() if one.user_id == user.user_id]


def test_who_may_not_import_sees_no_button(client, house):
    """A button that is refused teaches nothing."""
    email = f"{ids.new()}@norrvane.example"
    commands.add_user(house, NewUser("Read Only", email, Role.READ_ONLY, PHRASE))
    client.sign_in(email, PHRASE)
    assert "/imports/new" not in client.get("/imports").get_data(as_text=True)
    assert send(client, MBOX).status_code == 403


@pytest.fixture
def empty_graph(running):
    """Nothing that other tests have left."""
    assert running.neo4j_uri
    empty()


def test_nothing_imported_yet_teaches_the_next_step(empty_graph, signed_in):  # noqa: ARG001 - a fixture it needs
    """An empty list is where most people begin."""
    page = signed_in.get("/imports").get_data(as_text=True)
    assert "Bring in what you already have" in page
    assert "/imports/new?kind=csv-contacts" in page
    assert "graphcrm demo" in page


def test_an_uploaded_mbox_waits_to_be_tried(signed_in, running, rep):
    """Nothing is written before somebody has seen what it would do."""
    answer = send(signed_in, MBOX)
    upload = waiting(running, rep)[0]
    assert answer.location == f"/imports/jobs/{upload.job_id}"
    page = signed_in.get(answer.location).get_data(as_text=True)
    assert "mail.mbox has arrived" in page
    assert "Try it" in page
    assert "mail.mbox" in signed_in.get("/imports").get_data(as_text=True)


def test_script_is_led_on_by_a_header(signed_in):
    """An answer to XMLHttpRequest cannot redirect the page."""
    answer = send(signed_in, MBOX, headers={"HX_Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/imports/jobs/")


@pytest.mark.parametrize(
    "case",
    [
        ("a.csv", NAMED, "mail", "a.csv is not a mail message"),
        ("mail.mbox", MBOX, "ics", "mail.mbox is not a calendar"),
        ("mail.mbox", MBOX, "vcard", "holds no vCard"),
        (
            "photo.csv",
            b"\x89PNG\r\n\x1a\n" + bytes(200),
            "csv-contacts",
            "photo.csv is a binary file",
        ),
        ("empty.mbox", b"", "mail", "empty.mbox is empty"),
        ("people.csv", b"name,email\n", "csv-contacts", "has a header but no rows"),
        ("a.csv", NAMED, "linkedin", "holds no LinkedIn connections"),
    ],
)
def test_a_file_of_another_kind_is_told_at_once(signed_in, running, case):
    """Nobody should wait for a worker to hear that they chose the wrong file."""
    name, content, kind, words = case
    before = list((running.data / "uploads").glob("*"))
    answer = send(signed_in, content, name, kind=kind)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert list((running.data / "uploads").glob("*")) == before


def test_a_form_without_a_file_says_so(signed_in):
    """The browser's own check does not run everywhere."""
    answer = signed_in.post("/imports/new", {"kind": "mail", "contacts": "all"})
    assert answer.status_code == 422
    assert "Choose a file." in answer.get_data(as_text=True)


def test_a_bomb_is_refused_before_it_unfolds(signed_in, running, rep):
    """Two hundred megabytes of nothing in two hundred kilobytes is no mail."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mail.mbox", MBOX + bytes(200 << 20))
    answer = send(signed_in, packed.getvalue(), "bomb.zip")
    assert answer.status_code == 422
    assert "unpacks to more than" in answer.get_data(as_text=True)
    assert not waiting(running, rep)


def test_more_than_the_limit_is_refused(running, client, rep, tmp_path):
    """A disk is filled by one careless upload otherwise."""
    browser = type(client)(create_app(replace(running, upload_mb=0)).test_client())
    browser.sign_in(rep.email, PHRASE)
    assert send(browser, MBOX).status_code == 413
    assert Config(data=tmp_path).upload_mb == 2048


def test_a_table_shows_what_each_column_is_taken_for(signed_in):
    """The header says it where it can; what it does not know is left out."""
    answer = send(signed_in, NAMED, "people.csv", kind="csv-contacts")
    page = signed_in.client.get(answer.location, follow_redirects=True).get_data(as_text=True)
    assert '<option value="email" selected>Email</option>' in page
    assert "shoe size" in page
    assert "Kim Oduya" in page


def test_a_table_with_unknown_headers_is_mapped_by_hand(signed_in, running, rep):
    """A German export is still an export."""
    answer = send(signed_in, PEOPLE, "leute.csv", kind="csv-contacts")
    page = signed_in.client.get(answer.location, follow_redirects=True)
    assert page.status_code == 200
    upload = waiting(running, rep)[0]
    place = f"/imports/jobs/{upload.job_id}/columns"
    nothing = {"column-1": "", "column-2": "", "column-3": "account"}
    missing = signed_in.post(place, {"delimiter": ";", "header": "on", **nothing})
    assert missing.status_code == 422
    assert "Say which column is the name or" in missing.get_data(as_text=True)
    chosen = {"column-1": "name", "column-2": "email", "column-3": "account"}
    assert signed_in.post(place, {"delimiter": ";", "header": "on", **chosen}).status_code == 302
    kept = Uploads(running.data).find(upload.job_id)
    assert "name" in kept.mapping
    assert States(running).find(upload.job_id).action is Action.TRIAL
    again = signed_in.get(place).get_data(as_text=True)
    assert '<option value="account" selected>' in again


def test_a_column_left_out_stays_out(signed_in, running, rep):
    """A header that names a known field is only a proposal."""
    send(signed_in, NAMED, "people.csv", kind="csv-contacts")
    upload = waiting(running, rep)[0]
    place = f"/imports/jobs/{upload.job_id}/columns"
    columns = {"column-1": "name", "column-2": "", "column-3": ""}
    signed_in.post(place, {"delimiter": ",", "header": "on", **columns})
    uploads = Uploads(running.data)
    (item,) = uploads.open(uploads.find(upload.job_id)).items()
    assert item.content.name == "Kim Oduya"
    assert item.content.addresses == ()


def test_another_delimiter_reads_the_rows_again(signed_in, running, rep):
    """One look shows whether it was the right one."""
    send(signed_in, PEOPLE, "leute.csv", kind="csv-contacts")
    place = f"/imports/jobs/{waiting(running, rep)[0].job_id}/columns"
    page = signed_in.post(place, {"delimiter": "|", "header": "on", "then": "look"}).get_data(
        as_text=True
    )
    assert "column-1" in page
    assert "column-2" not in page


ACTIVITIES = "at,who,whom\n31.03.2026 09:00,kim,dana\n".encode("cp1252")
ACCOUNTS = b"Firma,Umsatz\nOduya,1.200\n"
DEALS = b"Was,Phase,Wert\nYard,Engaging,1.200\nGate,Warm,5\nCrane,Warm,5\n"
SAID = {
    "csv-contacts": (PEOPLE, {"time": "month-first", "domain": "oduya.example"}),
    "csv-accounts": (ACCOUNTS, {"currency": "EUR", "decimal": ",", "unit": "1000"}),
    "csv-opportunities": (
        DEALS,
        {
            "time": "day-first",
            "currency": "EUR",
            "decimal": ",",
            "unit": "1000",
            "namespace": "north",
            "stage-Warm": "sales/lead",
        },
    ),
    "csv-activities": (
        ACTIVITIES,
        {
            "time": "format",
            "time-format": "%d.%m.%Y %H:%M",
            "zone": "Europe/Berlin",
            "kind": "call",
            "domain": "oduya.example",
            "namespace": "old “crm”",
            "encoding": "cp1252",
        },
    ),
}


@pytest.mark.parametrize("kind", SAID)
def test_what_a_mapping_file_can_say_the_form_can_too(signed_in, running, rep, kind):
    """Who has a browser only must not meet a table that only the command line reads."""
    table, said = SAID[kind]
    send(signed_in, table, "table.csv", kind=kind)
    upload = waiting(running, rep)[0]
    place = f"/imports/jobs/{upload.job_id}/columns"
    fields = ("time", "from", "to") if kind == "csv-activities" else ("name", "revenue")
    fields = ("name", "email") if kind == "csv-contacts" else fields
    fields = ("name", "stage", "amount") if kind == "csv-opportunities" else fields
    chosen = {f"column-{number}": name for number, name in enumerate(fields, 1)}
    delimiter = ";" if kind == "csv-contacts" else ","
    sent = {"delimiter": delimiter, "header": "on", **chosen, **said}
    assert signed_in.post(place, sent).status_code == 302
    mapping = read_mapping(Uploads(running.data).find(upload.job_id).mapping, SourceKind(kind))
    expected = {**said, "time": said.get("time-format") or said.get("time", "auto")}
    for name in expected.keys() - {"time-format", "stage-Warm"}:
        assert str(getattr(mapping, name)) == expected[name], name
    again = signed_in.get(place).get_data(as_text=True)
    assert all(f'value="{html.escape(value)}"' in again for value in said.values())


def test_stages_of_a_table_of_deals_are_mapped_by_hand(signed_in, running, rep):
    """What is known is proposed, what is not must be said before anything is tried."""
    answer = send(signed_in, DEALS, "deals.csv", kind="csv-opportunities")
    place = f"/imports/jobs/{waiting(running, rep)[0].job_id}/columns"
    assert answer.status_code == 302
    sent = {"delimiter": ",", "header": "on"}
    sent |= {"column-1": "name", "column-2": "stage", "column-3": "amount"}
    asked = signed_in.post(place, sent)
    page = html.unescape(asked.get_data(as_text=True))
    assert asked.status_code == 422
    assert "Say which stage of yours each of these is: Warm." in page
    assert "Discovery, by its usual probability" in page
    assert page.index('name="stage-Warm"') < page.index('name="stage-Engaging"')
    refused = signed_in.post(place, sent | {"stage-Warm": "sales/hot"})
    assert "stages.Warm names no stage" in html.unescape(refused.get_data(as_text=True))
    assert signed_in.post(place, sent | {"stage-Warm": "sales/lead"}).status_code == 302
    upload = waiting(running, rep)[0]
    mapping = read_mapping(upload.mapping, upload.kind)
    assert mapping.stages == {"warm": "sales/lead"}
    again = signed_in.get(place).get_data(as_text=True)
    assert '<option value="sales/lead" selected>Lead</option>' in again


def test_the_form_leaves_out_nothing_of_a_mapping():
    """A new entry of mappings is offered, or this says that it is not."""
    offered = {option.name for options in OPTIONS.values() for option in options}
    known = {each.name for each in dataclasses.fields(Mapping)}
    elsewhere = {"columns", "delimiter", "header", "stages"}
    assert known - elsewhere == offered - {"time-format"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"unit": "many"}, "unit must be a whole number from 1"),
        ({"unit": "0"}, "unit must be a whole number from 1"),
        ({"encoding": "morse"}, "'morse' is unknown"),
        ({"encoding": "morse", "then": "look"}, "'morse' is unknown"),
        ({"decimal": ";"}, "decimal must be"),
    ],
)
def test_an_option_that_cannot_be_is_told(signed_in, running, rep, said, told):
    """The choice stays, the sentence names the entry."""
    send(signed_in, ACCOUNTS, "table.csv", kind="csv-accounts")
    place = f"/imports/jobs/{waiting(running, rep)[0].job_id}/columns"
    answer = signed_in.post(place, {"delimiter": ",", "column-1": "name", "header": "on", **said})
    assert answer.status_code == 422
    assert told in html.unescape(answer.get_data(as_text=True))


def test_a_format_that_is_chosen_must_be_said(signed_in, running, rep):
    """Half an answer is asked about."""
    send(signed_in, ACTIVITIES, "table.csv", kind="csv-activities")
    place = f"/imports/jobs/{waiting(running, rep)[0].job_id}/columns"
    columns = {"column-1": "time", "column-2": "from", "column-3": "to"}
    answer = signed_in.post(place, {"delimiter": ",", "header": "on", "time": "format", **columns})
    assert answer.status_code == 422
    assert "a format of its own: which?" in answer.get_data(as_text=True)


def test_uploads_are_their_senders_alone(signed_in, app, house, running, rep):
    """A mailbox is private until it is imported."""
    send(signed_in, MBOX)
    job_id = waiting(running, rep)[0].job_id
    email = f"{ids.new()}@norrvane.example"
    commands.add_user(house, NewUser("Another Rep", email, Role.REP, PHRASE))
    other = type(signed_in)(app.test_client())
    other.sign_in(email, PHRASE)
    assert other.get(f"/imports/jobs/{job_id}").status_code == 404
    assert other.post(f"/imports/jobs/{job_id}/import").status_code == 404
    assert other.get(f"/imports/jobs/{job_id}/state").status_code == 404
    assert other.post(f"/imports/jobs/{job_id}/discard").status_code == 404


def test_an_upload_that_is_not_wanted_goes(signed_in, running, rep):
    """Its files go with it."""
    send(signed_in, MBOX)
    job_id = waiting(running, rep)[0].job_id
    assert signed_in.post(f"/imports/jobs/{job_id}/discard").location == "/imports"
    assert not (running.data / "uploads" / job_id).exists()


def test_a_running_import_shows_how_far_it_is(signed_in, running, rep):
    """A page that is loaded again finds the last word."""
    send(signed_in, MBOX)
    job_id = waiting(running, rep)[0].job_id
    state = State(
        Action.IMPORT, Phase.RUNNING, rep.user_id, began_at=1000.0, told_at=1060.0,
        read=1200, position=25, size=100, step="reading",
    )  # fmt: skip
    States(running).say(job_id, state)
    page = signed_in.get(f"/imports/jobs/{job_id}").get_data(as_text=True)
    assert "25%" in page
    assert "about 3 minutes left" in page
    assert f"live-progress-{job_id}" in page
    fragment = signed_in.get(f"/imports/jobs/{job_id}/state", HX_Request="true")
    assert "<html" not in fragment.get_data(as_text=True)


def test_a_failed_job_says_why_and_can_be_tried_again(signed_in, running, rep):
    """The files are still there."""
    send(signed_in, MBOX)
    job_id = waiting(running, rep)[0].job_id
    States(running).say(
        job_id, State(Action.TRIAL, Phase.FAILED, rep.user_id, reason="It is torn.")
    )
    page = signed_in.get(f"/imports/jobs/{job_id}").get_data(as_text=True)
    assert "It is torn." in page
    assert f"/imports/jobs/{job_id}/trial" in page
    moved = signed_in.get(f"/imports/jobs/{job_id}/state", HX_Request="true")
    assert moved.headers["HX-Redirect"] == f"/imports/jobs/{job_id}"


def test_what_an_import_did_is_told_to_its_owner_and_who_sees_everything(
    house, app, client, running
):
    """Counts, failed rows and what undoing left speak of people whom a colleague may not see."""
    team = f"Team {ids.new()}"

    def member(role):
        address = f"{ids.new()}@norrvane.example"
        user = commands.add_user(house, NewUser("One of Us", address, role, PHRASE, team))
        return find_actor(user.user_id, via="form")

    owner, manager, analyst = member(Role.REP), member(Role.MANAGER), member(Role.ANALYST)
    options = ImportOptions(owner_id=owner.user_id, team_id=owner.team_id)
    rows = [PersonFacts("Ann Bell", (email(f"{ids.new()}@acme.example"),)), Failed("no name")]
    source = Rows(rows, name=f"{team}.csv", kind=SourceKind.CSV_CONTACTS)
    uid = run_import(owner, source, options).import_id
    undone = Undone(uid, 1, ["Ann Bell is kept."], 1)
    States(running).say(uid, State(Action.UNDO, Phase.DONE, owner.user_id, undone=undone))
    for reader, visible in ((owner, True), (analyst, True), (manager, False)):
        row = reads.get_import(reader, uid)
        assert row in reads.imports(reader)
        told = (row.visible, row.result is not None, row.evidence_count is not None)
        assert told == (visible, visible, visible)
        browser = type(client)(app.test_client())
        browser.sign_in(reader.email, PHRASE)
        page = browser.get(f"/imports/{uid}").get_data(as_text=True)
        assert ("not visible to you" in page) != visible
        for fact in ("Contacts added", "no name", "Ann Bell"):
            assert (fact in page) == visible, fact
        assert browser.get(f"/imports/{uid}/failed.csv").status_code == (200 if visible else 404)
        listed = browser.get("/imports").get_data(as_text=True)
        line = listed[listed.index(f"{team}.csv") :].partition("</tr>")[0]
        assert ("not visible to you" in line) != visible


def test_rows_that_failed_are_no_formulas_in_a_spreadsheet():
    """OWASP: CSV injection."""
    text = failures_csv([Failure("=1+1", "@SUM(A1)"), Failure("a.csv: row 3", "no name")])
    assert text.splitlines() == ["row,reason", "'=1+1,'@SUM(A1)", "a.csv: row 3,no name"]


def test_sizes_and_waits_are_told_in_round_words():
    """Digits that change every second are noise."""
    assert [bytes_in_words(size) for size in (12, 1500, 2_000_000, 3e9)] == [
        "12 bytes",
        "1.5 KB",
        "2.0 MB",
        "3.0 GB",
    ]
    assert [time_left(seconds) for seconds in (2, 61, 600, 9000)] == [
        "about 5 seconds left",
        "about 60 seconds left",
        "about 10 minutes left",
        "about 2 hours left",
    ]
