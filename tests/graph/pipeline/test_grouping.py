"""Boards by owner, account and month: true counts and sums, and cards that change their group."""

from datetime import date

import pytest

from graphcrm import clock
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.directory.reads import BadCursorError
from graphcrm.directory.rules import FieldError
from graphcrm.errors import NotFoundError
from graphcrm.members.commands import disable_user
from graphcrm.pipeline.board import grouping
from graphcrm.pipeline.board.grouping import changed_groups, get_grouped, groups_of, months_from
from graphcrm.pipeline.board.reads import get_board
from graphcrm.pipeline.board.records import Filter, GroupBy
from graphcrm.pipeline.board.regrouping import (
    FixedGroupError,
    Regroup,
    RegroupedMeanwhileError,
    last_day,
    regroup_opportunities,
)
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.undoing import undo_change_of_deals


@pytest.fixture
def several(deals):
    """Deals of several owners, accounts and months, some of nobody, and one that is hidden."""
    deals.mia = deals.world.user("Mia", role=Role.REP, team="North")
    deals.ole = deals.world.user("Ole", role=Role.REP, team="South")
    oduya = deals.world.account("Oduya")
    hidden = deals.world.account("Hidden", owner=deals.ole)
    deals.open("Yard", owner=deals.mia, account=oduya, amount="10 EUR", close_on="2090-12-03")
    deals.open("Gate", stage="proposal", owner=deals.mia, amount="5 USD", close_on="2090-12-31")
    deals.open("Depot", owner=deals.mia, account=hidden, amount="7 EUR", close_on="2091-01-01")
    deals.open("Fleet", owner=deals.ole, account=oduya)
    return deals


def board(deals, by, actor=None, **chosen):
    """Groups by their names or keys, with what is in them from above."""
    found = get_grouped(actor or deals.actor, None, by, Filter(**chosen)).grouped
    return {one.name or one.key: [card.name for card in one.cards] for one in found.groups}


def test_the_groups_hold_every_card_once_with_true_sums(several):
    """By whatever, and whoever looks: what they come to is what the board by stages comes to."""
    for actor in (several.actor, several.mia, several.ole):
        stages = get_board(actor, None).columns
        for by in GroupBy:
            grouped = get_grouped(actor, None, by).grouped
            count = sum(one.count for one in stages)
            assert sum(one.count for one in grouped.groups) == count
            assert sum(one.count for one in grouped.sums) == count
            names = [card.name for one in grouped.groups for card in one.cards]
            assert sorted(names) == sorted(c.name for one in stages for c in one.cards)
            for group in grouped.groups:
                assert sum(one.count for one in group.sums) == group.count


def test_cards_lie_under_their_owner_the_furthest_on_top(several):
    """Whoever has none is offered too, so that a card can be given to them."""
    found = board(several, GroupBy.OWNER)
    assert found == {
        several.actor.name: [],
        "Mia": ["Gate", "Depot", "Yard"],
        "Ole": ["Fleet"],
        "none": [],
    }
    assert board(several, GroupBy.OWNER, text="gate")["Mia"] == ["Gate"]


def test_whoever_cannot_be_given_deals_has_no_column(several):
    """Whoever has left, and whoever only looks: the menu of a card does not offer them either."""
    several.world.user("Ana", role=Role.ANALYST)
    gone = several.world.user("Gus", role=Role.REP)
    disable_user(several.actor, gone.email)
    assert not {"Ana", "Gus"} & board(several, GroupBy.OWNER).keys()


def test_months_stand_in_order_with_those_to_come(several):
    """What has no day stands last."""
    found = board(several, GroupBy.MONTH)
    months = months_from(clock.now().date())
    assert list(found) == [*months, "2090-12", "2091-01", "none"]
    assert found["2090-12"] == ["Gate", "Yard"]
    assert found["none"] == ["Fleet"]
    assert months_from(date(2026, 11, 2)) == [
        "2026-11",
        "2026-12",
        "2027-01",
        "2027-02",
        "2027-03",
        "2027-04",
    ]


def test_a_hidden_account_has_no_name(several):
    """Its cards stand together, and nothing tells whose they are."""
    assert board(several, GroupBy.ACCOUNT, several.mia) == {
        "Oduya": ["Yard"],
        "hidden": ["Depot"],
        "none": ["Gate"],
    }


def test_the_first_accounts_are_those_of_most_deals(several):
    """How many more there are is told, and sums are over all."""
    found = get_grouped(several.actor, None, GroupBy.ACCOUNT, most=1).grouped
    assert [one.name for one in found.groups] == ["Oduya"]
    assert found.group_count == 3
    assert sum(one.count for one in found.sums) == 4


def test_a_group_is_paged_without_losing_a_card(several):
    """Behind a cursor that nobody else gave out."""
    layout = several.layout
    pipeline_id = next(iter(layout.places.values())).pipeline_id
    key, names, after = several.mia.user_id, [], None
    for _ in range(3):
        (group,) = groups_of(
            several.actor, layout, pipeline_id, GroupBy.OWNER, keys=[key], after=after, limit=1
        ).groups
        assert group.count == 3
        names += [card.name for card in group.cards]
        after = group.cursor
    assert names == ["Gate", "Depot", "Yard"]
    assert after is None
    with pytest.raises(BadCursorError):
        groups_of(several.actor, layout, pipeline_id, GroupBy.OWNER, after="x")


def regroup(deals, by, names, to, *, actor=None, **how):
    cards = [card for one in get_board(deals.actor, None).columns for card in one.cards]
    uids = {card.name: card.opportunity_id for card in cards}
    ids = tuple(uids[name] for name in names)
    return regroup_opportunities(actor or deals.actor, Regroup(ids, by, to, **how))


def test_a_card_goes_to_another_owner_and_back_by_an_undo(several):
    """By the command of the deal's form; asked twice it goes once."""
    mia, ole = several.mia.user_id, several.ole.user_id
    done = regroup(several, GroupBy.OWNER, ["Yard"], ole, seen=mia, key="k")
    assert done.names == ("Yard",)
    assert "Yard" in board(several, GroupBy.OWNER)["Ole"]
    again = regroup(several, GroupBy.OWNER, ["Yard"], ole, seen=mia, key="k")
    assert again.activity_id == done.activity_id
    undo_change_of_deals(several.actor, done.activity_id)
    assert "Yard" in board(several, GroupBy.OWNER)["Mia"]
    regroup(several, GroupBy.OWNER, ["Yard"], "none")
    assert board(several, GroupBy.OWNER)["none"] == ["Yard"]


def test_several_cards_close_on_the_last_day_of_their_new_month(several):
    """One undo for all; a slip is counted like one by form."""
    done = regroup(several, GroupBy.MONTH, ["Yard", "Depot"], "2092-02")
    assert board(several, GroupBy.MONTH)["2092-02"] == ["Depot", "Yard"]
    deal = get_opportunity(several.actor, done.opportunity_ids[0])
    assert deal.values["close_on"] == date(2092, 2, 29)
    undo_change_of_deals(several.actor, done.activity_id)
    assert board(several, GroupBy.MONTH)["2090-12"] == ["Gate", "Yard"]
    regroup(several, GroupBy.MONTH, ["Yard"], "none")
    assert "Yard" in board(several, GroupBy.MONTH)["none"]


def test_whoever_comes_second_is_told_and_the_others_go(several):
    """A card that somebody else moved meanwhile stays where they put it."""
    regroup(several, GroupBy.MONTH, ["Gate"], "2091-03")
    done = regroup(several, GroupBy.MONTH, ["Yard", "Gate"], "2091-05", seen="2090-12")
    assert [one.name for one in done.refused] == ["Gate"]
    assert isinstance(done.refused[0].error, RegroupedMeanwhileError)
    assert done.names == ("Yard",)
    assert board(several, GroupBy.MONTH)["2091-03"] == ["Gate"]
    owner = regroup(several, GroupBy.OWNER, ["Fleet"], several.mia.user_id, seen="none")
    assert "another owner by now" in str(owner.refused[0].error)
    assert owner.activity_id is None


def test_what_cannot_be_is_refused(several):
    """An account stays; a month is one; an owner is somebody; a reader moves nothing."""
    with pytest.raises(FixedGroupError, match="stays with its account"):
        regroup(several, GroupBy.ACCOUNT, ["Yard"], "none")
    for month in ("2026-13", "0000-01", "soon"):
        with pytest.raises(FieldError, match="is no month"):
            regroup(several, GroupBy.MONTH, ["Yard"], month)
    (early,) = regroup(several, GroupBy.MONTH, ["Yard"], "0001-01").refused
    assert "is not between" in str(early.error)
    with pytest.raises(NotFoundError):
        regroup(several, GroupBy.OWNER, ["Yard"], "gone")
    reader = several.world.user("Rea", role=Role.READ_ONLY, team="North")
    with pytest.raises(NotPermittedError):
        regroup(several, GroupBy.OWNER, ["Yard"], reader.user_id, actor=reader)
    assert last_day("2026-02") == date(2026, 2, 28)


def test_a_board_is_told_of_changed_cards_with_the_heads_of_all_groups(several):
    """A group that has become empty has a head that says so."""
    uid = get_grouped(several.actor, None, GroupBy.OWNER, Filter(text="fleet")).grouped
    (card,) = [card for one in uid.groups for card in one.cards]
    regroup(several, GroupBy.OWNER, ["Fleet"], several.mia.user_id)
    found = changed_groups(several.actor, None, GroupBy.OWNER, Filter(), [card.opportunity_id])
    told = {one.name: (one.count, [card.name for card in one.cards]) for one in found.groups}
    assert told["Ole"] == (0, [])
    assert told["Mia"] == (4, ["Fleet"])
    assert found.order_of(found.groups[1].cards[0]).startswith("004 ")


def test_no_more_groups_are_shown_than_a_screen_takes(several, monkeypatch):
    """Owners and months are never left out for it."""
    monkeypatch.setattr(grouping, "FEW", 1)
    assert "Ole" in board(several, GroupBy.OWNER)
