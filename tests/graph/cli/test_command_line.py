"""The command line, as other programs rely on it: JSON on stdout, a sentence on stderr, codes."""

import csv
import json
import mailbox
from datetime import timedelta
from email.message import EmailMessage

import pytest
from answers import refused, told
from rows import START


@pytest.fixture
def inbox(tmp_path):
    """Return the path of an mbox: Kim and Ann write on eight days, Ann and Bo on four."""
    box = mailbox.mbox(tmp_path / "inbox.mbox")
    kim, ann, bo = "kim.lee@home.example", "ann.bell@acme.example", "bo.cole@bolt.example"
    pairs = [(kim, ann), (ann, kim)] * 8 + [(ann, bo), (bo, ann)] * 4
    for number, (sender, to) in enumerate(pairs):
        message = EmailMessage()
        message["From"], message["To"] = sender, to
        message["Subject"] = f"Steel {number}"
        message["Date"] = START + timedelta(days=number // 2, hours=number % 2)
        message["Message-ID"] = f"<{number}@acme.example>"
        message.set_content("A body that nobody prints.")
        box.add(message)
    box.close()
    return tmp_path / "inbox.mbox"


def test_a_second_import_of_a_mailbox_changes_nothing(founded, inbox):
    """The counts are the contract."""
    result = told(founded("import", "mbox", inbox, "--json"))
    counts = {key: result[key] for key in ("read", "new", "changed", "unchanged")}
    assert counts == {"read": 24, "new": 24, "changed": 0, "unchanged": 0}
    assert (result["ignored"], result["failed"]) == ({}, [])
    again = told(founded("import", "mbox", inbox, "--json"))
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 24)


def test_mail_becomes_ties(founded, inbox):
    """Who knows whom, how well, and why."""
    told(founded("import", "mbox", inbox, "--json"))
    at = ("--at", "2026-01-20", "--json")
    (known,) = told(founded("ties", "kim.lee@home.example", *at))
    assert {"contact_id", "name", "address", "strength", "days", "last_at"} <= known.keys()
    assert (known["name"], known["address"]) == ("Ann Bell", "ann.bell@acme.example")
    assert (known["days"], known["last_at"]) == (8, "2026-01-12T10:00:00Z")
    tie = told(founded("strength", "--from", "Kim Lee", "--to", "ann.bell@acme.example", *at))
    wanted = {"strength", "days", "in", "out", "first_at", "last_at", "parts"}
    assert wanted <= tie.keys()
    assert tie["strength"] == pytest.approx(known["strength"])
    assert sum(part["out"] for part in tie["parts"]) == pytest.approx(tie["out"])


def test_mail_becomes_paths(founded, inbox):
    """The main job, from a mailbox to an introduction."""
    told(founded("import", "mbox", inbox, "--json"))
    at = ("--at", "2026-01-20T12:00:00Z", "--json")
    answer = told(founded("paths", "--to", "Bo Cole", *at))
    assert {"from", "to", "index_age_ms", "search_ms", "paths", "reason"} <= answer.keys()
    assert (answer["from"], answer["to"], answer["reason"]) == ("Kim Lee", "Bo Cole", None)
    (path,) = answer["paths"]
    assert [(hop["from"], hop["to"]) for hop in path["hops"]] == [
        ("Kim Lee", "Ann Bell"),
        ("Ann Bell", "Bo Cole"),
    ]
    keys = {"from_id", "from", "to_id", "to", "type", "strength", "probability", "last_at"}
    assert all(keys | {"evidence_count"} <= hop.keys() for hop in path["hops"])
    without = told(founded("paths", "--to", "Bo Cole", "--without", "Ann Bell", *at))
    firm = told(founded("paths", "--to", "bolt.example", *at))
    assert (firm["to"], firm["paths"][0]["hops"][-1]["to"]) == ("Bolt", "Bo Cole")
    assert without["paths"] == []
    assert isinstance(without["reason"], str)


def test_an_import_is_taken_back(founded, inbox):
    """Evidence counts while one import that met it stands."""
    first, second = (told(founded("import", "mbox", inbox, "--json")) for _ in range(2))
    undone = told(founded("import", "undo", first["import_id"], "--json"))
    assert undone["import_id"] == first["import_id"]
    ties = ("ties", "Kim Lee", "--at", "2026-01-20", "--json")
    assert [tie["name"] for tie in told(founded(*ties))] == ["Ann Bell"]
    told(founded("import", "undo", second["import_id"], "--json"))
    assert told(founded(*ties)) == []
    assert "taken back already" in refused(founded("import", "undo", second["import_id"]))


def test_deals_are_imported_with_what_should_be_known_of_them(founded, tmp_path):
    """A stage that nothing tells is asked for; a mapping answers; what was guessed is counted."""
    table, mapping = tmp_path / "deals.csv", tmp_path / "deals.toml"
    table.write_text("name,stage,amount\nYard,Warm,5\nGate,Won,7\n", "utf-8")
    asked = refused(founded("import", "csv", "opportunities", table))
    assert "'Warm' (1 row). Nothing was imported." in asked
    mapping.write_text('[stages]\nWarm = "qualified"\n', "utf-8")
    command = ("import", "csv", "opportunities", table, "--map", mapping)
    done = founded(*command, "--currency", "GBP", "--dry-run")
    assert "2 read: 2 new" in done.output
    assert "  2 rows without an account\n" in done.output
    assert "  1 row closed without a day" in done.output
    result = told(founded(*command, "--json"))
    assert result["noted"]["without a currency, taken as EUR"] == 2
    assert (result["new"], result["failed"]) == (2, [])


def test_people_read_words(founded, inbox):
    """Without --json a command speaks to a person."""
    done = founded("import", "mbox", inbox, "--mailbox", "kim.lee@home.example")
    assert "24 read: 24 new, 0 changed" in done.stdout
    import_id = done.stdout.split()[-1]
    at = ("--at", "2026-01-20")
    assert "Ann Bell" in founded("ties", "Kim Lee", *at).stdout
    assert "Kim Lee and Ann Bell: 0." in (
        founded("strength", "--from", "Kim Lee", "--to", "Ann Bell", *at).stdout
    )
    assert "1." in founded("paths", "--to", "Bo Cole", *at).stdout
    nothing = founded("paths", "--to", "Bo Cole", "--hops", "1", "--at", "2020-01-01").stdout
    assert "graph as of" in nothing
    never = founded("strength", "--from", "Kim Lee", "--to", "Ann Bell", "--at", "2020-01-01")
    assert "never measured" in never.stdout
    assert "changes taken back" in founded("import", "undo", import_id).stdout


def test_tables_are_read_with_a_mapping(founded, tmp_path):
    """Any message log can be loaded; bad rows are told with their reason, the rest is imported."""
    people, log = tmp_path / "people.csv", tmp_path / "log.csv"
    people.write_text("Who,Mail\nAnn Bell,ann.bell@acme.example\n,\n", encoding="utf-8")
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\nname = "Who"\nemail = "Mail"\n', encoding="utf-8")
    tried = told(
        founded("import", "csv", "contacts", people, "--map", mapping, "--dry-run", "--json")
    )
    done = told(
        founded("import", "csv", "contacts", people, "--map", "name=Who,email=Mail", "--json")
    )
    assert (tried["import_id"], tried["new"]) == (None, 1)
    assert (done["new"], done["contacts"]) == (1, 1)
    with log.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(
            [
                ("time", "from", "to", "kind"),
                ("2026-01-05T10:00:00Z", "ann.bell@acme.example", "kim.lee@home.example", "email"),
                ("yesterday", "ann.bell@acme.example", "kim.lee@home.example", "email"),
            ]
        )
    done = told(founded("import", "csv", "activities", log, "--json"))
    assert (done["read"], done["new"]) == (2, 1)
    assert [failure.keys() for failure in done["failed"]] == [{"row", "reason"}]
    words = founded("import", "csv", "activities", log).stdout
    assert "failed: " in words
    assert "row 3" in words


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ties", "nobody@else.example"), "nobody@else.example"),
        (("ties", "Kim Lee", "--as", "nobody@else.example"), "Nobody signs in as"),
        (("paths", "--to", "Nobody At All"), "Nobody At All"),
        (("import", "undo", "nothing"), "No import 'nothing'"),
        (("user", "passwd", "x@y.example", "--password-stdin"), "No user"),
    ],
)
def test_a_refusal_is_one_sentence_on_stderr(founded, words, sentence):
    """Exit 1, nothing on stdout, no traceback."""
    assert sentence in refused(founded(*words, stdin="a long password\n"))


@pytest.mark.parametrize(
    "words",
    [
        ("paths",),
        ("paths", "--to", "x", "--team", "--from", "y"),
        ("paths", "--to", "x", "-k", "0"),
        ("ties", "x", "--at", "soon"),
        ("import", "mbox", "/does/not/exist"),
        ("import", "csv", "dragons", "x"),
        ("nonsense",),
    ],
)
def test_wrong_usage_is_exit_two(line, words):
    """Scripts tell a typing error from a refusal."""
    done = line(*words)
    assert done.exit_code == 2
    assert done.stdout == ""


def test_bad_files_are_refused_in_a_sentence(founded, tmp_path):
    """Empty, no mapping, no text: each names the file."""
    table, empty_file = tmp_path / "t.csv", tmp_path / "e.csv"
    table.write_text("Who,Mail\nAnn,a@x.example\n", encoding="utf-8")
    empty_file.touch()
    binary = tmp_path / "map.bin"
    binary.write_bytes(b"\xff\xfe\x00")
    gone = tmp_path / "gone.toml"
    assert "e.csv" in refused(founded("import", "csv", "contacts", empty_file))
    assert "gone.toml" in refused(founded("import", "csv", "contacts", table, "--map", gone))
    assert "map.bin" in refused(founded("import", "csv", "contacts", table, "--map", binary))


def test_an_installation_is_founded_once(line):
    """The second init says whose folder it is; before the first one nobody acts."""
    assert "run graphcrm init first" in refused(line("ties", "x"))
    words = (
        "init",
        "--home-account",
        "Home",
        "--domain",
        "home.example",
        "--admin",
        "k@home.example",
    )
    assert "10 characters" in refused(line(*words, "--password-stdin", stdin="short\n"))
    assert told(line(*words, "--password-stdin", "--json", stdin="a long password\n")).keys() == {
        "user_id",
        "email",
    }
    again = line(*words, "--password-stdin", stdin="a long password\n")
    assert "belongs to Home already" in refused(again)


def test_users_are_added_listed_and_disabled(founded):
    """An administrator looks after who signs in."""
    added = founded(
        *("user", "add", "rep@home.example", "--name", "Rep", "--team", "North"),
        "--password-stdin",
        stdin="a long password\n",
    )
    assert added.stdout == "Rep signs in as rep@home.example (rep).\n"
    assert "signs in here already" in refused(
        founded(
            "user", "add", "rep@home.example", "--name", "R", "--password-stdin", stdin="x" * 12
        )
    )
    users = {user["email"]: user for user in told(founded("user", "list", "--json"))}
    assert users["rep@home.example"]["team"] == "North"
    assert "may not administer" in refused(
        founded("user", "disable", "kim.lee@home.example", "--as", "rep@home.example")
    )
    changed = founded("user", "passwd", "rep@home.example", "--password-stdin", stdin="y" * 12)
    assert changed.stdout == "rep@home.example has a new password.\n"
    assert founded("user", "disable", "rep@home.example").exit_code == 0
    assert "disabled" in founded("user", "list").stdout
    assert "Nobody signs in as rep" in refused(founded("ties", "x", "--as", "rep@home.example"))


def test_records_belong_to_whom_is_named(founded, inbox):
    """Whoever runs it: --owner, else whose mailbox it is."""
    founded(
        *("user", "add", "ann@home.example", "--name", "Ann", "--password-stdin"),
        stdin="a long password\n",
    )
    done = founded("import", "mbox", inbox, "--owner", "ann@home.example", "--json")
    told(done)
    assert "Nobody signs in as no@one" in refused(
        founded("import", "mbox", inbox, "--owner", "no@one.example")
    )
    rep = told(founded("ties", "kim.lee@home.example", "--as", "ann@home.example", "--json"))
    assert [tie["name"] for tie in rep] == ["Ann Bell"]


def test_a_long_list_of_failures_is_cut(founded, tmp_path):
    """Twenty with their reason, and how many more."""
    log = tmp_path / "log.csv"
    rows = "".join("yesterday,a@x.example,b@x.example\n" for _ in range(25))
    log.write_text("time,from,to\n" + rows, encoding="utf-8")
    shown = founded("import", "csv", "activities", log).stdout
    assert shown.count("  failed: ") == 20
    assert "and 5 more" in shown


def test_what_stays_after_an_undo_is_listed(founded, tmp_path):
    """Somebody built on it: a sentence each."""
    people = tmp_path / "people.csv"
    people.write_text("name,email,title\nAnn Bell,ann.bell@acme.example,CFO\n", encoding="utf-8")
    first = told(founded("import", "csv", "contacts", people, "--json"))
    people.write_text("name,email,title\nAnn Bell,ann.bell@acme.example,CEO\n", encoding="utf-8")
    told(founded("import", "csv", "contacts", people, "--json"))
    assert "Ann Bell stays" in founded("import", "undo", first["import_id"]).stdout


@pytest.mark.parametrize(
    "words", [("--data", "{}", "user", "list"), ("user", "list", "--data", "{}")]
)
def test_the_data_folder_is_named_before_or_after_the_command(founded, tmp_path, words):
    """Both are natural to type."""
    elsewhere = tmp_path / "elsewhere"
    done = founded(*(word.format(elsewhere) for word in words))
    assert done.exit_code == 0


def test_help_says_how_to_run_many_commands(line):
    """Starting the database for each of a thousand commands is not meant."""
    assert "graphcrm up --detach" in line("--help").stdout
    assert line("--version").exit_code == 0
    assert line("-h").exit_code == 0


def test_status_of_servers_elsewhere(line):
    """The services that run are told, with their state."""
    done = line("status", "--json")
    assert done.exit_code == 0
    assert all({"name", "state"} <= one.keys() for one in json.loads(done.stdout)["services"])
    assert line("status").exit_code == 0
    assert line("down").stdout == "Nothing was running.\n"


def test_the_process_is_shown_edited_and_applied_as_a_document(founded, tmp_path):
    """What is shown and applied changes nothing; what is edited is told before it is done."""
    path = tmp_path / "process.yaml"
    shown = founded("pipelines", "show")
    assert shown.exit_code == 0, shown.output
    path.write_text(shown.stdout)
    assert founded("pipelines", "apply", path).stdout == "Nothing differs.\n"
    path.write_text(shown.stdout.replace("name: Discovery", "name: Needs"))
    told = "~ stage discovery of sales: name 'Discovery' -> 'Needs'\n"
    assert founded("pipelines", "apply", path, "--dry-run").stdout == told
    assert founded("pipelines", "show").stdout == shown.stdout
    assert founded("pipelines", "apply", path).stdout == told
    assert founded("pipelines", "show").stdout == path.read_text()
    path.write_text(shown.stdout.replace("type: won", "type: own"))
    refused = founded("pipelines", "apply", path)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "stages[5].type: 'own' is none of open, won, lost." in refused.stderr
