"""Noor asks Dana, who knows Ken through Hélène, in a graph of the test's own."""

import pytest

from graphcrm.access.records import Role
from graphcrm.influence import keeping
from graphcrm.introductions.commands import ask
from graphcrm.introductions.records import Request
from graphcrm.relationships import following


@pytest.fixture(autouse=True)
def kept(empty_graph):  # noqa: ARG001 - the index is forgotten before the graph is
    """Keep no snapshot, and forget the index afterwards."""
    keeping.keep_in(None)
    yield
    keeping.keep_in(None)


class House:
    """Two colleagues of one team, and whom they know."""

    def __init__(self, world):
        self.world, self.asked = world, None
        self.noor = world.user("Noor", team="North")
        self.dana = world.user("Dana", team="North")
        self.boss = world.user("Boss", role=Role.ADMIN)
        for one, other in (("Noor", "Dana"), ("Dana", "Helene"), ("Helene", "Ken"), ("Dana", "Li")):
            world.draw(f"{one} =email 8=> {other}\n{other} =email 8=> {one}")
        following.catch_up()

    def way(self, *names):
        """Return the uids of contacts by name."""
        return tuple(self.world.uid(name) for name in names)

    def ask(self, *names, by=None, text="Would you meet Noor?", **more):
        """Ask along these people; return the uid."""
        request = Request(self.way(*names), text, **more)
        self.asked = ask(by or self.noor, request)
        return self.asked.introduction_id


@pytest.fixture
def house(world):
    """Noor, Dana and whom they know."""
    return House(world)
