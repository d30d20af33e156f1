"""The real data beside the checkout is read to the last message."""

import re
import runpy
from collections import Counter
from pathlib import Path

import pytest

from graphcrm.activities.records import Evidence, HandleUse
from graphcrm.integrations.mail import outlook
from graphcrm.integrations.source import Failed, Ignored, PersonFacts, SourceKind
from graphcrm.integrations.sources import Options, open_source
from graphcrm.integrations.tables.mapping import read_mapping


ROOT = Path(__file__).parents[3]


def tally(source):
    """Count what the items of a source say."""
    return Counter(
        item.content.reason if isinstance(item.content, Ignored) else type(item.content).__name__
        for item in source.items()
    )


@pytest.mark.slow
def test_four_sent_folders_hold_1601_messages(data_folder):
    """Each says one thing, and almost all are letters."""
    paths = sorted((data_folder / "enron-mbox").glob("*.mbox"))
    counts = tally(open_source(SourceKind.MBOX, paths))
    assert counts.total() == 1601
    assert counts["Evidence"] > 1500
    assert not counts["Failed"]


@pytest.mark.slow
def test_the_archive_holds_24763_messages_and_its_lists_are_no_people(data_folder):
    """The 224 files are read out of the archive, whatever is wrong with their dates."""
    (path,) = (data_folder / "enron-mbox").glob("*.tar.xz")
    counts, uses = Counter(), {}
    for item in open_source(SourceKind.MBOX, [path]).items():
        counts[type(item.content).__name__] += 1
        if isinstance(item.content, Evidence):
            uses.update(
                {each.address.value: each.address.use for each in item.content.participants}
            )
    assert counts.total() == 24_763
    assert counts["Failed"] == 62  # 23 of 1979, 38 of the years 1 and 2, one without a sender
    groups = ["all.houston", "all.worldwide", "dl-ga-all_enron_worldwide1", "40enron"]
    groups += ["outlook.team", "office.chairman", "undisclosed-recipients", "public.relations"]
    assert not [each for each in groups if uses[f"{each}@enron.com"] is HandleUse.PERSON]
    people = ["kenneth.lay", "rosalee.fleming", "j..kean", "l..wells", "paul.allen", "c..hall"]
    known = [f"{each}@enron.com" for each in people if f"{each}@enron.com" in uses]
    assert {uses[each] for each in known} == {HandleUse.PERSON}


def test_single_messages_are_read_malformed_ones_too(data_folder):
    """Twenty files and a licence among them."""
    said = {
        item.row: item.content
        for item in open_source(
            SourceKind.EML, [data_folder / "eml"], Options(with_bodies=True)
        ).items()
    }
    assert len(said) == 21
    assert said["LICENSE.mail_parser"] == Ignored("not a mail message")
    assert said["mail_malformed_2"] == Ignored("bounce")
    assert said["mail_outlook_1"].occurred_at.year == 2017
    assert sum(isinstance(each, Evidence) for each in said.values()) == 14


def test_an_outlook_message_is_read_from_its_properties_as_well(data_folder, monkeypatch):
    """Drafts and exports have no transport header."""
    path = data_folder / "eml" / "mail_outlook_1"
    (usual,) = open_source(SourceKind.EML, [path]).items()
    monkeypatch.setattr(outlook, "_HEADERS", "0000")
    (composed,) = open_source(SourceKind.EML, [path]).items()
    assert composed.content.uid == usual.content.uid
    assert composed.content.occurred_at == usual.content.occurred_at


@pytest.mark.parametrize("size", [8, 600, 20_000, 150_000])
def test_a_damaged_outlook_message_fails_alone(data_folder, read, size):
    """Cut anywhere, it is one failed file."""
    content = (data_folder / "eml" / "mail_outlook_1").read_bytes()[:size]
    (item,) = read(SourceKind.EML, content, "a.msg")
    assert isinstance(item.content, Failed | Evidence | Ignored)


def test_calendars_of_all_producers_are_read(data_folder):
    """173 files: each says something, the 8 broken ones where they are broken."""
    items = list(open_source(SourceKind.ICS, [data_folder / "ics"]).items())
    assert len({item.row.partition(":")[0] for item in items}) == 175
    assert sum(isinstance(item.content, Evidence) for item in items) == 1
    reasons = {item.row: item.content.reason for item in items if isinstance(item.content, Failed)}
    # In these two it is beside the event: a stray line of the calendar, the trigger of an alarm.
    assert "'X'" in reasons["issue_104_broken_calendar.ics: calendar"]
    assert "a20021028120000" in reasons["vobject__badstream.ics: alarm of event 1"]
    assert reasons.keys() >= {
        "fuzz_testcase_invalid_month.ics",
        "fuzz_testcase_vtimezone_lone_cr.ics",
        "parsing_error_in_UTC_offset.ics",
        "vobject__silly_test.ics",
        "vobject__simple_3_0_test.ics",
        "vobject__vcard_with_groups.ics",
    }


def test_rows_with_unquoted_commas_fail_and_the_others_are_read(data_folder):
    """Nine suppliers would otherwise have their country for a phone."""
    path = data_folder / "northwind" / "suppliers.csv"
    counts = tally(open_source(SourceKind.CSV_CONTACTS, [path]))
    assert counts == {"PersonFacts": 20, "Failed": 9}
    path = data_folder / "northwind" / "customers.csv"
    found = [item.content for item in open_source(SourceKind.CSV_CONTACTS, [path]).items()]
    assert len(found) == 91
    assert all(isinstance(each, PersonFacts) and each.addresses for each in found)


def test_accounts_have_their_revenue_by_a_mapping(data_folder):
    """The file gives millions without a currency."""
    mapping = read_mapping(
        'currency = "USD"\nunit = 1000000\n[columns]\nname = "account"', SourceKind.CSV_ACCOUNTS
    )
    source = open_source(
        SourceKind.CSV_ACCOUNTS, [data_folder / "maven-crm/accounts.csv"], Options(mapping=mapping)
    )
    found = [item.content for item in source.items()]
    assert len(found) == 85
    assert found[0].revenue_minor == 110_004_000_000
    assert len({each.parent for each in found if each.parent}) == 7


@pytest.mark.slow
def test_a_log_in_three_tables_is_joined_by_the_documented_recipe(
    data_folder, tmp_path, monkeypatch
):
    """The lines of docs/importing.md are run as they stand there; 21,635 messages come in."""
    document = (ROOT / "docs/importing.md").read_text("utf-8")
    (recipe,) = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
    (tmp_path / "recipe.py").write_text(recipe, "utf-8")
    (tmp_path / "enron-perry").symlink_to(data_folder / "enron-perry")
    monkeypatch.chdir(tmp_path)
    runpy.run_path("recipe.py")
    counts = tally(open_source(SourceKind.CSV_ACTIVITIES, [tmp_path / "activities.csv"]))
    assert counts.total() == 21_635
    assert not counts["Failed"]
    assert counts["Evidence"] > 20_000


def test_the_documented_mapping_is_one():
    """Every option shown in docs/importing.md is understood."""
    document = (ROOT / "docs/importing.md").read_text("utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", document, re.DOTALL)
    mapping = read_mapping(shown, SourceKind.CSV_ACTIVITIES)
    assert mapping.columns == {"time": (3,), "from": ("sender",), "to": ("to_1", "to_2")}
    assert (mapping.delimiter, mapping.unit, mapping.namespace) == ("\t", 1_000_000, "old-crm")
