"""Serving the application from a process of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from graphcrm.embedded.neo4j_server import free_port


HERE = Path(__file__).parent


def serve(target, servers, folder):
    """Serve an application by granian on a free port until the session ends."""
    port = free_port()
    address = f"http://localhost:{port}"
    variables = {name: value for name, value in servers.variables().items() if value}
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--workers", "1", "--no-ws"]
    command += ["--workers-kill-timeout", "3"]  # open event streams would hold it for ever
    environment = {
        **os.environ,
        **variables,
        "PYTHONPATH": os.pathsep.join((".", str(HERE), str(HERE.parent))),
    }
    with (folder / "web.log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603 - our own server
            [*command, "--host", "127.0.0.1", "--port", str(port), target],
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_ready(f"{address}/readyz", server, folder / "web.log")
            yield address
        finally:
            server.terminate()
            assert server.wait(20) is not None


def wait_until_ready(address, server, log):
    """Wait until the server answers that it can work."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
