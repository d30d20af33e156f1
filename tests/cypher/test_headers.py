"""The header of every query file is its signature and parses."""

import re
from pathlib import Path

import pytest

from graphcrm.graph import queries


HOME = Path(__file__).parents[2] / "cypher"
FILES = [p for p in sorted(HOME.rglob("*.cypher")) if not p.name[0].isdigit()]
WORDS = {"string", "integer", "float", "boolean", "date", "datetime", "map", "list", "any"}


def name_of(path):
    return path.relative_to(HOME).with_suffix("").as_posix()


@pytest.fixture(params=FILES, ids=name_of)
def text(request):
    return request.param.read_text(encoding="utf-8")


def test_a_query_opens_with_its_purpose(text):
    """The log of a slow server shows the header; one sentence says what was asked."""
    header = text[: text.find("\n//\n")]
    assert re.fullmatch(r"// [A-Z0-9][^\n]*(\n// [^\n]*)*\.", header), header


def test_every_parameter_and_column_has_a_type(text):
    """Types are Cypher's, with ? where null is an answer."""
    params, columns = queries.signature(text)
    lines = re.findall(r"^//   (\w+): (\S+)", text, re.MULTILINE)
    assert {name for name, _ in lines} == {*params, *columns}
    assert {word for _, kind in lines for word in re.findall(r"\w+", kind)} <= WORDS
    assert [kind for _, kind in lines if kind.count("<") != kind.count(">")] == []


def test_every_parameter_is_used(text):
    """A header that promises what the body does not do misleads whoever calls it."""
    params, _ = queries.signature(text)
    body = re.sub(r"^//.*$", "", text, flags=re.MULTILINE)
    assert set(re.findall(r"\$(\w+)", body)) == set(params)


def test_variable_length_patterns_have_a_bound(text):
    """An unbounded walk is as long as the data allows, and so is the answer."""
    body = re.sub(r"^//.*$", "", text, flags=re.MULTILINE)
    assert not re.search(r"\[[^\]]*\*(?!\d*\.\.\d)[^\]]*\]", body)
    assert not re.search(r"\][-<>]*(?:\+|\*|\{\d*,\s*\})", body)


def test_a_lock_writes_nothing_back(text):
    """`SET x.p = x.p` reads before it waits, and so undoes what was written meanwhile."""
    assert not re.search(r"SET (\w+)\.(\w+) = \1\.\2\s*$", text, re.MULTILINE)
