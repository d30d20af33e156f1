"""Tables of deals are read by their header, whichever CRM has written them."""

from datetime import date

import pytest

from graphcrm.integrations.products import lookalikes
from graphcrm.integrations.source import Failed, Ignored, SourceKind, StageWords
from graphcrm.integrations.tables.csv_files import MissingColumnsError, stages_of
from graphcrm.integrations.tables.mapping import Mapping, MappingError, read_mapping
from graphcrm.pipeline.records import StageType


DEALS = SourceKind.CSV_OPPORTUNITIES
HUBSPOT = """\
Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Close Date,Create Date,Deal owner,\
Deal Type,Deal probability,Associated Company (Primary),Next step,Closed Lost Reason
9012,Yard crane,Contract sent (Sales Pipeline),,"12,500.50",EUR,2026-09-30 14:00,2026-01-02,\
Mia Lund,newbusiness,0.9,Oduya Freight,Send it,
"""
SALESFORCE = """\
Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Amount Currency,Close Date,\
Created Date,Opportunity Owner,Type,Lead Source,Probability (%),Next Step,Main Competitor(s)
0068d00000AbCdE,Yard crane,Oduya Freight,Closed Lost,12500,USD,31/12/2025,13/01/2025,Mia Lund,\
New Customer,Web,0%,Call,Marrow
"""
PIPEDRIVE = """\
Deal - ID,Deal - Title,Deal - Organization,Deal - Stage,Deal - Pipeline,Deal - Status,\
Deal - Value,Deal - Currency,Deal - Owner,Deal - Expected close date,Deal - Won time,\
Deal - Lost time,Deal - Lost reason,Deal - Deal created
12,Yard crane,Oduya Freight,Contact Made,Pipeline,Lost,12500,GBP,Mia Lund,2026-02-01,,\
2026-01-20 09:30:00,Too dear,2025-12-01 08:00:00
"""


def test_a_deal_of_hubspot_is_read_by_its_header(say):
    """The pipeline stands in brackets, the probability is a fraction."""
    (deal,) = say(DEALS, HUBSPOT)
    assert deal.key == "csv-opportunities::9012"
    assert deal.stage == StageWords("Contract sent", None, None, "Sales Pipeline", "newbusiness")
    assert deal.fields == {
        "name": "Yard crane",
        "next_step": "Send it",
        "close_on": "2026-09-30",
        "opened_on": "2026-01-02",
        "win_percent": "90",
        "amount": "12500.50 EUR",
    }
    assert (deal.account, deal.owners) == ("Oduya Freight", ("Mia Lund",))


def test_a_deal_of_salesforce_is_read_by_its_header(say):
    """Days with slashes are told apart where one of them is over twelve."""
    (deal,) = say(DEALS, SALESFORCE)
    assert deal.stage == StageWords("Closed Lost", kind="New Customer")
    assert deal.fields["close_on"] == "2025-12-31"
    assert deal.fields["amount"] == "12500 USD"
    assert deal.fields["win_percent"] == "0"
    assert (deal.source, deal.fields["competitor"]) == ("Web", "Marrow")


def test_a_deal_of_pipedrive_is_read_by_its_header(say):
    """The status says how it ended, while the stage stays where it was then."""
    (deal,) = say(DEALS, PIPEDRIVE)
    assert deal.stage == StageWords("Contact Made", None, StageType.LOST, "Pipeline")
    assert (deal.closed_on, deal.fields["close_on"]) == (date(2026, 1, 20), "2026-02-01")
    assert (deal.loss_reason, deal.has_currency) == ("Too dear", True)


def test_a_deal_without_a_name_is_called_by_product_and_account(say):
    """Maven's deals have no names; a row that says neither names nothing."""
    found = say(DEALS, "product,account,stage\nGTX,Isdom,Won\nGTX,,Won\n,Isdom,Won\n,,Won\n")
    assert [one.fields["name"] for one in found[:3]] == ["GTX, Isdom", "GTX", "Isdom"]
    assert found[3] == Ignored("neither name nor product nor account")


def test_rows_without_an_id_are_known_by_what_they_say(say):
    """By name, account and day; those alike by how many come before."""
    rows = "name,account,opened,stage\nA,X,2026-01-01,Won\nA,X,2026-01-01,Lost\nA,Y,,Won\n"
    keys = [one.key for one in say(DEALS, rows)]
    assert len(set(keys)) == 3
    assert keys == [one.key for one in say(DEALS, rows.replace("Won", "Lost"))]


def test_a_namespace_keeps_the_ids_of_two_systems_apart(say):
    """Two systems that both count from 1."""
    (one,) = say(DEALS, PIPEDRIVE)
    (other,) = say(DEALS, PIPEDRIVE, mapping=Mapping(namespace="north"))
    assert (one.key, other.key) == ("csv-opportunities::12", "csv-opportunities:north:12")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("1,A,,Won,,", "stage: the cell is empty"),
        ("1,A,stuck,Won,,", "status: 'stuck' is none of open, active, won, lost"),
        ("1,A,,Won,many,", "amount: 'many' is not a number"),
        ("1,A,,Won,1.234,", "amount: '1.234' can be read in two ways: say decimal in the mapping"),
        ("1,A,,Won,5,Euros", "currency: 'Euros' is no code like EUR or USD"),
        (f"{'1' * 201},A,,Won,,", "id: it is longer than 200 characters"),
    ],
)
def test_a_row_that_cannot_be_read_says_which_cell(say, cells, why):
    """And nothing of it is taken in."""
    key, name, status, stage, amount, currency = cells.split(",")
    stage = "" if "stage" in why else stage
    row = f"{key},{name},{status},{stage},{amount},{currency}"
    (found,) = say(DEALS, f"id,name,status,stage,amount,currency\n{row}\n")
    assert found == Failed(why)


@pytest.mark.parametrize("amount", ["10,005", "10.005"])
def test_three_digits_after_either_mark_are_unclear_where_semicolons_part_cells(say, amount):
    """There a comma is as likely to part decimals: ten or ten thousand, a factor of a thousand."""
    rows = f"id;name;stage;amount\n1;A;Won;{amount}\n2;B;Won;10.005,50\n"
    unclear, clear = say(DEALS, rows)
    why = f"amount: {amount!r} can be read in two ways: say decimal in the mapping"
    assert (unclear, clear.fields["amount"]) == (Failed(why), "10005.50")
    (stated, _) = say(DEALS, rows, mapping=Mapping(decimal="."))
    assert stated.fields["amount"] == {"10,005": "10005", "10.005": "10.005"}[amount]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("20226-01-01", "closed_on: '20226-01-01' is no day; write 2026-03-31"),
        ("2226-01-01", "closed_on: '2226-01-01' is not between 1970 and 2099"),
    ],
)
def test_a_day_in_the_year_20226_is_refused(say, day, why):
    """A finger that slipped closes nothing in eighteen thousand years."""
    (found,) = say(DEALS, f"name,stage,closed on\nA,Won,{day}\n")
    assert found == Failed(why)


@pytest.mark.parametrize(
    ("text", "percent"),
    [("0.4", "40"), ("1.0", "100"), ("0,25", "25"), ("60%", "60"), ("1", "1"), ("60.00", "60")],
)
def test_a_probability_is_whole_percent(say, text, percent):
    """HubSpot writes shares, Salesforce percent."""
    (deal,) = say(DEALS, f"name;stage;probability\nA;Won;{text}\n")
    assert deal.fields["win_percent"] == percent


@pytest.mark.parametrize("text", ["12.5", "likely"])
def test_a_probability_that_is_none_goes_on_as_it_is(say, text):
    """What a deal's probability may be is not for a table to say."""
    (deal,) = say(DEALS, f"name,stage,probability\nA,Won,{text}\n")
    assert deal.fields["win_percent"] == text


def test_what_was_deleted_elsewhere_is_left_out(say):
    """Pipedrive exports the bin as well."""
    assert say(DEALS, "name,status\nA,Deleted\n") == [Ignored("deleted in its source")]


def test_a_table_without_a_stage_is_no_table_of_deals(say):
    """A name alone tells nothing."""
    with pytest.raises(MissingColumnsError, match="stage or status"):
        say(DEALS, "deal name,amount\nA,5\n")


def test_a_mapping_says_what_stages_are(say):
    """In any spelling of theirs, and in brackets too."""
    mapping = read_mapping('[stages]\n"warm LEAD" = "sales/lead"\n', DEALS)
    found = say(DEALS, "name,stage\nA,Warm lead\nB,Warm lead (Mine)\n", mapping=mapping)
    assert [one.stage.meaning for one in found] == ["sales/lead", "sales/lead"]
    for text, kind, told in (
        ('stages = "lead"', DEALS, "must be a table"),
        ("[stages]\nwarm = 1", DEALS, "must be a table"),
        ('[stages]\nwarm = "lead"', SourceKind.CSV_ACCOUNTS, "are for tables of deals"),
    ):
        with pytest.raises(MappingError, match=told):
            read_mapping(text, kind)


def test_stages_are_counted_without_reading_the_rest(tmp_path):
    """Rows that cannot be read, and files that are none, hold nobody up."""
    from graphcrm.integrations.sources import open_source  # noqa: PLC0415 - the fixture opens one file

    (tmp_path / "a.csv").write_text("name,stage,amount\nA,Warm,much\nB,,1\nC,Warm,1\nD,Cold,1\n")
    (tmp_path / "b.csv").write_bytes(b"\x00\x01" * 100)
    (tmp_path / "c.csv").write_bytes(b"PK\x03\x04broken")
    source = open_source(DEALS, [tmp_path])
    assert stages_of(source, 3) == {StageWords("Warm"): 2}


def test_products_in_two_spellings_are_told():
    """The rarer one, and one whose words stand apart elsewhere."""
    found = lookalikes({"GTX Pro": 2, "GTXPro": 5, "gtx-pro": 1, "MG Special": 3})
    assert found == {
        "GTX Pro": "of GTX Pro: GTX Pro and GTXPro look like the same product",
        "gtx-pro": "of gtx-pro: gtx-pro and GTXPro look like the same product",
    }
    glued = {"GTXPro": 5, "GTX Basic": 1, "GTX Plus Pro": 1, "Prop": 1}
    assert lookalikes(glued) == {
        "GTXPro": "of GTXPro: GTXPro and GTX Pro look like the same product"
    }
