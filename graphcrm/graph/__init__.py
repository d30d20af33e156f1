"""The floor that talks to Neo4j; nothing above it opens a session."""

from graphcrm.graph.connection import connect, disconnect, forget, is_connected
from graphcrm.graph.queries import Query, fetch, find, get, load, stream
from graphcrm.graph.rows import Counted, Uid
from graphcrm.graph.tally import open_tally
from graphcrm.graph.transactions import TakenError, atomic, reading
from graphcrm.graph.writer import ChangedMeanwhileError, write, write_derived


__all__ = [
    "ChangedMeanwhileError",
    "Counted",
    "Query",
    "TakenError",
    "Uid",
    "atomic",
    "connect",
    "disconnect",
    "fetch",
    "find",
    "forget",
    "get",
    "is_connected",
    "load",
    "open_tally",
    "reading",
    "stream",
    "write",
    "write_derived",
]
