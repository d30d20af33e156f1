"""A filter lets the same deals through wherever it is used."""

from datetime import date, timedelta

import pytest
import time_machine

from graphcrm import clock
from graphcrm.buying.commands import seat
from graphcrm.pipeline.board.grouping import get_grouped
from graphcrm.pipeline.board.reads import get_board
from graphcrm.pipeline.board.records import Filter, GroupBy
from graphcrm.pipeline.opportunities.batches import all_of
from graphcrm.pipeline.opportunities.lists import list_opportunities


@pytest.fixture
def several(deals):
    """Deals that differ in everything a filter asks for, the bare one and the full one."""
    deals.mia = deals.world.user("Mia", team="North")
    with time_machine.travel(clock.now() - timedelta(days=400)):
        deals.open("Bare", stage="proposal")
    full = deals.open(
        "Yard",
        stage="proposal",
        owner=deals.mia,
        account=deals.world.account("Oduya Freight"),
        amount="1500 USD",
        close_on="2090-03-05",
        next_step="call",
        kind="renewal",
        source="referral",
    )
    for need in deals.place("proposal").pipeline.needs:
        for at in range(need.minimum):
            seat(deals.actor, full, deals.world.contact(f"{need.role} {at}"), need.role)
    deals.open("Cheap", stage="qualified", amount="10 EUR", close_on="2090-01-01")
    return deals


ASKED = (
    ({}, {"Bare", "Yard", "Cheap"}),
    ({"text": "oduya"}, {"Yard"}),
    ({"text": "bare"}, {"Bare"}),
    ({"owner_id": "mia"}, {"Yard"}),
    ({"team_id": "north"}, {"Yard"}),
    ({"kind": "renewal"}, {"Yard"}),
    ({"source": "referral"}, {"Yard"}),
    ({"currency": "USD"}, {"Yard"}),
    ({"amount_from": 2000}, {"Yard"}),
    ({"amount_until": 2000}, {"Cheap"}),
    ({"close_from": date(2090, 2, 1)}, {"Yard"}),
    ({"close_until": date(2090, 2, 1)}, {"Cheap"}),
    ({"stale": True}, {"Bare"}),
    ({"no_next_step": True}, {"Bare", "Cheap"}),
    ({"missing_seats": True}, {"Bare"}),
    ({"without_role": "champion"}, {"Bare", "Cheap"}),
    ({"without_role": "champion", "text": "cheap"}, {"Cheap"}),
)


@pytest.mark.parametrize(("asked", "names"), ASKED, ids=[str(a) for a, _ in ASKED])
def test_board_table_groups_and_all_in_the_filter_agree(several, asked, names):
    """Who changes all in a filter changes what they saw, and nothing else."""
    known = {"owner_id": several.mia.user_id, "team_id": several.mia.team_id}
    chosen = Filter(**{key: known.get(key, value) for key, value in asked.items()})
    who, layout = several.actor, several.layout
    stage_ids = [one for one, place in layout.places.items() if place.stage.type == "open"]
    board = get_board(who, None, chosen)
    assert {card.name for column in board.columns for card in column.cards} == names
    assert sum(column.count for column in board.columns) == len(names)
    lines = list_opportunities(who, layout, stage_ids, chosen, limit=10).lines
    assert {one.name for one in lines} == names
    grouped = get_grouped(who, None, GroupBy.OWNER, chosen).grouped
    assert {card.name for group in grouped.groups for card in group.cards} == names
    every = {one.opportunity_id for one in lines}
    assert set(all_of(who, layout, stage_ids, chosen)) == every
