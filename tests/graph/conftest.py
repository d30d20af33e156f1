"""A connected Neo4j for the whole run, and an empty graph with a founded house for each test."""

from pathlib import Path

import pytest
from world import World, empty

from graphcrm import graph
from graphcrm.graph import schema


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Let tests of this folder reach servers on this machine, and nothing else."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.graph)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))


@pytest.fixture(scope="session")
def connected(neo4j_uri):
    """This process's driver, the schema applied."""
    graph.connect(neo4j_uri)
    schema.apply()
    yield
    graph.disconnect()


@pytest.fixture
def empty_graph(connected):  # noqa: ARG001 - a fixture it needs
    """Nothing but the schema."""
    empty()


@pytest.fixture
def world(empty_graph):  # noqa: ARG001 - a fixture it needs
    """A founded house whose people a test draws."""
    return World()
