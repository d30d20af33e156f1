"""Real `graphcrm import mbox` processes, killed, bereft of their database, and two at once.

GRAPHCRM_KILLS=20 kills at that many moments on all four folders of data/enron-mbox, where the
suite takes two moments and one of them; GRAPHCRM_KILLS_SEED repeats the moments of a run.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
from rows import picture, places, stream_end
from waiting import ready_service
from world import World, empty

from graphcrm import embedded, graph
from graphcrm.access import reads as access
from graphcrm.config import Config
from graphcrm.embedded import children
from graphcrm.integrations import reads
from graphcrm.relationships import following


pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
KILLS = int(os.environ.get("GRAPHCRM_KILLS", "2"))
SEED = int(os.environ.get("GRAPHCRM_KILLS_SEED") or random.SystemRandom().randrange(10**6))
FOLDERS = ["buy-r", "delainey-d", "lay-k", "skilling-j"] if "GRAPHCRM_KILLS" in os.environ else []
PATIENCE = 300


@pytest.fixture
def boxes(data_folder, tmp_path):
    """Return copies of the sent folders by the name of whose they are."""
    found = {}
    for path in sorted((data_folder / "enron-mbox").glob("*.mbox")):
        name = path.name.split(".")[1]
        found[name] = tmp_path / path.name
        shutil.copyfile(path, found[name])
    return found


@pytest.fixture
def mail(boxes):
    """Return the mailboxes that one import reads."""
    return [boxes[name] for name in FOLDERS or ["skilling-j"]]


def importing(config, *paths):
    """Start `graphcrm import mbox` as anybody would."""
    words = ["--data", config.data, "import", "mbox", *paths, "--contacts", "all", "--json"]
    given = {key: value for key, value in config.variables().items() if value}
    return subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-m", "graphcrm", *map(str, words)],
        env={**os.environ, **children.own_environment(), **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process):
    """Return what an import said that must come to its end, quietly."""
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    return json.loads(out)


def view():
    """Return what the graph holds, the one owner by role; equal names have no order."""
    owner = access.find_first_admin().user_id
    return {
        part: sorted(
            (["owner" if each == owner else each for each in row] for row in rows), key=repr
        )
        for part, rows in picture().items()
    }


def undisturbed(config, paths):
    """Return what the graph holds after an import nobody disturbs, and how many seconds it took.

    Among many moments the first import warms the database, so that the time of the second is
    that of those to come.
    """
    for _ in range(2 if FOLDERS else 1):
        empty()
        World()
        begun = time.monotonic()
        finished(importing(config, *paths))
        seconds = time.monotonic() - begun
    return view(), seconds


def check_whole(expected):
    """Check that graph and stream are those of an import that nobody disturbed."""
    assert view() == expected
    assert places() == list(range(1, stream_end() + 1))
    following.rebuild()
    assert view() == expected


def interrupt(config, paths, count, seconds, kill):
    """Yield an import of the empty graph after each of `count` blows at random moments.

    An import that ends before its moment has shown that imports take less time by now; it does
    not count.
    """
    drawn = random.Random(SEED)  # noqa: S311 - moments, not secrets
    while count:
        empty()
        World()
        delay = drawn.uniform(0, seconds)
        begun = time.monotonic()
        process = importing(config, *paths)
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            count -= 1
            kill(process)
            print(f"seed {SEED}, killed after {delay:.2f} of {seconds:.2f} s", end="; ")  # noqa: T201 - the figure that is wanted of a long run
            yield process
        else:
            finished(process)
            seconds = min(seconds, time.monotonic() - begun)


def test_an_importer_killed_at_random_moments_is_completed_by_the_next(
    empty_graph,  # noqa: ARG001 - it begins empty
    servers,
    mail,
    tmp_path,
):
    """Kill -9 from the first import statement of Python to the last tie; then the same command."""
    config = Config(tmp_path / "data", servers.neo4j_uri, servers.redis_url)
    expected, seconds = undisturbed(config, mail)
    for process in interrupt(config, mail, KILLS, seconds, subprocess.Popen.kill):
        process.communicate()
        done, end = len(picture("evidence")["evidence"]), stream_end()
        assert places() == list(range(1, end + 1))
        admin = access.find_first_admin()
        print(f"{done} mails in, stream at {end}")  # noqa: T201 - the figure that is wanted of a long run
        ended = sum(row.finished_at is not None for row in reads.imports(admin))
        finished(importing(config, *mail))
        check_whole(expected)
        runs = reads.imports(admin)
        assert (len(runs), all(row.finished_at for row in runs)) == (ended + 1, True)


def connect(config):
    """Connect this process to the database of a data folder."""
    with embedded.services(config) as reachable:
        graph.connect(reachable.neo4j_uri)


@pytest.fixture
def own(connected, tmp_path, servers):  # noqa: ARG001 - a driver to come back to
    """Settings of a whole of its own, supervised, to which this process is connected."""
    config = Config(tmp_path / "own", neo4j_heap="512m")
    embedded.start_detached(config, embedded.Door(0, with_worker=False))
    connect(config)
    yield config
    graph.disconnect()
    embedded.stop(config)
    assert children.descendants(config.data) == []
    graph.connect(servers.neo4j_uri)


def test_an_import_bereft_of_its_database_is_completed_by_the_next(own, mail):
    """Kill -9 of Neo4j, which is started again; the import ends with a sentence, then again."""
    expected, seconds = undisturbed(own, mail)
    killed = []

    def kill_database(_):
        killed.append(ready_service(own.data, "neo4j").pid)
        os.kill(killed[-1], signal.SIGKILL)

    for process in interrupt(own, mail, KILLS // 4 or 1, seconds, kill_database):
        out, err = process.communicate(timeout=PATIENCE)
        print(f"exit {process.returncode}: {err.strip()}")  # noqa: T201 - the figure that is wanted of a long run
        assert process.returncode in {0, 1}
        assert (err.count("\n"), bool(out)) == ((0, True), (1, False))[process.returncode]
        ready_service(own.data, "neo4j", other_than=killed[-1])
        connect(own)
        finished(importing(own, *mail))
        check_whole(expected)


def follow(seen, over):
    """Read the stream as a follower does, entry after entry, until there is nothing more."""
    while True:
        was_over = over.is_set()
        entries = graph.fetch(following.ENTRIES, after=seen[-1] if seen else 0, limit=500)
        seen += [entry.seq for entry in entries]
        if was_over and not entries:
            return
        over.wait(0.01)


def test_two_imports_of_overlapping_mail_at_once_come_to_the_same(
    empty_graph,  # noqa: ARG001 - it begins empty
    servers,
    boxes,
    tmp_path,
):
    """Nothing doubles, nothing is missing, no error is shown, and who follows sees every entry."""
    config = Config(tmp_path / "data", servers.neo4j_uri, servers.redis_url)
    whose = ["buy-r", "skilling-j", "lay-k", *(["delainey-d"] if FOLDERS else [])]
    mail = [boxes[name] for name in whose]
    expected, _ = undisturbed(config, mail)
    for _ in range(KILLS // 4 or 1):
        empty()
        World()
        seen, over = [], threading.Event()
        follower = threading.Thread(target=follow, args=(seen, over))
        follower.start()
        pair = [importing(config, *mail[:-1]), importing(config, *reversed(mail[1:]), mail[0])]
        results = [finished(process) for process in pair]
        over.set()
        follower.join(PATIENCE)
        print([(one["read"], one["new"], one["unchanged"]) for one in results])  # noqa: T201 - the figure that is wanted of a long run
        assert sum(one["new"] for one in results) == len(expected["evidence"])
        assert seen == places()
        check_whole(expected)
