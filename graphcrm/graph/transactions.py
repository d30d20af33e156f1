"""Transactions that join and that survive a deadlock.

A command decorated with `atomic` joins a running transaction, or opens one and is
re-run as a whole when the server reports a transient failure or when another
process created the same thing a moment before: the second run sees it.
"""

import functools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from neo4j import Transaction
from neo4j.exceptions import ConstraintError, DriverError, Neo4jError

from graphcrm.errors import ConflictError, UnavailableError
from graphcrm.graph import connection


P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 8
FIRST_PAUSE = 0.002  # seconds; doubles after each failed attempt, with jitter
LONGEST_PAUSE = 0.05

_current: ContextVar[Transaction | None] = ContextVar("graphcrm_transaction", default=None)


class TakenError(ConflictError):
    """Something with the same identity exists already."""

    code = "taken"


class BusyError(UnavailableError):
    """The database did not take the change after several attempts."""

    code = "busy"


class LostConnectionError(UnavailableError):
    """The database went away; nothing of the running command was kept."""

    code = "lost-connection"


def atomic(command: Callable[P, R]) -> Callable[P, R]:
    """Run `command` in one transaction, re-running all of it on transient failures.

    The command may run more than once, so it calls nothing outside the graph.

    Raises:
        TakenError: It insists on creating what exists already.
        BusyError: Every attempt met a deadlock.
        LostConnectionError: The server went away.
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _current.get() is not None:
            return command(*args, **kwargs)
        pause, left = FIRST_PAUSE, ATTEMPTS
        while True:
            left -= 1
            try:
                with _open_transaction():
                    return command(*args, **kwargs)
            except (DriverError, Neo4jError) as error:
                if not left or not _worth_retrying(error):
                    raise translated(error) from error
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
            pause = min(LONGEST_PAUSE, pause * 2)

    return run


@contextmanager
def _open_transaction() -> Iterator[Transaction]:
    """Open a transaction that every query of this context joins; commit it at the end."""
    with connection.session(write=True) as session, connection.begin(session) as transaction:
        token = _current.set(transaction)
        try:
            yield transaction
            transaction.commit()
        finally:
            _current.reset(token)


@contextmanager
def reading() -> Iterator[Transaction]:
    """Join the running transaction, or read in one of its own; driver errors are translated.

    Nothing joins the latter: its rows may be used one by one while other commands run.
    """
    running = _current.get()
    if running is not None:
        yield running
        return
    try:
        with connection.session(write=False) as session, connection.begin(session) as transaction:
            yield transaction
    except (DriverError, Neo4jError) as error:
        raise translated(error) from error


def writing() -> Transaction:
    """Return the running transaction.

    Raises:
        RuntimeError: There is none: a write outside a command is our own mistake.
    """
    running = _current.get()
    if running is None:
        raise RuntimeError("Writes happen inside a command decorated with graph.atomic.")
    return running


def translated(error: Exception) -> Exception:
    """Return our own error for one of the driver's; our own mistakes stay as they are."""
    match error:
        case ConstraintError():
            return TakenError("Somebody created the same thing a moment ago.")
        case Neo4jError() if error.is_retryable():
            return BusyError("The database is too busy; try again.")
        case DriverError():
            return LostConnectionError(
                "The database does not answer; nothing of this step was kept. Try again."
            )
    return error


def _worth_retrying(error: DriverError | Neo4jError) -> bool:
    return isinstance(error, ConstraintError) or error.is_retryable()
