"""Ids that logs give their rows: no entry is taken for another, and nothing comes back unasked."""

import pytest
from rows import picture

from graphcrm.integrations import commands, undoing
from graphcrm.integrations.records import ContactPolicy, ImportOptions
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.sources import open_source
from graphcrm.relationships import following


HEAD = "id,time,from,to\n"
FIRST = HEAD + "w1,2026-01-05T10:00:00Z,ann@acme.example,wrong@bolt.example\n"
CORRECTED = FIRST.replace("wrong@", "right@")


@pytest.fixture
def run(world, tmp_path):
    """Return a function that imports a table of activities."""

    def run(text, name="log.csv", **options):
        path = tmp_path / name
        path.write_text(text)
        source = open_source(SourceKind.CSV_ACTIVITIES, [path])
        result = commands.run_import(
            world.admin, source, ImportOptions(ContactPolicy.ALL, **options)
        )
        following.catch_up()
        return result

    return run


def tied():
    return {name for pair in picture("ties")["ties"] for name in pair[:2]}


def test_a_corrected_log_is_what_counts_after_the_first_was_taken_back(world, run):
    """The wrong recipient must not come back with the right one's file."""
    undoing.undo_import(world.admin, run(FIRST).import_id)
    corrected = run(CORRECTED, "corrected.csv")
    assert (corrected.new, corrected.unchanged) == (1, 0)
    assert {name.partition("@")[0].lower() for name in tied()} == {"ann", "right"}
    again = run(CORRECTED, "corrected.csv")
    assert (again.new, again.unchanged) == (0, 1)


def test_what_was_taken_back_does_not_come_back_beside_what_corrected_it(world, run):
    """One id never counts with two contents, in whatever order the files come."""
    undoing.undo_import(world.admin, run(FIRST).import_id)
    corrected = run(CORRECTED, "corrected.csv")
    back = run(FIRST)
    assert (back.new, back.unchanged, back.failed_count) == (0, 0, 1)
    assert {name.partition("@")[0].lower() for name in tied()} == {"ann", "right"}
    undoing.undo_import(world.admin, corrected.import_id)
    again = run(FIRST)
    assert (again.new, again.unchanged, again.failed_count) == (1, 0, 0)
    assert {name.partition("@")[0].lower() for name in tied()} == {"ann", "wrong"}
    assert run(CORRECTED, "corrected.csv").failed_count == 1


def test_what_counts_again_is_told_as_new(world, run):
    """A trial must not say that there is nothing in a file that brings mail back."""
    undoing.undo_import(world.admin, run(FIRST).import_id)
    tried = run(FIRST, dry_run=True)
    assert (tried.new, tried.unchanged) == (1, 0)
    again = run(FIRST)
    assert (again.new, again.unchanged) == (1, 0)
    assert run(FIRST).unchanged == 1


def test_an_id_of_another_entry_that_counts_fails_by_its_row(run):
    """Two logs that both number from 1: silence would lose the second."""
    run(FIRST)
    other = run(CORRECTED, "other.csv")
    assert (other.new, other.unchanged, other.failed_count) == (0, 0, 1)
    (failure,) = other.failed
    assert failure.row.endswith("other.csv: row 2")
    assert "id: 'w1' is that of another entry" in failure.reason
    tried = run(CORRECTED, "other.csv", dry_run=True)
    assert tried.failed_count == 1


def test_one_id_twice_in_a_log_fails_unless_the_rows_are_equal(run):
    """A row for each recipient is no reason to drop all but the first of them."""
    equal = run(FIRST + FIRST.removeprefix(HEAD))
    assert (equal.new, equal.unchanged, equal.failed_count) == (1, 1, 0)
    twice = run(
        FIRST.replace("w1", "w2") + CORRECTED.replace("w1", "w2").removeprefix(HEAD), "b.csv"
    )
    assert (twice.new, twice.failed_count) == (1, 1)


def test_a_message_id_still_meets_the_mail_itself(run):
    """A log and a mailbox may know different recipients of one mail: blind copies."""
    mail = FIRST.replace("w1", "<m1@acme.example>")
    run(mail)
    copied = run(mail.replace("wrong@", "hidden@"), "other.csv")
    assert (copied.unchanged, copied.failed_count) == (1, 0)
