"""How many queries were sent in answering something, for whoever keeps to a budget."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Queries sent since it was opened, writes of changes aside."""

    queries: int = 0


_open: ContextVar[Tally | None] = ContextVar("graphcrm_tally", default=None)


def open_tally() -> Tally:
    """Count this context's queries from now on; an earlier tally of it counts no further."""
    tally = Tally()
    _open.set(tally)
    return tally


def note() -> None:
    """Count one query."""
    tally = _open.get()
    if tally is not None:
        tally.queries += 1
