"""Data folders that must be without processes afterwards, and processes that tests start."""

import contextlib
import os
import subprocess
import sys

import pytest

from graphcrm.config import Config
from graphcrm.embedded import children


PATIENCE = 60.0  # seconds to end


@pytest.fixture
def data(tmp_path):
    """A data folder; whatever still works for it at the end fails the test."""
    folder = tmp_path / "data"
    folder.mkdir()
    yield folder
    left = children.descendants(folder)
    names = [process.name() for process in left]
    children.kill(left)
    assert not names


@pytest.fixture
def config(data):
    """Settings that name no external server."""
    return Config(data=data, neo4j_heap="512m")


@pytest.fixture
def run(data):  # noqa: ARG001 - processes end before their folder is looked at
    """Start this Python with arguments; all of them are ended after the test."""
    with contextlib.ExitStack() as ends:

        def start(*arguments, **environment):
            process = subprocess.Popen(  # noqa: S603 - this interpreter
                [sys.executable, *map(str, arguments)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env={**environment_of_children(), **environment},
            )
            ends.callback(_end, process)
            return process

        yield start


def environment_of_children():
    """The environment in which a started Python finds the package under test."""
    return {**os.environ, **children.own_environment()}


def _end(process):
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()
