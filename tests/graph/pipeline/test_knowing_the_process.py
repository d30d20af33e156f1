"""The process is read once while nobody changes it, and never believed longer."""

import pytest
import time_machine
from counting import queries_sent

from graphcrm import clock
from graphcrm.graph import connection
from graphcrm.pipeline import commands, edits, reads


@pytest.fixture
def settled(deals):
    """A process that has stood for longer than it takes to show a commit."""
    with time_machine.travel(clock.now() + 2 * reads.SETTLED):
        reads.layout(deals.actor)
        yield deals


def test_a_process_that_stands_is_asked_for_its_age_alone(settled):
    """Every page and every move needs it; it changes a few times a year."""
    with queries_sent() as sent:
        known = reads.layout(settled.actor)
        assert reads.layout(settled.actor) is known
    assert ["// When the process last changed." in one for one in sent] == [True, True]


def test_a_change_is_seen_at_once_whoever_made_it(settled):
    """By another process of ours too, which has told this one nothing."""
    before = reads.process(settled.actor)
    renamed = edits.change_stage(before, "sales", "lead", name="Prospect")
    commands.apply_process(settled.actor, renamed)
    assert reads.process(settled.actor) == renamed
    assert reads.layout(settled.actor) is not reads.layout(settled.actor), "not settled yet"
    with time_machine.travel(clock.now() + 2 * reads.SETTLED):
        assert reads.process(settled.actor) == renamed
        assert reads.layout(settled.actor) is reads.layout(settled.actor)
        with connection.session(write=True) as session:
            session.run(
                "MATCH (stream:Stream {uid: 'stream'}) SET stream.configured_at = datetime()"
            ).consume()
            session.run("MATCH (stage:Stage {key: 'lead'}) SET stage.name = 'Suspect'").consume()
        names = [one.stage.name for one in reads.layout(settled.actor).places.values()]
        assert "Suspect" in names


def test_a_process_whose_age_nobody_kept_is_read_each_time(settled):
    """As of a graph that was made before it was kept."""
    with connection.session(write=True) as session:
        session.run("MATCH (stream:Stream) REMOVE stream.configured_at").consume()
    for _ in range(2):
        assert reads.layout(settled.actor) is not reads.layout(settled.actor)
