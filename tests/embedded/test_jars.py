"""Fetching Neo4j's jars: whole, checked, once, and refused with a sentence when that fails."""

import hashlib
import http.server
import json
import os
import re
import threading

import pytest

from graphcrm.embedded import jars
from graphcrm.embedded.jars import Jar
from graphcrm.embedded.neo4j_server import free_port


CONTENT = {f"part-{number}": f"jar {number}".encode() * 1000 for number in range(40)}
LOCK = [
    Jar(f"org.example:{name}:1.2:", hashlib.sha256(content).hexdigest())
    for name, content in CONTENT.items()
]
FETCH = """
import json, sys
from graphcrm.embedded import jars
jars.fetch_jars([jars.Jar(*line) for line in json.load(sys.stdin)])
"""


class Registry(http.server.ThreadingHTTPServer):
    """A Maven repository that remembers what it was asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Shelf)
        self.asked = []
        self.served = {jar.path: CONTENT[jar.coordinate.split(":")[1]] for jar in LOCK}


class Shelf(http.server.BaseHTTPRequestHandler):
    """Answers with the file of that path."""

    def do_GET(self):
        """Serve one file, or 404."""
        path = self.path.removeprefix("/maven/")
        self.server.asked.append(path)
        content = self.server.served.get(path)
        self.send_response(200 if content is not None else 404)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_):
        """Keep quiet."""


@pytest.fixture
def registry(tmp_path, monkeypatch):
    with Registry() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("GRAPHCRM_CACHE", str(tmp_path / "cache"))
        monkeypatch.setenv("GRAPHCRM_MAVEN", f"http://127.0.0.1:{server.server_port}/maven")
        yield server
        server.shutdown()
        thread.join()


def files(folder):
    return {path.name for path in folder.iterdir()} - {jars.STAMP, ".lock"}


def test_the_lock_names_every_jar_once_with_a_hash():
    """A line that cannot be checked would let any file in."""
    lock = jars.read_lock()
    assert jars.release(lock) == "2026.08.1"
    assert lock[0].filename == "neo4j-2026.08.1.jar"
    assert len({jar.filename for jar in lock}) == len(lock) == 237
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) for jar in lock)


def test_a_coordinate_tells_its_file():
    """Native libraries carry a classifier; the layout is Maven's."""
    native = Jar("io.netty:netty-epoll:4.2:linux-x86_64", "0" * 64)
    assert native.path == "io/netty/netty-epoll/4.2/netty-epoll-4.2-linux-x86_64.jar"


def test_every_jar_arrives_whole_and_only_once(registry):
    """The second start of a laptop needs no network."""
    folder = jars.fetch_jars(LOCK)
    assert files(folder) == {jar.filename for jar in LOCK}
    assert len(registry.asked) == len(LOCK)
    assert jars.fetch_jars(LOCK) == folder
    assert len(registry.asked) == len(LOCK)


@pytest.mark.parametrize("damage", [b"", b"jar 3", b"jar X" * 1000])
def test_a_damaged_jar_is_found_and_fetched_again(registry, damage):
    """A full disk truncates; the server would fail later with a message nobody understands."""
    folder = jars.fetch_jars(LOCK)
    (folder / LOCK[3].filename).write_bytes(damage)
    (folder / "java-25.aot").write_bytes(b"made from the files before")
    assert jars.missing_jars(LOCK, folder) == [LOCK[3]]
    registry.asked.clear()
    jars.fetch_jars(LOCK)
    assert registry.asked == [LOCK[3].path]
    assert (folder / LOCK[3].filename).read_bytes() == CONTENT["part-3"]
    assert files(folder) == {jar.filename for jar in LOCK}


def test_a_lost_stamp_costs_hashing_not_fetching(registry):
    """The stamp is a shortcut, never the truth."""
    folder = jars.fetch_jars(LOCK)
    (folder / jars.STAMP).write_text('{"half')
    jars.fetch_jars(LOCK)
    assert len(registry.asked) == len(LOCK)


@pytest.mark.usefixtures("registry")
def test_what_a_killed_fetch_left_is_cleared_and_never_used():
    """A partial file has another name until its hash agreed."""
    folder = jars.jar_folder(LOCK)
    folder.mkdir(parents=True)
    (folder / "abc.part").write_bytes(b"half a jar")
    jars.fetch_jars(LOCK)
    assert files(folder) == {jar.filename for jar in LOCK}


def test_a_wrong_checksum_keeps_nothing_and_names_the_coordinate(registry):
    """Another file under the locked name is an attack or a mistake; neither may run."""
    registry.served[LOCK[5].path] = b"something else"
    with pytest.raises(jars.JarMismatchError, match=re.escape(LOCK[5].coordinate)) as refused:
        jars.fetch_jars(LOCK)
    folder = jars.jar_folder(LOCK)
    assert LOCK[5].filename not in files(folder)
    assert not list(folder.glob("*.part"))
    assert refused.value.code == "neo4j-mismatch"


@pytest.mark.parametrize("absent", ["file", "server"])
def test_no_network_is_one_sentence_that_says_what_to_do(registry, monkeypatch, absent):
    """The first start behind a firewall is where people give up."""
    if absent == "file":
        del registry.served[LOCK[7].path]
    else:
        monkeypatch.setenv("GRAPHCRM_MAVEN", f"http://127.0.0.1:{free_port()}/maven")
    with pytest.raises(jars.JarsUnreachableError) as refused:
        jars.fetch_jars(LOCK)
    assert "of its 40 files are missing" in str(refused.value)
    assert "GRAPHCRM_NEO4J_URI" in str(refused.value)


def test_two_processes_that_fetch_at_once_share_the_work(registry, run):
    """Two terminals on a new laptop: nothing is fetched twice and neither sees half a file."""
    names = {"GRAPHCRM_CACHE", "GRAPHCRM_MAVEN"}
    environment = {name: os.environ[name] for name in names}
    both = [run("-c", FETCH, **environment) for _ in range(2)]
    lock = [[jar.coordinate, jar.sha256] for jar in LOCK]
    for process in both:
        process.stdin.write(json.dumps(lock))
        process.stdin.close()
    assert [process.wait(60) for process in both] == [0, 0]
    assert sorted(registry.asked) == sorted(jar.path for jar in LOCK)
