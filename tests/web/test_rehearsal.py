"""Reading what the screens read before anybody asks."""

import pytest
from flask import request, request_finished
from world import World, begin_process, empty

from graphcrm import bootstrap
from graphcrm.access.reads import find_first_admin
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity
from graphcrm.relationships import following
from graphcrm.web.rehearsal import rehearse


SERVER_ERROR = 500


@pytest.fixture
def world(running):
    assert running.neo4j_uri
    empty()
    yield World()
    empty()


@pytest.fixture
def answers(app):
    """Status by endpoint of what the application answers."""
    found = {}

    def note(_app, response):
        found[request.endpoint] = response.status_code

    with request_finished.connected_to(note, app):
        yield found


def test_every_page_is_rehearsed(world, app, answers, caplog):
    """Whoever comes first finds the plans made, also in a house that was empty before."""
    rehearse(app)
    world.draw("""
        Helen @ Oduya as CFO
        Noor =email 12=> Helen
    """)
    following.catch_up()
    actor = find_first_admin()
    begin_process(actor)
    open_opportunity(actor, NewOpportunity({"name": "Yard"}))
    rehearse(app)
    assert answers.keys() >= {"contacts.tie", "accounts.page", "deals.index", "groups.page"}
    assert {status for status in answers.values() if status >= SERVER_ERROR} == set()
    assert caplog.text == ""


def test_what_cannot_be_rehearsed_is_noted_and_stops_nobody(app, running, caplog):
    """The server serves all the same; whoever asks is told what is wrong."""
    bootstrap.stop()
    try:
        rehearse(app)
    finally:
        bootstrap.start(running)
    assert "could not be read beforehand" in caplog.text
