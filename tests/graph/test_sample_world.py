"""The sample world is taken in by the product's own commands and answers its opening question."""

import pytest
from rows import picture, places, stream_end

from graphcrm import clock
from graphcrm.access import reads as access
from graphcrm.access.records import Permission
from graphcrm.access.rules import is_allowed
from graphcrm.activities.records import Address, HandleKind
from graphcrm.demo import loading, story
from graphcrm.demo.records import Size
from graphcrm.demo.world import World
from graphcrm.graph import connection
from graphcrm.influence import keeping
from graphcrm.influence.questions import PathRequest, find_paths
from graphcrm.members.commands import sign_in
from graphcrm.money import Money
from graphcrm.pipeline.board.reads import get_board
from graphcrm.pipeline.groups import get_group_page
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.relationships import following


@pytest.mark.slow
@pytest.mark.usefixtures("empty_graph")
def test_the_sample_world_opens_on_an_answer():
    """`graphcrm demo` shows something worthwhile to whoever signs in."""
    keeping.keep_in(None)
    world, told = World(Size.SMALL, 1, clock.now()), []
    loading.load(world, told.append)
    assert told[-1].read == world.size
    rep = access.find_actor_by_email(world.opening.user_email)
    assert sign_in(world.opening.user_email, loading.PASSWORD).user_id == rep.user_id
    assert is_allowed(access.find_first_admin(), Permission.ADMINISTER)
    target = Address(HandleKind.EMAIL, world.opening.target_email).uid
    with connection.session(write=False) as session:
        uid = session.run(
            "MATCH (c:Contact)-[:HAS]->(:Handle {uid: $uid}) RETURN c.uid", uid=target
        ).value()[0]
    answer = find_paths(rep, PathRequest((uid,)), at_once=True)
    assert len(answer.paths) > 1
    barred = {person.address.value for person in world.persons if person.do_not_contact}
    assert barred
    assert not barred & {hop.end.address for path in answer.paths for hop in path.hops}
    check_deals(rep)
    check_groups()
    ties = picture("ties")
    following.rebuild()
    assert picture("ties") == ties
    assert places() == list(range(1, stream_end() + 1))


def check_groups():
    """Check that every open deal has people with their parts, some who can say yes among them."""
    admin = access.find_first_admin()
    cards = [card for column in get_board(admin, None).columns for card in column.cards]
    groups = [get_group_page(admin, card.opportunity_id).group for card in cards[:10]]
    assert all(group.members for group in groups)
    assert any(role.authority for group in groups for one in group.members for role in one.roles)


def check_deals(rep):
    """Check that the board has cards in every column, the story's among them where it belongs."""
    board = get_board(access.find_first_admin(), None)
    assert sum(column.count for column in board.columns) == 40
    assert all(column.cards and column.sums[0].weighted for column in board.columns)
    assert sum(closed.count for closed in board.closed) > 0
    for column in board.columns:
        ranks = [card.rank for card in column.cards]
        entered = [card.entered_at for card in column.cards]
        assert ranks == sorted(set(ranks))
        assert entered == sorted(entered, reverse=True)
    (card,) = [
        card
        for column in get_board(rep, None).columns
        for card in column.cards
        if card.name == story.DEAL
    ]
    assert (card.account, card.owner_id) == (story.DEAL_ACCOUNT, rep.user_id)
    assert card.money == Money(story.DEAL_MINOR, "EUR")
    page = get_opportunity(rep, card.opportunity_id)
    steps = [place.stage.name for place in page.layout.of_pipeline(board.pipeline_id)]
    assert [stay["stage"] for stay in page.stays] == steps[: steps.index(page.place.stage.name)]
