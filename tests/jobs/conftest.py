"""A real Celery worker in a process of its own, with the run's Neo4j and Valkey."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from graphcrm import ids
from graphcrm.access.reads import find_actor, find_first_admin
from graphcrm.access.records import Role
from graphcrm.embedded.commands import WORKER
from graphcrm.jobs import imports
from graphcrm.jobs.states import States
from graphcrm.members import commands, reads
from graphcrm.members.records import House, NewUser


HERE = Path(__file__).parent
PATIENCE_S = 60


def pytest_collection_modifyitems(items):
    """Let tests of this folder reach servers on this machine, and nothing else."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.graph)
            item.add_marker(pytest.mark.redis)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))


@pytest.fixture
def running(running):
    """Settings of a system that this process is connected to, its queue included."""
    imports.connect(running)
    return running


@pytest.fixture
def rep(running):
    """A user of this test alone."""
    assert running.neo4j_uri
    if reads.find_home() is None:
        admin = NewUser("Ada Norrby", "ada@norrvane.example", Role.ADMIN)
        commands.found(House("Norrvane", "norrvane.example", admin))
    email = f"{ids.new()}@norrvane.example"
    new = NewUser(f"Rep {email}", email, Role.REP)
    return find_actor(commands.add_user(find_first_admin(), new).user_id)


class Worker:
    """The worker that `graphcrm up` runs, in a session of its own."""

    def __init__(self, config, folder):
        variables = {name: value for name, value in config.variables().items() if value}
        self.log = folder / f"worker-{ids.new()}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own worker
                [sys.executable, "-m", *WORKER[WORKER.index("celery") :]],
                env={**os.environ, **variables, "PYTHONPATH": "."},
                stdout=log,
                stderr=log,
            )

    def children(self):
        """Processes that run tasks."""
        return psutil.Process(self.process.pid).children()

    def kill_child(self):
        """End a process that runs tasks, as the kernel does when memory is short."""
        for child in self.children():
            child.send_signal(signal.SIGKILL)

    def end(self):
        """Stop the worker and all it started."""
        everyone = [psutil.Process(self.process.pid)]
        everyone += everyone[0].children(recursive=True)
        self.process.terminate()
        _, alive = psutil.wait_procs(everyone, timeout=20)
        for one in alive:
            one.kill()
        self.process.wait(20)


@pytest.fixture(scope="module")
def worker(servers, tmp_path_factory):
    """A worker that takes jobs; it also follows the stream, so it ends before other tests begin."""
    one = Worker(servers, tmp_path_factory.mktemp("worker"))
    yield one
    one.end()


@pytest.fixture
def until(running):
    """Wait for a state of a job: `until(job_id, lambda state: state.phase == "done")`."""

    def wait(job_id, is_so):
        deadline = time.monotonic() + PATIENCE_S
        while True:
            state = States(running).find(job_id)
            if state is not None and is_so(state):
                return state
            assert time.monotonic() < deadline, state
            time.sleep(0.02)

    return wait
