"""Queries and the modules that load them belong together one to one."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
HOME = ROOT / "cypher"
FILES = sorted(HOME.rglob("*.cypher"))
# Statements that change the schema are applied by number; the library is the analysts'.
NAMED = [p for p in FILES if not p.name[0].isdigit() and "library" not in p.parts]


def name_of(path):
    return path.relative_to(HOME).with_suffix("").as_posix()


@pytest.fixture(scope="module")
def loads():
    """How often each query's name is loaded, anywhere in the package."""
    source = (p.read_text(encoding="utf-8") for p in (ROOT / "graphcrm").rglob("*.py"))
    return Counter(re.findall(r'\bload\(\s*"([\w/]+)"', "\n".join(source)))


@pytest.mark.parametrize("path", NAMED, ids=name_of)
def test_query_is_loaded_exactly_once(path, loads):
    """A query nobody loads is dead; one loaded twice has two owners."""
    assert loads[name_of(path)] == 1


def test_every_loaded_query_exists(loads):
    """A missing file should be found here and not when somebody opens a page."""
    assert set(loads) <= {name_of(path) for path in NAMED}


def test_cypher_lives_only_in_its_files():
    """Queries in strings escape the linter, the plans and the header check."""
    cypher = re.compile(
        r"^\s*(MATCH|MERGE|UNWIND|OPTIONAL MATCH|CREATE \()\s?[(\[$]?", re.MULTILINE
    )
    found = []
    for path in (ROOT / "graphcrm").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                wrote = cypher.search(node.value)
                inside = path.is_relative_to(ROOT / "graphcrm" / "graph")
                if wrote and not inside:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not found
