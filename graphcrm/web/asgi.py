"""What granian serves: Flask for pages and, beside it, events without a thread per browser."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast
from urllib.parse import parse_qs

from a2wsgi import WSGIMiddleware
from flask import Blueprint, Flask
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from graphcrm import bootstrap
from graphcrm.access import reads
from graphcrm.access.records import Actor
from graphcrm.config import Config
from graphcrm.errors import CrmError
from graphcrm.relationships.followed import followed_after
from graphcrm.web import ROOMS, create_app, events
from graphcrm.web.events import Body, Hub, Receive, Replay, Send, Shown, Stream
from graphcrm.web.rehearsal import rehearse
from graphcrm.web.session import SIGNED_IN


THREADS = 24

Scope = dict[str, Any]
Pages = Callable[[Scope, Receive, Send], Awaitable[None]]


def replay_stream(after: int, limit: int) -> list[Body]:
    """Return what a browser missed; see `events.Replay`."""
    rows = followed_after(after, limit)
    return [{"seq": one.seq, **({"verb": one.verb} if one.verb else {})} for one in rows]


class Door:
    """The ASGI application of one process.

    Args:
        config: None = read from the environment when the server starts.
        rooms: What there is besides the shell.
        shown: Filters events for one reader.
        replay: Reads what a browser missed.
        rehearses: Whether it asks for every screen before anybody does.
    """

    def __init__(
        self,
        config: Config | None = None,
        *,
        rehearses: bool = False,
        rooms: Sequence[Blueprint] = ROOMS,
        shown: Shown = events.own_or_plain,
        replay: Replay = replay_stream,
    ) -> None:
        self._config = config
        self._rehearses = rehearses
        self._rooms = rooms
        self._shown = shown
        self._replay = replay
        self._pump: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        # granian goes on when the start of the lifespan failed: what is asked then starts it again.
        await self._start()
        if scope["path"] == "/events":
            await self._listen(scope, receive, send)
        else:
            await self._pages(scope, as_coroutine(receive), send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self._start()
        except (CrmError, ValueError) as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> None:
        async with self._starting:
            if self._pump is None:
                await self._open()

    async def _open(self) -> None:
        config = self._config or Config.from_env()
        if config.redis_url is None:
            raise ValueError("redis_url")
        await asyncio.to_thread(bootstrap.start, config)
        self._app: Flask = await asyncio.to_thread(create_app, config, self._rooms)
        threaded = WSGIMiddleware(cast("Any", self._app.wsgi_app), workers=THREADS)
        self._pages = cast("Pages", threaded)
        self._hub = Hub(config.redis_url)
        self._stream = Stream(self._hub, shown=self._shown, replay=self._replay)
        self._pump = asyncio.create_task(self._hub.run())
        if self._rehearses:
            threading.Thread(
                target=rehearse, args=[self._app], name="rehearsal", daemon=True
            ).start()

    async def _stop(self) -> None:
        if self._pump is not None:
            await events.end([self._pump])
            self._hub.close()
            self._pump = None
            await asyncio.to_thread(bootstrap.stop)

    async def _listen(self, scope: Scope, receive: Receive, send: Send) -> None:
        actor = await asyncio.to_thread(reader_of, self._app, scope)
        if actor is None:
            await send({"type": "http.response.start", "status": 401, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._stream.serve(actor, last_seen(scope), receive, send)


def as_coroutine(receive: Receive) -> Receive:
    """Return `receive` as a2wsgi calls it from its threads; granian's is a bare awaitable."""

    async def received() -> object:
        return await receive()

    return received


def reader_of(app: Flask, scope: Scope) -> Actor | None:
    """Return who is signed in by the request's session cookie; None for nobody."""
    cookie = [("Cookie", _header(scope, b"cookie"))]
    request = Request(EnvironBuilder(headers=cookie).get_environ())
    opened = app.session_interface.open_session(app, request)  # type: ignore[arg-type]  # the cookie is all it reads
    user_id = opened.get(SIGNED_IN) if opened else None
    return reads.find_actor(user_id) if user_id else None


def last_seen(scope: Scope) -> int | None:
    """Return the last seq a browser has seen, of its header or of `?after=`; None = it is new."""
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    told = _header(scope, b"last-event-id") or asked.get("after", [""])[0]
    return int(told) if told.isascii() and told.isdecimal() else None


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


app = Door(rehearses=True)
