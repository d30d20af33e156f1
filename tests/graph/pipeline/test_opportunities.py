"""Deals opened, moved, edited, given away, removed, and all of that taken back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import standing
from rows import stream_end

from graphcrm import graph
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.changes import Node, Set
from graphcrm.directory.rules import FieldError
from graphcrm.directory.undoing import UndoneAlreadyError
from graphcrm.errors import NotFoundError
from graphcrm.graph.writer import write
from graphcrm.money import Money
from graphcrm.pipeline import defaults
from graphcrm.pipeline.board.reads import changes_since, get_board
from graphcrm.pipeline.board.records import Filter
from graphcrm.pipeline.commands import apply_process
from graphcrm.pipeline.opportunities import commands, deciding
from graphcrm.pipeline.opportunities.deciding import KeyTakenError
from graphcrm.pipeline.opportunities.history import history
from graphcrm.pipeline.opportunities.moving import move_opportunities
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import (
    Accounts,
    Edit,
    Loss,
    Move,
    NewOpportunity,
    Owner,
)
from graphcrm.pipeline.opportunities.rollups import deals_of_account
from graphcrm.pipeline.opportunities.rules import (
    MissingError,
    MovedMeanwhileError,
    NoArrowError,
    StageGoneError,
)
from graphcrm.pipeline.opportunities.undoing import ChangedSinceError, undo_change_of_deals
from graphcrm.pipeline.using import InUseError


def test_a_deal_begins_on_top_of_the_first_column(deals):
    """What is new is looked at first."""
    deals.open("Yard", stage=None)
    deals.open("Gate", stage=None, amount="12,500 EUR")
    assert deals.board() == {standing.first(): ["Gate", "Yard"]}


def test_a_deal_goes_where_an_arrow_leads_and_keeps_its_stays(deals):
    """History is edges of its own."""
    uid = deals.open("Yard")
    deals.move(uid, "qualified")
    deals.move(uid, "discovery")
    page = get_opportunity(deals.actor, uid)
    assert page.place.stage.key == "discovery"
    stays = [deals.stage_name(key) for key in ("lead", "qualified")]
    assert [stay["stage"] for stay in page.stays] == stays
    here, won = deals.stage_name("discovery"), deals.stage_name("won")
    with pytest.raises(NoArrowError, match=f"{here} does not lead to {won}; it leads to "):
        deals.move(uid, "won")


def test_a_lost_deal_says_why(deals):
    """A reason of the list; words where the reason asks for some; gone again when it reopens."""
    uid = deals.open("Yard")
    with pytest.raises(MissingError, match="Say why it was lost"):
        deals.move(uid, "lost")
    with pytest.raises(MissingError, match="'gone' is none of the reasons"):
        deals.move(uid, "lost", loss=Loss("gone"))
    with pytest.raises(MissingError, match="Competitor: say more"):
        deals.move(uid, "lost", loss=Loss("competitor"))
    deals.move(uid, "lost", loss=Loss("Competitor", "Marrow was there first"))
    values = get_opportunity(deals.actor, uid).values
    assert values["loss_reason"] == "competitor"
    assert values["closed_on"]
    deals.move(uid, "lead")
    assert {"loss_reason", "loss_note", "closed_on"}.isdisjoint(
        get_opportunity(deals.actor, uid).values
    )


def test_cards_lie_where_they_are_put(deals):
    """Below one card, above another, on top."""
    a, b, c = (deals.open(name, stage="qualified") for name in "CBA")
    uid = deals.open("new")
    deals.move(uid, "qualified", above_id=b)
    assert deals.board() == {"qualified": ["A", "B", "new", "C"]}
    deals.move(uid, "qualified", below_id=c)
    assert deals.board() == {"qualified": ["new", "A", "B", "C"]}
    deals.move(a, "qualified")
    assert deals.board() == {"qualified": ["C", "new", "A", "B"]}
    deals.move(a, "qualified", above_id=b)
    assert deals.board() == {"qualified": ["new", "A", "B", "C"]}


def test_who_comes_second_is_told_who_was_first(deals):
    """A drop never moves what is no longer where it was seen."""
    mia = deals.world.user("Mia", role=Role.ADMIN)
    uid = deals.open("Yard")
    seen = deals.stage_id("lead")
    deals.move(uid, "qualified", actor=mia, seen_stage_id=seen)
    commands.edit_opportunity(deals.actor, uid, Edit({"next_step": "call"}))
    told = f"Mia has moved Yard to {deals.stage_name('qualified')} meanwhile"
    with pytest.raises(MovedMeanwhileError, match=told):
        deals.move(uid, "lost", seen_stage_id=seen, loss=Loss("price"))


def test_a_deal_is_read_as_it_is_once_it_is_locked(deals):
    """Who waited for the lock neither decides by what was before nor puts it back."""
    uid = deals.open("Yard")
    held, waits = threading.Event(), threading.Event()

    @graph.atomic
    def first():
        write(
            [Set(Node("Opportunity", uid), {"next_step": None}, {"next_step": "call"})], by="first"
        )
        held.set()
        waits.wait(1)  # long enough for the second to stand before the lock

    @graph.atomic
    def second():
        return deciding.standing(deals.actor, [uid])[0].values

    with ThreadPoolExecutor() as pool:
        done = pool.submit(first)
        held.wait()
        found = pool.submit(second).result()
        done.result()
    assert (found["next_step"], found["changed_by"]) == ("call", "first")
    assert get_opportunity(deals.actor, uid).values["changed_by"] == "first"


def test_the_same_key_twice_at_once_moves_once_and_refuses_nobody(deals):
    """A double click is one press, whichever of both comes first."""
    uid, seen = deals.open("Yard"), deals.stage_id("lead")
    with ThreadPoolExecutor() as pool:
        twice = [
            pool.submit(deals.move, uid, "qualified", seen_stage_id=seen, key="k") for _ in "ab"
        ]
    assert len({one.result().activity_id for one in twice}) == 1


def test_a_retry_after_a_lost_answer_moves_and_opens_once(deals):
    """The same key is the same press of a button."""
    new = NewOpportunity({"name": "Yard"}, stage_id=deals.stage_id("lead"))
    one = commands.open_opportunity(deals.actor, new, key="k")
    assert (
        commands.open_opportunity(deals.actor, new, key="k").opportunity_ids == one.opportunity_ids
    )
    (uid,) = one.opportunity_ids
    first = deals.move(uid, "qualified", key="m")
    again = deals.move(uid, "qualified", key="m")
    assert first.activity_id == again.activity_id
    assert len(get_opportunity(deals.actor, uid).stays) == 1


def test_a_key_of_a_change_of_other_deals_changes_nothing(deals):
    """Its answer would be about deals that nobody asked for, its undo theirs."""
    uid, other = deals.open("Yard"), deals.open("Gate")
    deals.move(uid, "qualified", key="k")
    with pytest.raises(KeyTakenError, match="about other deals"):
        deals.move(other, "qualified", key="k")
    with pytest.raises(KeyTakenError):
        commands.edit_opportunity(deals.actor, other, Edit({"next_step": "call"}), key="k")
    assert get_opportunity(deals.actor, other).place.stage.key == "lead"


def test_several_go_together_and_those_that_may_not_stay(deals):
    """One refusal holds nobody else up, and one undo takes all back."""
    fine = [deals.open(name) for name in "BA"]
    other = deals.open("far", stage="negotiation")
    done = move_opportunities(deals.actor, Move((*fine, other), deals.stage_id("qualified")))
    assert done.opportunity_ids == tuple(fine)
    assert [one.name for one in done.refused] == ["far"]
    assert deals.board() == {"qualified": ["B", "A"], "negotiation": ["far"]}
    undo_change_of_deals(deals.actor, done.activity_id)
    assert deals.board() == {"lead": ["A", "B"], "negotiation": ["far"]}
    with pytest.raises(UndoneAlreadyError):
        undo_change_of_deals(deals.actor, done.activity_id)


def test_undoing_never_overwrites_what_somebody_else_did(deals):
    """Their move stands, and they who undo are told."""
    uid = deals.open("Yard")
    done = deals.move(uid, "qualified")
    deals.move(uid, "discovery")
    with pytest.raises(ChangedSinceError, match="Yard has been changed since"):
        undo_change_of_deals(deals.actor, done.activity_id)
    assert deals.board() == {"discovery": ["Yard"]}


def test_fields_are_read_and_slips_counted(deals):
    """A close that moves later is a slip; a field that is taken away is gone."""
    uid = deals.open("Yard", close_on="2026-12-01", amount="10k")
    for day in ("2026-12-24", "2026-12-20", "2027-01-15"):
        commands.edit_opportunity(deals.actor, uid, Edit({"close_on": day, "amount": ""}))
    values = get_opportunity(deals.actor, uid).values
    assert values["slip_count"] == 2
    assert "amount_minor" not in values


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"amount": "1.234 EUR"}, "amount: '1.234 EUR' has more decimals than EUR."),
        ({"amount": "5 XYZ"}, "amount: XYZ is none of the currencies EUR,"),
        ({"amount": "-5"}, "amount: '-5' is not between 0 and"),
        ({"close_on": "20226-01-01"}, "close_on: '20226-01-01' is no day"),
        ({"close_on": "2226-01-01"}, "close_on: '2226-01-01' is not between 1970 and 2099."),
        ({"win_percent": "101"}, "win_percent: '101' is no whole percentage"),
        ({"source": "moon"}, "source: 'moon' is none of referral"),
        ({"source": ""}, "source: Source is missing."),
        ({"gone": "x"}, "gone: there is no such field"),
        ({"name": "x" * 201}, "name: at most 200 characters, not 201."),
    ],
)
def test_what_a_field_may_not_be_is_told_by_its_name(deals, fields, told):
    """And nothing of the same edit is kept."""
    uid = deals.open("Yard", next_step="call")
    with pytest.raises(FieldError) as caught:
        commands.edit_opportunity(deals.actor, uid, Edit({"next_step": "mail", **fields}))
    assert told in str(caught.value)
    assert get_opportunity(deals.actor, uid).values["next_step"] == "call"


def test_whoever_may_not_see_a_deal_is_told_there_is_none(deals):
    """Also where they know its uid."""
    mia = deals.world.user("Mia", role=Role.REP, team="North")
    ole = deals.world.user("Ole", role=Role.REP, team="South")
    uid = deals.open("Yard", owner=mia)
    assert deals.board(ole) == {}
    with pytest.raises(NotFoundError):
        deals.move(uid, "qualified", actor=ole)
    with pytest.raises(NotFoundError):
        commands.edit_opportunity(ole, uid, Edit({"name": "mine"}))
    reader = deals.world.user("Rea", role=Role.READ_ONLY, team="North")
    with pytest.raises(NotPermittedError):
        deals.move(uid, "qualified", actor=reader)
    assert deals.board(mia) == {"lead": ["Yard"]}


def test_a_removed_deal_comes_back_where_it_was(deals):
    """With its rank and its stays."""
    a, b = deals.open("B"), deals.open("A")
    done = commands.remove_opportunities(deals.actor, [b])
    assert deals.board() == {"lead": ["B"]}
    undo_change_of_deals(deals.actor, done.activity_id)
    assert deals.board() == {"lead": ["A", "B"]}
    assert a


def test_a_stage_that_holds_deals_stays(deals):
    """Nothing is lost with a process that changes; and a stage that went refuses what comes."""
    deals.open("Yard")
    with pytest.raises(InUseError, match=f"1 deal is still in {deals.stage_name('lead')}"):
        apply_process(deals.actor, replace(deals.layout.process, pipelines=()))
    move = Move((deals.open("Gate"),), "gone")
    with pytest.raises(StageGoneError):
        move_opportunities(deals.actor, move)


def test_the_history_of_a_deal_tells_what_became_what(deals):
    """Amount, close, stage and why; the newest first; also what an undo put back."""
    uid = deals.open("Yard", amount="10k EUR", source="event")
    edit = Edit({"amount": "12500 EUR", "close_on": "2026-12-01"})
    done = commands.edit_opportunity(deals.actor, uid, edit)
    deals.move(uid, "lost", loss=Loss("competitor", "Marrow was there first"))
    lost, edited, begun = history(deals.actor, get_opportunity(deals.actor, uid))
    assert ("Stage", deals.stage_name("lead"), deals.stage_name("lost")) in lost.lines
    assert ("Reason of the loss", "", "competitor") in lost.lines
    assert edited.lines == (
        ("Amount", "10000 EUR", "12500 EUR"),
        ("Expected close", "", "2026-12-01"),
    )
    assert begun.what == "began it"
    assert ("Amount", "", "10000 EUR") in begun.lines
    assert edited.by == deals.actor.name
    undo_change_of_deals(deals.actor, done.activity_id)
    assert ("Amount", "12500 EUR", "10000 EUR") in history(
        deals.actor, get_opportunity(deals.actor, uid)
    )[0].lines


def test_an_account_knows_what_its_deals_come_to(deals):
    """Open, won and lost apart; a deal that only concerns it counts where it is for."""
    mine, other = deals.world.account("Oduya"), deals.world.account("Marrow")
    ole = deals.world.user("Ole", role=Role.REP, team="South")
    for name, account, amount in (("A", mine, "10 EUR"), ("B", mine, "5 USD"), ("C", mine, "")):
        deals.open(name, account=account, **({"amount": amount} if amount else {}))
    lost = deals.open("D", account=mine, amount="7 EUR")
    deals.move(lost, "lost", loss=Loss("price"))
    new = NewOpportunity({"name": "E", "amount": "99 EUR"}, Accounts(other, (mine,)))
    commands.open_opportunity(deals.actor, new)
    found = deals_of_account(deals.actor, mine)
    assert [one.name for one in found.deals] == ["E", "A", "B", "C", "D"]
    told = {type_: [(one.count, one.money) for one in sums] for type_, sums in found.sums.items()}
    assert told == {
        "open": [(1, Money(500, "USD")), (1, Money(1000, "EUR")), (1, None)],
        "lost": [(1, Money(700, "EUR"))],
    }
    assert deals_of_account(ole, mine).deals == ()


def test_a_board_is_told_of_deals_that_its_reader_sees_or_saw(deals):
    """What others do with hidden deals is no news; a deal that changed hands is: it goes."""
    mia = deals.world.user("Mia", role=Role.REP, team="North")
    ole = deals.world.user("Ole", role=Role.REP, team="South")
    hers = deals.open("Yard", owner=mia)
    end = stream_end()
    deals.world.contact("Kim")
    deals.move(hers, "qualified")
    assert changes_since(ole, end).by == {}
    assert changes_since(mia, end).by == {hers: deals.actor.name}
    assert not changes_since(ole, end).is_too_much
    edit = Edit(owner=Owner(ole.user_id))
    commands.edit_opportunity(deals.actor, hers, edit)
    assert changes_since(mia, end).by == {hers: deals.actor.name}
    apply_process(deals.actor, replace(defaults.process(), kinds=()))
    assert changes_since(mia, end).is_too_much
    assert changes_since(mia, stream_end()).by == {}


def test_what_is_closed_is_counted_within_the_filter(deals):
    """A board that looks for one deal does not count all that were lost."""
    for name, amount in (("Yard", "10 EUR"), ("Gate", "20 EUR")):
        deals.move(deals.open(name, amount=amount), "lost", loss=Loss("price"))

    def lost(**chosen):
        return sum(one.count for one in get_board(deals.actor, None, Filter(**chosen)).closed)

    assert lost() == 2
    assert lost(text="yard") == 1
    assert lost(currency="EUR", amount_from=1500) == 1
    assert (lost(text="zzz"), lost(stale=True)) == (0, 0)
