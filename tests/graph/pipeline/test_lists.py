"""Lists of deals agree with the board, whatever the filter."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import product

import pytest

from graphcrm import clock
from graphcrm.access.records import Role
from graphcrm.graph import connection
from graphcrm.pipeline.board.reads import columns
from graphcrm.pipeline.board.records import Filter
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.lists import list_opportunities
from graphcrm.pipeline.opportunities.records import Accounts, Loss, NewOpportunity


@pytest.fixture
def several(deals):
    """Deals of two owners that differ in everything a filter asks for, one of them lost."""
    mia = deals.world.user("Mia", role=Role.REP, team="North")
    oduya = deals.world.account("Oduya Foods", owner=mia)
    new = {"name": "Gate", "kind": "renewal", "source": "event"}
    open_opportunity(mia, NewOpportunity(new, Accounts(oduya)))
    deals.open("Yard", stage="proposal", amount="100 EUR", close_on="2026-12-01", next_step="call")
    deals.open("Depot", stage="proposal", amount="900 EUR", close_on="2027-02-01")
    fleet = deals.open("Fleet", amount="500 USD", win_percent="60")
    with connection.session(write=True) as session:
        text = "MATCH (:Opportunity {uid: $uid})-[stay:IN_STAGE]->() SET stay.entered_at = $at"
        session.run(text, uid=fleet, at=clock.now() - timedelta(days=20)).consume()
    deals.move(deals.open("Crew", amount="7 EUR"), "lost", loss=Loss("price"))
    deals.mia = mia
    return deals


FILTERS = (
    {"text": "yar"},
    {"text": "oduya"},
    {"kind": "renewal"},
    {"source": "event"},
    {"currency": "EUR", "amount_from": 10_000, "amount_until": 50_000},
    {"close_from": date(2027, 1, 1)},
    {"close_until": date(2026, 12, 31)},
    {"no_next_step": True},
    {"stale": True},
)


def test_a_list_is_the_columns_of_the_board_one_after_the_other(several):
    """Two roads to the same deals show the same, to everybody, with the same sums."""
    layout = several.layout
    stage_ids = list(layout.places)
    for actor, asked in product((several.actor, several.mia), ({}, *FILTERS)):
        shown = columns(actor, layout, stage_ids, Filter(**asked), limit=10)
        found = list_opportunities(actor, layout, stage_ids, Filter(**asked), limit=10)
        cards = [card for column in shown for card in column.cards]
        assert [told(line) for line in found.lines] == [told(card) for card in cards]
        assert [line.place.stage_id for line in found.lines] == [card.stage_id for card in cards]
        assert found.count == sum(column.count for column in shown)
        assert added(found.sums) == added(one for column in shown for one in column.sums)


def test_the_filters_of_these_tests_narrow(several):
    """A filter that lets everything through, or nothing, would prove nothing."""
    layout = several.layout
    for asked in FILTERS:
        found = list_opportunities(
            several.actor, layout, list(layout.places), Filter(**asked), limit=1
        )
        assert 0 < found.count < 5, asked
        assert len(found.lines) == 1


def told(one):
    return one.opportunity_id, one.money, one.account, one.owner, one.idle_days, one.next_step


def added(sums):
    """The sums by currency: count, amount, weighted amount."""
    found = defaultdict(lambda: (0, 0, 0))
    for one in sums:
        if one.money and one.weighted:
            values = (one.count, one.money.minor, one.weighted.minor)
            before = found[one.money.currency]
            found[one.money.currency] = tuple(map(sum, zip(before, values, strict=True)))
    return found
