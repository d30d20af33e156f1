"""A supervisor over small stand-ins, run as a process of its own: `stand_in.py DATA SCENARIO`."""

import sys
from pathlib import Path

from graphcrm.embedded import ServiceSpec
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


SCENARIOS = {
    "steady": lambda data: [
        spec(data, "second", SERVE, after=("first",)),
        spec(data, "first", SERVE),
    ],
    "broken": lambda data: [spec(data, "first", SERVE), spec(data, "grey", END)],
    "silent": lambda data: [spec(data, "mute", SLEEP, start_seconds=0.2)],
    "stubborn": lambda data: [spec(data, "first", IGNORE_TERM, stop_seconds=0.3)],
    "patient": lambda data: [spec(data, "first", IGNORE_TERM, stop_seconds=600)],
    "chore": lambda data: [spec(data, "first", SERVE)],
}


def main():
    data, scenario = Path(sys.argv[1]), sys.argv[2]
    try:
        supervise(
            data,
            lambda _: Plan(SCENARIOS[scenario](data), "http://127.0.0.1:1"),
            lambda _: print("ready", flush=True),  # noqa: T201 - the test reads it
        )
    except CrmError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
