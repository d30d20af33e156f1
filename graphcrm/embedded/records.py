"""What runs: the description of a child process and its state as others see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class State(StrEnum):
    """Where a service stands."""

    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    STOPPED = "stopped"
    EXTERNAL = "external"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """How to start one child process and how to tell that it serves.

    Attributes:
        name: Unique within the data folder, e.g. "neo4j".
        command: Program and arguments; the program is an absolute path.
        log: File that takes its output, appended to.
        probe: Takes the pid; returns the version once the service answers and raises
            UnavailableError while it does not.
        environment: Variables on top of the parent's; None takes one away.
        port: TCP port it listens on; None for a service without one.
        after: Services that must answer before this one is started.
        start_seconds: How long it may take until the probe answers.
        stop_seconds: How long it may take to end after SIGTERM before it is killed.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    probe: Callable[[int], str]
    environment: Mapping[str, str | None] = field(default_factory=dict)
    port: int | None = None
    after: tuple[str, ...] = ()
    start_seconds: float = 120.0
    stop_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Service:
    """One service as `status` shows it.

    Attributes:
        name: e.g. "neo4j", "web".
        state: Where it stands now.
        pid: Its process; None when there is none of ours.
        port: TCP port; None when it listens on none.
        version: What the service calls its own version; None before it answered.
        started_at: Unix time at which the kernel started the process: with `pid` its identity,
            since pids return.
    """

    name: str
    state: State
    pid: int | None = None
    port: int | None = None
    version: str | None = None
    started_at: float | None = None
