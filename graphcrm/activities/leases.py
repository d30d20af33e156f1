"""Leases: work that one thread of one process does at a time, whatever dies."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import psutil

from graphcrm import clock, graph
from graphcrm.errors import ConflictError


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A row of activities/lease."""

    holder: str
    until_at: datetime


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row of activities/leases."""

    uid: str
    holder: str
    until_at: datetime


LEASE = graph.load("activities/lease", LeaseRow)
LEASES = graph.load("activities/leases", NamedRow)
TAKE_LEASE = graph.load("activities/take_lease", LeaseRow)
END_LEASE = graph.load("activities/end_lease", LeaseRow)
DURATION = timedelta(seconds=60)


class HeldError(ConflictError):
    """Another process does this work now."""

    code = "held"

    def __init__(self, name: str, holder: str) -> None:
        super().__init__(f"Another process ({holder}) is at work on {name}.")


def holder() -> str:
    """Return the name of this thread of this process: host, pid, the second it began, thread."""
    process = psutil.Process()
    began = int(process.create_time())
    return f"{socket.gethostname()}/{process.pid}/{began}/{threading.get_ident()}"


@graph.atomic
def take(name: str) -> bool:
    """Take or renew the lease `name` for this thread; False while a living other holds it."""
    now, mine = clock.now(), holder()
    row = graph.find(LEASE, uid=name)
    if row and row.holder != mine and row.until_at > now and _is_alive(row.holder):
        return False
    taken = graph.write_derived(
        TAKE_LEASE, uid=name, mine=mine, before=row.holder if row else None, until_at=now + DURATION
    )
    return bool(taken)


@contextmanager
def held(name: str) -> Iterator[None]:
    """Hold the lease `name` while the block runs.

    Raises:
        HeldError: Another living process holds it.
    """
    if not take(name):
        row = graph.find(LEASE, uid=name)
        raise HeldError(name, row.holder if row else "unknown")
    try:
        yield
    finally:
        end(name)


@graph.atomic
def end(name: str) -> None:
    """Give the lease `name` back, if this thread holds it."""
    graph.write_derived(END_LEASE, uid=name, mine=holder())


def is_held(name: str) -> bool:
    """Tell whether a living process, this one included, holds the lease `name`."""
    return name in held_among([name])


def held_among(names: Sequence[str]) -> set[str]:
    """Return those of some leases that living processes hold, at most 1,000."""
    rows = graph.fetch(LEASES, uids=list(names)) if names else []
    now = clock.now()
    return {row.uid for row in rows if row.until_at > now and _is_alive(row.holder)}


def _is_alive(name: str) -> bool:
    """Tell whether a holder still runs; one of another host is believed until its time is over."""
    host, pid, started, _ = name.split("/")
    if host != socket.gethostname():
        return True
    try:
        return int(psutil.Process(int(pid)).create_time()) == int(started)
    except psutil.Error:
        return False
