"""Settings, read once from the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a process needs to know before it starts.

    Attributes:
        data: Folder of one installation: database, queue, secrets, snapshots, logs.
        neo4j_uri: Bolt URI with credentials, e.g. "bolt://neo4j:secret@db:7687";
            None = the embedded server.
        redis_url: Queue, cache and pub/sub, e.g. "redis://cache:6379/0";
            None = the embedded Valkey.
        neo4j_heap: Java heap of the embedded Neo4j, e.g. "512m" or "2g".
        query_timeout: Seconds before the server ends a query; 0 means no limit.
    """

    data: Path
    neo4j_uri: str | None = None
    redis_url: str | None = None
    neo4j_heap: str = "1g"
    query_timeout: float = 60.0

    @classmethod
    def from_env(cls, data: Path | None = None) -> "Config":
        """Read GRAPHCRM_* variables; `data` given outright wins over GRAPHCRM_DATA."""
        named = data or os.environ.get("GRAPHCRM_DATA") or platformdirs.user_data_path("graphcrm")
        return cls(
            data=Path(named).expanduser().absolute(),
            neo4j_uri=os.environ.get("GRAPHCRM_NEO4J_URI") or None,
            redis_url=os.environ.get("GRAPHCRM_REDIS_URL") or None,
            neo4j_heap=os.environ.get("GRAPHCRM_NEO4J_HEAP") or "1g",
            query_timeout=float(os.environ.get("GRAPHCRM_QUERY_TIMEOUT", "60")),
        )

    def make_data_folder(self) -> None:
        """Create the data folder, closed to other users; one that exists keeps its mode."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
