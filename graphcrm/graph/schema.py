"""Numbered schema files, applied once, in order."""

from dataclasses import dataclass

from graphcrm import clock
from graphcrm.graph import connection, queries


@dataclass(frozen=True, slots=True)
class Step:
    """A schema file that has been applied."""

    name: str


APPLIED = queries.load("schema/applied", Step)
RECORD = queries.load("schema/record", Step)


def apply() -> list[str]:
    """Apply every schema file that this graph has not seen; return their names.

    Each statement is idempotent, so two processes starting at once do no harm.
    """
    done = {step.name for step in queries.fetch(APPLIED)}
    files = sorted((queries.HOME / "schema").glob("[0-9]*.cypher"))
    fresh = [file for file in files if file.stem not in done]
    with connection.session(write=True) as session:
        for file in fresh:
            for statement in statements(file.read_text(encoding="utf-8")):
                session.run(statement).consume()
            session.run(RECORD.text, name=file.stem, applied_at=clock.now()).consume()
        if fresh:
            session.run("CALL db.awaitIndexes(300)").consume()
    return [file.stem for file in fresh]


def statements(text: str) -> list[str]:
    """Return the statements of a schema file: separated by semicolons, comment lines dropped."""
    lines = (line for line in text.splitlines() if not line.startswith("//"))
    return [part.strip() for part in "\n".join(lines).split(";") if part.strip()]
