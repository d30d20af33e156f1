"""The detached supervisor: what `graphcrm up --detach` leaves running."""

import argparse
import sys

from graphcrm import embedded
from graphcrm.config import Config
from graphcrm.errors import CrmError


def main() -> int:
    """Run everything on the data folder that the environment names; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m graphcrm.embedded")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--no-worker", action="store_true")
    given = parser.parse_args()
    door = embedded.Door(given.port, given.host, with_worker=not given.no_worker)
    try:
        embedded.run_everything(Config.from_env(), door)
    except CrmError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
