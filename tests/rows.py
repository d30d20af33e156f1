"""A source made in a test, and a picture of the graph that tells its records by identity alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from graphcrm import ids
from graphcrm.activities.records import (
    Address,
    Evidence,
    HandleKind,
    HandleUse,
    Kind,
    Part,
    Participant,
)
from graphcrm.graph import connection
from graphcrm.graph.queries import _native
from graphcrm.integrations.source import Content, Item, SourceKind


START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rows:
    """A source of given rows.

    Attributes:
        broken_at: Position before which reading ends with an error; None = never.
    """

    contents: Sequence[Content]
    name: str = "rows"
    kind: SourceKind = SourceKind.MBOX
    broken_at: int | None = None

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.contents)

    def items(self) -> Iterator[Item]:
        """Yield every row."""
        for at, content in enumerate(self.contents):
            if at == self.broken_at:
                raise OSError("the disk is gone")
            yield Item(f"{self.name}: row {at + 1}", content, at + 1)


def email(value: str, name: str | None = None, use: HandleUse = HandleUse.PERSON) -> Address:
    """Return a mail address."""
    return Address(HandleKind.EMAIL, value, name, use)


def mail(number: int, sender: str, *recipients: str, replies_to: tuple[int, ...] = ()) -> Evidence:
    """Return a mail, the same for the same number; one an hour."""
    parts = [Participant(email(sender), Part.FROM)]
    parts += [Participant(email(to), Part.TO) for to in recipients]
    cited = tuple(ids.of("email", f"m{one}") for one in replies_to)
    at = START + timedelta(hours=number)
    return Evidence(ids.of("email", f"m{number}"), Kind.EMAIL, at, tuple(parts), replies_to=cited)


_PICTURE = {
    "handles": """
        MATCH (h:Handle) RETURN h.kind, h.value, h.use, h.name ORDER BY h.kind, h.value""",
    "contacts": """
        MATCH (c:Contact)
        RETURN COLLECT { MATCH (c)-[:HAS]->(h) RETURN h.value ORDER BY h.value }, c.name, c.title,
            c.kind, c.owner_id, c.source
        ORDER BY c.name, COLLECT { MATCH (c)-[:HAS]->(h) RETURN h.value ORDER BY h.value }""",
    "jobs": """
        MATCH (c:Contact)-[j:WORKS_AT]->(a:Account)
        RETURN c.name, a.name, j.title, toString(j.from_on), toString(j.until_on),
            toString(j.seen_from_on), toString(j.seen_until_on)
        ORDER BY c.name, a.name""",
    "accounts": "MATCH (a:Account) RETURN a.name, a.domains, a.owner_id ORDER BY a.name",
    "evidence": """
        MATCH (e:Activity) WHERE e.kind <> 'change'
        RETURN e.uid, e.kind, toString(e.occurred_at),
            COLLECT { MATCH (e)-[p:INVOLVES]->(h)
                WITH p.as + ' ' + h.uid AS x RETURN x ORDER BY x },
            COUNT { (e)<-[:BROUGHT]-(s) WHERE coalesce(s.standing, true) } > 0
        ORDER BY e.uid""",
    "ties": """
        MATCH (a:Contact)-[t:KNOWS]-(b:Contact)
        WHERE a.name < b.name
        RETURN a.name, b.name, t.days, t.evidence_count, toString(t.first_at), toString(t.last_at),
            t.declared, [x IN CASE WHEN a.uid < b.uid THEN t.sums_out ELSE t.sums_in END
                         | round(x, 9)],
            [x IN CASE WHEN a.uid < b.uid THEN t.sums_in ELSE t.sums_out END | round(x, 9)]
        ORDER BY a.name, b.name""",
}


def picture(*parts: str) -> dict[str, list[object]]:
    """Return what the graph holds without uids that were drawn at random and without clocks."""
    with connection.session(write=False) as session:
        return {
            part: [record.values() for record in session.run(_PICTURE[part])]
            for part in parts or _PICTURE
        }


def values_of(uid: str) -> dict[str, object]:
    """Return what a contact or account has, as a change that removes it says it."""
    with connection.session(write=False) as session:
        row = session.run("MATCH (n:Contact|Account {uid: $uid}) RETURN properties(n)", uid=uid)
        return plain(row.value()[0])


def plain(values: dict[str, object]) -> dict[str, object]:
    """Return properties without those that the writer keeps, with Python's own times."""
    return {k: _native(v) for k, v in values.items() if k not in {"uid", "changed_by"}}


def places() -> list[int]:
    """Return every place that the stream has taken, in order."""
    with connection.session(write=False) as session:
        return [r[0] for r in session.run("MATCH (a:Activity) RETURN a.seq AS s ORDER BY s")]


def stream_end() -> int:
    """Return the last place that the stream says it has taken."""
    with connection.session(write=False) as session:
        return session.run("MATCH (s:Stream {uid: 'stream'}) RETURN s.seq AS s").single()["s"]
