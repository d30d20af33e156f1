"""Events reach the browsers that may see them, and the others cost nothing."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import redis.asyncio as redis
from phrases import PHRASE

from graphcrm import bootstrap, ids
from graphcrm.access.records import Actor, Role
from graphcrm.directory import commands as directory
from graphcrm.directory.drafts import ContactDraft
from graphcrm.errors import UnavailableError
from graphcrm.members import commands
from graphcrm.relationships import following
from graphcrm.web import events
from graphcrm.web.asgi import Door, last_seen, reader_of
from graphcrm.web.events import CHANNEL, PROGRESS, Event, Hub, Stream, framed, own_or_plain, parsed


ADA = Actor("u1", "Ada", "ada@norrvane.example", Role.REP)
PATIENCE_S = 10


def to_end(run):
    """Run it in a thread of its own: in this one the browser of other tests may have its loop."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, run()).result()


class Page:
    """A browser's end of a stream: what it was sent, and how it leaves."""

    def __init__(self, *, is_slow=False):
        self.sent = []
        self.arrived = asyncio.Condition()
        self.left = asyncio.Event()
        self.may_read = asyncio.Event()
        if not is_slow:
            self.may_read.set()

    async def receive(self):
        """Answer, once it has left, that it has."""
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        """Take a message when it reads at all."""
        await self.may_read.wait()
        async with self.arrived:
            self.sent.append(message)
            self.arrived.notify_all()

    @property
    def text(self):
        """All it was sent."""
        return b"".join(one.get("body", b"") for one in self.sent).decode()

    async def reads(self, words):
        """Wait until these words have come."""
        async with asyncio.timeout(PATIENCE_S), self.arrived:
            await self.arrived.wait_for(lambda: words in self.text)


def nothing(after, limit):
    """Replay for pages that missed nothing."""
    assert after >= 0
    assert limit == events.REPLAY_LIMIT + 1
    return []


def out_of_reach(after, limit):
    """Replay while the graph does not answer."""
    raise UnavailableError(f"no answer to {after}, {limit}")


@asynccontextmanager
async def listening(redis_url, page, after=None, **how):
    """A hub with one page; gives the hub and a server to publish on."""
    hub = Hub(redis_url)
    pump = asyncio.create_task(hub.run())
    await asyncio.wait_for(hub.is_joined.wait(), PATIENCE_S)
    stream = Stream(hub, **{"replay": nothing, **how})
    serving = asyncio.create_task(stream.serve(ADA, after, page.receive, page.send))
    async with redis.Redis.from_url(redis_url) as server:
        if page.may_read.is_set():
            await page.reads("retry:")
        yield hub, server, serving
    page.left.set()
    page.may_read.set()
    await asyncio.wait_for(serving, PATIENCE_S)
    assert hub.listener_count == 0
    await events.end([pump])


def test_what_is_published_is_framed_for_the_browser(redis_url):
    """A change carries its place in the stream, so that the browser can join there again."""

    async def run():
        page = Page()
        async with listening(redis_url, page) as (_, server, _):
            await server.publish(CHANNEL, json.dumps({"seq": 7, "verb": "x", "name": "secret"}))
            await server.publish(f"{PROGRESS}i1", json.dumps({"read": 3, "user_id": "u1"}))
            await page.reads('"import_id": "i1"')
        assert 'id: 7\nevent: change\ndata: {"seq": 7, "verb": "x"}\n\n' in page.text
        assert "secret" not in page.text

    to_end(run)


def test_somebody_elses_import_is_not_shown(redis_url):
    """Progress names files and counts."""

    async def run():
        page = Page()
        async with listening(redis_url, page) as (_, server, _):
            await server.publish(f"{PROGRESS}i2", json.dumps({"read": 3, "user_id": "u2"}))
            await server.publish(CHANNEL, json.dumps({"seq": 8, "verb": "last"}))
            await page.reads("last")
        assert "i2" not in page.text

    to_end(run)


def test_a_browser_that_comes_back_gets_what_it_missed_once(redis_url):
    """What came while it was away is read from the stream; what came twice is sent once."""

    async def run():
        page = Page()
        rows = [{"seq": 4, "verb": "four"}, {"seq": 5, "verb": "five"}]

        def replay(after, limit):
            return [row for row in rows if row["seq"] > after][:limit]

        async with listening(redis_url, page, after=4, replay=replay) as (_, server, _):
            await page.reads("five")
            await server.publish(CHANNEL, json.dumps({"seq": 5, "verb": "five"}))
            await server.publish(CHANNEL, json.dumps({"seq": 6, "verb": "six"}))
            await page.reads("six")
        assert page.text.count("five") == 1
        assert "four" not in page.text

    to_end(run)


@pytest.mark.parametrize(
    "replay", [out_of_reach, lambda after, limit: [{"seq": after + 1}] * limit]
)
def test_what_cannot_be_caught_up_is_told(redis_url, replay):
    """The page then reads itself anew instead of trusting what it shows."""

    async def run():
        page = Page()
        async with listening(redis_url, page, after=4, replay=replay):
            await page.reads("event: missed")

    to_end(run)


def test_a_browser_that_does_not_keep_up_is_dropped(redis_url, monkeypatch):
    """Nobody's slow line may fill the memory of all."""
    monkeypatch.setattr(events, "QUEUE_LENGTH", 3)

    async def run():
        page = Page(is_slow=True)
        async with listening(redis_url, page) as (_, server, serving):
            for seq in range(20):
                await server.publish(CHANNEL, json.dumps({"seq": seq + 1, "verb": "x"}))
            await asyncio.wait_for(serving, PATIENCE_S)

    to_end(run)


def test_a_silent_stream_stays_open_and_an_old_one_ends(redis_url, monkeypatch):
    """Proxies close what is silent; whoever stays has their rights asked again by joining anew."""
    monkeypatch.setattr(events, "KEEP_ALIVE_S", 0.01)

    async def run():
        page = Page()
        async with listening(redis_url, page) as (_, _, serving):
            await page.reads("still here")
            monkeypatch.setattr(events, "AGE_S", 0.0)
        other = Page()
        async with listening(redis_url, other) as (_, _, serving):
            await asyncio.wait_for(serving, PATIENCE_S)

    to_end(run)


def test_a_lost_queue_is_joined_again_and_said(redis_url, monkeypatch):
    """What was published in between is lost to the hub; pages are told to look again."""
    monkeypatch.setattr(events, "REJOIN_S", 0.01)

    async def run():
        page = Page()
        async with listening(redis_url, page) as (_, server, _):
            await server.client_kill_filter(_type="pubsub")
            await page.reads("event: missed")
            await server.publish(CHANNEL, json.dumps({"seq": 9, "verb": "after"}))
            await page.reads("after")

    to_end(run)


def test_closing_ends_every_stream(redis_url):
    """A server that stops must not wait for browsers."""

    async def run():
        page = Page()
        async with listening(redis_url, page) as (hub, _, serving):
            hub.close()
            await asyncio.wait_for(serving, PATIENCE_S)

    to_end(run)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"seq": "x"}', b"\xff"])
def test_what_is_not_understood_is_left_out(data):
    """One bad message must not end everybody's stream."""
    assert parsed(CHANNEL, data) is None


def test_a_frame_is_one_event_whatever_is_in_it():
    """A line break in a value would end the event early (HTML standard, section 9.2)."""
    frame = framed(Event("change", {}, 3), {"verb": "a\n\nevent: forged"})
    assert frame.count("\n\n") == 1
    assert frame.endswith("\n\n")


def test_everybody_gets_only_where_and_what_kind_a_change_is():
    """From these two nothing about a record follows."""
    body = {"seq": 1, "verb": "contact-edited", "about": ["c1"], "name": "Marguerite"}
    assert own_or_plain(ADA, Event("change", body, 1)) == {"seq": 1, "verb": "contact-edited"}
    assert own_or_plain(ADA, Event("progress", {"user_id": "u2"})) is None
    assert own_or_plain(ADA, Event("progress", {"read": 1})) == {"read": 1}


@pytest.mark.parametrize(
    ("headers", "query", "seq"),
    [
        ([(b"last-event-id", b"12")], b"after=3", 12),
        ([], b"after=3", 3),
        ([], b"after=x", None),
        ([(b"last-event-id", "٣".encode())], b"", None),
        ([], b"", None),
    ],
)
def test_a_browser_says_where_it_was(headers, query, seq):
    """By its own header when it tries again, by the address when the tab comes back."""
    assert last_seen({"headers": headers, "query_string": query}) == seq


def cookie_scope(client):
    cookie = client.client.get_cookie("graphcrm")
    header = f"graphcrm={cookie.value}".encode() if cookie else b""
    return {
        "type": "http",
        "path": "/events",
        "query_string": b"",
        "headers": [(b"cookie", header)],
    }


def test_a_stream_is_for_who_is_signed_in(house, app, client, rep):
    """The session's cookie is read as the pages read it, and asked about as they ask."""
    assert reader_of(app, cookie_scope(client)) is None
    client.sign_in(rep.email, PHRASE)
    assert reader_of(app, cookie_scope(client)).user_id == rep.user_id
    forged = cookie_scope(client)
    forged["headers"] = [(b"cookie", b"graphcrm=eyJfdXNlcl9pZCI6InUxIn0.aaaa.bbbb")]
    assert reader_of(app, forged) is None
    commands.disable_user(house, rep.email)
    assert reader_of(app, cookie_scope(client)) is None


def test_a_process_starts_serves_and_stops(running, house, client, rep):
    """The whole of what granian calls, in its order."""
    client.sign_in(rep.email, PHRASE)
    scope = cookie_scope(client)

    async def run():
        door, told, said = Door(running), asyncio.Queue(), asyncio.Queue()
        living = asyncio.create_task(door({"type": "lifespan"}, told.get, said.put))
        await told.put({"type": "lifespan.startup"})
        assert (await said.get())["type"] == "lifespan.startup.complete"
        stranger, page = Page(), Page()
        await door({**scope, "headers": []}, stranger.receive, stranger.send)
        assert stranger.sent[0]["status"] == 401
        serving = asyncio.create_task(door(scope, page.receive, page.send))
        await page.reads("retry:")
        await told.put({"type": "lifespan.shutdown"})
        assert (await said.get())["type"] == "lifespan.shutdown.complete"
        await asyncio.wait_for(asyncio.gather(serving, living), PATIENCE_S)

    assert house
    try:
        to_end(run)
    finally:
        bootstrap.start(running)  # the door has let go of what the other tests use


def test_a_browser_that_was_away_reads_the_stream_from_where_it_left(running, house, client, rep):
    """What happened meanwhile comes from the graph, by place and kind alone, as far as followed."""
    before = following.catch_up()
    client.sign_in(rep.email, PHRASE)
    name = f"Secret {ids.new()}"
    directory.create_contact(house, ContactDraft(name))
    reached = following.catch_up()
    directory.create_contact(house, ContactDraft(f"{name} too"))  # nobody has followed this yet
    scope = {**cookie_scope(client), "query_string": f"after={before}".encode()}

    async def run():
        door, page = Door(running), Page()
        serving = asyncio.create_task(door(scope, page.receive, page.send))
        await page.reads("contact.added")
        page.left.set()
        await asyncio.wait_for(serving, PATIENCE_S)
        await door._stop()
        return page.text

    try:
        text = to_end(run)
    finally:
        bootstrap.start(running)
    entry = f'id: {reached}\nevent: change\ndata: {{"seq": {reached}, "verb": "contact.added"}}'
    assert entry in text
    assert f"id: {reached + 1}" not in text
    assert "Secret" not in text
    assert "missed" not in text


def test_a_process_without_a_queue_says_so_and_does_not_start(running):
    """A server that starts half would be told apart from a whole one only by its silence."""

    async def run():
        door, said = Door(replace(running, redis_url=None)), asyncio.Queue()

        async def startup():
            return {"type": "lifespan.startup"}

        await door({"type": "lifespan"}, startup, said.put)
        assert (await said.get())["type"] == "lifespan.startup.failed"

    to_end(run)


def test_a_hub_ends_at_whatever_moment_it_is_told_to(redis_url):
    """The queue's client can lose a cancellation while it connects; a server would never stop."""

    async def run():
        for steps in range(60):
            pump = asyncio.create_task(Hub(redis_url).run())
            for _ in range(steps):
                await asyncio.sleep(0)
            await asyncio.wait_for(events.end([pump]), PATIENCE_S)
            assert pump.done()

    to_end(run)
