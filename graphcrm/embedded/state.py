"""What a data folder says about the processes that serve it: run.json and the locks beside it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from graphcrm.embedded.records import Service, State


@dataclass(frozen=True, slots=True)
class Run:
    """The processes of one data folder.

    Attributes:
        services: In the order they were started.
        owner: The supervisor; None when commands run the servers for their own duration.
        web_url: Where the browser goes; None without a web server.
        since: When the supervisor started, ISO 8601 in UTC.
    """

    services: tuple[Service, ...] = ()
    owner: Service | None = None
    web_url: str | None = None
    since: str | None = None

    def find(self, name: str) -> Service | None:
        """Return the service of that name, None when it is not recorded."""
        return next((service for service in self.services if service.name == name), None)


def run_file(data: Path) -> Path:
    """Return the file that `read_run` reads."""
    return data / "run.json"


def start_lock(data: Path) -> Path:
    """Return the lock held while servers are started or stopped."""
    return data / "start.lock"


def lease_lock(data: Path) -> Path:
    """Return the lock that every command using the servers shares; the last one out stops them."""
    return data / "lease.lock"


def up_lock(data: Path) -> Path:
    """Return the lock that a supervisor holds for its life."""
    return data / "up.lock"


def read_run(data: Path) -> Run:
    """Return what was recorded last; an absent or damaged file says that nothing runs."""
    try:
        found = json.loads(run_file(data).read_text())
        owner = found["owner"] and _service(found["owner"])
        services = tuple(_service(entry) for entry in found["services"])
        return Run(services, owner, found["web_url"], found["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return Run()


def write_run(data: Path, run: Run) -> None:
    """Record what runs, readable by this user alone; readers see the old or the new, never half."""
    part = run_file(data).with_suffix(f".{os.getpid()}.part")
    part.touch(0o600)
    part.write_text(json.dumps(asdict(run), indent=1))
    part.rename(run_file(data))


def forget_run(data: Path) -> None:
    """Record that nothing runs."""
    run_file(data).unlink(missing_ok=True)


def _service(entry: dict[str, object]) -> Service:
    return Service(**{**entry, "state": State(entry["state"])})  # type: ignore[arg-type]  # as written by write_run
