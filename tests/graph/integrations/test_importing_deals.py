"""Tables of deals: opened, met again, moved by their rows, refused by row, and taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from deal_tables import DEALS, ROWS, everything, told
from rows import places, stream_end

from graphcrm.access.records import Role
from graphcrm.integrations import reads
from graphcrm.integrations.stages import UnknownStagesError
from graphcrm.integrations.tables.mapping import Mapping, read_mapping
from graphcrm.pipeline import commands as pipeline, defaults
from graphcrm.pipeline.board.reads import get_board
from graphcrm.pipeline.opportunities.commands import (
    edit_opportunity,
)
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, Edit, Loss, Owner


@pytest.mark.usefixtures("chunked")
def test_rows_become_deals_where_they_stood_when_they_did(tables):
    """Values, owner, account and days are the row's; a card lies below those before it."""
    result = tables.take(ROWS)
    assert (result.read, result.new, result.failed_count, result.accounts) == (3, 3, 0, 1)
    assert result.noted == {
        "lost without a reason, taken as Not stated": 1,
        "of Nobody Here, who is no user: given to the import's owner": 1,
        "without an account": 1,
    }
    yard, gate, crane = (tables.page(name) for name in ("Yard", "Gate", "Crane"))
    assert (yard.place.stage.key, yard.money.minor, yard.money.currency) == (
        "proposal",
        120050,
        "EUR",
    )
    assert yard.entered_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert yard.owner == gate.owner == "Mia Lund"
    assert [one["name"] for one in yard.accounts] == ["Oduya Freight"]
    assert yard.values["close_on"] == date(2026, 9, 30)
    assert gate.entered_at == datetime(2025, 12, 31, tzinfo=UTC)
    assert gate.values["closed_on"] == date(2025, 12, 31)
    assert gate.values["opened_on"] == date(2025, 11, 1)
    assert (crane.owner, crane.values["loss_reason"]) == ("Admin", "not-stated")
    assert crane.values["source"] == "import"
    assert crane.money.minor == 0
    more = "".join(f"{at},Card {at},,Proposal,,,,,\n" for at in range(10, 14))
    tables.take(more, name="more.csv")
    board = get_board(tables.world.admin, None)
    (column,) = (one for one in board.columns if one.place.stage.key == "proposal")
    names = [card.name for card in column.cards]
    assert names == ["Yard", "Card 10", "Card 11", "Card 12", "Card 13"]


@pytest.mark.usefixtures("chunked")
def test_a_second_run_changes_nothing(tables):
    """Not even the stream grows but by the run itself."""
    tables.take(ROWS)
    before = everything()
    again = tables.take(ROWS, name="copy.csv")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert again.noted["without an account"] == 1
    assert everything() == before
    assert places() == list(range(1, stream_end() + 1))


@pytest.mark.usefixtures("chunked")
def test_a_row_that_says_something_else_changes_its_deal(tables):
    """It goes wherever it went elsewhere, by no arrow of ours, and keeps its stays."""
    tables.take(ROWS)
    rows = (
        ROWS.replace("Proposal", "Lost")
        .replace("1,200.50", "900")
        .replace("2026-09-30", "2026-10-05")
    )
    rows = rows.replace("Crane,,Lost", "Crane,Bolt,Lead").replace("500,USD", "600,USD")
    result = tables.take(rows)
    assert (result.new, result.changed, result.unchanged) == (0, 3, 0)
    yard, crane = tables.page("Yard"), tables.page("Crane")
    assert (yard.place.stage.key, yard.money.minor, yard.values["slip_count"]) == ("lost", 90000, 1)
    assert [stay["stage"] for stay in yard.stays] == ["Proposal"]
    assert (yard.values["closed_on"], yard.values["loss_reason"]) == (
        date(2026, 10, 5),
        "not-stated",
    )
    assert crane.place.stage.key == "lead"
    assert {"closed_on", "loss_reason"}.isdisjoint(crane.values)
    assert [one["name"] for one in crane.accounts] == ["Bolt"]
    assert tables.page("Gate").values["closed_on"] == date(2025, 12, 31)
    assert tables.take(rows).unchanged == 3


def test_what_people_did_since_stays_while_the_row_says_the_same(tables):
    """A file of last week must not take back what the board shows today."""
    tables.take(ROWS)
    tables.move("Yard", "negotiation")
    edit_opportunity(tables.world.admin, tables.all()["Yard"]["uid"], Edit({"amount": "7 EUR"}))
    before = everything()
    assert tables.take(ROWS).unchanged == 3
    assert everything() == before


def test_an_account_is_changed_only_where_the_row_names_another(tables):
    """One primary account; further ones stay, and a further one may become the primary."""
    tables.take(ROWS)
    uid, bolt = tables.all()["Yard"]["uid"], tables.world.account("Bolt")
    (freight,) = (one["account_id"] for one in get_opportunity(tables.world.admin, uid).accounts)
    edit_opportunity(tables.world.admin, uid, Edit(accounts=Accounts(freight, (bolt,))))
    tables.take(ROWS.replace("Yard,Oduya Freight", "Yard,"))
    assert len(tables.all()["Yard"]["accounts"]) == 2
    tables.take(ROWS.replace("Yard,Oduya Freight", "Yard,Bolt"))
    assert tables.all()["Yard"]["accounts"] == [["Bolt", True]]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1,Yard,,Lead,1234.567,EUR,,,", "amount: '1234.567 EUR' has more decimals than EUR."),
        ("1,Yard,,Lead,5,XYZ,,,", "amount: XYZ is none of the currencies EUR, USD"),
        ("1,Yard,,Lead,-5,EUR,,,", "amount: '-5 EUR' is not between 0 and"),
        ("1,Yard,,Lead,,,20226-01-01,,", "close_on: '20226-01-01' is no day; write 2026-03-31"),
        ("1,Yard,,Lead,,,2226-01-01,,", "close_on: '2226-01-01' is not between 1970 and 2099."),
        (f"1,{'x' * 201},,Lead,,,,,", "name: at most 200 characters, not 201."),
        ("1,Yard,,,,,,,", "stage: the cell is empty"),
    ],
)
def test_a_bad_row_fails_by_its_field_and_the_others_are_taken_in(tables, row, why):
    """The sentences are those of every other road."""
    result = tables.take(f"{row}\n2,Gate,,Lead,,,,,\n")
    assert (result.new, result.failed_count) == (1, 1)
    assert why in told(result)[0]
    assert result.failed[0].row == "deals.csv: row 2"
    assert list(tables.all()) == ["Gate"]


def test_rows_that_fail_are_told_in_the_order_of_the_file(tables):
    """Whether reading them failed or what they say of a deal."""
    rows = "1,Yard,,Lead,5,XYZ,,,\n2,Gate,,,,,,,\n3,Fleet,,Lead,-5,EUR,,,\n"
    assert [one.row[-1] for one in tables.take(rows).failed] == ["2", "3", "4"]


def test_two_rows_with_one_id_are_not_taken_for_one_deal(tables, chunked):  # noqa: ARG001 - how many transactions
    """The same words twice are one; other words fail, and a second run says the same."""
    rows = "1,Yard,,Lead,,,,,\n1,Yard,,Lead,,,,,\n1,Gate,,Lead,,,,,\n"
    for new in (1, 0):
        result = tables.take(rows)
        assert (result.new, result.changed, result.unchanged) == (new, 0, 2 - new)
        assert told(result) == ["id: another row has the same one and says something else"]
    dry = tables.take(rows.replace("1,", "9,"), dry_run=True)
    assert (dry.new, dry.unchanged, dry.failed_count) == (1, 1, 1)
    assert list(tables.all()) == ["Yard"]


def test_an_unknown_stage_refuses_the_file_before_anything_is_written(tables):
    """Dry or not; a mapping says what it is."""
    rows = "1,Yard,,Lead,,,,,\n2,Gate,,Warm,,,,,\n"
    end = stream_end()
    for dry_run in (True, False):
        with pytest.raises(UnknownStagesError, match=r"'Warm' \(1 row\)"):
            tables.take(rows, dry_run=dry_run)
    assert stream_end() == end
    assert reads.imports(tables.world.admin) == []
    mapping = read_mapping('[stages]\nWarm = "discovery"\n', DEALS)
    assert tables.take(rows, mapping=mapping).new == 2
    assert tables.all()["Gate"]["stage"] == "discovery"


def test_a_dry_run_says_the_same_and_writes_nothing(tables):
    """What somebody sees before is what they get."""
    end = stream_end()
    dry = tables.take(ROWS, dry_run=True)
    assert stream_end() == end
    wet = tables.take(ROWS)
    assert (dry.read, dry.new, dry.noted) == (wet.read, wet.new, wet.noted)


def test_amounts_without_a_currency_are_of_the_mapping_s_else_the_first(tables):
    """Guessing is said; a deal keeps the currency it has."""
    row = "1,Yard,,Lead,5,,,,\n"
    assert tables.take(row).noted["without a currency, taken as EUR"] == 1
    assert tables.page("Yard").money.currency == "EUR"
    usd = Mapping(currency="usd")
    assert "without an account" in tables.take(row, mapping=usd).noted
    assert tables.page("Yard").money.currency == "USD"
    later = tables.take(row.replace(",5,", ",6,"))
    assert later.noted["without a currency, taken as USD"] == 1
    assert (tables.page("Yard").money.minor, tables.page("Yard").money.currency) == (600, "USD")


def test_words_of_another_system_are_noted_where_they_are_none_of_ours(tables):
    """Kinds, sources, pipelines, guessed stages, reasons: left out or kept in words, counted."""
    header = "name,account,stage,pipeline,type,lead source,probability,lost reason,close date"
    rows = (
        "Yard,Bolt,Engaging,Export,New Customer,Word of mouth,30,,\n"
        "Gate,Bolt,Discovery,Sales,newbusiness,web site,45,,\n"
        "Crane,Bolt,Lost,,,,0,Too dear,2026-01-01\n"
        "Rope,Bolt,Lost,,,,0,price,2026-01-01\n"
        "Hook,Bolt,Won,,,,1,,\n"
    )
    result = tables.take(rows, header=header)
    assert result.noted == {
        "closed without a day, taken as closed when they came in": 1,
        "from the source Word of mouth, which is none of ours: left without it": 1,
        "in Engaging, taken as Discovery": 1,
        "in the pipeline Export, taken as Sales": 1,
        "lost for a reason that is none of ours, kept in words, taken as Not stated": 1,
        "of the kind New Customer, which is none of ours: left without a kind": 1,
    }
    yard, gate, crane, rope = (tables.page(one).values for one in ("Yard", "Gate", "Crane", "Rope"))
    assert "win_percent" not in yard
    assert (gate["win_percent"], gate["kind"], gate["source"]) == (45, "new-business", "website")
    assert (crane["loss_reason"], crane["loss_note"]) == ("not-stated", "Too dear")
    assert rope["loss_reason"] == "price"
    stated = tables.take(rows.replace("Too dear", "timing"), header=header)
    assert (stated.changed, stated.unchanged) == (1, 4)
    assert tables.page("Crane").values["loss_reason"] == "timing"


def test_a_reason_that_asks_for_words_gets_them_or_the_row_fails(tables):
    """By the sentence of every road; so does a lost row where nothing stands in for a reason."""
    header = "name,stage,lost reason,loss details"
    result = tables.take(
        f"A,Lost,Competitor,\nB,Lost,Competitor,Marrow\nC,Lost,so,{'x' * 2000}\n", header=header
    )
    assert told(result) == [
        "Competitor: say more in your own words.",
        "loss_note: at most 2000 characters, not 2004.",
    ]
    process = defaults.process()
    reasons = tuple(one for one in process.loss_reasons if not one.for_imports)
    pipeline.apply_process(tables.world.admin, replace(process, loss_reasons=reasons))
    later = tables.take("D,Lost,,\n", header=header)
    assert told(later)[0].startswith("Say why it was lost: No decision, Price,")


def test_a_reason_for_imports_is_not_offered_to_people(tables):
    """Whoever loses a deal by hand knows why."""
    tables.take(ROWS)
    with pytest.raises(Exception, match="'not-stated' is none of the reasons"):
        tables.move("Yard", "lost", loss=Loss("not-stated"))


def test_a_house_without_sources_takes_none_in(tables):
    """Every deal has a configured source; without Imported it is the last one."""
    process = defaults.process()
    few = replace(process, sources=process.sources[:1])
    pipeline.apply_process(tables.world.admin, few)
    tables.take("1,Yard,,Lead,,,,,\n")
    assert tables.page("Yard").values["source"] == "referral"


def test_an_import_reaches_no_further_than_its_importer(tables):
    """Hidden accounts and deals are neither changed nor told apart from each other."""
    north = tables.world.user("Noor", team="North")
    south = tables.world.user("Sol", team="South")
    tables.world.account("Oduya Freight", owner=north)
    tables.take("1,Yard,,Lead,,,,,\n2,Gate,,Lead,,,,,\n", actor=north)
    before = everything()
    rows = "1,Mine,,Won,,,,,\n3,New,Oduya Freight,Lead,,,,,\n"
    assert told(tables.take(rows, actor=south)) == [
        "the deal is one that you may not see",
        "the account is one that you may not see",
    ]
    assert everything() == before
    uid, accounts = tables.all()["Yard"]["uid"], Accounts(tables.world.uid("Oduya Freight"))
    edit_opportunity(tables.world.admin, uid, Edit(accounts=accounts, owner=Owner(south.user_id)))
    other = tables.take("1,Yard,Other,Lead,,,,,\n", actor=south)
    assert told(other) == ["the account is one that you may not see"]


def test_who_may_not_edit_a_deal_does_not_by_a_table(tables):
    """Nobody's deals are seen by all and changed by those whose scope is everything."""
    tables.take("1,Yard,,Lead,,,,,\n")
    edit_opportunity(tables.world.admin, tables.all()["Yard"]["uid"], Edit(owner=Owner(None)))
    rep = tables.world.user("Ole", role=Role.REP, team="South")
    assert told(tables.take("1,Yard,,Won,,,,,\n", actor=rep)) == ["Ole (rep) may not edit this."]


def test_a_deal_closed_without_a_day_is_closed_when_it_comes(tables):
    """And is not closed again the day after."""
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=True):
        tables.take("1,Yard,,Won,,,,,\n")
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=True):
        assert tables.take("1,Yard,,Won,,,,,\n").unchanged == 1
    assert tables.page("Yard").values["closed_on"] == date(2026, 3, 1)


def test_of_more_things_to_note_than_anybody_reads_five_hundred_are_told_apart(tables):
    """A column of other people's names must not fill the result."""
    rows = "".join(f"{at},Deal {at},,Lead,,,,,Owner {at}\n" for at in range(510))
    noted = tables.take(rows).noted
    assert len(noted) == 501
    assert noted["of which more could be said"] == 11
    assert noted["without an account"] == 510
