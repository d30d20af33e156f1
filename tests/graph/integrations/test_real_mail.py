"""A company's real mail: read, taken in, undone, and searched for ways to those who decide."""

import csv
import re
import runpy
from datetime import UTC, datetime
from math import isclose, prod
from pathlib import Path

import networkx as nx
import pytest
from rows import picture, places, stream_end

from graphcrm.activities.records import Address, HandleKind
from graphcrm.graph import connection
from graphcrm.influence import keeping
from graphcrm.influence.answers import answer
from graphcrm.influence.questions import PathRequest, find_paths
from graphcrm.influence.records import Question, Sight
from graphcrm.integrations import commands, undoing
from graphcrm.integrations.records import ContactPolicy, ImportOptions
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.sources import open_source
from graphcrm.relationships import following, history, strength


pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
AT = datetime(2001, 10, 1, tzinfo=UTC)
FLOOR, WILLING, HOPS = 0.05, 0.3, 4
EVERYBODY = Sight(everybody=True, owner_ids=frozenset(), team_ids=frozenset())


def shown(view):
    """Return a picture without evidence that counts nowhere."""
    return view | {"evidence": [row for row in view["evidence"] if row[-1]]}


def test_four_folders_are_taken_in_once_and_undone(world, data_folder):
    """Done-when 2: 1,601 messages, a second run of nothing new, and undo."""
    paths = sorted((data_folder / "enron-mbox").glob("*.mbox"))
    before = shown(picture())
    first = commands.run_import(world.admin, open_source(SourceKind.MBOX, paths), ImportOptions())
    following.catch_up()
    after = picture()
    assert first.read == 1601
    assert first.new + first.unchanged + sum(first.ignored.values()) + first.failed_count == 1601
    second = commands.run_import(world.admin, open_source(SourceKind.MBOX, paths), ImportOptions())
    assert (second.read, second.new, second.changed) == (1601, 0, 0)
    assert (second.contacts, second.accounts) == (0, 0)
    following.catch_up()
    assert picture() == after
    following.rebuild()
    assert picture() == after
    for import_id in (first.import_id, second.import_id):
        assert undoing.undo_import(world.admin, import_id).kept == []
    following.catch_up()
    assert shown(picture()) == before
    assert places() == list(range(1, stream_end() + 1))


@pytest.fixture
def perry(world, data_folder, tmp_path, monkeypatch):
    """Import enron-perry by the documented recipe; return its people by level."""
    document = (ROOT / "docs/importing.md").read_text("utf-8")
    (recipe,) = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
    (tmp_path / "recipe.py").write_text(recipe, "utf-8")
    (tmp_path / "enron-perry").symlink_to(data_folder / "enron-perry")
    monkeypatch.chdir(tmp_path)
    runpy.run_path("recipe.py")
    source = open_source(SourceKind.CSV_ACTIVITIES, [tmp_path / "activities.csv"])
    result = commands.run_import(world.admin, source, ImportOptions(ContactPolicy.ALL))
    assert (result.read, result.failed_count) == (21_635, 0)
    with (tmp_path / "enron-perry/people.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    handles = {Address(HandleKind.EMAIL, one["email"]).uid: one for one in people}
    with connection.session(write=False) as session:
        rows = session.run(
            "MATCH (c:Contact)-[:HAS]->(h:Handle) WHERE h.uid IN $ids RETURN c.uid, h.uid",
            ids=list(handles),
        ).values()
    return {contact: handles[handle]["level_derived"] for contact, handle in rows}


def known_ties(at):
    """Return the ties of an instant as a graph of networkx, each with its probability."""
    net = nx.Graph()
    for tie in history.ties_at(at):
        s = strength.strength_of(tie.sums_out, tie.sums_in) if tie.days else 0.0
        if s > 0:
            net.add_edge(tie.low, tie.high, probability=s**0.5)
    return net


def best_on(net, source, targets):
    """Return the best probability of a path of at most four hops to each target."""
    # Hop-bounded Bellman-Ford in probabilities: a walk that returns to somebody is never better.
    best = {source: 1.0}
    found = {}
    for _ in range(HOPS):
        reached = {}
        for vertex, so_far in best.items():
            price = 1.0 if vertex == source else WILLING
            for other, edge in net.adj[vertex].items():
                value = so_far * price * edge["probability"]
                reached[other] = max(value, reached.get(other, 0.0))
        best = reached
        for target in targets & reached.keys():
            found[target] = max(found.get(target, 0.0), reached[target])
    return {target: value for target, value in found.items() if value >= FLOOR}


def test_whoever_can_be_reached_is(perry, world):
    """Done-when 3: from any of the 156 a way to a level-1 person wherever there is one."""
    assert len(perry) == 154  # two of the 156 never wrote and were never written to
    net = known_ties(AT)
    index = keeping.past(AT).index
    top = {uid for uid, level in perry.items() if level == "1"}
    assert len(top) == 7
    reachable = 0
    for person in sorted(perry.keys() - top):
        expected = best_on(net, person, top) if person in net else {}
        for target in sorted(top):
            found = answer(index, Question((person,), (target,), EVERYBODY, path_count=1))
            value = found.paths[0].probability if found.paths else 0.0
            assert isclose(value, expected.get(target, 0.0), rel_tol=1e-4), (person, target)
        reachable += bool(expected)
    assert reachable == 82
    someone = next(uid for uid in sorted(perry) if best_on(net, uid, top))
    target = next(iter(best_on(net, someone, top)))
    told = find_paths(world.admin, PathRequest((target,), source_id=someone, at=AT))
    hops = told.paths[0].hops
    assert told.paths[0].probability == pytest.approx(
        prod(hop.probability for hop in hops) * WILLING ** (len(hops) - 1), rel=1e-4
    )
    assert all(hop.last_at <= AT for hop in hops)
