"""Every command asks whether its actor may."""

import ast
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
NO_ACTOR = {
    "activities.find_done": "a read, for commands that have asked",
    "activities.commit": "the one door, which commands call once they have asked",
    "members.found": "there is nobody yet who could be allowed to",
    "members.sign_in": "whoever signs in is not known before",
}


def functions():
    for path in sorted((ROOT / "graphcrm").rglob("commands.py")):
        if path.parent.name == "embedded":  # command lines of child processes
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for name, node in own.items():
            if not name.startswith("_"):
                yield f"{path.parent.name}.{name}", node, own


COMMANDS = list(functions())


def called(node):
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute | ast.Name):
            yield inner.func.attr if isinstance(inner.func, ast.Attribute) else inner.func.id


def asks(node, own, seen=()):
    """Whether a function calls `require`, itself or through one of its module's own."""
    names = set(called(node))
    return "require" in names or any(
        asks(own[name], own, (*seen, name)) for name in names & set(own) - set(seen)
    )


@pytest.mark.parametrize(("name", "node", "own"), COMMANDS, ids=[name for name, *_ in COMMANDS])
def test_a_command_requires_a_permission(name, node, own):
    """A rule that holds on every road is asked where all roads meet."""
    assert asks(node, own) != (name in NO_ACTOR)


def test_every_exemption_is_a_command():
    """An exemption that nobody uses would hide the next command of that name."""
    assert set(NO_ACTOR) <= {name for name, *_ in COMMANDS}
