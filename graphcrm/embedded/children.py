"""Child processes of one data folder: none is lost, and each ends with all it started."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

import graphcrm
from graphcrm.embedded.records import Service, ServiceSpec, State
from graphcrm.errors import UnavailableError


MARK = "GRAPHCRM_CHILD_OF"  # environment variable that names the data folder in every descendant
PAUSE = 0.05  # seconds between two looks at a process that is starting or ending
KEPT_LOG_BYTES = 10 << 20
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>


class ServiceFailedError(UnavailableError):
    """A service ended, or did not answer in time, while it was starting."""

    code = "service-failed"

    def __init__(self, spec: ServiceSpec, reason: str) -> None:
        tail = last_line(spec.log)
        said = f' Its last words: "{tail}".' if tail else ""
        super().__init__(f"{spec.name} did not start: {reason}.{said} Its log is {spec.log}.")
        self.service = spec.name


def start(
    spec: ServiceSpec, data: Path, *, dies_with_us: bool, marked: bool = True
) -> psutil.Process:
    """Start a service in a session of its own and return its process.

    Args:
        spec: What to start.
        data: The data folder it works for; its descendants carry the name in their environment.
        marked: Whether it is one of the folder's services, ended with them.
        dies_with_us: Ask the kernel to end it when this process dies, however it dies (Linux).
    """
    spec.log.parent.mkdir(parents=True, exist_ok=True)
    _rotate(spec.log)
    changes = {**spec.environment, MARK: str(data) if marked else None}
    environment = {
        **os.environ,
        **{key: value for key, value in changes.items() if value is not None},
    }
    for key in (key for key, value in changes.items() if value is None):
        environment.pop(key, None)
    with spec.log.open("ab") as log:
        child = subprocess.Popen(  # noqa: S603 - our own commands
            spec.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=data,
            start_new_session=True,  # Ctrl+C in the terminal is ours to answer, not theirs
            preexec_fn=_die_with_parent(os.getpid()) if dies_with_us else None,  # noqa: PLW1509 - one prctl call
        )
    child.returncode = 0  # psutil reaps it, here or, after a hand-over, nobody needs to
    return psutil.Process(child.pid)


def own_environment() -> dict[str, str | None]:
    """Return the variables with which a child finds this very package, installed or checked out."""
    package = str(Path(graphcrm.__file__).parents[1])
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join(filter(None, (package, inherited)))
    return {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def wait_ready(spec: ServiceSpec, process: psutil.Process) -> str:
    """Wait until the service answers; return its version.

    Raises:
        ServiceFailedError: It ended or did not answer within its time.
    """
    deadline = time.monotonic() + spec.start_seconds
    while True:
        if not is_running(process):
            raise ServiceFailedError(spec, "its process ended")
        try:
            return spec.probe(process.pid)
        except UnavailableError:
            if time.monotonic() > deadline:
                reason = f"no answer within {spec.start_seconds:.0f} s"
                raise ServiceFailedError(spec, reason) from None
        time.sleep(PAUSE)


def service(
    spec: ServiceSpec, process: psutil.Process, state: State, version: str | None = None
) -> Service:
    """Return what is recorded of a service and its process."""
    started_at = process.create_time()
    return Service(spec.name, state, process.pid, spec.port, version, started_at)


def is_running(process: psutil.Process) -> bool:
    """Say whether a process still does anything; one that only waits to be reaped does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def find_process(service: Service) -> psutil.Process | None:
    """Return the process a service was recorded with, or None when it is gone or its pid reused."""
    if service.pid is None:
        return None
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(service.pid)
        if process.create_time() == service.started_at and is_running(process):
            return process
    return None


def descendants(data: Path) -> list[psutil.Process]:
    """Return every process that works for the data folder, orphans included."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == str(data) and is_running(process):
                found.append(process)
    return found


def stop(process: psutil.Process, seconds: float) -> None:
    """End a process and everything in its session: SIGTERM first, SIGKILL after `seconds`."""
    family = _family(process)
    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
    with contextlib.suppress(psutil.TimeoutExpired):
        process.wait(seconds)
    kill([*family, *_family(process)])


def end_all(processes: list[psutil.Process], seconds: float) -> None:
    """End processes together: SIGTERM first, SIGKILL for what is left after `seconds`."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    kill(alive)


def kill(processes: Iterable[psutil.Process]) -> None:
    """Kill processes and wait until they are gone."""
    doomed = list(processes)
    for process in doomed:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(doomed, timeout=5)


def last_line(log: Path) -> str:
    """Return the last line of a log that says something, "" when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4096))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _family(process: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return [process, *process.children(recursive=True)]
    return []


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > KEPT_LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))


def _die_with_parent(parent: int) -> Callable[[], None] | None:
    """Return what the new child runs before its program: the request to get SIGTERM when we die."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def request() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we died between fork and request
            os._exit(1)

    return request
