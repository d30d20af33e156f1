"""Write neo4j.lock: every jar of one Neo4j Community release with its SHA-256, resolved by jgo.

Run it when the release is raised:
    python scripts/make_neo4j_lock.py 2026.08.1 > graphcrm/embedded/neo4j.lock
"""

import sys
import tempfile
import tomllib
from pathlib import Path

from jgo.env import EnvironmentBuilder, LinkStrategy
from jgo.maven import MavenContext


def locked_jars(version: str) -> list[str]:
    """Return a line per jar: group:artifact:version:classifier, a space, the SHA-256."""
    with tempfile.TemporaryDirectory() as folder:
        builder = EnvironmentBuilder(
            MavenContext(), cache_dir=Path(folder), link_strategy=LinkStrategy.COPY
        )
        endpoint = f"org.neo4j:neo4j:{version}@org.neo4j.server.Neo4jCommunity"
        environment = builder.from_endpoint(endpoint)
        lock = tomllib.loads((environment.path / "jgo.lock.toml").read_text())
    return [
        ":".join((jar["groupId"], jar["artifactId"], jar["version"], jar.get("classifier", "")))
        + f" {jar['sha256']}"
        for jar in lock["dependencies"]
    ]


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in locked_jars(sys.argv[1]))
