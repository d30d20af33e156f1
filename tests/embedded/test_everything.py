"""The whole on one machine: detached, asked, ended; and why it refuses."""

import dataclasses
import socket

import pytest

from graphcrm import embedded
from graphcrm.embedded import children, everything, supervisor
from graphcrm.embedded.neo4j_server import free_port


def states(config):
    return {service.name: service.state for service in embedded.status(config)}


def test_nothing_runs_on_a_new_folder(config):
    """`status` before the first `up` must not fail, and `down` must not pretend."""
    assert set(states(config).values()) == {"stopped"}
    assert list(states(config)) == ["neo4j", "valkey", "web", "worker", "beat"]
    assert not embedded.stop(config)


def test_a_taken_port_is_named(config):
    """Port 8000 is everybody's favourite."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(everything.PortTakenError, match=f"Port {port} .* --port"):
            embedded.run_everything(config, embedded.Door(port))


def test_a_server_of_others_that_does_not_answer_is_named_by_its_variable(config):
    """It is theirs to start; ours is to say which setting is meant."""
    gone = f"redis://127.0.0.1:{free_port()}/0"
    outside = dataclasses.replace(config, redis_url=gone)
    assert states(outside)["valkey"] == "unreachable"
    with pytest.raises(everything.ExternalUnreachableError, match="GRAPHCRM_REDIS_URL"):
        embedded.run_everything(outside, embedded.Door(0))


def test_a_detached_start_that_fails_gives_its_reason(config):
    """The terminal that started it is where the sentence belongs."""
    gone = f"redis://127.0.0.1:{free_port()}/0"
    outside = dataclasses.replace(config, redis_url=gone)
    with pytest.raises(everything.NotStartedError, match="GRAPHCRM_REDIS_URL"):
        embedded.start_detached(outside, embedded.Door(0))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_everything_comes_up_detached_and_goes_down_without_a_trace(config, data):
    """The life of an installation: up, asked, refused twice, down."""
    run = embedded.start_detached(config, embedded.Door(0))
    try:
        assert run.web_url.startswith("http://127.0.0.1:")
        assert set(states(config).values()) == {"ready"}
        with pytest.raises(supervisor.AlreadyRunningError, match=run.web_url):
            embedded.start_detached(config, embedded.Door(0))
        with embedded.services(config) as reachable:
            assert f":{run.find('neo4j').port}" in reachable.neo4j_uri
    finally:
        assert embedded.stop(config)
    assert children.descendants(data) == []
    assert set(states(config).values()) == {"stopped"}
    assert not embedded.stop(config)
