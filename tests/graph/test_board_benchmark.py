"""The benchmark of the board compares like with like, and its check would see a lost card."""

import numpy as np
import pytest

from graphcrm.cli.benchmarks import board, replay
from graphcrm.graph import connection
from graphcrm.pipeline.board.reads import PAGE, get_board
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.records import Loss, Move


@pytest.fixture
def drawn(empty_graph):  # noqa: ARG001 - it begins empty
    return board.draw_house(np.random.default_rng(1), 600, 60)


@pytest.mark.slow
def test_the_peer_shows_as_many_cards_under_every_filter(drawn, tmp_path):
    """A peer that answers less would be faster for nothing; a filter that shows none, too."""
    peer = board.sqlite_of(tmp_path / "board.db", drawn)
    filters = board.filters_of(drawn)
    assert len(filters) == 20
    for chosen in filters:
        columns = get_board(drawn.admin, None, chosen).columns
        shown = sum(min(PAGE + 1, column.count) for column in columns)
        assert peer.read(chosen) == shown > 0, chosen
    peer.close()


@pytest.mark.slow
def test_the_check_sees_what_the_stream_does_not_tell(drawn):
    """A check that could not fail would say nothing."""
    cards = get_board(drawn.admin, None).columns[0].cards
    lost, doubled, elsewhere, moved = (card.opportunity_id for card in cards[:4])
    won = next(uid for uid, place in drawn.layout.places.items() if place.stage.key == "won")
    move_opportunity(drawn.admin, Move((moved,), won, loss=Loss("price")))
    assert replay.compare() == {"deals": 660, "lost": 0, "doubled": 0, "differing": 0}
    with connection.session(write=True) as session:
        find = "MATCH (deal:Opportunity {uid: $uid})"
        session.run(f"{find}-[stay:IN_STAGE]->() DELETE stay", uid=lost).consume()
        again = f"{find} MATCH (stage:Stage {{uid: $won}}) CREATE (deal)-[:IN_STAGE]->(stage)"
        session.run(again, uid=doubled, won=won).consume()
        session.run(f"{find} SET deal.rank = 'x'", uid=elsewhere).consume()
    assert replay.compare() == {"deals": 660, "lost": 1, "doubled": 1, "differing": 3}
