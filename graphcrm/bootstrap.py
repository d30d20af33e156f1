"""The composition root: turn a Config into a running system."""

from graphcrm import graph
from graphcrm.config import Config
from graphcrm.graph import schema


def start(config: Config) -> None:
    """Connect the graph and bring its schema up to date; call once per process before any command.

    Raises:
        NotConnectedError: The graph does not answer.
        KeyError: `config` names no graph: the caller starts the embedded one first.
    """
    if config.neo4j_uri is None:
        raise KeyError("neo4j_uri")
    graph.connect(config.neo4j_uri, timeout=config.query_timeout)
    schema.apply()
