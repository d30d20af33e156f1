"""Seats that deals need and nobody has: the same on the board, in lists, sums and previews."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from graphcrm.access.records import Role
from graphcrm.buying.commands import seat
from graphcrm.pipeline import commands, edits, reads
from graphcrm.pipeline.board.grouping import groups_of
from graphcrm.pipeline.board.reads import columns, get_board
from graphcrm.pipeline.board.records import Filter, GroupBy
from graphcrm.pipeline.needs import needed_in
from graphcrm.pipeline.opportunities.lists import list_opportunities
from graphcrm.pipeline.opportunities.records import Loss
from graphcrm.pipeline.previews import preview
from graphcrm.pipeline.records import RoleNeed


ROLES = ("champion", "user", "decision-maker")
STAGES = ("lead", "discovery", "negotiation")


def need(deals, *needs):
    """Let the deals of Sales need these."""
    wanted = edits.set_needs(reads.process(deals.actor), "sales", needs)
    commands.apply_process(deals.actor, wanted)
    return wanted


def missing(deals, actor=None):
    """What cards miss, by the deal's name."""
    return {
        card.name: {one.role.key: one.count for one in card.vacancies}
        for column in get_board(actor or deals.actor, None).columns
        for card in column.cards
    }


def test_a_card_misses_what_its_stage_needs_and_nobody_has(deals):
    """Two people for a role that two must have; never once the deal is closed."""
    need(deals, RoleNeed("champion", 2), RoleNeed("user", since="discovery"))
    yard = deals.open("Yard")
    deals.open("Gate", stage="discovery")
    assert missing(deals) == {"Yard": {"champion": 2}, "Gate": {"champion": 2, "user": 1}}
    seat(deals.actor, yard, deals.world.contact("Kim"), "champion")
    assert missing(deals)["Yard"] == {"champion": 1}
    seat(deals.actor, yard, deals.world.contact("Lea"), "champion")
    assert missing(deals)["Yard"] == {}
    deals.move(deals.open("Depot"), "lost", loss=Loss("price"))
    assert get_board(deals.actor, None, Filter(missing_seats=True)).columns[0].count == 0
    assert all(
        one.count == 0 for one in get_board(deals.actor, None, Filter(missing_seats=True)).closed
    )


def test_whoever_sees_less_never_reads_that_a_taken_seat_is_missing(deals):
    """The person is hidden, that there is somebody is not."""
    mia = deals.world.user("Mia", role=Role.REP, team="North")
    need(deals, RoleNeed("champion"))
    yard = deals.open("Yard", owner=mia)
    kim = deals.world.contact("Kim", owner=deals.world.user("Ole", role=Role.REP, team="South"))
    assert missing(deals, mia) == {"Yard": {"champion": 1}}
    seat(deals.actor, yard, kim, "champion")
    assert missing(deals, mia) == missing(deals) == {"Yard": {}}
    for chosen in (Filter(missing_seats=True), Filter(without_role="champion")):
        assert get_board(mia, None, chosen).columns[0].count == 0


@pytest.fixture
def some(deals):
    """Deals in several stages with all sorts of seats."""
    people = [deals.world.contact(name) for name in ("Kim", "Lea")]
    for at in range(9):
        uid = deals.open(f"deal {at}", stage=STAGES[at % 3], amount=f"{at + 1} EUR")
        for place, role in enumerate(ROLES):
            for person in people[: (at + place) % 3]:
                seat(deals.actor, uid, person, role)
    return deals


NEEDS = st.lists(
    st.builds(
        RoleNeed, st.sampled_from(ROLES), st.integers(1, 2), st.none() | st.sampled_from(STAGES)
    ),
    unique_by=lambda one: one.role,
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(needs=NEEDS)
def test_every_road_counts_what_the_rule_says(some, needs):
    """Cards, filter, sums, table and groups agree, whatever is needed."""
    need(some, *needs)
    layout = some.layout
    stage_ids = [uid for uid, one in layout.places.items() if one.stage.key in STAGES]
    cards = [card for one in columns(some.actor, layout, stage_ids) for card in one.cards]
    expected = {card.name for card in cards if card.vacancies}
    chosen = Filter(missing_seats=True)
    shown = columns(some.actor, layout, stage_ids, chosen)
    assert {card.name for one in shown for card in one.cards} == expected
    assert sum(one.count for one in shown) == len(expected)
    lines = list_opportunities(some.actor, layout, stage_ids, chosen, limit=50)
    assert {one.name for one in lines.lines} == expected
    pipeline_id = layout.places[stage_ids[0]].pipeline_id
    grouped = groups_of(some.actor, layout, pipeline_id, GroupBy.OWNER, chosen)
    assert {card.name for one in grouped.groups for card in one.cards} == expected
    assert sum(one.count for one in grouped.sums) == len(expected)


def test_a_role_that_nobody_plays_is_filtered_for(some):
    """Needed or not."""
    need(some)
    names = {
        card.name
        for one in get_board(some.actor, None, Filter(without_role="champion")).columns
        for card in one.cards
    }
    assert names == {"deal 0", "deal 3", "deal 6"}


def test_who_would_miss_somebody_is_who_then_does(some):
    """Done-when 3: the preview's list equals what happens; what is missed already is no news."""
    need(some, RoleNeed("champion"))
    before = {name: roles for name, roles in missing(some).items() if roles}
    wanted = edits.set_needs(
        reads.process(some.actor), "sales", [RoleNeed("champion", 2), RoleNeed("user", 1, "lead")]
    )
    found = preview(some.actor, wanted)
    told = {}
    for one in found.affected:
        assert one.why == "would miss"
        for name in one.names:
            told.setdefault(name, set()).add(one.what.split()[0].lower())
    assert found.lines == tuple(commands.apply_process(some.actor, wanted))
    after = missing(some)
    expected = {}
    for name, roles in after.items():
        new = {role for role, count in roles.items() if count > before.get(name, {}).get(role, 0)}
        if new:
            expected[name] = new
    assert told == expected
    assert preview(some.actor, wanted).affected == ()


def test_needs_come_back_with_an_undo_of_nothing_else(deals):
    """A need is an edge of its own: another order of the roles changes no other part."""
    before = reads.process(deals.actor)
    (sales,) = before.pipelines
    turned = edits.set_needs(before, "sales", sales.needs[::-1])
    lines = commands.apply_process(deals.actor, turned)
    assert lines == [
        "~ need of role decision-maker in sales: position 1 -> 0",
        "~ need of role champion in sales: position 0 -> 1",
    ]
    assert reads.process(deals.actor) == turned
    assert needed_in(replace(sales, needs=()), "lead") == ()
