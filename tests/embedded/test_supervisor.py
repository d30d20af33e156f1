"""The supervisor over stand-ins: order, restarts, endings, and what a killed one leaves behind."""

import json
import os
import signal
from pathlib import Path

import psutil
import pytest
from waiting import ready_service, wait_until

from graphcrm.embedded import children, state


SCRIPT = Path(__file__).with_name("stand_in.py")


def events(data):
    lines = (data / "logs" / "supervisor.log").read_text().splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def steady(run, data):
    supervisor = run(SCRIPT, data, "steady")
    assert supervisor.stdout.readline() == "ready\n"
    return supervisor


@pytest.mark.usefixtures("steady")
def test_a_service_starts_only_when_those_it_stands_on_answer(data):
    """The web server would fail its first queries on a Neo4j that is still starting."""
    told = [(event.get("service"), event["event"]) for event in events(data)]
    assert told.index(("first", "ready")) < told.index(("second", "starting"))


def test_the_run_file_says_what_runs_and_only_to_its_owner(steady, data):
    """`status` and `down` rely on it; pids of services are nobody else's business."""
    run = state.read_run(data)
    assert run.owner.pid == steady.pid
    assert run.web_url == "http://127.0.0.1:1"
    assert {(each.name, each.state, each.version) for each in run.services} == {
        ("first", "ready", "1.0"),
        ("second", "ready", "1.0"),
    }
    assert state.run_file(data).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything_down_to_grandchildren(steady, data, number):
    """Celery and granian fork; a pool that outlives its parent keeps sockets and memory."""
    family = children.descendants(data)
    assert len(family) == 4
    steady.send_signal(number)
    assert steady.wait(60) == 0
    assert not [process for process in family if process.is_running()]
    assert not state.run_file(data).exists()


def test_services_end_in_the_opposite_order(steady, data):
    """A worker that loses its database while it still works logs errors that mean nothing."""
    first, second = (psutil.Process(ready_service(data, name).pid) for name in ("first", "second"))
    first.suspend()  # cannot end before it is woken: the order is visible
    steady.terminate()
    assert second.wait(60) is None or not second.is_running()
    assert first.is_running()
    first.resume()
    assert steady.wait(60) == 0


def test_a_service_that_dies_is_started_again_with_what_it_left_behind_ended(steady, data):
    """A crash of one part must heal by itself and must not pile up its children."""
    victim = psutil.Process(ready_service(data, "first").pid)
    orphan = victim.children()[0]
    victim.kill()
    ready_service(data, "first", other_than=victim.pid)
    assert len(children.descendants(data)) in {4, 5}  # the orphan is ended at the latest with all
    steady.terminate()
    steady.wait(60)
    assert not orphan.is_running()


def test_a_second_instance_is_refused_with_a_sentence_that_names_the_first(steady, run, data):
    """Two servers on one store would destroy it; the person needs to know which one is up."""
    second = run(SCRIPT, data, "steady")
    _, said = second.communicate(timeout=60)
    since = state.read_run(data).since
    assert second.returncode == 1
    assert f"process {steady.pid}" in said
    assert "http://127.0.0.1:1" in said
    assert since in said
    assert steady.poll() is None


def test_after_kill_9_the_next_start_replaces_what_was_left(steady, run, data):
    """The kernel ends our children on Linux; the next start ends what is left."""
    before = children.descendants(data)
    steady.kill()
    steady.wait(60)
    second = run(SCRIPT, data, "steady")
    assert second.stdout.readline() == "ready\n"
    assert not [process for process in before if process.is_running()]
    assert len(children.descendants(data)) == 4
    second.terminate()
    assert second.wait(60) == 0


def test_orphans_that_resist_are_found_and_ended_by_the_next_start(run, data):
    """Without the kernel's help (macOS), or when SIGTERM is ignored, orphans are still ours."""
    first = run(SCRIPT, data, "patient")
    assert first.stdout.readline() == "ready\n"
    resisting = psutil.Process(ready_service(data, "first").pid)
    first.kill()
    first.wait(60)
    assert resisting.is_running()
    resisting.suspend()  # even stopped, it must go
    second = run(SCRIPT, data, "steady")
    assert second.stdout.readline() == "ready\n"
    assert not resisting.is_running()
    assert "orphan" in {event["event"] for event in events(data)}
    second.terminate()
    assert second.wait(60) == 0


def test_a_service_that_ignores_sigterm_is_killed_after_its_time(run, data):
    """Shutting down a laptop does not wait for us."""
    supervisor = run(SCRIPT, data, "stubborn")
    assert supervisor.stdout.readline() == "ready\n"
    supervisor.terminate()
    assert supervisor.wait(60) == 0


def test_a_second_ctrl_c_kills_at_once(run, data):
    """Whoever presses it twice means it."""
    supervisor = run(SCRIPT, data, "patient")
    assert supervisor.stdout.readline() == "ready\n"
    supervisor.send_signal(signal.SIGINT)
    wait_until(lambda: "stopping" in {event["event"] for event in events(data)})
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(60) == 0
    assert "killing" in {event["event"] for event in events(data)}


@pytest.mark.parametrize(
    ("scenario", "reason"),
    [
        ("broken", 'grey did not start: its process ended. Its last words: "the sky is grey".'),
        ("silent", "mute did not start: no answer within 0 s."),
    ],
)
def test_what_cannot_start_is_given_up_with_its_reason(run, data, scenario, reason):
    """Restarting for ever on the first start would look like a slow machine."""
    supervisor = run(SCRIPT, data, scenario)
    _, said = supervisor.communicate(timeout=60)
    assert supervisor.returncode == 1
    assert said.startswith(reason)
    assert not state.run_file(data).exists()


def test_a_damaged_run_file_counts_as_nothing_running(data):
    """A full disk can leave half a file; the next start must not fail on it."""
    state.run_file(data).write_text('{"services": [')
    assert state.read_run(data) == state.Run()


@pytest.mark.usefixtures("steady")
def test_a_recorded_pid_that_another_process_has_now_is_not_ours(data):
    """Pids return: after a reboot ours may be somebody's editor."""
    service = ready_service(data, "first")
    imposter = state.Service(service.name, service.state, os.getpid(), started_at=1.0)
    assert children.find_process(service) is not None
    assert children.find_process(imposter) is None
