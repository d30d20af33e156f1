"""Server-sent events for any number of browsers from one subscription per process.

The format is the HTML standard's, section 9.2. What is published is JSON: on "graphcrm:events"
entries of the stream {"seq": 7, "verb": "...", ...}, on "graphcrm:progress:<import id>" how far an
import is, on "graphcrm:told" whose notifications are others than before.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio as redis

from graphcrm.access.records import Actor
from graphcrm.errors import UnavailableError


CHANNEL = "graphcrm:events"
PROGRESS = "graphcrm:progress:"
TOLD = "graphcrm:told"
QUEUE_LENGTH = 256  # events a browser may lag behind before it is dropped
REPLAY_LIMIT = 500
KEEP_ALIVE_S = 15.0
AGE_S = 600.0  # a connection ends after this and joins anew, so that rights are asked again
RETRY_MS = 2000
REJOIN_S = 0.5
CANCEL_AGAIN_S = 0.1

Body = Mapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """Something for browsers.

    Attributes:
        name: change, progress, told, or missed (some may have been lost: look again).
        body: What was published.
        seq: Place in the stream; None outside it.
    """

    name: str
    body: Body = field(default_factory=dict)
    seq: int | None = None


Replay = Callable[[int, int], list[Body]]
"""The stream's entries after a seq, oldest first, at most so many; runs in a thread."""

Shown = Callable[[Actor, Event], Body | None]
"""What of an event this actor gets; None hides it."""


def own_or_plain(actor: Actor, event: Event) -> Body | None:
    """Return what may be shown without asking the graph.

    A body with a "user_id" is that user's alone. Of an entry of the stream everybody gets where
    and what kind it is, from which nothing about a record follows; a page then reads again, with
    its reader's rights.
    """
    if event.body.get("user_id", actor.user_id) != actor.user_id:
        return None
    if event.name == "change":
        return {name: event.body[name] for name in ("seq", "verb") if name in event.body}
    return event.body


class Listener:
    """One browser's queue."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Event] = asyncio.Queue(QUEUE_LENGTH)
        self.dropped = asyncio.Event()

    def offer(self, event: Event) -> None:
        """Queue an event; a browser that does not keep up is dropped and joins anew."""
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.drop()

    def drop(self) -> None:
        """End this browser's stream."""
        self.dropped.set()


class Hub:
    """The process's one subscription and everybody who listens to it."""

    def __init__(self, redis_url: str) -> None:
        self._redis_url = redis_url
        self._listeners: set[Listener] = set()
        self.is_joined = asyncio.Event()

    def join(self) -> Listener:
        """Return a new listener, which gets everything published from now on."""
        listener = Listener()
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        self._listeners.discard(listener)

    def close(self) -> None:
        """End every stream; their browsers try again until somebody serves."""
        for listener in self._listeners:
            listener.drop()

    @property
    def listener_count(self) -> int:
        """Return how many browsers listen."""
        return len(self._listeners)

    async def run(self) -> None:
        """Pass on what is published until cancelled; a lost connection is joined again."""
        is_again = False
        while True:
            try:
                async with redis.Redis.from_url(self._redis_url) as server:
                    await self._follow(server, is_again=is_again)
            except (redis.RedisError, OSError) as error:
                log.warning("events: the queue does not answer: %s", error)
            self.is_joined.clear()
            is_again = True
            await asyncio.sleep(REJOIN_S)

    async def _follow(self, server: "redis.Redis", *, is_again: bool) -> None:
        async with server.pubsub(ignore_subscribe_messages=True) as following:
            await following.subscribe(CHANNEL, TOLD)
            await following.psubscribe(f"{PROGRESS}*")
            self.is_joined.set()
            if is_again:
                self._offer(Event("missed"))
            async for message in following.listen():
                event = parsed(message["channel"].decode(), message["data"])
                if event is not None:
                    self._offer(event)

    def _offer(self, event: Event) -> None:
        for listener in self._listeners:
            listener.offer(event)


class Stream:
    """The answer to /events: one browser's events, as far as it may see them."""

    def __init__(self, hub: Hub, *, shown: Shown = own_or_plain, replay: Replay) -> None:
        self._hub = hub
        self._shown = shown
        self._replay = replay

    async def serve(self, actor: Actor, after: int | None, receive: Receive, send: Send) -> None:
        """Send events until the browser leaves, lags behind or has stayed long enough.

        Args:
            actor: Whose browser it is.
            after: Last seq it has seen; what came since is sent first. None = only what comes.
            receive: ASGI.
            send: ASGI.
        """
        listener = self._hub.join()
        passing = asyncio.create_task(self._pass_on(actor, listener, after, send))
        dropped = asyncio.create_task(listener.dropped.wait())
        tasks: set[asyncio.Task[Any]] = {
            passing,
            dropped,
            asyncio.create_task(_until_gone(receive)),
        }
        try:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait(tasks, timeout=AGE_S, return_when=first)
        finally:
            self._hub.leave(listener)
            is_heard = not dropped.done()
            await end(tasks)
        if not passing.cancelled():
            passing.result()
        if is_heard:  # who does not read would not read this either
            await send({"type": "http.response.body", "body": b""})

    async def _catch_up(self, actor: Actor, after: int, send: Send) -> int:
        """Send what came after a seq and return the last one."""
        try:
            missed = await asyncio.to_thread(self._replay, after, REPLAY_LIMIT + 1)
        except UnavailableError as error:
            log.warning("events: what was missed cannot be read: %s", error)
            missed = None
        if missed is None or len(missed) > REPLAY_LIMIT:
            await _send(send, framed(Event("missed"), {}))
            return after
        for body in missed:
            await self._show(actor, Event("change", body, body["seq"]), send)
        return missed[-1]["seq"] if missed else after

    async def _pass_on(
        self, actor: Actor, listener: Listener, after: int | None, send: Send
    ) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _send(send, f"retry: {RETRY_MS}\n\n")
        seen = 0 if after is None else await self._catch_up(actor, after, send)
        while True:
            event = await _next(listener)
            if event is None:
                await _send(send, ": still here\n\n")
            elif event.seq is None or event.seq > seen:
                await self._show(actor, event, send)

    async def _show(self, actor: Actor, event: Event, send: Send) -> None:
        body = self._shown(actor, event)
        if body is not None:
            await _send(send, framed(event, body))


HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
]


def parsed(channel: str, data: bytes) -> Event | None:
    """Return what was published as an event; None, and a line in the log, for anything else."""
    try:
        body = json.loads(data)
        if channel.startswith(PROGRESS):
            return Event("progress", {**body, "import_id": channel.removeprefix(PROGRESS)})
        if channel == TOLD:
            return Event("told", {"user_id": body["user_id"]})
        return Event("change", body, int(body["seq"]))
    except (ValueError, TypeError, KeyError):
        log.warning("events: what was published on %s is not understood", channel)
        return None


def framed(event: Event, body: Body) -> str:
    """Return an event in the format of the HTML standard."""
    place = "" if event.seq is None else f"id: {event.seq}\n"
    return f"{place}event: {event.name}\ndata: {json.dumps(dict(body))}\n\n"


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they are done; a client that is connecting can lose a cancellation."""
    while going := {task for task in tasks if not task.done()}:
        for task in going:
            task.cancel()
        await asyncio.wait(going, timeout=CANCEL_AGAIN_S)


async def _next(listener: Listener) -> Event | None:
    """Return the next event; None when there is none for a while."""
    try:
        async with asyncio.timeout(KEEP_ALIVE_S):
            return await listener.queue.get()
    except TimeoutError:
        return None


async def _send(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
