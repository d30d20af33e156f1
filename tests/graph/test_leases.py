"""Leases: one at a time, whatever dies."""

import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from graphcrm import clock
from graphcrm.activities import leases
from graphcrm.graph import connection


def hold(name, holder, seconds):
    """Let a lease be held by somebody else."""
    with connection.session(write=True) as session:
        session.run(
            "MERGE (l:Lease {uid: $uid}) SET l.holder = $holder, l.until_at = $until",
            uid=name,
            holder=holder,
            until=clock.now() + timedelta(seconds=seconds),
        ).consume()


def here(pid, started=1):
    return "/".join([leases.holder().split("/")[0], str(pid), str(started), "7"])


@pytest.mark.usefixtures("empty_graph")
def test_a_lease_is_taken_renewed_and_given_back():
    """Whoever holds it goes on holding it."""
    with leases.held("work"):
        assert leases.take("work")
        assert leases.is_held("work")
    assert not leases.is_held("work")


@pytest.mark.usefixtures("empty_graph")
def test_another_thread_waits_its_turn():
    """Two imports in one process are as much in each other's way as two processes."""
    answers = []
    with leases.held("work"):
        thread = threading.Thread(target=lambda: answers.append(leases.take("work")))
        thread.start()
        thread.join()
    assert answers == [False]


@pytest.mark.usefixtures("empty_graph")
def test_one_of_many_gets_it():
    """All of them look, see nobody, and ask at once."""
    start, answers = threading.Barrier(6, timeout=20), []

    def ask():
        start.wait()
        answers.append(leases.take("work"))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 5 + [True]


@pytest.mark.usefixtures("empty_graph")
def test_a_living_holder_of_another_host_is_believed():
    """Nobody can look into another machine; its time has to run out."""
    hold("work", "elsewhere/1/1/1", 60)
    assert not leases.take("work")
    with (
        pytest.raises(leases.HeldError, match=r"elsewhere.* is at work on work"),
        leases.held("work"),
    ):
        pytest.fail("the lease was taken")


@pytest.mark.usefixtures("empty_graph")
def test_time_that_is_over_frees_it():
    """A host that was switched off must not block the work for ever."""
    hold("work", "elsewhere/1/1/1", -1)
    assert not leases.is_held("work")
    assert leases.take("work")


@pytest.mark.usefixtures("empty_graph")
def test_a_holder_that_died_on_this_host_is_replaced_at_once():
    """After kill -9 the next one goes on without waiting a minute."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    hold("work", here(gone.pid), 60)
    assert not leases.is_held("work")
    assert leases.take("work")


@pytest.mark.usefixtures("empty_graph")
def test_a_pid_that_was_given_to_another_process_is_not_the_holder():
    """Pids come round again; the second at which a process began tells them apart."""
    pid = leases.holder().split("/")[1]
    hold("work", here(pid, started=1), 60)
    assert leases.take("work")


@pytest.mark.usefixtures("empty_graph")
def test_giving_back_what_another_holds_changes_nothing():
    """A slow process whose lease ran out must not end its successor's."""
    hold("work", "elsewhere/1/1/1", 60)
    leases.end("work")
    assert leases.is_held("work")
