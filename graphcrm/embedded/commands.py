"""The command lines of web, worker and beat, the same on one machine and in docker-compose.yml."""

import importlib.metadata
import sys
from collections.abc import Callable

import redis
import requests

from graphcrm.config import WORKER_ALIVE_KEY, Config
from graphcrm.embedded import children
from graphcrm.embedded.records import ServiceSpec
from graphcrm.errors import UnavailableError


ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, never chosen here
WEB = ("granian", "--interface", "asgi", "--workers", "1", "--no-ws", "--workers-kill-timeout", "3")
WEB_APP = "graphcrm.web.asgi:app"
WORKER = (
    "celery",
    "--app",
    "graphcrm.jobs",
    "worker",
    "--concurrency",
    "2",
    "--loglevel",
    "INFO",
    "--without-gossip",
    "--without-mingle",
)
BEAT = (
    "celery",
    "--app",
    "graphcrm.jobs",
    "beat",
    "--scheduler",
    "redbeat.RedBeatScheduler",
    "--pidfile",
    "",
    "--loglevel",
    "INFO",
)


class NotYetError(UnavailableError):
    """A service of ours does not answer yet."""

    code = "not-yet"

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"{name} does not answer yet: {said}")


def web(config: Config, host: str, port: int) -> ServiceSpec:
    """Return how to start the web server; `config` carries both addresses."""
    command = (*WEB, "--host", host, "--port", str(port), WEB_APP)
    reach = "127.0.0.1" if host in ANYWHERE else host
    return _spec(config, "web", command, _http_probe(f"http://{reach}:{port}/readyz"), port)


def worker(config: Config) -> ServiceSpec:
    """Return how to start the jobs' worker; `config` carries both addresses."""
    return _spec(config, "worker", WORKER, _alive_probe(config.redis_url or ""))


def beat(config: Config) -> ServiceSpec:
    """Return how to start the clock of scheduled jobs; it serves as long as it runs."""
    return _spec(config, "beat", BEAT, lambda _: importlib.metadata.version("celery-redbeat"))


def _spec(
    config: Config,
    name: str,
    command: tuple[str, ...],
    probe: Callable[[int], str],
    port: int | None = None,
) -> ServiceSpec:
    return ServiceSpec(
        name=name,
        command=(sys.executable, "-m", *command),
        log=config.data / "logs" / f"{name}.log",
        probe=probe,
        environment={**config.variables(), **children.own_environment()},
        port=port,
        after=("neo4j", "valkey"),
    )


def _http_probe(url: str) -> Callable[[int], str]:
    def probe(_: int) -> str:
        try:
            with requests.Session() as http:
                http.trust_env = False  # a proxy does not lead to our own machine
                http.get(url, timeout=5).raise_for_status()
        except requests.RequestException as error:
            raise NotYetError("web", str(error)) from error
        return importlib.metadata.version("granian")

    return probe


def _alive_probe(address: str) -> Callable[[int], str]:
    def probe(pid: int) -> str:
        with redis.Redis.from_url(address) as server:
            try:
                alive = server.get(WORKER_ALIVE_KEY)
            except redis.RedisError as error:
                raise NotYetError("worker", str(error)) from error
        if alive != str(pid).encode():
            raise NotYetError("worker", "it has not said that it takes jobs")
        return importlib.metadata.version("celery")

    return probe
