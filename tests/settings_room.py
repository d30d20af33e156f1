"""Settings as tests go through them: a house, its administrator, a browser without script."""

import html
import re

from browsing import words
from phrases import PHRASE
from world import World

from graphcrm.members import commands as members
from graphcrm.pipeline import commands, defaults, edits, reads
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity


class Settings:
    """A house with the default process, and its administrator in a browser without script."""

    def __init__(self, browser):
        self.browser, self.world = browser, World()
        self.admin = self.world.admin
        commands.apply_process(self.admin, defaults.process())
        self.sign_in(self.admin)

    def sign_in(self, actor):
        """Sign somebody in."""
        members.set_password(self.admin, actor.email, PHRASE)
        assert self.browser.sign_in(actor.email, PHRASE).status_code == 302

    @property
    def process(self):
        """The process as it is now."""
        return reads.process(self.admin)

    def stage(self, key):
        """A stage of Sales as it is now."""
        return edits.find_stage(self.process, "sales", key)

    def open(self, name, stage, owner=None):
        """The uid of a new deal."""
        places = reads.layout(self.admin).places
        stage_id = next(uid for uid, place in places.items() if place.stage.key == stage)
        return open_opportunity(
            self.admin,
            NewOpportunity(
                {"name": name}, stage_id=stage_id, owner_id=owner.user_id if owner else None
            ),
        ).opportunity_ids[0]

    def stage_of(self, uid):
        """The key of the stage a deal is in."""
        return get_opportunity(self.admin, uid).place.stage.key

    def post(self, path, fields=None, status=200):
        """What a form's answer says, with its status checked."""
        answer = self.browser.post(path, fields)
        assert answer.status_code == status, words(answer)
        return answer

    def apply(self, answer):
        """Press "Apply" on a preview."""
        return self.browser.post("/settings/apply", hidden(answer))

    def undo(self, path):
        """Press "Undo" in the toast of the next page."""
        page = self.browser.get(path).get_data(as_text=True)
        return self.browser.post(re.search(r'action="(/undo/[^"]+)"', page)[1])


def hidden(answer):
    """The hidden fields of a preview's form."""
    page = answer.get_data(as_text=True)
    form = page[page.index('action="/settings/apply"') :]
    found = re.findall(r'type="hidden" name="(wanted|seen|back|heir)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}
