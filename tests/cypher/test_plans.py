"""No query walks over all nodes of a kind where an index should lead it."""

import re
from pathlib import Path

import pytest
from world import empty

from graphcrm import graph
from graphcrm.graph import connection, queries, schema


pytestmark = pytest.mark.graph

HOME = Path(__file__).parents[2] / "cypher"
FILES = [p for p in sorted(HOME.rglob("*.cypher")) if "schema" not in p.parts]
# Of these there are as many as a firm has teams, imports and processes: an index gains nothing.
FEW = {"User", "Team", "Import", "Stream", "Follower", "Lease", "TieBatch", "SchemaStep"}
SCANS = {
    "NodeByLabelScan",
    "PartitionedNodeByLabelScan",
    "UnionNodeByLabelsScan",
    "PartitionedUnionNodeByLabelsScan",
    "IntersectionNodeByLabelsScan",
    "SubtractionNodeByLabelsScan",
}
NEVER = {"AllNodesScan", "PartitionedAllNodesScan"}
EDGES = ("RelationshipTypeScan", "AllRelationshipsScan", "RelationshipTypesScan")
VALUES = {"integer": 1, "float": 0.5, "boolean": True, "list": [], "map": {}, "string": "x"}


@pytest.fixture(scope="module")
def planned(neo4j_uri):
    """Answer the plan of a query on a graph that has the schema and nothing else."""
    graph.connect(neo4j_uri)
    schema.apply()
    empty()  # a plan depends on how much there is

    def plan(text):
        params, _ = queries.signature(text)
        values = {name: VALUES.get(re.match(r"\w+", kind)[0]) for name, kind in params.items()}
        with connection.session(write=True) as session:
            asked = f"CYPHER replan=force EXPLAIN {queries.with_one_plan(text, params)}"
            result = session.run(asked, queries.sent(params, values))
            columns = result.keys()
            return list(columns), list(_operators(result.consume().plan))

    return plan


def _operators(plan):
    name = plan["operatorType"].partition("@")[0]
    yield name, plan.get("args", {}).get("Details", "")
    for child in plan.get("children", ()):
        yield from _operators(child)


def scanned(operators):
    """Return the labels and edge types of which a plan reads all there are."""
    found = set()
    for name, details in operators:
        if name in NEVER:
            found.add("any node")
        elif name in SCANS or name.endswith(EDGES):
            found |= set(re.findall(r"[A-Z]\w+", details.partition(":")[2]))
    return found


@pytest.mark.parametrize(
    "path", FILES, ids=lambda p: p.relative_to(HOME).with_suffix("").as_posix()
)
def test_a_query_returns_its_columns_and_scans_nothing(path, planned):
    """The header holds, and a scan grows with the graph, an index seek with the answer.

    A query that is meant to read all of a kind says so and why in its header: "scans Contact:".
    """
    text = path.read_text(encoding="utf-8")
    meant = set(re.findall(r"^// scans (\w+):", text, re.MULTILINE))
    columns, found = planned(text)
    assert columns == list(queries.signature(text)[1])
    assert scanned(found) - FEW == meant


def test_a_scan_is_recognised(planned):
    """The plan of a query that no index can serve, as a check of this check."""
    _, found = planned("MATCH (c:Contact) WHERE c.title ENDS WITH 'x' RETURN c.uid AS uid")
    assert scanned(found) == {"Contact"}
    _, found = planned("MATCH (n) WHERE n.title = 'x' RETURN n.uid AS uid")
    assert scanned(found) == {"any node"}
