"""The Paths screen, beside a world that a test draws."""

import re

from browsing import words

from graphcrm.influence import keeping
from graphcrm.relationships import following


TIE = re.compile(
    r"([^-=>@\n]+?)\s+-KNOWS ([\d.]+)->\s+(?=([^-=>@\n]+?)\s*(?:$| [-=@]))", re.MULTILINE
)


class Asking:
    """A world with a rep, Noor, who asks in a browser without script."""

    def __init__(self, world, noor, browser):
        self.world, self.noor, self.browser = world, noor, browser
        self.ties = set()

    def draw(self, text, **how):
        """Draw and let the ties follow, which drops those that were drawn without evidence."""
        self.world.draw(text, **how)
        following.catch_up()
        self.ties.update(match.groups() for match in TIE.finditer(text))
        for one, strength, other in self.ties:
            self.world.draw(f"{one} -KNOWS {strength}-> {other}")
        keeping.keep_in(None)

    def get(self, path="/paths", **query):
        """Answer to a question; from_ stands for from."""
        sent = "&".join(f"{key.rstrip('_')}={value}" for key, value in query.items())
        return self.browser.get(f"{path}?{sent}")

    def read(self, name="", **query):
        """What a person reads of the answer about somebody who was drawn."""
        answer = self.get(to=self.world.uid(name), **query) if name else self.get(**query)
        assert answer.status_code == 200
        return words(answer)

    def tie(self, one, other):
        """Where the evidence of a tie is."""
        return f"/paths/ties/{self.world.uid(one)}/{self.world.uid(other)}"
