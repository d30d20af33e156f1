"""Numbered schema files, applied once, in order."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from neo4j import Session
from neo4j.exceptions import Neo4jError

from graphcrm import clock
from graphcrm.graph import connection, queries


ATTEMPTS = 20
PAUSE = 0.2  # seconds


@dataclass(frozen=True, slots=True)
class Step:
    """A schema file that has been applied."""

    name: str


APPLIED = queries.load("schema/applied", Step)
RECORD = queries.load("schema/record", Step)


def apply() -> list[str]:
    """Apply every schema file that this graph has not seen; return their names.

    Each statement is idempotent. Processes that start at once meet in the server's schema lock:
    whatever it refuses is tried again, and is found done by then.
    """
    done = {step.name for step in queries.fetch(APPLIED)}
    files = sorted((queries.HOME / "schema").glob("[0-9]*.cypher"))
    fresh = [file for file in files if file.stem not in done]
    with connection.session(write=True) as session:
        for file in fresh:
            for statement in statements(file.read_text(encoding="utf-8")):
                _run(session, statement, {})
            _run(session, RECORD.text, {"name": file.stem, "applied_at": clock.now()})
        if fresh:
            _run(session, "CALL db.awaitIndexes(300)", {})
    return [file.stem for file in fresh]


def statements(text: str) -> list[str]:
    """Return the statements of a schema file: separated by semicolons, comment lines dropped."""
    lines = (line for line in text.splitlines() if not line.startswith("//"))
    return [part.strip() for part in "\n".join(lines).split(";") if part.strip()]


def _run(session: Session, statement: str, params: Mapping[str, Any]) -> None:
    left = ATTEMPTS
    while True:
        left -= 1
        try:
            session.run(statement, dict(params)).consume()
        except Neo4jError:
            if not left:
                raise
            time.sleep(PAUSE)
        else:
            return
