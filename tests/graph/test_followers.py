"""A worker's thread keeps the strengths up to date, tells browsers, and shows that it lives."""

import json
import time

import pytest
import redis
from rows import picture

from graphcrm import graph
from graphcrm.config import WORKER_ALIVE_KEY
from graphcrm.jobs import followers
from graphcrm.jobs.followers import EVENTS, Followers


PATIENCE = 60


@pytest.fixture
def server(servers):
    """The Valkey of this run, without what other workers left."""
    with redis.Redis.from_url(servers.redis_url) as server:
        server.delete(WORKER_ALIVE_KEY)
        yield server


@pytest.fixture
def following(empty_graph, servers, server, monkeypatch):  # noqa: ARG001 - it begins empty
    """A running follower that looks often."""
    monkeypatch.setattr(followers, "POLL_SECONDS", 0.02)
    thread = Followers(servers)
    yield thread
    thread.stop()
    if thread.ident:
        thread.join(PATIENCE)
    graph.connect(servers.neo4j_uri)


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_change_is_followed_and_told(following, server, world):
    """A tie is there without anybody's asking, and browsers hear how far the stream has come."""
    with server.pubsub(ignore_subscribe_messages=True) as heard:
        heard.subscribe(EVENTS)
        following.start()
        until(lambda: server.get(WORKER_ALIVE_KEY))
        world.draw("Ann =email 2=> Bo")
        until(lambda: picture("ties")["ties"])
        told = []
        until(lambda: told.append(heard.get_message(timeout=1)) or any(told))
        assert json.loads(next(filter(None, told))["data"])["seq"] > 0


def test_a_turn_that_fails_is_not_the_last_one(following, server, world, monkeypatch, caplog):
    """A database that restarts, or a mistake of ours, must not end the following for good."""
    catch_up, turns = followers.following.catch_up, []

    def fail_once():
        turns.append(None)
        if len(turns) == 1:
            raise KeyError("broken")
        return catch_up()

    monkeypatch.setattr(followers.following, "catch_up", fail_once)
    following.start()
    until(lambda: server.get(WORKER_ALIVE_KEY))
    world.draw("Ann =email 2=> Bo")
    until(lambda: picture("ties")["ties"])
    assert "the next one tries again" in caplog.text
