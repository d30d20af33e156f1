"""The import screen without script: what a person sends, sees and may do."""

import io
import zipfile
from dataclasses import replace

import pytest
from rows import Rows, email
from uploading import DEALS, MBOX, NAMED, send, waiting
from world import empty

from graphcrm import ids
from graphcrm.access.reads import find_actor
from graphcrm.access.records import Role
from graphcrm.config import Config
from graphcrm.integrations import reads
from graphcrm.integrations.commands import run_import
from graphcrm.integrations.records import Failure, ImportOptions, ImportResult, Undone
from graphcrm.integrations.source import Failed, PersonFacts, SourceKind
from graphcrm.jobs.states import Action, Phase, State, States
from graphcrm.jobs.uploads import Uploads
from graphcrm.members import commands
from graphcrm.members.records import NewUser
from graphcrm.web import create_app, formats
from graphcrm.web.imports.shown import bytes_in_words, failures_csv, time_left


PHRASE = "correct horse battery"


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


def test_what_should_be_known_of_rows_is_shown_with_the_result(signed_in, running, rep):
    """Taken in, but not silently."""
    send(signed_in, DEALS, "deals.csv", kind="csv-opportunities")
    (upload,) = waiting(running, rep)
    Uploads(running.data).save(replace(upload, mapping="[columns]\nname = 1\nstage = 2\n"))
    noted = {"without an account": 1425, "in Engaging, taken as Discovery": 1}
    result = ImportResult(None, 3, 3, 0, 0, {}, [], 0, None, None, noted)
    state = State(Action.TRIAL, Phase.DONE, rep.user_id, result=result)
    States(running).say(upload.job_id, state)
    page = signed_in.get(f"/imports/jobs/{upload.job_id}").get_data(as_text=True)
    assert "Rows without an account" in page
    assert formats.count(1425) in page
    assert "Row in Engaging, taken as Discovery" in page
