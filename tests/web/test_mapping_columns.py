"""Which column of a table says what, chosen by form."""

import dataclasses
import html

import pytest
from uploading import DEALS, NAMED, PEOPLE, send, waiting

from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.tables.mapping import Mapping, read_mapping
from graphcrm.jobs.states import Action, States
from graphcrm.jobs.uploads import Uploads
from graphcrm.pipeline import defaults
from graphcrm.pipeline.commands import apply_process
from graphcrm.web.imports.options import OPTIONS


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


@pytest.fixture
def process(house):
    """The default process, in a house that was founded without one."""
    apply_process(house, defaults.process())


@pytest.mark.usefixtures("process")
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


@pytest.mark.usefixtures("process")
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
    gone = signed_in.post(place, sent | {"stage-Warm": "sales/hot"})
    assert gone.status_code == 422
    assert "each of these is: Warm." in gone.get_data(as_text=True)
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
