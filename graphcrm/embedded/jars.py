"""Neo4j Community's jars: fetched once per user, and used only when their hashes agree."""

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import platformdirs
import requests
from jgo.maven import MavenContext
from requests.adapters import HTTPAdapter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from urllib3.util import Retry

from graphcrm.embedded.locks import held
from graphcrm.errors import UnavailableError


CONNECTIONS = 16
RETRIES = Retry(total=3, backoff_factor=0.2, status_forcelist=(429, 500, 502, 503, 504))
TIMEOUT = (10, 60)  # seconds to connect, and between two pieces of an answer
STAMP = "checked.json"
INSTEAD = (
    "Connect this machine to the internet once, or set GRAPHCRM_NEO4J_URI to a Neo4j server "
    "that is already running, for example bolt://neo4j:password@host:7687."
)


class JarsUnreachableError(UnavailableError):
    """The jars are not here yet and the registry that has them did not answer."""

    code = "neo4j-unreachable"

    def __init__(self, missing: int, total: int) -> None:
        super().__init__(
            f"Neo4j could not be fetched: {missing} of its {total} files are missing and the "
            f"network did not deliver them. {INSTEAD}"
        )


class JarMismatchError(UnavailableError):
    """The registry served a file that is not the one this release was locked to."""

    code = "neo4j-mismatch"

    def __init__(self, coordinate: str) -> None:
        super().__init__(
            f"{coordinate} arrived with a checksum that is not the locked one; it was thrown "
            f"away and nothing was started. {INSTEAD}"
        )
        self.coordinate = coordinate


@dataclass(frozen=True, slots=True)
class Jar:
    """One file of the release.

    Attributes:
        coordinate: Maven's group:artifact:version:classifier, the last often empty.
        sha256: Hash of the file, in hexadecimal.
    """

    coordinate: str
    sha256: str

    @property
    def filename(self) -> str:
        """Name of the file in the registry and in the cache."""
        _, artifact, version, classifier = self.coordinate.split(":")
        return f"{artifact}-{version}{f'-{classifier}' if classifier else ''}.jar"

    @property
    def path(self) -> str:
        """Path below the registry's root (Maven 2 repository layout)."""
        group, artifact, version, _ = self.coordinate.split(":")
        return f"{group.replace('.', '/')}/{artifact}/{version}/{self.filename}"


def read_lock() -> list[Jar]:
    """Return every jar of the release this version of graphcrm runs, the server's own first."""
    text = resources.files("graphcrm.embedded").joinpath("neo4j.lock").read_text()
    return [Jar(*line.split()) for line in text.splitlines()]


def release(jars: list[Jar]) -> str:
    """Return the release of Neo4j that a lock describes, e.g. "2026.08.1"."""
    return jars[0].coordinate.split(":")[2]


def cache_folder() -> Path:
    """Return the folder shared by all data folders of this user; GRAPHCRM_CACHE moves it."""
    named = os.environ.get("GRAPHCRM_CACHE")
    return (
        Path(named).expanduser().absolute() if named else platformdirs.user_cache_path("graphcrm")
    )


def registry() -> str:
    """Return the root of the Maven repository: jgo's own choice, or GRAPHCRM_MAVEN for a mirror."""
    return os.environ.get("GRAPHCRM_MAVEN") or next(iter(MavenContext().remote_repos.values()))


def jar_folder(jars: list[Jar]) -> Path:
    """Return the folder that holds a release's jars."""
    return cache_folder() / f"neo4j-{release(jars)}"


def missing_jars(jars: Iterable[Jar], folder: Path) -> list[Jar]:
    """Return the jars that are absent or damaged.

    A file that still has the size and modification time at which its hash agreed is taken as
    sound; any other is hashed again, so a truncated or replaced one is found at the next start.
    """
    checked = _read_stamp(folder)
    return [jar for jar in jars if not _is_sound(jar, folder, checked)]


def fetch_jars(jars: list[Jar]) -> Path:
    """Bring every jar into the cache and return its folder.

    Safe beside a second process doing the same: one fetches, the other waits and finds them.
    A file appears under its name only after its SHA-256 agreed.

    Raises:
        JarsUnreachableError: A jar is missing and the network does not deliver it.
        JarMismatchError: What arrived is not what was locked.
    """
    folder = jar_folder(jars)
    if len(seen := _stamp(jars, folder)) == len(jars) and seen == _read_stamp(folder):
        return folder
    with held(folder / ".lock"):
        wanted = missing_jars(jars, folder)
        for part in folder.glob("*.part"):  # of a fetch that was killed: nobody else holds the lock
            part.unlink()
        if wanted:
            for cache in folder.glob("*.aot"):  # Java's cache knows the times of the files it saw
                cache.unlink()
            _fetch_all(wanted, folder, total=len(jars))
        _write_stamp(folder, _stamp(jars, folder))
    return folder


def _fetch_all(wanted: list[Jar], folder: Path, total: int) -> None:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    progress = Progress(
        *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
    )
    if progress.disable:
        print(f"Fetching Neo4j Community ({len(wanted)} files)", file=sys.stderr)  # noqa: T201 - no terminal to draw on
    with requests.Session() as http, ThreadPoolExecutor(CONNECTIONS) as pool, progress:
        for scheme in ("http://", "https://"):
            http.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=RETRIES))
        task = progress.add_task("Fetching Neo4j Community", total=len(wanted))
        try:
            for _ in pool.map(lambda jar: _fetch(http, jar, folder), wanted):
                progress.advance(task)
        except requests.RequestException as error:
            pool.shutdown(cancel_futures=True)
            raise JarsUnreachableError(len(missing_jars(wanted, folder)), total) from error
        except JarMismatchError:
            pool.shutdown(cancel_futures=True)
            raise


def _fetch(http: requests.Session, jar: Jar, folder: Path) -> None:
    answer = http.get(f"{registry()}/{jar.path}", timeout=TIMEOUT)
    answer.raise_for_status()
    if hashlib.sha256(answer.content).hexdigest() != jar.sha256:
        raise JarMismatchError(jar.coordinate)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
        part.write(answer.content)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).rename(folder / jar.filename)


def _is_sound(jar: Jar, folder: Path, checked: dict[str, list[int]]) -> bool:
    path = folder / jar.filename
    if not path.is_file():
        return False
    if checked.get(jar.filename) == _size_and_time(path):
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256


def _size_and_time(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _stamp(jars: Iterable[Jar], folder: Path) -> dict[str, list[int]]:
    paths = (folder / jar.filename for jar in jars)
    return {path.name: _size_and_time(path) for path in paths if path.is_file()}


def _read_stamp(folder: Path) -> dict[str, list[int]]:
    try:
        stamp: dict[str, list[int]] = json.loads((folder / STAMP).read_text())
    except (OSError, ValueError):  # absent or half-written: hash everything again
        return {}
    return stamp


def _write_stamp(folder: Path, stamp: dict[str, list[int]]) -> None:
    part = folder / f"{STAMP}.part"
    part.write_text(json.dumps(stamp))
    part.rename(folder / STAMP)
