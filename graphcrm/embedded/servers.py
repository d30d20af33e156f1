"""The servers for a command's own duration: shared, and stopped by the last who uses them."""

import contextlib
import dataclasses
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

import psutil

from graphcrm.config import Config
from graphcrm.embedded import children, neo4j_server, state, valkey
from graphcrm.embedded.locks import FileLock, held
from graphcrm.embedded.records import Service, ServiceSpec, State
from graphcrm.errors import UnavailableError


STOP_SECONDS = 30.0
PATIENCE = 120.0  # seconds to wait for servers that a supervisor is starting or restarting


class StillStartingError(UnavailableError):
    """A supervisor runs on the data folder, but its servers do not answer."""

    code = "still-starting"

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"graphcrm is running (process {pid}), but its servers do not answer yet.")


@contextlib.contextmanager
def services(config: Config) -> Iterator[Config]:
    """Make sure that Neo4j and Valkey answer; yield the settings with both addresses filled in.

    What the settings name already is taken as it is. Otherwise the data folder's servers are used
    when they run, and started when they do not. Several commands share them; the last one to leave
    stops them, unless `graphcrm up` runs, which keeps its own.

    Raises:
        UnavailableError: A server cannot be had.
    """
    if config.neo4j_uri and config.redis_url:
        yield config
        return
    config.make_data_folder()
    lease = FileLock(state.lease_lock(config.data))
    with endings_as_exit():
        try:
            with held(state.start_lock(config.data)):
                lease.acquire(shared=True)
                reachable = _ensure(config)
            yield reachable
        finally:
            with held(state.start_lock(config.data)):
                if lease.is_acquired_now() and not is_supervised(config):
                    stop_servers(config)
                lease.close()


def is_untouched(config: Config) -> bool:
    """Say whether the data folder has never had a database, and none is named elsewhere."""
    return config.neo4j_uri is None and not neo4j_server.home(config).exists()


def is_supervised(config: Config) -> bool:
    """Say whether a supervisor is alive on the data folder; ask only with the start lock held."""
    lock = FileLock(state.up_lock(config.data))
    try:
        return not lock.is_acquired_now()
    finally:
        lock.close()


def is_leased(config: Config) -> bool:
    """Say whether a command uses the servers now; ask only with the start lock held."""
    lock = FileLock(state.lease_lock(config.data))
    try:
        return not lock.is_acquired_now()
    finally:
        lock.close()


def needed(config: Config) -> dict[str, Callable[[int | None], ServiceSpec]]:
    """Return how to prepare each server that the settings do not name, by name, in starting order.

    Each takes the port it had before, or None.
    """
    wanted: dict[str, Callable[[int | None], ServiceSpec]] = {}
    if not config.redis_url:
        wanted[valkey.NAME] = lambda _: valkey.prepare(config)
    if not config.neo4j_uri:
        wanted[neo4j_server.NAME] = lambda port: neo4j_server.prepare(config, port)
    return wanted


def addressed(config: Config, neo4j_port: int | None) -> Config:
    """Return the settings with the addresses of the data folder's servers where none was given."""
    neo4j_uri = config.neo4j_uri or neo4j_server.uri(config, neo4j_port or 0)
    return dataclasses.replace(
        config, neo4j_uri=neo4j_uri, redis_url=config.redis_url or valkey.url(config)
    )


def stop_servers(config: Config) -> None:
    """End every process of the data folder and forget it."""
    children.end_all(children.descendants(config.data), STOP_SECONDS)
    state.forget_run(config.data)


def _ensure(config: Config) -> Config:
    if is_supervised(config):
        return _wait_for_supervisor(config)
    before = state.read_run(config.data)
    processes = {
        service.name: process
        for service in before.services
        if (process := children.find_process(service))
    }
    kept = {process.pid for process in processes.values()}
    orphans = [each for each in children.descendants(config.data) if each.pid not in kept]
    children.end_all(orphans, STOP_SECONDS)
    specs = []
    for name, prepare in needed(config).items():
        recorded = before.find(name) if name in processes else None
        specs.append(prepare(recorded.port if recorded else None))
    _start(config, specs, processes)
    return addressed(config, next((spec.port for spec in specs if spec.port), None))


def _start(config: Config, specs: list[ServiceSpec], processes: dict[str, psutil.Process]) -> None:
    """Start the services without a process and wait until all of them answer."""
    services: dict[str, Service] = {}
    for spec in specs:
        if spec.name not in processes:
            processes[spec.name] = children.start(spec, config.data, dies_with_us=False)
        services[spec.name] = children.service(spec, processes[spec.name], State.STARTING)
        state.write_run(config.data, state.Run(tuple(services.values())))
    for spec in specs:
        process = processes[spec.name]
        version = children.wait_ready(spec, process)
        services[spec.name] = children.service(spec, process, State.READY, version)
    state.write_run(config.data, state.Run(tuple(services.values())))


def _wait_for_supervisor(config: Config) -> Config:
    deadline = time.monotonic() + PATIENCE
    while True:
        run = state.read_run(config.data)
        found = [run.find(name) for name in needed(config)]
        if all(service and service.state is State.READY for service in found):
            return addressed(
                config, next((each.port for each in found if each and each.port), None)
            )
        if time.monotonic() > deadline or not is_supervised(config):
            raise StillStartingError(run.owner.pid if run.owner else None)
        time.sleep(children.PAUSE)


@contextlib.contextmanager
def endings_as_exit() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack, so that servers are stopped, as Ctrl+C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    usual = {
        number: signal.signal(number, leave)
        for number in (signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is signal.SIG_DFL
    }
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
