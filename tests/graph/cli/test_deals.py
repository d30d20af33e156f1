"""Deals on the command line: the same deals, the same rules and sentences as on the board."""

import json

import pytest
from answers import refused, told

from graphcrm.access import reads as access
from graphcrm.directory.commands import create_account
from graphcrm.directory.drafts import AccountDraft
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, NewOpportunity


DEAL = {
    "opportunity_id", "name", "account_id", "account", "pipeline", "stage", "stage_key", "type",
    "amount_minor", "currency", "close_on", "win_percent", "next_step", "next_step_on", "owner",
    "entered_at", "idle_days",
}  # fmt: skip


@pytest.fixture
def house(founded):
    """The command line of a house with three deals, and who founded it."""
    admin = access.find_first_admin()
    oduya = create_account(admin, AccountDraft("Oduya Foods")).uid

    def begin(name, **fields):
        new = NewOpportunity({"name": name, **fields}, Accounts(oduya))
        return open_opportunity(admin, new).opportunity_ids[0]

    uids = {
        "Yard scheduling": begin("Yard scheduling", amount="12,500.50 EUR", close_on="2027-03-01"),
        "Depot rollout": begin("Depot rollout", amount="900 USD", win_percent="40"),
        "Cold-chain pilot": begin("Cold-chain pilot"),
    }
    founded.admin, founded.uids = admin, uids
    return founded


def names(document):
    return [deal["name"] for deal in document["deals"]]


def test_deals_are_listed_with_what_all_of_them_come_to(house):
    """Sums do not depend on how many lines are shown; nobody said is null, not zero."""
    document = told(house("deals", "list", "--json"))
    assert document["count"] == 3
    sums = {one["currency"]: (one["amount_minor"], one["count"]) for one in document["sums"]}
    assert sums == {"EUR": (1_250_050, 1), "USD": (90_000, 1), None: (None, 1)}
    assert names(document) == ["Cold-chain pilot", "Depot rollout", "Yard scheduling"]
    assert all(deal.keys() >= DEAL for deal in document["deals"])
    _, depot, yard = document["deals"]
    assert (depot["win_percent"], depot["win_percent_by_hand"]) == (40, True)
    assert (yard["win_percent"], yard["win_percent_by_hand"]) == (5, False)
    assert (yard["account"], yard["close_on"], yard["idle_days"]) == (
        "Oduya Foods",
        "2027-03-01",
        0,
    )
    assert (yard["pipeline"], yard["stage"], yard["stage_key"]) == ("Sales", "Lead", "lead")
    short = told(house("deals", "list", "--limit", 1, "--json"))
    assert (short["count"], names(short)) == (3, ["Cold-chain pilot"])
    assert short["sums"] == document["sums"]


def test_a_move_is_told_and_made(house):
    """Fields are filled in on the way; a second deal may be named by its uid."""
    moved = told(
        house(
            *("deals", "move", "depot rollout", "--to", "Qualified"),
            *("--set", "amount=1k EUR", "--set", "next_step=Call = soon", "--json"),
        )
    )
    assert (moved["name"], moved["from"], moved["to"]) == ("Depot rollout", "Lead", "Qualified")
    assert moved["opportunity_id"] == house.uids["Depot rollout"]
    page = get_opportunity(access.find_first_admin(), moved["opportunity_id"])
    assert (page.place.stage.key, page.values["amount_minor"]) == ("qualified", 100_000)
    assert page.values["next_step"] == "Call = soon"
    assert page.values["changed_by"] == moved["activity_id"]
    done = house(
        "deals",
        "move",
        house.uids["Yard scheduling"],
        "--to",
        "sales/lost",
        "--loss-reason",
        "competitor",
        "--loss-note",
        "They were first",
    )
    assert done.stdout == "Yard scheduling: Lead to Lost.\n"
    assert names(told(house("deals", "list", "--json"))) == ["Cold-chain pilot", "Depot rollout"]
    everything = told(house("deals", "list", "--all", "--json"))
    assert [deal["type"] for deal in everything["deals"]] == ["open", "open", "lost"]
    assert names(told(house("deals", "list", "--stage", "Lost", "--json"))) == ["Yard scheduling"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--to", "won"), "Lead does not lead to Won; it leads to Qualified, Lost."),
        (("--to", "lost"), "Say why it was lost: No decision, Price,"),
        (("--to", "lost", "--loss-reason", "Other"), "Other: say more in your own words."),
        (("--to", "gone"), "No stage 'gone'; there are: sales/lead; sales/qualified;"),
        (("--to", "qualified", "--set", "amount=1.234 EUR"), "amount: '1.234 EUR' has more"),
        (("--to", "qualified", "--set", "gone=x"), "gone: there is no such field;"),
    ],
)
def test_a_refusal_is_the_sentence_of_the_rule(house, words, sentence):
    """And nothing has changed."""
    assert sentence in refused(house("deals", "move", "Depot rollout", *words))
    stages = {deal["stage_key"] for deal in told(house("deals", "list", "--json"))["deals"]}
    assert stages == {"lead"}


def test_who_is_meant_is_asked_with_the_candidates(house):
    """A typing mistake never moves another deal."""
    refusal = refused(house("deals", "move", "Depot rolout", "--to", "qualified"))
    assert refusal == "No deal 'Depot rolout'; there are: Depot rollout, Oduya Foods."
    open_opportunity(house.admin, NewOpportunity({"name": "Depot rollout"}))
    refusal = refused(house("deals", "move", "Depot rollout", "--to", "qualified"))
    assert "may be any of: Depot rollout, Oduya Foods; Depot rollout, " in refusal
    assert refused(house("deals", "move", "***", "--to", "qualified")) == "No deal '***'."


def test_lists_are_narrowed_and_scoped(house):
    """By owner, pipeline and stage; nobody lists what they may not see."""
    added = house(
        *("user", "add", "mia@home.example", "--name", "Mia", "--team", "North"),
        "--password-stdin",
        stdin="a long password\n",
    )
    assert added.exit_code == 0
    mia = access.find_actor_by_email("mia@home.example")
    open_opportunity(mia, NewOpportunity({"name": "Gate"}))
    listing = ("deals", "list", "--json")
    assert names(told(house(*listing, "--as", "mia@home.example"))) == ["Gate"]
    assert names(told(house(*listing, "--owner", "Mia@home.example"))) == ["Gate"]
    assert told(house(*listing, "--stage", "proposal"))["deals"] == []
    assert told(house(*listing, "--pipeline", "sales", "--stage", "lead"))["count"] == 4
    assert refused(house(*listing, "--owner", "x@home.example")) == "No user 'x@home.example'."
    gone = refused(house(*listing, "--pipeline", "gone"))
    assert gone == "No pipeline 'gone'; there are: sales."
    move = ("deals", "move", house.uids["Depot rollout"], "--to", "lost")
    assert "No deal" in refused(house(*move, "--as", "mia@home.example"))


def test_people_read_lines_and_wrong_usage_is_told(house):
    """Without --json a command speaks to a person."""
    done = house("deals", "list", "--limit", 2)
    first, second, total = done.stdout.splitlines()
    assert first.split("  ")[-1].strip() == "Cold-chain pilot, Oduya Foods, Kim Lee"
    assert "900.00 USD" in second
    assert total == "3 deals, 12,500.50 EUR, 900.00 USD; the first 2 are shown."
    assert house("deals", "move", "Depot rollout", "--to", "lost", "--set", "x").exit_code == 2
    assert house("deals", "move", "Depot rollout").exit_code == 2


def test_nothing_is_listed_of_an_empty_house(founded):
    """No deals are no mistake."""
    document = json.loads(founded("deals", "list", "--json").stdout)
    assert document == {"count": 0, "sums": [], "deals": []}
    assert founded("deals", "list").stdout == "0 deals.\n"
