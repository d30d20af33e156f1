"""Named Cypher: one query per file under cypher/, its header is its signature."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, Generic, TypeVar

from neo4j import Result, Transaction
from neo4j.time import Date, DateTime

from graphcrm.errors import NotFoundError
from graphcrm.graph import tally, transactions


Row = TypeVar("Row")

_INSTALLED = Path(__file__).parents[1] / "_cypher"
_CHECKOUT = Path(__file__).parents[2] / "cypher"
HOME = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT

_FIELD = re.compile(r"^//   (\w+): ([a-z?<>]+)")
_PARAM = re.compile(r"\$(\w+)")


class QueryError(Exception):
    """A named query and its use disagree; a mistake in our code, never the user's."""


@dataclass(frozen=True, slots=True)
class Query(Generic[Row]):
    """A query read from disk, bound to the dataclass its rows become.

    Attributes:
        name: Path under cypher/ without the suffix, e.g. "directory/contact_page".
        text: The Cypher as it is sent, header included, so it shows up in the server's log.
        params: Parameter name to Cypher type, from the header.
        columns: Returned column to Cypher type, in order, from the header.
        row: The frozen dataclass that one row becomes.
        temporal: Positions of the columns that hold instants or dates.
    """

    name: str
    text: str
    params: Mapping[str, str]
    columns: Mapping[str, str]
    row: type[Row]
    temporal: tuple[int, ...]

    def run(self, transaction: Transaction, values: Mapping[str, Any]) -> Result:
        """Run it in a transaction, with a value for each of its parameters."""
        return transaction.run(self.text, sent(self.params, values))


def load(name: str, row: type[Row]) -> Query[Row]:
    """Read cypher/`name`.cypher and check its header against its body and `row`.

    Raises:
        QueryError: Header, body and `row` disagree.
    """
    text = (HOME / f"{name}.cypher").read_text(encoding="utf-8")
    params, columns = signature(text)
    used = set(_PARAM.findall(_body(text)))
    if used != set(params):
        raise QueryError(f"{name}: body uses {sorted(used)}, header {sorted(params)}")
    fields = tuple(field.name for field in dataclasses.fields(row))  # type: ignore[arg-type]  # a dataclass by convention
    if fields != tuple(columns):
        raise QueryError(f"{name}: returns {tuple(columns)}, {row.__name__} has {fields}")
    temporal = tuple(at for at, type_ in enumerate(columns.values()) if "date" in type_)
    return Query(name, with_one_plan(text, params), params, columns, row, temporal)


def with_one_plan(text: str, params: Mapping[str, str]) -> str:
    """Return Cypher that takes lists, and what may be null, in one map: `$given.uids`.

    Neo4j makes a plan, in up to two seconds, for each combination of the types of parameters: a
    string or null, a list of none, of one, of up to ten, of up to a hundred. Into maps it does
    not look.
    """
    vague = "|".join(name for name, kind in params.items() if _is_vague(kind))
    return re.sub(rf"\$({vague})\b", r"$given.\1", text) if vague else text


def sent(params: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of parameters as a text `with_one_plan` takes them."""
    vague = {name: value for name, value in values.items() if _is_vague(params[name])}
    return {name: one for name, one in values.items() if name not in vague} | {"given": vague}


def _is_vague(kind: str) -> bool:
    return kind.startswith("list") or kind.endswith("?")


def stream(query: Query[Row], **params: Any) -> Iterator[Row]:
    """Run `query` and yield its rows as they arrive, in order.

    Raises:
        QueryError: The parameters or the columns are not those of the header.
    """
    if set(params) != set(query.params):
        raise QueryError(f"{query.name} takes {sorted(query.params)}, got {sorted(params)}")
    with transactions.reading() as transaction:
        tally.note()
        result = query.run(transaction, params)
        if tuple(result.keys()) != tuple(query.columns):
            raise QueryError(f"{query.name} returned {result.keys()}")
        yield from rows_of(query, result)


def fetch(query: Query[Row], **params: Any) -> list[Row]:
    """Run `query` in the current transaction, or one of its own, and return its rows in order."""
    return list(stream(query, **params))


def find(query: Query[Row], **params: Any) -> Row | None:
    """Return the only row of `query`, or None.

    Raises:
        QueryError: There are several.
    """
    rows = fetch(query, **params)
    if len(rows) > 1:
        raise QueryError(f"{query.name} returned {len(rows)} rows, one was expected")
    return rows[0] if rows else None


def get(query: Query[Row], kind: str, uid: str, **params: Any) -> Row:
    """Return the only row of `query`, the `kind` of record `uid` that was asked for.

    Raises:
        NotFoundError: There is none; a hidden record is answered the same way.
    """
    row = find(query, **params)
    if row is None:
        raise NotFoundError(kind, uid)
    return row


def rows_of(query: Query[Row], result: Result) -> Iterator[Row]:
    """Yield the rows of a running query with Python's own temporal types."""
    for record in result:
        values = record.values()
        for at in query.temporal:
            values[at] = _native(values[at])
        yield query.row(*values)


def signature(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parameters and the columns that a query's header declares."""
    sections: dict[str, dict[str, str]] = {"params": {}, "returns": {}}
    current: dict[str, str] | None = None
    for line in text.splitlines():
        if line.startswith("// ") and line[3:] in sections:
            current = sections[line[3:]]
        elif current is not None and (field := _FIELD.match(line)):
            current[field[1]] = field[2]
    return sections["params"], sections["returns"]


def _native(value: Any) -> Any:
    """Return the driver's own temporal types as Python's; lists and maps element by element.

    Instants come back in UTC by offset, as we send them: Cypher's `=` tells the zone
    named UTC from the offset +00:00, so a value read and sent back must not change zones.
    """
    match value:
        case list():
            return [_native(item) for item in value]
        case dict():
            return {key: _native(item) for key, item in value.items()}
        case DateTime():
            return value.to_native().astimezone(UTC)
        case Date():
            return value.to_native()
    return value


def _body(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("//"))
