"""A process's path index, however it came about, answers as one that was built just now."""

import random
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
import time_machine
from rows import values_of
from world import World, empty

from graphcrm import clock, graph, ids
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Edge, Node, Removed, Set
from graphcrm.graph import connection
from graphcrm.influence import keeping, scanning, snapshot
from graphcrm.influence.answers import answer
from graphcrm.influence.records import Question, Reading, Sight
from graphcrm.relationships import following
from graphcrm.relationships.gathering import day_of


EVERYBODY = Sight(everybody=True, owner_ids=frozenset(), team_ids=frozenset())


@pytest.fixture(autouse=True)
def kept(empty_graph, tmp_path):  # noqa: ARG001 - the index is forgotten before the graph is
    """Keep snapshots in a folder of the test's own, and forget the index afterwards."""
    keeping.keep_in(tmp_path)
    yield tmp_path
    keeping.keep_in(None)


def answers(index):
    """Return the best paths between all people, in both readings."""
    with connection.session(write=False) as session:
        people = session.run("MATCH (c:Contact) RETURN c.uid ORDER BY c.uid").value()
    return {
        (one, other, reading): [
            (round(path.probability, 6), [(hop.from_id, hop.to_id, hop.type) for hop in path.hops])
            for path in answer(index, Question((one,), (other,), EVERYBODY, reading)).paths
        ]
        for one in people
        for other in people
        for reading in Reading
    }


def anew():
    return answers(scanning.scan(day_of(clock.now()), 0))


def check():
    """Let the strengths follow, and compare this process's index with one of everything."""
    following.catch_up()
    seen = answers(keeping.current(at_once=True).index)
    assert seen == anew()
    return seen


@graph.atomic
def change(actor, *changes):
    commit(actor, Verb.CONTACT_CHANGED, changes)


class Happenings:
    """Random changes of a small firm: people, jobs, claims, mail, sway."""

    def __init__(self, world, seed):
        self.world, self.draw = world, random.Random(seed)  # noqa: S311 - a test's own chance
        self.edges, self.gone = {}, {}
        for number in range(8):
            world.contact(f"P{number}")
        for name in ("Oduya", "Rao"):
            world.account(name, employee_count=50)

    def happen(self):
        """Let one of the things happen that an index has to show."""
        self.draw.choice(
            [self.write, self.write, self.claim, self.employ, self.sway, self.drop, self.remove]
        )()

    def _two(self):
        left = [f"P{number}" for number in range(8) if f"P{number}" not in self.gone]
        return self.draw.sample(left, 2)

    def write(self):
        """Let one mail another, often."""
        one, other = self._two()
        self.world.draw(f"{one} =email 2=> {other}\n{other} =email 1=> {one}")

    def claim(self):
        """Declare a tie."""
        one, other = self._two()
        level = self.draw.choice(["weak", "good", "strong"])
        self.world.draw(f"{one} =declared {level}=> {other}")

    def employ(self):
        """Let somebody work somewhere."""
        one, _ = self._two()
        account = Node("Account", self.world.uid(self.draw.choice(["Oduya", "Rao"])))
        edge = Edge("WORKS_AT", ids.new(), Node("Contact", self.world.uid(one)), account)
        began = clock.now().date() - timedelta(days=self.draw.randint(10, 900))
        self._add(edge, {"from_on": began, "board": self.draw.random() < 0.3 or None})

    def sway(self):
        """Draw influence or a reporting line."""
        one, other = (Node("Contact", self.world.uid(name)) for name in self._two())
        if self.draw.random() < 0.5:
            self._add(Edge("REPORTS_TO", ids.new(), one, other), {"source": "test"})
        else:
            weight = self.draw.choice([0.9, 0.4, -0.5])
            self._add(Edge("INFLUENCES", ids.new(), one, other), {"weight": weight})

    def drop(self):
        """Take an edge back."""
        left = [e for e in self.edges if not {e.start.uid, e.end.uid} & set(self.gone.values())]
        if left:
            edge = self.draw.choice(sorted(left, key=lambda e: e.uid))
            change(self.world.admin, Removed(edge, self.edges.pop(edge)))

    def remove(self):
        """Remove somebody, bar them, or bring them back."""
        if self.gone and self.draw.random() < 0.6:
            name = self.draw.choice(sorted(self.gone))
            del self.gone[name]
            change(self.world.admin, Added(Node("Contact", self.world.uid(name)), self.values))
            return
        one, other = self._two()
        node = Node("Contact", self.world.uid(other))
        barred = values_of(node.uid).get("do_not_contact")
        after = None if barred else True
        change(self.world.admin, Set(node, {"do_not_contact": barred}, {"do_not_contact": after}))
        if not self.gone:
            node = Node("Contact", self.world.uid(one))
            self.values, self.gone[one] = values_of(node.uid), node.uid
            change(self.world.admin, Removed(node, self.values))

    def _add(self, edge, values):
        self.edges[edge] = {key: value for key, value in values.items() if value is not None}
        change(self.world.admin, Added(edge, self.edges[edge]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_index_that_followed_answers_as_one_built_now(world, seed):
    """A change shows in the next answer of every process, and nothing is left of what was."""
    happenings = Happenings(world, seed)
    check()
    for _ in range(6):
        for _ in range(4):
            happenings.happen()
        found = check()
    assert any(found.values())


@pytest.mark.usefixtures("world")
def test_a_graph_without_any_step_has_an_index():
    """The first screen of a fresh installation asks before any follower ran."""
    kept = keeping.current()
    assert len(kept.index.people) == 1
    assert kept.age_ms == 0.0


def test_an_answer_a_moment_later_asks_nobody(world, monkeypatch):
    """A hundred questions a second share one look at the graph."""
    monkeypatch.setattr(keeping, "FRESH_SECONDS", 600)
    first = keeping.current(at_once=True)
    world.draw("Ann =email 2=> Bo")
    following.catch_up()
    again = keeping.current()
    assert again.index is first.index
    assert again.age_ms > 0
    assert keeping.current(at_once=True).index is not first.index


def test_another_process_begins_with_the_snapshot(world, kept):
    """A command that is run a thousand times does not scan the graph each time."""
    world.draw("Ann =email 2=> Bo =email 2=> Cy")
    following.catch_up()
    keeping.current(at_once=True)
    world.draw("Cy =email 2=> Di")
    following.catch_up()
    keeping.keep_in(kept)  # as a new process does
    scan = scanning.scan
    scanning.scan = None
    try:
        seen = answers(keeping.current().index)
    finally:
        scanning.scan = scan
    assert seen == anew()


def test_a_snapshot_of_another_graph_is_not_believed(world, kept):
    """The database was emptied and filled again beside old snapshots; its steps are as many."""
    world.draw("Ann =email 2=> Bo")
    check()
    empty()
    World().draw("Cy =email 2=> Di")
    keeping.keep_in(kept)
    check()


def test_steps_that_were_forgotten_make_a_new_index(world, kept):
    """A snapshot from a year ago misses what touched its ties since."""
    world.draw("Ann =email 2=> Bo")
    check()
    world.draw("Bo =email 2=> Cy")
    following.catch_up()
    with connection.session(write=True) as session:
        session.run("MATCH (b:TieBatch) DELETE b").consume()
    keeping.keep_in(kept)
    check()


def test_strengths_computed_anew_make_a_new_index_and_drop_the_old_snapshots(world, kept):
    """A rebuild touches everything and notes nothing."""
    world.draw("Ann =email 2=> Bo")
    check()
    (before,) = kept.glob("epoch-*")
    world.draw("Bo =email 2=> Cy")
    following.rebuild()
    check()
    (after,) = kept.glob("epoch-*")
    assert after != before


def test_many_changes_at_once_are_a_new_index(world, monkeypatch):
    """Splicing costs by the change, a scan by the graph."""
    check()
    monkeypatch.setattr(keeping, "MOST_TOUCHED", 1)
    world.draw("Ann =email 2=> Bo =email 2=> Cy")
    check()


def test_tomorrow_the_index_is_tomorrows(world):
    """What fades and what ends does so without anybody's doing."""
    world.draw("Ann =email 12=> Bo\nBo =email 9=> Ann")
    check()
    ann, bo = world.uid("Ann"), world.uid("Bo")
    question = Question((ann,), (bo,), EVERYBODY)
    (now,) = answer(keeping.current(at_once=True).index, question).paths
    with time_machine.travel(clock.now() + timedelta(days=40), tick=True):
        (later,) = answer(keeping.current(at_once=True).index, question).paths
        assert answers(keeping.current(at_once=True).index) == anew()
    assert later.probability < now.probability


def test_the_past_is_built_once_and_few_of_it_are_kept(world, kept, monkeypatch):
    """Every instant somebody once asked about would fill the disk."""
    monkeypatch.setattr(keeping, "MOST_PAST", 2)
    world.draw("Ann =email 12=> Bo")
    check()
    at = clock.now() - timedelta(days=6)
    first = keeping.past(at)
    assert answers(first.index) != answers(keeping.current().index)
    monkeypatch.setattr(scanning, "scan", None)
    again = keeping.past(at)
    assert answers(again.index) == answers(first.index)
    monkeypatch.undo()
    monkeypatch.setattr(keeping, "MOST_PAST", 2)
    for days in range(1, 5):
        keeping.past(at - timedelta(days=days))
    (epoch,) = kept.glob("epoch-*")
    assert len(list((epoch / "past").iterdir())) == 2


def test_without_a_folder_nothing_is_kept(world):
    """Benchmarks and tests leave no trace."""
    keeping.keep_in(None)
    world.draw("Ann =email 2=> Bo")
    check()
    assert len(keeping.past(clock.now()).index.people) == 3


def test_two_processes_that_save_at_once_do_not_disturb_each_other(world, kept):
    """Ten workers start together and each of them builds, saves and tidies up."""
    world.draw("Ann =email 2=> Bo")
    following.catch_up()
    index, failures = scanning.scan(day_of(clock.now()), 1), []

    def save():
        try:
            for _ in range(10):
                snapshot.save(index, kept)
        except Exception as error:  # noqa: BLE001 - told below, in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=save) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert answers(snapshot.find_newest(kept)) == anew()


@pytest.mark.usefixtures("world")
def test_a_graph_that_does_not_answer_leaves_the_index_to_look_again(monkeypatch):
    """A second later it may answer; until then nobody is told what is not checked."""
    check()

    def fail(*_, **__):
        raise ConnectionError

    monkeypatch.setattr(keeping.graph, "fetch", fail)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            keeping.current(at_once=True)
    monkeypatch.undo()
    check()


def test_an_index_is_another_processs_too(world, kept, neo4j_uri):
    """A command in a process of its own answers from the snapshot that this one saved."""
    world.draw("Ann =email 2=> Bo")
    check()
    code = (
        "import sys, pathlib; from graphcrm import graph\n"
        "from graphcrm.influence import keeping, scanning\n"
        "graph.connect(sys.argv[1]); keeping.keep_in(pathlib.Path(sys.argv[2]))\n"
        "scanning.scan = None; print(len(keeping.current().index.people)); graph.disconnect()"
    )
    run = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", code, neo4j_uri, str(kept)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "3"
