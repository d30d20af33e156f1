"""A command that needs servers: says where they are, waits for a line, leaves."""

import json
import sys
from pathlib import Path

from graphcrm import embedded
from graphcrm.config import Config
from graphcrm.embedded import state
from graphcrm.errors import CrmError


def main():
    given = Config(data=Path(sys.argv[1]), neo4j_heap="512m")
    try:
        with embedded.services(given) as reachable:
            found = state.read_run(given.data).find("neo4j")
            told = {"neo4j": reachable.neo4j_uri, "redis": reachable.redis_url, "pid": found.pid}
            print(json.dumps(told), flush=True)  # noqa: T201 - the test reads it
            sys.stdin.readline()
    except CrmError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
