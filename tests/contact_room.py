"""The pages of contacts, beside a world that a test draws."""

import html
import re

from browsing import words

from graphcrm.directory import reads
from graphcrm.relationships import following


IMPORT = """
CREATE (:Import {uid: $uid, kind: 'mbox', name: 'a.mbox', standing: true, started_at: datetime(),
                 finished_at: CASE WHEN $is_over THEN datetime() END})
"""


class Room:
    """A world with a rep, Noor of the team North, signed in in a browser without script."""

    def __init__(self, world, noor, browser):
        self.world, self.noor, self.browser = world, noor, browser

    def draw(self, text, **how):
        """Draw, and let the strengths follow."""
        self.world.draw(text, **how)
        following.catch_up()

    def read(self, path, status=200, **headers):
        """What the page at a path says."""
        answer = self.browser.get(path, **headers)
        assert answer.status_code == status, words(answer)
        return words(answer)

    def post(self, path, status=302, **fields):
        """Answer of a form that was sent."""
        answer = self.browser.post(path, fields)
        assert answer.status_code == status, words(answer)
        return answer

    def at(self, name, rest=""):
        """The address of a page."""
        return f"/contacts/{self.world.uid(name)}{rest}"

    def page_of(self, name):
        """A contact as the administrator sees them."""
        return reads.get_contact(self.world.admin, self.world.uid(name))


def hidden(page, name):
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return html.unescape(found[1])
