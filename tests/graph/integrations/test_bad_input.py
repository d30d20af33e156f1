"""Bad input by the command line: a sentence that names file and row, the rest is imported."""

import json
import zipfile

import pytest
from click.testing import CliRunner
from rows import picture
from world import World

from graphcrm import graph
from graphcrm.cli import main


ADMIN = "admin@home.example"
DATE = "Mon, 5 Jan 2026 10:00:00 +0000"


def mail(number, sender, to=ADMIN, date=DATE):
    """Return one message of an mbox."""
    return (
        f"From x@y.example Mon Jan  5 10:00:00 2026\nFrom: {sender}\nTo: {to}\n"
        f"Message-ID: <{number}@bad.example>\nSubject: s\nDate: {date}\n\nbody\n\n"
    ).encode()


BOTH = mail(1, "Ann Bell <ann@acme.example>") + mail(2, ADMIN, "ann@acme.example")


@pytest.fixture
def importing(empty_graph, servers, tmp_path, monkeypatch):  # noqa: ARG001 - it begins empty
    """Return a function that imports files given by name and content."""
    monkeypatch.setenv("GRAPHCRM_NEO4J_URI", servers.neo4j_uri)
    monkeypatch.setenv("GRAPHCRM_REDIS_URL", servers.redis_url)
    monkeypatch.setenv("GRAPHCRM_DATA", str(tmp_path / "data"))
    World()

    def run(*words, **files):
        paths = []
        for name, content in files.items():
            paths.append(tmp_path / name.replace("_", "."))
            paths[-1].write_bytes(content.encode() if isinstance(content, str) else content)
        graph.disconnect()
        done = CliRunner().invoke(main, ["import", *words, *map(str, paths), "--json"])
        graph.connect(servers.neo4j_uri)
        return done

    return run


def told(done):
    """Return counts and failures of an import that came to its end."""
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    result = json.loads(done.stdout)
    failed = [(one["row"], one["reason"]) for one in result["failed"]]
    return (result["read"], result["new"]), result["ignored"], failed


def people():
    """Return the names of all contacts."""
    return {row[1] for row in picture("contacts")["contacts"]}


@pytest.mark.parametrize(
    ("words", "name", "content", "sentence"),
    [
        (["mbox"], "a_mbox", b"", "a.mbox is empty."),
        (["eml"], "a_eml", b"", "a.eml is empty."),
        (["ics"], "a_ics", b"", "a.ics is empty."),
        (["vcard"], "a_vcf", b"", "a.vcf is empty."),
        (["csv", "contacts"], "a_csv", b"", "a.csv is empty."),
        (["csv", "contacts"], "a_csv", bytes(range(256)) * 40, "a.csv is a binary file, not text."),
        (["csv", "accounts"], "a_csv", "name,domain\n", "a.csv has a header but no rows."),
        (["csv", "contacts"], "a_csv", "name,email\n", "a.csv has a header but no rows."),
        (["csv", "activities"], "a_csv", "time,from,to\n", "a.csv has a header but no rows."),
        (["mbox"], "a_mbox", b"\x00\x01\x02", "a.mbox is not an mbox file: it does not begin with"),
        (["linkedin"], "a_csv", "name,email\n", "a.csv holds no LinkedIn connections."),
    ],
)
def test_a_file_that_holds_nothing_is_refused_and_leaves_nothing(
    importing, words, name, content, sentence
):
    """One sentence on stderr, code 1, not even an import to look at."""
    done = importing(*words, **{name: content})
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert people() == {"Admin"}


def test_an_archive_built_to_fill_the_disk_is_refused(importing, tmp_path):
    """A message at its beginning does not help it in."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inbox.mbox", BOTH + bytes(200 << 20))
    done = importing("mbox", bomb_zip=path.read_bytes())
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("bomb.zip unpacks to more than 250 times its size")
    assert people() == {"Admin"}


def test_a_mailbox_cut_off_gives_what_is_there(importing):
    """In a body nothing is missing that is kept; in a header the message says what it lacks."""
    cut = BOTH + mail(3, "bo@acme.example")
    counts, _, failed = told(importing("mbox", a_mbox=cut[:-4]))
    assert (counts, failed) == ((3, 3), [])
    counts, _, failed = told(importing("mbox", b_mbox=cut[:-30]))
    assert (counts, failed) == ((3, 0), [("b.mbox: message 3", failed[0][1])])
    assert failed[0][1].startswith("its date 'Mon, 5 J")


def test_wrong_files_among_good_ones_are_named(importing):
    """Who names a file wants to know what became of it."""
    files = {"a_mbox": b"", "b_mbox": BOTH, "c_mbox": b"\x00\x01"}
    counts, ignored, failed = told(importing("mbox", **files))
    assert (counts, ignored) == ((4, 2), {})
    why = "it is not an mbox file: it does not begin with a From line"
    assert failed == [("a.mbox", "it is empty"), ("c.mbox", why)]


def test_times_that_cannot_be_are_named(importing):
    """Mail of 2044 is a clock's mistake, mail of 1980 a default."""
    box = BOTH + mail(4, "c@acme.example", date="Mon, 4 Jan 2044 10:00:00 +0000")
    box += mail(5, "d@acme.example", date="Tue, 1 Jan 1980 00:00:00 +0000")
    counts, _, failed = told(importing("mbox", a_mbox=box))
    assert counts == (4, 2)
    assert failed == [
        ("a.mbox: message 3", "its date 2044-01-04 cannot be true: in the future"),
        ("a.mbox: message 4", "its date 1980-01-01 cannot be true: before 1990"),
    ]


def test_mail_to_oneself_is_left_out(importing):
    """It is contact with nobody."""
    counts, ignored, _ = told(importing("mbox", a_mbox=BOTH + mail(6, ADMIN)))
    assert (counts, ignored) == ((3, 2), {"mail to oneself": 1})


def test_two_people_with_one_address_are_not_made_one(importing):
    """The second row names both; a telephone may be a house's, and stays with who had it first."""
    rows = (
        "name,email,phone,title\nAnn Bell,pair@home2.example,+43 1 234,CFO\n"
        "Bo Bell,pair@home2.example,,Clerk\nCy Moss,,+43 1 234,Porter\n"
        "Annabel Bell,pair@home2.example,,\n"
    )
    counts, _, failed = told(importing("csv", "contacts", a_csv=rows))
    assert counts == (4, 2)
    assert failed == [
        ("a.csv: row 3", "pair@home2.example is Ann Bell's already, and Bo Bell is somebody else")
    ]
    contacts = {row[1]: row[2] for row in picture("contacts")["contacts"]}
    assert contacts == {"Admin": None, "Ann Bell": "CFO", "Cy Moss": "Porter"}
    again, _, told_again = told(importing("csv", "contacts", a_csv=rows))
    assert (again, told_again) == ((4, 0), failed)


def test_people_with_one_shared_mailbox_are_no_contact(importing):
    """Mail from an office is nobody's in particular, whoever signs it."""
    box = mail(7, "Ann Bell <office@acme.example>") + mail(8, "Bo Cole <office@acme.example>")
    counts, _, failed = told(importing("mbox", a_mbox=box + mail(9, ADMIN, "office@acme.example")))
    assert (counts, failed) == ((3, 3), [])
    assert people() == {"Admin"}


def test_names_in_other_scripts_are_kept_as_written(importing):
    """And the same person in two scripts is no other person."""
    box = mail(10, "=?utf-8?b?5bGx55Sw5aSq6YOO?= <taro@yamada.example>")
    box += mail(11, ADMIN, "taro@yamada.example")
    told(importing("mbox", a_mbox=box))
    rows = "name,email\nანა ბერიძე,ana@k.example\nAna Beridze,ana@k.example\n"
    counts, _, failed = told(importing("csv", "contacts", a_csv=rows))
    assert (counts, failed) == ((2, 1), [])
    assert people() == {"Admin", "山田太郎", "ანა ბერიძე"}


def test_a_domain_without_a_dot_names_no_employer(importing):
    """Machines on a network of their own write mail too."""
    box = mail(12, "Joe Bell <joe@localhost>") + mail(13, ADMIN, "joe@localhost")
    counts, _, failed = told(importing("mbox", a_mbox=box))
    assert (counts, failed) == ((2, 2), [])
    assert people() == {"Admin", "Joe Bell"}
    assert {row[0] for row in picture("accounts")["accounts"]} == {"Home Ltd"}


@pytest.mark.parametrize("kind", ["eml", "ics"])
def test_real_files_of_every_make_go_through(importing, data_folder, kind):
    """What cannot be read is named by file and row, and every row is in one count."""
    done = importing(kind, str(data_folder / kind))
    assert (done.exit_code, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    sums = sum(result[each] for each in ("new", "changed", "unchanged", "failed_count"))
    assert result["read"] == sums + sum(result["ignored"].values())
    assert all(one["row"] and one["reason"] for one in result["failed"])
