"""Reading what the screens read before anybody asks."""

import pytest
from world import World, empty

from graphcrm import bootstrap, graph
from graphcrm.relationships import following
from graphcrm.web.rehearsal import rehearse


LEAST_QUERIES = 20


@pytest.fixture
def world(running):
    assert running.neo4j_uri
    empty()
    yield World()
    empty()


def test_every_kind_of_read_is_rehearsed(world, caplog):
    """Whoever comes first finds the plans made; an empty house has none to make."""
    rehearse()
    world.draw("""
        Helen @ Oduya as CFO
        Noor =email 12=> Helen
    """)
    following.catch_up()
    tally = graph.open_tally()
    rehearse()
    assert tally.queries >= LEAST_QUERIES
    assert caplog.text == ""


def test_what_cannot_be_rehearsed_is_noted_and_stops_nobody(running, caplog):
    """The server serves all the same; whoever asks is told what is wrong."""
    bootstrap.stop()
    try:
        rehearse()
    finally:
        bootstrap.start(running)
    assert "could not be read beforehand" in caplog.text
