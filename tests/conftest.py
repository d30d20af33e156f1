"""Servers for the whole run: one real Neo4j and one real Valkey per pytest process."""

import os
import subprocess
import sys
from pathlib import Path

import argon2
import hypothesis
import pytest

from graphcrm import bootstrap, embedded, graph
from graphcrm.config import Config
from graphcrm.embedded import neo4j_server
from graphcrm.graph import connection
from graphcrm.members import passwords


ROOT = Path(__file__).parents[1]

# A busy machine is no failure; every run draws other examples.
hypothesis.settings.register_profile("graphcrm", deadline=None, max_examples=50)
hypothesis.settings.load_profile("graphcrm")

# The servers of tests live for minutes and passwords of tests guard nothing: what pays off over
# days, or costs a guesser, is left out. Programs that tests start are as they are for users.
# Two servers on two cores plan queries in a third less time where one thread collects garbage.
neo4j_server.JAVA_OPTIONS += ("-XX:TieredStopAtLevel=1", "-XX:-UseG1GC", "-XX:+UseSerialGC")
neo4j_server.SETTINGS["dbms.cypher.min_replan_interval"] = "1h"
passwords._hasher = argon2.PasswordHasher.from_parameters(argon2.profiles.CHEAPEST)


@pytest.fixture(scope="session")
def servers(tmp_path_factory):
    """Settings with both addresses.

    Each xdist worker has its own, because Neo4j Community holds one database.
    GRAPHCRM_TEST_NEO4J_URI and GRAPHCRM_TEST_REDIS_URL name servers to use instead.
    """
    given = Config(
        data=tmp_path_factory.mktemp("servers"),
        neo4j_uri=os.environ.get("GRAPHCRM_TEST_NEO4J_URI"),
        redis_url=os.environ.get("GRAPHCRM_TEST_REDIS_URL"),
        neo4j_heap="512m",
    )
    if not given.neo4j_uri:
        # In a process of its own: this one may reach nothing beyond the loopback interface.
        fetch = "from graphcrm.embedded import jars; jars.fetch_jars(jars.read_lock())"
        subprocess.run([sys.executable, "-c", fetch], check=True)  # noqa: S603 - this interpreter
    with embedded.services(given) as reachable:
        yield reachable
        graph.disconnect()


@pytest.fixture(scope="session")
def neo4j_uri(servers):
    """Bolt URI, with credentials, of a Neo4j that belongs to this run."""
    return servers.neo4j_uri


@pytest.fixture(scope="session")
def redis_url(servers):
    """Address, as redis-py reads it, of a Valkey that belongs to this run."""
    return servers.redis_url


@pytest.fixture
def running(servers):
    """Settings of a system that this process is connected to, whatever other tests have left."""
    if connection._connection.driver is None:
        bootstrap.start(servers)
    return servers


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Return the folder of real data; without it the test is skipped, under CI it fails."""
    folder = Path(os.environ.get("GRAPHCRM_DATA_DIR", ROOT / "../shared/data")).resolve()
    if not folder.is_dir():
        message = f"no real data at {folder} (GRAPHCRM_DATA_DIR)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return folder
