"""Settings, read once from the environment."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import platformdirs


WORKER_ALIVE_KEY = "graphcrm:worker"  # in Redis: pid of the worker that last said it takes jobs


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
        secret_key: Signs sessions and seals secrets; None = the one in the data folder.
        upload_mb: Most megabytes (1,000,000 bytes) one upload may have.
    """

    data: Path
    neo4j_uri: str | None = None
    redis_url: str | None = None
    neo4j_heap: str = "1g"
    query_timeout: float = 60.0
    secret_key: str | None = None
    upload_mb: int = 2048

    @classmethod
    def from_env(cls, data: Path | None = None) -> "Config":
        """Read GRAPHCRM_* variables; `data` given outright wins over GRAPHCRM_DATA."""
        named = data or os.environ.get("GRAPHCRM_DATA") or platformdirs.user_data_path("graphcrm")
        return cls(
            data=Path(named).expanduser().resolve(),
            neo4j_uri=os.environ.get("GRAPHCRM_NEO4J_URI") or None,
            redis_url=os.environ.get("GRAPHCRM_REDIS_URL") or None,
            neo4j_heap=os.environ.get("GRAPHCRM_NEO4J_HEAP") or "1g",
            query_timeout=float(os.environ.get("GRAPHCRM_QUERY_TIMEOUT", "60")),
            secret_key=os.environ.get("GRAPHCRM_SECRET_KEY") or None,
            upload_mb=int(os.environ.get("GRAPHCRM_UPLOAD_MB", "2048")),
        )

    def variables(self) -> dict[str, str | None]:
        """Return the environment that makes `from_env` read these settings again."""
        return {
            "GRAPHCRM_DATA": str(self.data),
            "GRAPHCRM_NEO4J_URI": self.neo4j_uri,
            "GRAPHCRM_REDIS_URL": self.redis_url,
            "GRAPHCRM_NEO4J_HEAP": self.neo4j_heap,
            "GRAPHCRM_QUERY_TIMEOUT": str(self.query_timeout),
            "GRAPHCRM_SECRET_KEY": self.secret_key,
            "GRAPHCRM_UPLOAD_MB": str(self.upload_mb),
        }

    def make_data_folder(self) -> None:
        """Create the data folder, closed to other users; one that exists keeps its mode."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)

    def read_secret_key(self) -> str:
        """Return the application's key: the configured one, else the data folder's, made once.

        The file has mode 0600. Two processes that make it at once agree on one key.
        """
        if self.secret_key:
            return self.secret_key
        self.make_data_folder()
        file = self.data / "secret.key"
        if not file.exists():
            made = self.data / f"secret.key.{secrets.token_hex(8)}"
            made.touch(0o600)
            made.write_text(secrets.token_urlsafe(48))
            try:
                file.hardlink_to(made)
            except FileExistsError:  # another process was first: its key counts
                pass
            finally:
                made.unlink()
        return file.read_text()
