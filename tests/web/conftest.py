"""The web application over a real graph and a real queue, and somebody signed in to it."""

from pathlib import Path

import pytest
from asking import Asking
from browsing import Browser
from contact_room import Room
from phrases import PHRASE
from settings_room import Settings
from world import World, begin_process, empty

from graphcrm import bootstrap, ids
from graphcrm.access.reads import find_actor, find_first_admin
from graphcrm.access.records import Role
from graphcrm.influence import keeping
from graphcrm.jobs import imports
from graphcrm.members import commands, reads
from graphcrm.members.records import House, NewUser
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity
from graphcrm.pipeline.reads import layout
from graphcrm.web import create_app


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Let tests of this folder reach servers on this machine, and nothing else."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.graph)
            item.add_marker(pytest.mark.redis)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))


@pytest.fixture(scope="session")
def app_of_run(servers):
    """The application, which turns no error into an exception of the test."""
    bootstrap.start(servers)
    return create_app(servers)


@pytest.fixture(scope="module", autouse=True)
def begun_anew(servers):
    """Nothing of what tests of other files have left."""
    bootstrap.start(servers)
    empty()


@pytest.fixture
def app(app_of_run, running):
    """The application, connected, and its jobs to this run's queue."""
    imports.connect(running)
    return app_of_run


@pytest.fixture
def house(running):
    """The administrator of a house, founded where another test has emptied the graph."""
    assert running.neo4j_uri
    if reads.find_home() is None:
        admin = NewUser("Ada Norrby", "ada@norrvane.example", Role.ADMIN, PHRASE)
        commands.found(House("Norrvane", "norrvane.example", admin))
    return find_first_admin()


@pytest.fixture
def rep(house):
    """A user of this test alone, who signs in with PHRASE."""
    name = f"Rep {ids.new()}"
    email = f"{ids.new()}@norrvane.example"
    return commands.add_user(house, NewUser(name, email, Role.REP, PHRASE))


@pytest.fixture
def client(app):
    """A browser without script in which nobody is signed in."""
    return Browser(app.test_client())


@pytest.fixture
def signed_in(client, rep):
    """A browser without script in which `rep` is signed in."""
    assert client.sign_in(rep.email, PHRASE).status_code == 302
    return client


@pytest.fixture
def room(running, client):
    """Noor, of the team North, signed in to a graph of this test alone."""
    assert running.neo4j_uri
    empty()
    world = World()
    noor = world.user("Noor Haddad", team="North")
    commands.set_password(world.admin, noor.email, PHRASE)
    assert client.sign_in(noor.email, PHRASE).status_code == 302
    yield Room(world, noor, client)
    empty()


@pytest.fixture
def asking(running, client):
    """Noor, of the team North, signed in to a graph of this test alone."""
    assert running.neo4j_uri
    empty()
    keeping.keep_in(None)
    world = World()
    noor = world.user("Noor Haddad", team="North")
    commands.set_password(world.admin, noor.email, PHRASE)
    assert client.sign_in(noor.email, PHRASE).status_code == 302
    yield Asking(world, noor, client)
    empty()
    keeping.keep_in(None)


@pytest.fixture
def me(house, rep):
    """The signed-in rep, in a house that has a process."""
    begin_process(house)
    return find_actor(rep.user_id)


@pytest.fixture
def stage_id(me):
    """The uid of a stage by its key."""
    places = layout(me).places
    return lambda key: next(uid for uid, place in places.items() if place.stage.key == key)


@pytest.fixture
def deal(me, stage_id):
    """Begin a deal of a name of its own: its uid."""

    def begin(name=None, **fields):
        told = {"name": name or f"Deal {ids.new()}", **fields}
        new = NewOpportunity(told, stage_id=stage_id("lead"))
        return open_opportunity(me, new).opportunity_ids[0]

    return begin


@pytest.fixture
def settings(running, client):
    """Settings of an empty house."""
    assert running.neo4j_uri
    empty()
    yield Settings(client)
    empty()
