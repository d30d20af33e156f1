"""One supervised service: waits for others, starts, is probed, dies, rests, starts again."""

import time
from collections.abc import Callable, Collection
from pathlib import Path

import psutil

from graphcrm.embedded import children
from graphcrm.embedded.children import ServiceFailedError
from graphcrm.embedded.journal import Journal
from graphcrm.embedded.records import Service, ServiceSpec, State
from graphcrm.errors import UnavailableError


FIRST_REST = 0.25  # seconds before the first restart; doubles with each failure
LONGEST_REST = 30.0
STEADY = 60.0  # seconds of service after which earlier failures are forgotten
TRIES = 3  # starts that may fail before the first one that succeeds


class Watch:
    """The life of one service under a supervisor; `step` moves it on and never blocks for long."""

    def __init__(self, spec: ServiceSpec, data: Path, journal: Journal) -> None:
        self.spec = spec
        self.state = State.STOPPED
        self.process: psutil.Process | None = None
        self._data = data
        self._journal = journal
        self._version: str | None = None
        self._failures = 0
        self._served = False
        self._since = 0.0  # of the state, on the monotonic clock
        self._steps: dict[State, Callable[[], None]] = {
            State.STOPPED: self._start,
            State.RESTARTING: self._start_rested,
            State.STARTING: self._probe,
            State.READY: self._check,
        }

    @property
    def service(self) -> Service:
        """What `status` shows of it."""
        if self.process is None or self.state in {State.STOPPED, State.RESTARTING}:
            return Service(self.spec.name, self.state, port=self.spec.port, version=self._version)
        try:
            return children.service(self.spec, self.process, self.state, self._version)
        except psutil.NoSuchProcess:  # died this instant: the next step will say so
            return Service(self.spec.name, State.RESTARTING, port=self.spec.port)

    def adopt(self, process: psutil.Process, version: str | None) -> None:
        """Take over a process that already serves."""
        self.process, self._version, self._served = process, version, True
        self._enter(State.READY)

    def step(self, ready: Collection[str]) -> None:
        """Look at the service once and do what is due, given which others are ready.

        Raises:
            ServiceFailedError: It failed several times and never served.
        """
        if self.process is None and not set(self.spec.after) <= set(ready):
            return
        self._steps[self.state]()

    def _start(self) -> None:
        self.process = children.start(self.spec, self._data, dies_with_us=True)
        self._enter(State.STARTING)

    def _start_rested(self) -> None:
        rest = min(LONGEST_REST, FIRST_REST * 2 ** (self._failures - 1))
        if time.monotonic() - self._since >= rest:
            self._start()

    def _probe(self) -> None:
        if self.process is None or not children.is_running(self.process):
            self._fail("its process ended")
            return
        try:
            self._version = self.spec.probe(self.process.pid)
        except UnavailableError:
            if time.monotonic() - self._since > self.spec.start_seconds:
                self._fail(f"no answer within {self.spec.start_seconds:.0f} s")
            return
        self._served = True
        self._enter(State.READY)

    def _check(self) -> None:
        if self.process is None or not children.is_running(self.process):
            if time.monotonic() - self._since > STEADY:
                self._failures = 0
            self._fail("its process ended")

    def _fail(self, reason: str) -> None:
        if self.process is not None:
            children.stop(self.process, 0)
        self.process = None
        self._failures += 1
        self._enter(State.RESTARTING, reason)
        if not self._served and self._failures >= TRIES:
            raise ServiceFailedError(self.spec, reason)

    def _enter(self, state: State, reason: str | None = None) -> None:
        self.state, self._since = state, time.monotonic()
        pid = self.process.pid if self.process else None
        self._journal.note(
            state.value, service=self.spec.name, pid=pid, port=self.spec.port, reason=reason
        )
