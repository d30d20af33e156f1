"""Deals as tests of the browser tell them, dragging cards, and waiting for what holds."""

import time

from world import begin_process

from graphcrm.access.reads import find_first_admin
from graphcrm.pipeline import commands, edits, reads
from graphcrm.pipeline.board.reads import get_board
from graphcrm.pipeline.criteria.approvals import approvals_of
from graphcrm.pipeline.opportunities.commands import open_opportunity, remove_opportunities
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity


class Deals:
    """Deals of one test, told by their names; they go with it."""

    def __init__(self):
        self.actor = find_first_admin()
        begin_process(self.actor)
        self.ids = {}
        for column in get_board(self.actor, None).columns:  # what tests of other folders left
            remove_opportunities(self.actor, [card.opportunity_id for card in column.cards])

    def stage_id(self, key):
        """The uid of a stage by its key."""
        places = reads.layout(self.actor).places
        return next(uid for uid, place in places.items() if place.stage.key == key)

    def ask(self, stage, criterion):
        """Let a stage ask for something more."""
        wanted = edits.put_criterion(reads.process(self.actor), "sales", stage, criterion)
        commands.apply_process(self.actor, wanted)

    def open(self, name, stage="lead", **fields):
        """Begin a deal."""
        new = NewOpportunity({"name": name, **fields}, stage_id=self.stage_id(stage))
        self.ids[name] = open_opportunity(self.actor, new).opportunity_ids[0]

    def stage_of(self, name):
        """The key of the stage a deal is in by now."""
        return get_opportunity(self.actor, self.ids[name]).place.stage.key

    def approvals_of(self, name):
        """What was asked to be approved for a deal."""
        return approvals_of(self.actor, [self.ids[name]]).get(self.ids[name], [])

    def owner_of(self, opportunity_id):
        """The uid of a deal's owner by now."""
        return get_opportunity(self.actor, opportunity_id).values["owner_id"]

    def card(self, page, name):
        """A card on a page."""
        return page.locator(f'[data-card="{self.ids[name]}"]')

    def column(self, page, key):
        """The cards of a column on a page."""
        return page.locator(f'[data-column="{self.stage_id(key)}"] [data-track]')

    def names(self, page, key):
        """What lies in a column on a page, from above."""
        return self.column(page, key).locator("h3").all_text_contents()

    def close(self):
        """Take them away."""
        remove_opportunities(self.actor, list(self.ids.values()))


def until(holds):
    """Wait until something holds."""
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def drag(page, card, target, *, place=None):
    """Drag a card onto something by mouse, in steps as a hand does."""
    card.scroll_into_view_if_needed()
    start, end = card.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 40, start["y"] + 20)
    page.mouse.down()
    x, y = end["x"] + end["width"] / 2, end["y"] + (place if place is not None else 30)
    for step in range(1, 9):
        page.mouse.move(
            start["x"] + 40 + (x - start["x"] - 40) * step / 8,
            start["y"] + 20 + (y - start["y"] - 20) * step / 8,
        )
    page.mouse.up()
