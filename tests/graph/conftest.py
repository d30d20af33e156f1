"""A connected Neo4j for the whole run, and an empty graph with a founded house for each test."""

from pathlib import Path

import pytest
from world import World, empty

from graphcrm import graph
from graphcrm.graph import connection, schema


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Let tests of this folder reach servers on this machine, and nothing else."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.graph)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))


@pytest.fixture(scope="session")
def schemed(neo4j_uri):
    """A graph that has the schema."""
    graph.connect(neo4j_uri)
    schema.apply()


@pytest.fixture
def connected(schemed, neo4j_uri):  # noqa: ARG001 - a fixture it needs
    """This process's driver, whatever other folders' tests have done to it."""
    if connection._connection.driver is None:
        graph.connect(neo4j_uri)


@pytest.fixture
def empty_graph(connected):  # noqa: ARG001 - a fixture it needs
    """Nothing but the schema."""
    empty()


@pytest.fixture
def world(empty_graph):  # noqa: ARG001 - a fixture it needs
    """A founded house whose people a test draws."""
    return World()
