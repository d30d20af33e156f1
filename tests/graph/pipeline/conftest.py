"""A house with a process, and deals in it."""

from dataclasses import replace

import pytest
from standing import standing_process

from graphcrm import clock, graph, ids
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Edge, Node
from graphcrm.pipeline import commands, reads
from graphcrm.pipeline.board.reads import get_board
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, Move, NewOpportunity


class Deals:
    """Deals of a house, told by their names."""

    def __init__(self, world):
        commands.apply_process(world.admin, standing_process())
        self.world = world
        self.actor = world.admin

    @property
    def layout(self):
        """The process as it is now."""
        return reads.layout(self.world.admin)

    def stage_id(self, key):
        """The uid of a stage by its key."""
        return next(uid for uid, place in self.layout.places.items() if place.stage.key == key)

    def place(self, key):
        """Where a stage stands in its pipeline."""
        return self.layout.places[self.stage_id(key)]

    def stage_name(self, key):
        """What a stage is called by now."""
        return self.place(key).stage.name

    def stage_of(self, uid):
        """The key of the stage a deal is in by now."""
        return get_opportunity(self.actor, uid).place.stage.key

    @property
    def source(self):
        """The key of a source."""
        return self.layout.process.sources[0].key

    def ask(self, stage, *criteria):
        """Let a stage ask for these criteria, and for nothing else."""
        process = reads.process(self.world.admin)
        (sales,) = process.pipelines
        stages = tuple(
            replace(one, criteria=criteria) if one.key == stage else one for one in sales.stages
        )
        wanted = replace(process, pipelines=(replace(sales, stages=stages),))
        commands.apply_process(self.world.admin, wanted)

    def open(self, name, *, stage="lead", owner=None, actor=None, account=None, **fields):
        """The uid of a new deal; without a stage it begins where deals begin."""
        stage_id = self.stage_id(stage) if stage else None
        owner_id = owner.user_id if owner else None
        new = NewOpportunity(
            {"name": name, **fields},
            accounts=Accounts(account),
            stage_id=stage_id,
            owner_id=owner_id,
        )
        return open_opportunity(actor or self.actor, new).opportunity_ids[0]

    def many(self, count, stage):
        """The uids of so many deals in a stage, made in one commit."""
        now, place = clock.now(), Node("Stage", self.stage_id(stage))
        values = {"source": "other", "rank": "m", "created_at": now}
        nodes = [Node("Opportunity", ids.new()) for _ in range(count)]
        made = [Added(one, {"name": f"Deal {at}", **values}) for at, one in enumerate(nodes)]
        stays = [
            Added(Edge("IN_STAGE", ids.new(), one, place), {"entered_at": now}) for one in nodes
        ]
        uids = [one.uid for one in nodes]
        verb = Verb.OPPORTUNITY_ADDED
        graph.atomic(lambda: commit(self.actor, verb, [*made, *stays], about=uids))()
        return tuple(uids)

    def move(self, uid, to, *, actor=None, **how):
        """What a move came to."""
        move = Move((uid,), self.stage_id(to), **how)
        return move_opportunity(actor or self.actor, move)

    def board(self, actor=None, **chosen):
        """The names of the cards, by the key of their column, from above."""
        board = get_board(actor or self.actor, None, **chosen)
        return {
            column.place.stage.key: [card.name for card in column.cards]
            for column in board.columns
            if column.cards
        }


@pytest.fixture
def deals(world):
    """The process of this run in a founded house."""
    return Deals(world)
