"""Importing: a second run changes nothing, two at once lose nothing, a crash leaves no trace."""

import json
import threading
from datetime import date

import pytest
from rows import START, Rows, email, mail, picture, places, stream_end
from world import World, empty

from graphcrm import ids
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.activities.records import Evidence, HandleKind, HandleUse, Kind, Part, Participant
from graphcrm.graph import connection
from graphcrm.integrations import commands, reads
from graphcrm.integrations.records import ContactPolicy, ImportOptions
from graphcrm.integrations.source import (
    AccountFacts,
    Failed,
    Ignored,
    JobFacts,
    PersonFacts,
    SourceKind,
)
from graphcrm.relationships import following


MAILS = [
    mail(number, *pair, replies_to=(number - 1,) if number % 3 else ())
    for number, pair in enumerate(
        [
            ("ann.bell@acme.example", "bo.cole@bolt.example"),
            ("bo.cole@bolt.example", "ann.bell@acme.example", "cy.dunn@cord.example"),
            ("cy.dunn@cord.example", "bo.cole@bolt.example"),
            ("di.east@dune.example", "bo.cole@bolt.example"),
        ]
        * 3
    )
]


@pytest.fixture
def run(world):
    """Return a function that imports rows as the administrator."""

    def run(contents, **more):
        options = ImportOptions(
            more.pop("contacts", ContactPolicy.TWO_WAY),
            dry_run=more.pop("dry_run", False),
            owner_id=more.pop("owner_id", None),
        )
        return commands.run_import(world.admin, Rows(contents, **more), options)

    return run


@pytest.fixture
def small_chunks(monkeypatch):
    """Cut sources into pieces of three rows, so that little data makes many transactions."""
    monkeypatch.setattr(commands, "CHUNK", 3)
    monkeypatch.setattr(commands.settling, "CHUNK", 2)


def names():
    return [row[1] for row in picture("contacts")["contacts"]]


def test_a_second_run_changes_nothing(run):
    """Promise 2, for whoever exports the same mailbox every week."""
    first = run(MAILS)
    following.catch_up()
    before = picture()
    second = run(MAILS)
    following.catch_up()
    assert (first.read, first.new, first.unchanged) == (12, 12, 0)
    assert (second.read, second.new, second.changed, second.unchanged) == (12, 0, 0, 12)
    assert (second.contacts, second.accounts) == (0, 0)
    assert picture() == before
    assert places() == list(range(1, stream_end() + 1))


def test_who_wrote_and_was_written_to_becomes_a_contact(run):
    """Di wrote and nobody answered: counted, offered, not filed."""
    run(MAILS)
    assert names() == ["Admin", "Ann Bell", "Bo Cole", "Cy Dunn"]


def test_everybody_or_nobody_becomes_a_contact_where_that_is_asked_for(run):
    """A log of messages between known people files them all; an archive may file none."""
    run(MAILS, contacts=ContactPolicy.NONE, name="none")
    assert names() == ["Admin"]
    run(MAILS, contacts=ContactPolicy.ALL, name="all")
    assert names() == ["Admin", "Ann Bell", "Bo Cole", "Cy Dunn", "Di East"]


def test_who_met_is_a_contact(run):
    """Nobody answers a meeting by mail."""
    parts = (
        Participant(email("ann.bell@acme.example"), Part.ORGANIZER),
        Participant(email("bo.cole@bolt.example"), Part.ATTENDEE),
    )
    run([Evidence(ids.of("event", "1"), Kind.MEETING, START, parts)], kind=SourceKind.ICS)
    assert names() == ["Admin", "Ann Bell", "Bo Cole"]


@pytest.mark.parametrize("use", [HandleUse.LIST, HandleUse.SHARED])
@pytest.mark.parametrize("policy", [ContactPolicy.ALL, ContactPolicy.TWO_WAY])
def test_no_list_and_no_shared_mailbox_is_ever_a_contact(run, use, policy):
    """They write and are written to, and nobody can be introduced to them."""
    team = email("team@acme.example", "Team Acme", use)
    ann = email("ann.bell@acme.example")

    def write(number, sender, to):
        parts = (Participant(sender, Part.FROM), Participant(to, Part.TO))
        return Evidence(ids.of("email", f"l{number}"), Kind.EMAIL, START, parts)

    run([write(1, team, ann), write(2, ann, team)], contacts=policy)
    assert "Team Acme" not in names()
    following.catch_up()
    assert picture("ties")["ties"] == []


def test_a_contact_that_turns_out_to_be_a_list_is_no_person_any_more(run):
    """Its mail came first without the header, so it was filed; it must not become a hop."""
    crew, ann = email("crew@acme.example", "Crew Acme"), email("ann.bell@acme.example")

    def write(number, sender, to):
        parts = (Participant(sender, Part.FROM), Participant(to, Part.TO))
        return Evidence(ids.of("email", f"k{number}"), Kind.EMAIL, START, parts)

    run([write(1, crew, ann), write(2, ann, crew)])
    kinds = {row[1]: row[3] for row in picture("contacts")["contacts"]}
    assert kinds["Crew Acme"] == "person"
    listed = email("crew@acme.example", "Crew Acme", HandleUse.LIST)
    run([write(3, listed, ann)], name="later")
    kinds = {row[1]: row[3] for row in picture("contacts")["contacts"]}
    assert (kinds["Crew Acme"], kinds["Ann Bell"]) == ("list", "person")


def test_nobody_works_at_a_free_mail_provider(run):
    """A domain that anybody may write from is no employer."""
    run(
        [
            mail(1, "ann.bell@gmail.com", "bo.cole@bolt.example"),
            mail(2, "bo.cole@bolt.example", "ann.bell@gmail.com"),
        ]
    )
    assert {row[0] for row in picture("jobs")["jobs"]} == {"Admin", "Bo Cole"}


def test_namesakes_of_one_firm_met_later_are_the_same_person(run):
    """The second address comes with another import."""
    ann, bo, other = "ann.bell@acme.example", "bo.cole@bolt.example", "abell@acme.example"
    named = [
        Evidence(
            ids.of("email", f"n{at}"),
            Kind.EMAIL,
            START,
            (Participant(email(sender, name), Part.FROM), Participant(email(to), Part.TO)),
        )
        for at, (sender, name, to) in enumerate(
            [(ann, "Ann Bell", bo), (bo, None, ann), (other, "Ann Bell", bo), (bo, None, other)]
        )
    ]
    run(named[:2])
    run(named[2:], name="later")
    assert [ann, other] not in [row[0] for row in picture("contacts")["contacts"]]
    assert sorted([ann, other]) in [row[0] for row in picture("contacts")["contacts"]]


def test_an_address_is_a_list_as_soon_as_one_header_says_so(run):
    """What a handle ends up with does not depend on the order of its evidence."""
    for order in (1, -1):
        shown = [
            Evidence(
                ids.of("email", f"{order}{at}"),
                Kind.EMAIL,
                START,
                (
                    Participant(email(f"news{order}@acme.example", name, use), Part.FROM),
                    Participant(email("ann.bell@acme.example"), Part.TO),
                ),
            )
            for at, (name, use) in enumerate(
                [(None, HandleUse.PERSON), ("Acme News", HandleUse.LIST)][::order]
            )
        ]
        for one in shown:
            run([one], name=one.uid)
        row = next(r for r in picture("handles")["handles"] if f"news{order}@" in r[1])
        assert row[2:] == ["list", "Acme News"]


@pytest.mark.usefixtures("small_chunks")
def test_jobs_carry_the_days_on_which_mail_was_seen(run):
    """Where somebody works comes from the domain, from when to when from the mail."""
    run(MAILS)
    seen = {row[0]: (row[1], row[5], row[6]) for row in picture("jobs")["jobs"]}
    assert seen["Ann Bell"] == ("Acme", "2026-01-05", "2026-01-05")
    assert set(seen) == {"Admin", "Ann Bell", "Bo Cole", "Cy Dunn"}


def test_two_addresses_of_one_name_at_one_firm_are_one_person(run):
    """Exact handle first, then strong rules only: full name, same organisation, both spell it."""
    run(
        [
            mail(1, "ann.bell@acme.example", "bo.cole@bolt.example"),
            mail(2, "bo.cole@bolt.example", "ann.bell@acme.example"),
            mail(3, "abell@mail.acme.example", "bo.cole@bolt.example"),
            mail(4, "bo.cole@bolt.example", "abell@mail.acme.example"),
            mail(5, "ann.bell@else.example", "bo.cole@bolt.example"),
            mail(6, "bo.cole@bolt.example", "ann.bell@else.example"),
        ]
    )
    addresses = [row[0] for row in picture("contacts")["contacts"] if row[1] == "Ann Bell"]
    assert max(map(len, addresses)) <= 2
    assert ["ann.bell@else.example"] in addresses


def test_stated_people_and_firms_are_met_again(run):
    """A table twice, then with a better title and an end: one row changes, nothing doubles."""
    job = JobFacts("Acme Ltd", "acme.example", "CFO", date(2020, 1, 1), None)
    firm = AccountFacts(
        "Acme Ltd", ("acme.example",), "Steel", 120, 5_000_00, "EUR", "Bremen", "Big"
    )
    ann = PersonFacts("Ann Bell", (email("ann.bell@acme.example"),), "CFO", (job,))
    cy = PersonFacts("Cy Dunn", (), None, (JobFacts("Acme Ltd", None, None, None, None),))
    rows = [firm, ann, cy, Ignored("an empty row"), Failed("no name")]
    kind = SourceKind.CSV_CONTACTS
    first = run(rows, kind=kind)
    before = picture()
    again = run(rows, kind=kind)
    assert picture() == before
    assert (first.new, first.changed, first.unchanged) == (3, 0, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert first.ignored == {"an empty row": 1}
    assert [(f.row, f.reason) for f in first.failed] == [("rows: row 5", "no name")]
    left = JobFacts("Acme Ltd", "acme.example", "CFO", date(2020, 1, 1), date(2025, 12, 31))
    later = PersonFacts("Ann Bell", (email("ann.bell@acme.example"),), "Board member", (left,))
    bigger = AccountFacts("Acme Ltd", ("acme.example", "acme-uk.example"), employee_count=150)
    third = run([later, bigger], kind=kind)
    assert (third.new, third.changed, third.unchanged) == (0, 2, 0)
    jobs = {row[0]: row[1:5] for row in picture("jobs")["jobs"]}
    assert jobs["Ann Bell"] == ["Acme Ltd", "CFO", "2020-01-01", "2025-12-31"]
    accounts = {row[0]: row[1] for row in picture("accounts")["accounts"]}
    assert accounts["Acme Ltd"] == ["acme-uk.example", "acme.example"]


def test_rows_of_one_chunk_complete_each_other(run):
    """Two rows about one new person: what the second knows is not lost."""
    address = (email("ann.bell@acme.example"),)
    rows = [
        PersonFacts("Ann Bell", address, None, (JobFacts("Acme", None, None, None, None),)),
        PersonFacts(
            "Ann Bell", address, "CFO", (JobFacts("Acme", None, "CFO", date(2020, 1, 1), None),)
        ),
    ]
    result = run(rows, kind=SourceKind.CSV_CONTACTS)
    assert (result.new, result.changed) == (1, 1)
    (row,) = [row for row in picture("jobs")["jobs"] if row[0] == "Ann Bell"]
    assert row[1:4] == ["Acme", "CFO", "2020-01-01"]


@pytest.mark.usefixtures("small_chunks")
def test_a_dry_run_counts_and_writes_nothing(run):
    """People look before they leap; the numbers are those of the real run."""
    before, end = picture(), stream_end()
    rows = [*MAILS, MAILS[0], AccountFacts("Acme"), AccountFacts("Acme")]
    tried = run(rows, dry_run=True)
    assert picture() == before
    assert stream_end() == end
    assert tried.import_id is None
    done = run(rows)
    assert (tried.read, tried.new, tried.unchanged) == (done.read, done.new, done.unchanged)


def test_who_may_not_import_is_refused(world):
    """A read-only user's file changes nothing."""
    actor = world.user("Rea", role=Role.READ_ONLY)
    with pytest.raises(NotPermittedError):
        commands.run_import(actor, Rows(MAILS), ImportOptions())
    assert reads.imports(world.admin) == []


def test_a_source_that_cannot_be_read_leaves_nothing(world):
    """A broken first row is found before an import begins."""
    with pytest.raises(OSError, match="the disk"):
        commands.run_import(world.admin, Rows(MAILS, broken_at=0), ImportOptions())
    assert reads.imports(world.admin) == []


@pytest.mark.usefixtures("world", "small_chunks")
def test_a_run_that_was_cut_off_is_taken_up_again(run):
    """Crash between chunks, then the same command again: as if nothing had happened."""
    run(MAILS, name="undisturbed")
    following.catch_up()
    expected = picture()
    empty()
    admin = World().admin
    for broken_at in (4, 8, 11):
        with pytest.raises(OSError, match="the disk"):
            commands.run_import(admin, Rows(MAILS, broken_at=broken_at), ImportOptions())
    (cut_off,) = reads.imports(admin)
    assert cut_off.finished_at is None
    result = commands.run_import(admin, Rows(MAILS), ImportOptions())
    assert result.import_id == cut_off.import_id
    following.catch_up()
    assert picture() == expected
    (row,) = reads.imports(admin)
    assert row.finished_at is not None
    assert json.loads(row.result)["read"] == 12
    assert places() == list(range(1, stream_end() + 1))


@pytest.mark.usefixtures("small_chunks")
def test_importers_of_overlapping_mail_at_once_lose_and_double_nothing(world):
    """Six exports of one team, imported at the same time by six people."""
    rows = [MAILS[at:] + MAILS[:at] for at in range(0, 12, 2)]
    results, failures, start = [], [], threading.Barrier(6, timeout=30)

    def import_rows(number):
        start.wait()
        try:
            source = Rows(rows[number], name=f"export {number % 3}")
            results.append(commands.run_import(world.admin, source, ImportOptions()))
        except Exception as error:  # noqa: BLE001 - told below, in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=import_rows, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sum(result.new for result in results) == 12
    assert names() == ["Admin", "Ann Bell", "Bo Cole", "Cy Dunn"]
    following.catch_up()
    incremental = picture()
    following.rebuild()
    assert picture() == incremental
    assert len(picture("evidence")["evidence"]) == 12
    assert len(picture("accounts")["accounts"]) == 4
    assert places() == list(range(1, stream_end() + 1))


@pytest.mark.usefixtures("world")
def test_a_change_by_hand_in_the_middle_is_taken_in(run, monkeypatch):
    """Somebody edits a person between an importer's look and its write; it looks again."""
    address = email("ann.bell@acme.example")
    run([PersonFacts("Ann Bell", (address,), "CFO")], kind=SourceKind.CSV_CONTACTS)
    look, looks = reads.known_contacts, []

    def looked_at(actor, ids_):
        found = look(actor, ids_)
        if not looks:
            with connection.session(write=True) as session:
                session.run("MATCH (c:Contact {name: 'Ann Bell'}) SET c.title = 'COO'").consume()
        looks.append(found)
        return found

    monkeypatch.setattr(reads, "known_contacts", looked_at)
    result = run(
        [PersonFacts("Ann Bell", (address,), "CEO")], kind=SourceKind.CSV_CONTACTS, name="b"
    )
    assert result.changed == 1
    assert len(looks) == 2
    (row,) = [row for row in picture("contacts")["contacts"] if row[1] == "Ann Bell"]
    assert row[2] == "CEO"


def test_records_belong_to_whom_the_import_names(world, run):
    """What an import creates belongs to its owner."""
    rep = world.user("Rep")
    run(MAILS, owner_id=rep.user_id)
    owners = {row[1]: row[4] for row in picture("contacts")["contacts"]}
    assert owners["Ann Bell"] == rep.user_id
    assert [row.owner for row in reads.imports(rep)] == ["Rep"]


def test_people_without_an_address_are_told_apart_by_the_row(run):
    """The row's own key, or name and employer, meet the same person again."""
    kept = HandleKind.RECORD
    rows = [
        PersonFacts("Ann Bell", (), None, (), "17"),
        PersonFacts("Ann Bell", (), None, (), "18"),
        PersonFacts("Bo Cole", (), None, (JobFacts("Acme", None, None, None, None),)),
    ]
    assert run(rows, kind=SourceKind.LINKEDIN).new == 3
    assert run(rows, kind=SourceKind.LINKEDIN).new == 0
    assert [row[0] for row in picture("handles")["handles"]].count(kept.value) == 3
