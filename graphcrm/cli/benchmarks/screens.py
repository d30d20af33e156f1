"""How fast the screens answer over HTTP, and with how many queries, on the sample world."""

import re
import tempfile
import time
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import numpy as np

from graphcrm import bootstrap, clock, embedded
from graphcrm.access import reads as access
from graphcrm.cli.benchmarks import chromium, ground
from graphcrm.config import Config
from graphcrm.demo import loading
from graphcrm.demo.records import Size
from graphcrm.demo.world import World
from graphcrm.directory import references
from graphcrm.embedded import Door


ASKED = 100  # times for each screen, each time for another record
WARM = 20
_TIMING = re.compile(r'page;dur=([\d.]+), queries;desc="(\d+)"')
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_ANSWERED = 'class="answers"'  # the list of a page that shows paths
_ACCOUNT = re.compile(r'href="/accounts/([0-9a-f-]{36})"')


def run(contacts: int = 100_000, messages: int = 100_000, seed: int = 1) -> dict[str, Any]:
    """Take in the sample world of at least so many contacts, run everything, ask for each screen.

    Its reader is the sales rep who opens the demo; times and counts are the server's own.

    Args:
        contacts: The next larger of the demo's sizes is taken.
        messages: Mails, meetings and calls of its history, about as many.
        seed: Where chance starts.
    """
    size = next((one for one in Size if one >= contacts), Size.LARGE)
    world = World(size, seed, clock.now(), messages)
    with tempfile.TemporaryDirectory(prefix="graphcrm-bench-") as folder:
        config = Config(Path(folder), neo4j_heap="2g")
        running = embedded.start_detached(config, Door(port=0))
        try:
            began = time.perf_counter()
            people = _load(config, world, seed)
            seconds = time.perf_counter() - began
            screens = _measure(str(running.web_url), world.opening.user_email, people)
        finally:
            embedded.stop(config)
    return {
        "name": "screens",
        "size": {
            "contacts": int(size),
            "activities": world.activity_count,
            "loading_seconds": round(seconds, 1),
        },
        "screens": screens,
    }


class Browser:
    """Somebody signed in, as far as a server sees of them."""

    def __init__(self, url: str, email: str) -> None:
        self._url = url
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        token = _TOKEN.search(self.read("/sign-in")[0])
        fields = {"email": email, "password": loading.PASSWORD, "csrf_token": token and token[1]}
        self._opener.open(f"{url}/sign-in", urlencode(fields).encode()).close()

    def read(self, path: str) -> tuple[str, float, int]:
        """Return a page, the milliseconds it took the server, and the queries it took."""
        with self._opener.open(self._url + path) as answer:
            timing = _TIMING.search(answer.headers["Server-Timing"])
            if timing is None:
                raise AssertionError
            return answer.read().decode(), float(timing[1]), int(timing[2])


def _load(config: Config, world: World, seed: int) -> list[str]:
    """Take in the world; return some of the contacts that its rep may see."""
    emails = [person.address.value for person in world.persons]
    drawn = np.random.default_rng(seed).permutation(len(emails))[: 4 * (ASKED + WARM)].tolist()
    with embedded.services(config) as reachable:
        bootstrap.start(reachable)
        try:
            loading.load(world)
            rep = access.find_actor_by_email(world.opening.user_email)
            if rep is None:
                raise AssertionError
            seen = references.contacts_by_key(rep, [emails[at] for at in drawn])
        finally:
            bootstrap.stop()
    return [contact.contact_id for contact in seen]


def _measure(url: str, email: str, people: list[str]) -> list[dict[str, Any]]:
    browser = Browser(url, email)
    accounts = _ACCOUNT.findall(browser.read("/accounts")[0])
    asked = [f"/paths/to/{uid}" for uid in people]
    screens = {
        "paths": [path for path in asked if _ANSWERED in browser.read(path)[0]] or asked,
        "contacts": ["/contacts"],
        "contact": [f"/contacts/{uid}" for uid in people],
        "accounts": ["/accounts"],
        "account": [f"/accounts/{uid}" for uid in accounts],
        "search": [
            f"/search/options?q={letters}" for letters in ("ma", "kes", "no", "anders", "b")
        ],
        "imports": ["/imports"],
    }
    with chromium.signed_in(url, email) as window:
        return [
            _spread(browser, name, paths)
            | {"browser_ms": chromium.loads(window, paths) if window else None}
            for name, paths in screens.items()
        ]


def _spread(browser: Browser, name: str, paths: list[str]) -> dict[str, Any]:
    asked = [paths[at % len(paths)] for at in range(WARM + ASKED)]
    answers = [browser.read(path) for path in asked][WARM:]
    return {
        "name": name,
        "server_ms": ground.spread([taken for _, taken, _ in answers]),
        "queries": max(queries for _, _, queries in answers),
        "kilobytes": round(max(len(page) for page, _, _ in answers) / 1000),
    }
