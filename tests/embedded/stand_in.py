"""A supervisor over small stand-ins, run as a process of its own: `stand_in.py DATA SCENARIO`."""

import sys
from pathlib import Path

from graphcrm.config import Config
from graphcrm.embedded import ServiceSpec, servers
from graphcrm.embedded.supervisor import Plan, supervise
from graphcrm.errors import CrmError, UnavailableError


# Says that it serves, after starting a child that would outlive it.
SERVE = """
import pathlib, subprocess, sys, time, os
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(600)
"""
SERVE_ONCE = f"""
import pathlib, sys
if pathlib.Path(sys.argv[1]).exists():
    sys.exit("once is enough")
{SERVE}
"""
IGNORE_TERM = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + SERVE
END = "import sys; sys.exit('the sky is grey')"
SLEEP = "import time; time.sleep(600)"


def spec(data, name, code, **given):
    """A service that answers once it has written its pid to a file."""
    said = data / f"{name}.pid"

    def probe(pid):
        if not said.exists() or said.read_text() != str(pid):
            raise UnavailableError("not yet")
        return "1.0"

    command = (sys.executable, "-c", code, str(said))
    return ServiceSpec(name, command, data / "logs" / f"{name}.log", probe, **given)


def servers_of(data, before):
    """The real servers, without web and workers; those a command uses are kept."""
    config = Config(data=data, neo4j_heap="512m")
    kept = before.services if servers.is_leased(config) else ()
    ports = {service.name: service.port for service in kept}
    specs = [prepare(ports.get(name)) for name, prepare in servers.needed(config).items()]
    return Plan(specs, "http://127.0.0.1:1", kept)


SCENARIOS = {
    "steady": lambda data: [
        spec(data, "second", SERVE, after=("first",)),
        spec(data, "first", SERVE),
    ],
    "broken": lambda data: [spec(data, "first", SERVE), spec(data, "grey", END)],
    "silent": lambda data: [spec(data, "mute", SLEEP, start_seconds=0.2)],
    "stubborn": lambda data: [spec(data, "first", IGNORE_TERM, stop_seconds=0.3)],
    "patient": lambda data: [spec(data, "first", IGNORE_TERM, stop_seconds=600)],
}


def plan(data, scenario, before):
    if scenario == "servers":
        return servers_of(data, before)
    return Plan(SCENARIOS[scenario](data), "http://127.0.0.1:1")


def main():
    data, scenario = Path(sys.argv[1]), sys.argv[2]
    try:
        supervise(
            data,
            lambda before: plan(data, scenario, before),
            lambda _: print("ready", flush=True),  # noqa: T201 - the test reads it
        )
    except CrmError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
