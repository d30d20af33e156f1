"""An importer that is killed at any moment leaves what the next run completes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rows import mail, picture, places, stream_end
from world import World, empty

from graphcrm.graph import connection
from graphcrm.integrations import reads
from graphcrm.relationships import following


# The importer that is killed: four hundred mails of twenty people, ten at a time.
IMPORTER = """
import sys
from graphcrm import graph
from graphcrm.access import reads as access
from graphcrm.integrations import commands
from graphcrm.integrations.records import ImportOptions
from graphcrm.relationships import following
from test_crashes import MAILS
from rows import Rows

graph.connect(sys.argv[1])
commands.CHUNK, commands.settling.CHUNK = 10, 4
print("ready", flush=True)
sys.stdin.readline()
commands.run_import(access.find_first_admin(), Rows(MAILS), ImportOptions())
following.catch_up()
graph.disconnect()
"""
PEOPLE = [f"ann{number}.bell{number}@firm{number % 5}.example" for number in range(20)]
MAILS = [
    mail(
        number,
        PEOPLE[number % 20],
        PEOPLE[(number * 7 + 3) % 20],
        replies_to=(number - 20,) if number % 3 else (),
    )
    for number in range(400)
    if number % 20 != (number * 7 + 3) % 20
]


def importer(uri):
    """Start an importer and wait until it is about to begin."""
    here = Path(__file__).parent
    path = [here.parents[2], here.parents[1], here]
    child = subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", IMPORTER, uri],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "ready\n"
    return child


def go(child):
    child.stdin.write("\n")
    child.stdin.flush()


def finish(child):
    """Let an importer run to its end."""
    go(child)
    child.communicate()
    assert child.returncode == 0


def entries():
    with connection.session(write=False) as session:
        return session.run("MATCH (s:Stream {uid: 'stream'}) RETURN s.seq").value()[0]


@pytest.fixture
def undisturbed(empty_graph, neo4j_uri):  # noqa: ARG001 - it begins empty
    """Return the picture and the number of new entries after a run that nobody disturbed."""
    World()
    before = stream_end()
    finish(importer(neo4j_uri))
    found = picture(), stream_end() - before
    empty()
    return found


def test_killed_at_any_moment_it_is_completed_by_the_next_run(undisturbed, neo4j_uri):
    """Kill -9 while chunks are written, people settled, ties computed; then the same command."""
    expected, length = undisturbed
    world = World()
    begun = entries()
    for share in (0.1, 0.35, 0.6, 0.97, 1.0):
        child = importer(neo4j_uri)
        go(child)
        deadline = time.monotonic() + 60
        while entries() < begun + share * length and child.poll() is None:
            assert time.monotonic() < deadline
        child.send_signal(signal.SIGKILL)
        child.communicate()
        assert places() == list(range(1, stream_end() + 1))
    finish(importer(neo4j_uri))
    assert picture() == expected
    assert all(row.finished_at for row in reads.imports(world.admin))
    following.rebuild()
    assert picture() == expected


def test_two_processes_at_once_come_to_the_same(undisturbed, neo4j_uri):
    """Two people import the same mail at the same time: nothing doubles, nothing is missing."""
    expected, _ = undisturbed
    World()
    children = [importer(neo4j_uri) for _ in range(2)]
    for child in children:
        go(child)
    assert [child.communicate() and child.returncode for child in children] == [0, 0]
    following.catch_up()
    assert picture() == expected
    assert places() == list(range(1, stream_end() + 1))
