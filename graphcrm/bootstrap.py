"""The composition root: turn a Config into a running system."""

from graphcrm import graph
from graphcrm.config import Config
from graphcrm.graph import schema
from graphcrm.influence import keeping


def start(config: Config) -> None:
    """Connect the graph and bring its schema up to date; call once per process before any command.

    Args:
        config: With the graph's address: whoever runs on an embedded one has started it.

    Raises:
        NotConnectedError: The graph does not answer.
    """
    if config.neo4j_uri is None:
        raise ValueError("neo4j_uri")
    graph.connect(config.neo4j_uri, timeout=config.query_timeout)
    schema.apply()
    keeping.keep_in(config.data / "index")


def stop() -> None:
    """Let go of the graph."""
    graph.disconnect()
