"""Waiting for a condition instead of sleeping."""

import time

from graphcrm.embedded import state


PATIENCE = 60.0  # seconds: fails a test that waits for what never comes


def wait_until(condition):
    """Wait until the condition gives something true, and return that."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, "what the test waits for did not come"
        time.sleep(0.02)
    return found


def ready_service(data, name, other_than=None):
    """Wait until a service is recorded as ready, with another pid than the one given; return it."""

    def find():
        service = state.read_run(data).find(name)
        return service and service.state == "ready" and service.pid != other_than and service

    return wait_until(find)
