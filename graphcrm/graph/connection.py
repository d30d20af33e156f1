"""One driver per process, shared by node classes and named queries."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit, urlunsplit

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    Driver,
    GraphDatabase,  # noqa: TID251 - the one place that opens drivers
    Session,
    Transaction,
)
from neo4j.exceptions import DriverError, Neo4jError
from neomodel import db

from graphcrm.errors import UnavailableError


# What the driver logs goes where a process sends its logs, and without such a place nowhere:
# on a terminal our own sentence says it.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class NotConnectedError(UnavailableError):
    """No graph has been connected, or it does not answer."""

    code = "graph-unavailable"


class _Connection:
    """The process's driver and where it points."""

    def __init__(self) -> None:
        self.driver: Driver | None = None
        self.database: str | None = None
        self.timeout: float | None = None


_connection = _Connection()


def connect(uri: str, *, timeout: float = 60.0) -> None:
    """Point this process at `uri` and check that the server answers.

    Args:
        uri: Bolt URI with credentials and, optionally, the database as its path.
        timeout: Seconds the server may spend on one transaction; 0 = no limit.

    Raises:
        NotConnectedError: The server does not answer or refuses the credentials.
    """
    disconnect()
    driver, database = _open(uri)
    try:
        driver.verify_connectivity()
    except (DriverError, Neo4jError) as error:
        driver.close()
        raise NotConnectedError(_silence(uri, error)) from error
    _connection.driver, _connection.timeout = driver, timeout
    _connection.database = database
    db.set_connection(driver=driver)


def server_version(uri: str) -> str:
    """Ask the server at `uri` for its version by one query, leaving this process's driver alone.

    Raises:
        NotConnectedError: The server does not answer, not yet, or refuses the credentials.
    """
    driver, database = _open(uri)
    with driver:
        try:
            with driver.session(database=database) as opened:
                return opened.run("RETURN 1").consume().server.agent.removeprefix("Neo4j/")
        except (DriverError, Neo4jError) as error:
            raise NotConnectedError(_silence(uri, error)) from error


def _open(uri: str) -> tuple[Driver, str | None]:
    parts = urlsplit(uri)
    auth = (unquote(parts.username or "neo4j"), unquote(parts.password or ""))
    driver = GraphDatabase.driver(
        _address(uri), auth=auth, notifications_min_severity="OFF", max_connection_pool_size=200
    )
    return driver, parts.path.strip("/") or None


def _address(uri: str) -> str:
    parts = urlsplit(uri)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "", parts.query, ""))


def _silence(uri: str, error: Exception) -> str:
    why = " ".join(str(error).split())  # the driver gives each address it tried a line
    return f"The graph at {_address(uri)} does not answer: {why}"


def is_connected() -> bool:
    """Answer whether this process has been pointed at a server."""
    return _connection.driver is not None


def disconnect() -> None:
    """Close this process's driver, if it has one."""
    if _connection.driver is not None:
        _connection.driver.close()
        _connection.driver = None
        db.driver = None


def forget() -> None:
    """Drop a driver inherited by a forked child without closing its parent's sockets."""
    _connection.driver = None
    db.driver = None


@contextmanager
def session(*, write: bool) -> Iterator[Session]:
    """Open a session of this process's driver.

    Raises:
        NotConnectedError: `connect` was not called.
    """
    if _connection.driver is None:
        raise NotConnectedError("No graph is connected.")
    access = WRITE_ACCESS if write else READ_ACCESS
    with _connection.driver.session(
        database=_connection.database, default_access_mode=access, fetch_size=5000
    ) as opened:
        yield opened


def begin(opened: Session) -> Transaction:
    """Begin a transaction that ends by itself after the configured time."""
    return opened.begin_transaction(timeout=_connection.timeout)
