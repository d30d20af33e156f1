"""Runs the services of a data folder: in order, again when they die, to the end without a trace."""

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from graphcrm import clock
from graphcrm.embedded import children, state
from graphcrm.embedded.journal import Journal
from graphcrm.embedded.locks import FileLock
from graphcrm.embedded.records import Service, ServiceSpec, State
from graphcrm.embedded.signals import Ended, Signals
from graphcrm.embedded.watch import Watch
from graphcrm.errors import ConflictError


CHORE_AFTER = 20.0  # seconds of calm
EAGER, CALM = 0.05, 0.25  # seconds between two looks: while something starts, and otherwise
LOCK_TRIES = 20
ORPHAN_SECONDS = 10.0


class AlreadyRunningError(ConflictError):
    """Another supervisor runs on the data folder."""

    code = "already-running"

    def __init__(self, data: Path, run: state.Run) -> None:
        owner = run.owner
        at = f" at {run.web_url}" if run.web_url else ""
        who = f" as process {owner.pid}{at} since {run.since}" if owner else ""
        super().__init__(
            f"graphcrm is already running on {data}{who}; use it, or end it with `graphcrm down`."
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a supervisor is to run.

    Attributes:
        specs: The services; those named in another's `after` come before it.
        web_url: Where the browser goes; None without a web server.
        adopted: Servers that already run for a command and are to be kept.
        external: Servers that others run.
    """

    specs: Sequence[ServiceSpec]
    web_url: str | None = None
    adopted: tuple[Service, ...] = ()
    external: tuple[Service, ...] = ()


def supervise(
    data: Path,
    prepare: Callable[[state.Run], Plan],
    on_ready: Callable[[state.Run], None],
    chore: ServiceSpec | None = None,
) -> None:
    """Run services until SIGINT, SIGTERM or SIGHUP; a second signal while stopping kills.

    Call it from the main thread: signals, and the kernel's ending of children with the thread
    that started them, need that.

    Args:
        data: The data folder; one supervisor at a time.
        prepare: Called, with what ran before, once nothing else starts or stops servers there.
        on_ready: Called when every service answers for the first time.
        chore: Run once, when everything has been ready for a while; it may end at any time.

    Raises:
        AlreadyRunningError: Another supervisor runs on the folder.
        ServiceFailedError: A service could not be started at all; the others are stopped again.
    """
    refuse_second(data)
    lock = FileLock(state.up_lock(data))
    try:
        if not _is_taken(lock):
            raise AlreadyRunningError(data, state.read_run(data))
        with Signals() as signals:
            _Supervisor(data, signals, chore).run(prepare, on_ready)
    finally:
        lock.close()


def refuse_second(data: Path) -> None:
    """Check that no supervisor is alive on the data folder.

    Raises:
        AlreadyRunningError: One is.
    """
    run = state.read_run(data)
    if run.owner and children.find_process(run.owner):
        raise AlreadyRunningError(data, run)


def _is_taken(lock: FileLock) -> bool:
    for _ in range(LOCK_TRIES):  # a command that asks who is up holds it for a moment
        if lock.is_acquired_now():
            return True
        time.sleep(children.PAUSE)
    return False


class _Supervisor:
    """The loop over all services of one data folder."""

    def __init__(self, data: Path, signals: Signals, chore: ServiceSpec | None) -> None:
        self._data = data
        self._signals = signals
        self._chore = chore
        self._journal = Journal(data)
        self._watches: list[Watch] = []
        own = psutil.Process()
        self._owner = Service("supervisor", State.STARTING, own.pid, started_at=own.create_time())
        self._since = clock.now().isoformat(timespec="seconds")
        self._web_url: str | None = None
        self._external: tuple[Service, ...] = ()
        self._written: state.Run | None = None

    def run(
        self, prepare: Callable[[state.Run], Plan], on_ready: Callable[[state.Run], None]
    ) -> None:
        """Start, keep and stop the services."""
        try:
            with self._signals.raised():
                lock = FileLock(state.start_lock(self._data)).acquire()
            try:
                before = state.read_run(self._data)
                self._record()
                with self._signals.raised():
                    self._begin(prepare(before))
                is_ready = self._become_ready()
            finally:
                lock.close()
            if is_ready:
                on_ready(self._record())
                self._keep()
        except Ended:
            pass
        finally:
            self._stop()

    def _begin(self, plan: Plan) -> None:
        kept = {service.pid for service in plan.adopted}
        orphans = [each for each in children.descendants(self._data) if each.pid not in kept]
        for orphan in orphans:
            self._journal.note("orphan", pid=orphan.pid)
        children.end_all(orphans, ORPHAN_SECONDS)
        self._web_url, self._external = plan.web_url, plan.external
        self._watches = [Watch(spec, self._data, self._journal) for spec in plan.specs]
        for watch in self._watches:
            service = next((each for each in plan.adopted if each.name == watch.spec.name), None)
            process = service and children.find_process(service)
            if service and process:
                watch.adopt(process, service.version)

    def _become_ready(self) -> bool:
        while not all(watch.state is State.READY for watch in self._watches):
            if self._signals.wait(EAGER):
                return False
            self._step()
        self._owner = dataclasses.replace(self._owner, state=State.READY)
        return True

    def _keep(self) -> None:
        chore_at = time.monotonic() + CHORE_AFTER
        while not self._signals.wait(CALM):
            self._step()
            if self._chore and time.monotonic() > chore_at:
                children.start(self._chore, self._data, dies_with_us=True)
                self._chore = None

    def _step(self) -> None:
        external = {service.name for service in self._external}
        for watch in self._watches:
            ready = {each.spec.name for each in self._watches if each.state is State.READY}
            watch.step(ready | external)
        self._record()

    def _record(self) -> state.Run:
        services = (*self._external, *(watch.service for watch in self._watches))
        run = state.Run(services, self._owner, self._web_url, self._since)
        if run != self._written:
            state.write_run(self._data, run)
            self._written = run
        return run

    def _stop(self) -> None:
        self._journal.note("stopping")
        try:
            with self._signals.raised():
                for wave in self._waves():
                    seconds = max(watch.spec.stop_seconds for watch in wave)
                    children.end_all([each.process for each in wave if each.process], seconds)
        except Ended:  # a second Ctrl+C: Neo4j's and Valkey's logs survive being killed
            self._journal.note("killing")
        children.kill(children.descendants(self._data))
        state.forget_run(self._data)
        self._journal.note("stopped")

    def _waves(self) -> list[list[Watch]]:
        """Group the services so that each is stopped before those it stands on."""
        needed = {name for watch in self._watches for name in watch.spec.after}
        last = [watch for watch in self._watches if watch.spec.name in needed]
        first = [watch for watch in self._watches if watch.spec.name not in needed]
        return [wave for wave in (first, last) if wave]
