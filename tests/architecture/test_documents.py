"""Documents say what the code does: the map of modules, the commands of the README."""

import re
import shlex
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    part.strip().removeprefix("$ ")
    for block in BLOCKS
    for line in block.replace("\\\n", " ").splitlines()
    for part in re.split(r"&&|\|", line.partition(" #")[0])
]
OURS = [command for command in COMMANDS if command.startswith("graphcrm ")]


def test_the_map_of_modules_is_up_to_date():
    """Run `make docs` after adding a module or changing its first sentence."""
    done = subprocess.run(
        [sys.executable, "scripts/draw_architecture.py", "--check"], cwd=ROOT, check=False
    )
    assert done.returncode == 0


def test_readme_has_the_two_commands():
    """One runs the demo, one passes the tests; .ci/run takes the second from here."""
    start = "python3 -m venv .venv && . .venv/bin/activate && "
    assert f"{start}pip install . && graphcrm demo" in README
    assert f"{start}pip install -e '.[test]' && pytest" in README


def test_notice_names_everything_that_runs_with_us():
    """Licences ask to be named; what a dependency brings along counts too."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    notice = set(re.findall(r"[a-z0-9-]+", (ROOT / "NOTICE").read_text(encoding="utf-8").lower()))
    seen = set()
    while wanted:
        requirement = Requirement(wanted.pop())
        name = canonicalize_name(requirement.name)
        asked = [{"extra": extra} for extra in requirement.extras] or [{"extra": ""}]
        marker = requirement.marker
        if name not in seen and (marker is None or marker.evaluate({"extra": ""})):
            seen.add(name)
            for line in metadata.requires(name) or ():
                inner = Requirement(line)
                if inner.marker is None or any(inner.marker.evaluate(extra) for extra in asked):
                    inner.marker = None
                    wanted.append(str(inner))
    assert sorted(seen - notice) == []


@pytest.mark.parametrize("command", OURS)
def test_a_command_in_the_readme_exists(command):
    """A command that is printed must be one that can be typed."""
    from graphcrm.cli import main  # noqa: PLC0415 - imports every feature; only this test needs it

    words = shlex.split(command)[1:]
    found, options = main, set()
    context = click.Context(main)
    while words and isinstance(found, click.Group):
        found, words = found.get_command(context, words[0]), words[1:]
        assert found, f"{command} is no command"
        options |= {name for parameter in found.params for name in parameter.opts}
    assert not isinstance(found, click.Group), f"{command} says too little"
    given = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert given <= options
