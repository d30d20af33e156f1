"""A command line against the graph of this test run."""

import pytest
from click.testing import CliRunner

from graphcrm import graph
from graphcrm.cli import main


@pytest.fixture
def line(empty_graph, servers, tmp_path, monkeypatch):  # noqa: ARG001 - it begins empty
    """Return a function that runs a command line against the graph of this test run."""
    monkeypatch.setenv("GRAPHCRM_NEO4J_URI", servers.neo4j_uri)
    monkeypatch.setenv("GRAPHCRM_REDIS_URL", servers.redis_url)
    monkeypatch.setenv("GRAPHCRM_DATA", str(tmp_path / "data"))

    def run(*words, stdin=None):
        done = CliRunner().invoke(main, [str(word) for word in words], input=stdin)
        graph.connect(servers.neo4j_uri)  # each command ends with its own connection
        return done

    return run


@pytest.fixture
def founded(line):
    """The same for an installation that has an administrator."""
    done = line(
        *("init", "--home-account", "Home Ltd", "--domain", "home.example"),
        *("--admin", "kim.lee@home.example", "--password-stdin"),
        stdin="a long password\n",
    )
    assert done.exit_code == 0, done.output
    return line
