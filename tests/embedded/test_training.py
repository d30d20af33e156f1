"""Java's cache: made once, kept only when whole, and really used."""

import shutil

import pytest

from graphcrm import embedded
from graphcrm.embedded import jars, neo4j_server, training
from graphcrm.embedded.locks import FileLock


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A cache folder with the jars and nothing else."""
    lock = jars.read_lock()
    real = jars.fetch_jars(lock)
    monkeypatch.setenv("GRAPHCRM_CACHE", str(tmp_path / "cache"))
    folder = jars.jar_folder(lock)
    folder.mkdir(parents=True)
    for jar in lock:
        shutil.copy2(real / jar.filename, folder)
    return folder


def test_a_training_that_another_process_does_is_left_to_it(folder):
    """Two installations of one user share the jars, and the minute of work."""
    lock = FileLock(folder / ".training.lock").acquire()
    training.train()
    lock.close()
    assert not neo4j_server.java_cache(folder).exists()
    assert not (folder / "training").exists()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_neo4j_starts_from_the_cache_that_a_training_made(folder, run, config, data):
    """Half of a start is spent on what Java could have remembered."""
    chore = training.chore(data)
    trained = run(*chore.command[1:])
    assert trained.wait(500) == 0, trained.stderr.read()
    cache = neo4j_server.java_cache(folder)
    assert cache.stat().st_size > 50 << 20
    assert not (folder / "training").exists()
    assert training.chore(data) is None
    assert f"-XX:AOTCache={cache}" in neo4j_server.java(folder)
    with embedded.services(config):
        said = (data / "logs" / "neo4j.log").read_text()
    assert "An error has occurred while processing the AOT cache" not in said
