"""The whole system on one machine: in the foreground, detached, and ended again."""

import math
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import graphcrm
from graphcrm.config import Config
from graphcrm.embedded import (
    children,
    commands,
    jars,
    neo4j_server,
    servers,
    state,
    supervisor,
    training,
    valkey,
)
from graphcrm.embedded.children import ServiceFailedError
from graphcrm.embedded.locks import held
from graphcrm.embedded.records import Service, ServiceSpec, State
from graphcrm.embedded.supervisor import Plan
from graphcrm.errors import ConflictError, UnavailableError
from graphcrm.graph import connection


LOOPBACK = "127.0.0.1"
DOWN_SECONDS = 90.0
NAMES = ("neo4j", "valkey", "web", "worker", "beat")


class PortTakenError(ConflictError):
    """Another program listens where the web server should."""

    code = "port-taken"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is in use by another program; choose one with --port."
        )


class ExternalUnreachableError(UnavailableError):
    """A server that the settings name does not answer."""

    code = "external-unreachable"

    def __init__(self, name: str) -> None:
        variable = {"neo4j": "GRAPHCRM_NEO4J_URI", "valkey": "GRAPHCRM_REDIS_URL"}[name]
        super().__init__(f"The server that {variable} names does not answer or refuses us.")


class NotStartedError(UnavailableError):
    """The detached supervisor ended before everything was up."""

    code = "not-started"


@dataclass(frozen=True, slots=True)
class Door:
    """Where the web server listens and what runs beside it.

    Attributes:
        port: TCP port; 0 = a free one.
        host: Address to listen on; anything but a loopback address opens it to the network.
        with_worker: Whether jobs and their clock run too.
    """

    port: int = 8000
    host: str = LOOPBACK
    with_worker: bool = True


def run_everything(
    config: Config, door: Door, on_ready: Callable[[state.Run], None] = lambda _: None
) -> None:
    """Run servers, web and workers until SIGINT or SIGTERM; call it from the main thread.

    Args:
        config: Servers that it names are used and not started.
        door: Where the web server listens.
        on_ready: Called with what runs once everything answers.

    Raises:
        AlreadyRunningError: It runs already on this data folder.
        PortTakenError: The web server's port is in use.
        UnavailableError: Something could not be started; what was started is stopped again.
    """
    config.make_data_folder()
    config.read_secret_key()  # made before web and worker ask for it at once
    chore = None if config.neo4j_uri else training.chore(config.data)
    supervisor.supervise(config.data, lambda before: _plan(config, door, before), on_ready, chore)


def start_detached(config: Config, door: Door) -> state.Run:
    """Start everything in a process of its own; return what runs once all of it answers.

    Raises:
        AlreadyRunningError: It runs already on this data folder.
        NotStartedError: It could not be started, with the reason in the same words.
        UnavailableError: Neo4j could not be fetched.
    """
    config.make_data_folder()
    supervisor.refuse_second(config.data)
    if not config.neo4j_uri:
        jars.fetch_jars(jars.read_lock())  # here, where the progress is seen
    log = config.data / "logs" / "up.log"
    options = ("--host", door.host, "--port", str(door.port))
    spec = ServiceSpec(
        name="supervisor",
        command=(
            *(sys.executable, "-m", "graphcrm.embedded", *options),
            *(() if door.with_worker else ("--no-worker",)),
        ),
        log=log,
        probe=lambda pid: _probe_supervisor(config.data, pid),
        environment={**config.variables(), **children.own_environment()},
        start_seconds=math.inf,  # it keeps the times of its services and gives up by itself
    )
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")
    process = children.start(spec, config.data, dies_with_us=False, marked=False)
    try:
        children.wait_ready(spec, process)
    except ServiceFailedError:
        raise NotStartedError(children.last_line(log)) from None
    return state.read_run(config.data)


def stop(config: Config) -> bool:
    """End whatever runs on the data folder and wait for it; return whether anything did.

    Servers that a command is using at this moment are left to it.
    """
    run = state.read_run(config.data)
    owner = run.owner and children.find_process(run.owner)
    if owner:
        children.end_all([owner], DOWN_SECONDS)
    config.make_data_folder()
    with held(state.start_lock(config.data)):
        if servers.is_supervised(config) or servers.is_leased(config):
            return bool(owner)
        left = children.descendants(config.data)
        servers.stop_servers(config)
    return bool(owner or left)


def status(config: Config) -> list[Service]:
    """Return every service with its state as it is now."""
    run = state.read_run(config.data)
    return [_current(name, run.find(name), config) for name in NAMES]


def _current(name: str, recorded: Service | None, config: Config) -> Service:
    if probe := _external(config).get(name):
        return _probe_external(name, probe)
    if recorded is None:
        return Service(name, State.STOPPED)
    if recorded.pid and not children.find_process(recorded):
        return Service(name, State.STOPPED, version=recorded.version)
    return recorded


def _plan(config: Config, door: Door, before: state.Run) -> Plan:
    port = _check_port(door)
    external = tuple(_probe_external(name, probe) for name, probe in _external(config).items())
    for service in external:
        if service.state is State.UNREACHABLE:
            raise ExternalUnreachableError(service.name)
    leased = servers.is_leased(config)
    specs, adopted = [], []
    for name, prepare in servers.needed(config).items():
        kept = before.find(name) if leased else None
        if kept and children.find_process(kept):
            adopted.append(kept)
        specs.append(prepare(kept.port if kept else None))
    neo4j_port = next((spec.port for spec in specs if spec.port), None)
    reachable = servers.addressed(config, neo4j_port)
    specs.append(commands.web(reachable, door.host, port))
    if door.with_worker:
        specs += [commands.worker(reachable), commands.beat(reachable)]
    shown = LOOPBACK if door.host in commands.ANYWHERE else door.host
    return Plan(tuple(specs), f"http://{shown}:{port}", tuple(adopted), external)


def _external(config: Config) -> dict[str, Callable[[], str]]:
    """Return how to ask each server that the settings name for its version."""
    found: dict[str, Callable[[], str]] = {}
    if uri := config.neo4j_uri:
        found[neo4j_server.NAME] = lambda: connection.server_version(uri)
    if url := config.redis_url:
        found[valkey.NAME] = lambda: valkey.server_version(url)
    return found


def _probe_external(name: str, probe: Callable[[], str]) -> Service:
    try:
        return Service(name, State.EXTERNAL, version=probe())
    except UnavailableError:
        return Service(name, State.UNREACHABLE)


def _probe_supervisor(data: Path, pid: int) -> str:
    run = state.read_run(data)
    if run.owner and run.owner.pid == pid and run.owner.state is State.READY:
        return graphcrm.__version__
    raise NotStartedError("It is still starting.")


def _check_port(door: Door) -> int:
    try:
        with socket.create_server((door.host, door.port)) as listener:
            return int(listener.getsockname()[1])
    except OSError as error:
        raise PortTakenError(door.host, door.port) from error
