"""Writing changes in batches by shape, each row compared with what it believed before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.errors import ConflictError
from graphcrm.graph.queries import Query, QueryError, Row, rows_of
from graphcrm.graph.transactions import writing
from graphcrm.nodes import catalogue


class ChangedMeanwhileError(ConflictError):
    """Somebody else changed what a change was based on.

    Attributes:
        uids: The nodes and edges that no longer are as the change believed.
    """

    code = "changed-meanwhile"

    def __init__(self, uids: list[str]) -> None:
        super().__init__(
            "Somebody changed this meanwhile; look at it as it is now and try again."
            if len(uids) == 1
            else f"{len(uids)} records were changed meanwhile; look at them and try again."
        )
        self.uids = sorted(uids)


# One statement per shape. Labels and types come from the closed catalogue, never from input.
# `changed_by` (the uid of the activity) is set first: it takes the write lock, so that the
# comparison reads what is committed; it also is the ETag and answers "who, when".
# A removed node keeps its properties and edges but trades its label for Removed, so that no
# query, index or constraint sees it, derived edges do not hold it back, and it can return.
_ROWS = "UNWIND $given.rows AS row "
_NODE = _ROWS + "MATCH (x:{label} {{uid: row.uid}}) "
_ENDS = "MATCH (a:{start} {{uid: row.start}}) MATCH (b:{end} {{uid: row.end}}) "
_EDGE = _ROWS + _ENDS + "MATCH (a)-[x:{type} {{uid: row.uid}}]->(b) "
_IF_SAME = """
SET x.changed_by = $by
WITH x, row
WHERE all(key IN keys(row.before) WHERE
    x[key] = row.before[key] OR (x[key] IS NULL AND row.before[key] IS NULL))
"""
_AND_WHOLE = """
AND all(key IN keys(x) WHERE key IN ['uid', 'changed_by'] OR key IN keys(row.before))
"""
_FILL = "SET x = row.values, x += $shared"
_DONE = " RETURN collect(row.uid) AS uids"
RETURN_NODE = (
    _ROWS + "MATCH (x:Removed {{uid: row.uid}}) REMOVE x:Removed SET x:{label} " + _FILL + _DONE
)
ADD_NODE = _ROWS + "CREATE (x:{label}) " + _FILL + _DONE
ADD_EDGE = _ROWS + _ENDS + "CREATE (a)-[x:{type}]->(b) " + _FILL + _DONE
SET_NODE = _NODE + _IF_SAME + "SET x += row.after" + _DONE
SET_EDGE = _EDGE + _IF_SAME + "SET x += row.after" + _DONE
REMOVE_NODE = _NODE + _IF_SAME + _AND_WHOLE + "REMOVE x:{label} SET x:Removed" + _DONE
REMOVE_EDGE = _EDGE + _IF_SAME + _AND_WHOLE + "DELETE x" + _DONE
STATEMENTS = {
    (Added, Node): (RETURN_NODE, ADD_NODE),
    (Added, Edge): (ADD_EDGE,),
    (Set, Node): (SET_NODE,),
    (Set, Edge): (SET_EDGE,),
    (Removed, Node): (REMOVE_NODE,),
    (Removed, Edge): (REMOVE_EDGE,),
}


def write(changes: Iterable[Change], *, by: str) -> None:
    """Write `changes` in the current transaction, neighbours of one shape together.

    Args:
        changes: What to change, in order.
        by: Uid of the activity that tells of the changes.

    Raises:
        ChangedMeanwhileError: Something is no longer as a change believed.
        QueryError: A label, type or property is not in the catalogue: our own mistake.
    """
    lost: list[str] = []
    for statements, rows in _batches(changes):
        left, shared = rows, _shared(rows, by)
        for statement in statements:
            if left:
                answer = writing().run(statement, given={"rows": left}, by=by, shared=shared)
                written = set(answer.single(strict=True)["uids"])
                left = [row for row in left if row["uid"] not in written]
        lost += [row["uid"] for row in left]
    if lost:
        raise ChangedMeanwhileError(lost)


def write_derived(query: Query[Row], **params: Any) -> list[Row]:
    """Run a named query that writes derived or operational data, outside the stream."""
    return list(rows_of(query, query.run(writing(), params)))


def _batches(changes: Iterable[Change]) -> Iterator[tuple[tuple[str, ...], list[Values]]]:
    """Group runs of changes that may be reordered: additions of nodes, then of edges, ..."""
    groups: dict[tuple[str, ...], list[Values]] = defaultdict(list)
    phase: tuple[type, type] | None = None
    for change in changes:
        kind = (type(change), type(change.what))
        if kind != phase:
            yield from groups.items()
            groups, phase = defaultdict(list), kind
        groups[_statements(kind, change)].append(_row(change))
    yield from groups.items()


def _shared(rows: list[Values], by: str) -> Values:
    """Take out of added rows what all of them have alike (owner, origin, time): it travels once.

    Each row is left with its uid among its values: set one by one, each property would be
    looked up in the indexes again.
    """
    if "values" not in rows[0]:
        return {}
    shared = {
        key: value
        for key, value in rows[0]["values"].items()
        if all(row["values"].get(key) == value for row in rows)
    }
    for row in rows:
        own = {key: value for key, value in row["values"].items() if key not in shared}
        row["values"] = own | {"uid": row["uid"]}
    return shared | {"changed_by": by}


def _statements(kind: tuple[type, type], change: Change) -> tuple[str, ...]:
    what = change.what
    if isinstance(what, Node):
        names, known = {"label": what.label}, catalogue.properties().get(what.label)
    else:
        shape = catalogue.edges().get((what.type, what.start.label, what.end.label))
        names = {"type": what.type, "start": what.start.label, "end": what.end.label}
        known = shape.properties if shape else None
    values = change.after if isinstance(change, Set) else change.values
    if known is None or not values.keys() <= known:
        raise QueryError(f"{names} {sorted(values)} is not in the catalogue")
    return tuple(statement.format(**names) for statement in STATEMENTS[kind])


def _row(change: Change) -> Values:
    what = change.what
    row: Values = {"uid": what.uid}
    if isinstance(what, Edge):
        row |= {"start": what.start.uid, "end": what.end.uid}
    match change:
        case Added(_, values):
            row["values"] = values
            return row
        case Removed(_, values):
            row["before"] = values
            return row
    return row | {"before": change.before, "after": change.after}
