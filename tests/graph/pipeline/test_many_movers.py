"""Eight people move the same cards at once: none is lost, none doubled, the stream tells it all."""

from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from graphcrm.changes import Added, Edge, Removed, Set, decode
from graphcrm.errors import CrmError, UnavailableError
from graphcrm.graph import connection
from graphcrm.pipeline.board.reads import columns
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.records import Loss, Move


CARDS, MOVES, WORKERS = 60, 1_000, 8
_CHANGES = "MATCH (a:Activity) WHERE a.changes IS NOT NULL RETURN a.uid, a.changes ORDER BY a.seq"
_DEALS = """
MATCH (deal:Opportunity)
RETURN deal.uid, properties(deal),
    COLLECT { MATCH (deal)-[stay:IN_STAGE]->(stage) RETURN stage.uid + ' ' + stay.uid },
    COLLECT { MATCH (deal)-[stay:WAS_IN]->(stage) RETURN stage.uid + ' ' + stay.uid AS was
              ORDER BY was }
"""


@pytest.mark.slow
def test_the_graph_is_what_the_stream_says_after_a_thousand_moves(deals):
    """Done-when 4: whatever is refused or comes second, every card lies where the stream says."""
    stages = list(deals.layout.places)
    uids = [deals.open(f"Card {number}") for number in range(CARDS)]
    told = moved_by_many(deals.actor, uids, stages)
    assert told.total() == MOVES
    assert told.keys() == {"moved", "no-arrow", "missing", "moved-meanwhile"}
    assert min(told.values()) >= 5
    assert told["moved"] >= MOVES / 5
    now = state()
    assert now == replay()
    assert now.keys() == set(uids)
    assert all(len(here) == 1 for _, here, _ in now.values())
    board = columns(deals.actor, deals.layout, stages, limit=2 * CARDS)
    orders = [[(card.rank, card.opportunity_id) for card in column.cards] for column in board]
    assert all(order == sorted(set(order)) for order in orders)
    assert sorted(uid for order in orders for _, uid in order) == sorted(uids)
    assert [column.count for column in board] == [len(order) for order in orders]


def moved_by_many(actor, uids, stages):
    """How often a move came to what: moved, or the code of the refusal."""

    def work(worker):
        chance, found = np.random.default_rng(worker), Counter()
        for number in range(MOVES // WORKERS):
            move = drawn(chance, uids, stages, f"{worker}-{number}")
            found[tried(actor, move)] += 1
        return found

    with ThreadPoolExecutor(WORKERS) as pool:
        return sum(pool.map(work, range(WORKERS)), Counter())


def tried(actor, move):
    """What a move came to: moved, or the code of the refusal; a server that is lost is neither."""
    try:
        move_opportunity(actor, move)
    except UnavailableError:
        raise
    except CrmError as error:
        return error.code
    return "moved"


def drawn(chance, uids, stages, key):
    """A drop somewhere: on top, below or above a card that may be elsewhere by now."""
    uid, beside = (uids[at] for at in chance.permutation(len(uids))[:2])

    def one_of(*some):
        return some[int(chance.integers(len(some)))]

    return Move(
        (uid,),
        one_of(*stages),
        **one_of({}, {"above_id": beside}, {"below_id": beside}),
        seen_stage_id=one_of(None, None, None, one_of(*stages)),
        fields=one_of({}, {"amount": f"{chance.integers(10**6)} EUR"}),
        loss=one_of(Loss("price"), Loss("other", "they said so"), Loss()),
        key=one_of(None, key),
    )


def state():
    """Each deal in the graph: its properties, the stay that goes on, the stays before."""
    with connection.session(write=False) as session:
        return {
            uid: (plain(values), here, before) for uid, values, here, before in session.run(_DEALS)
        }


def replay():
    """The same, from nothing but the changes in the order of the stream."""
    values, edges = {}, {}
    with connection.session(write=False) as session:
        told = session.run(_CHANGES).values()
    for by, change in ((by, change) for by, text in told for change in decode(text)):
        what, held = change.what, edges if isinstance(change.what, Edge) else values
        match change:
            case Added():
                assert what.uid not in held
                held[what.uid] = (what, change.values | {"changed_by": by})
            case Removed():
                gone, its = held.pop(what.uid)
                assert (gone, its | {"changed_by": None}) == (
                    what,
                    change.values | {"changed_by": None},
                )
            case Set():
                _, now = held[what.uid]
                assert {key: now.get(key) for key in change.before} == change.before
                after = now | change.after | {"changed_by": by}
                kept = {key: one for key, one in after.items() if one is not None}
                held[what.uid] = (what, kept)
    stays = defaultdict(list)
    for edge, _ in edges.values():
        stays[edge.type, edge.start.uid].append(f"{edge.end.uid} {edge.uid}")
    return {
        uid: (plain(its), stays["IN_STAGE", uid], sorted(stays["WAS_IN", uid]))
        for uid, (node, its) in values.items()
        if node.label == "Opportunity"
    }


def plain(values):
    """Properties as text, without those that the writer keeps."""
    kept = {"uid", "created_at"}
    return {key: str(one) for key, one in values.items() if key not in kept}
