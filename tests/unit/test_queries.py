"""A query, its header and the record it fills agree, or say so before they run."""

from dataclasses import dataclass

import pytest

from graphcrm.graph import queries
from graphcrm.graph.queries import QueryError


TEXT = """// A person by uid.
//
// params
//   uid: string              of a contact
// returns
//   uid: string
//   born_on: date?
MATCH (c:Contact {uid: $uid})
RETURN c.uid AS uid, c.born_on AS born_on
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What the query returns."""

    uid: str
    born_on: object


@dataclass(frozen=True, slots=True)
class Other:
    """What it does not."""

    uid: str


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Read queries from a folder of the test's own."""
    monkeypatch.setattr(queries, "HOME", tmp_path)
    (tmp_path / "person.cypher").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("home")
def test_the_header_is_the_signature():
    """Parameters, columns, and which of them hold times."""
    query = queries.load("person", Row)
    assert query.params == {"uid": "string"}
    assert list(query.columns) == ["uid", "born_on"]
    assert query.temporal == (1,)


@pytest.mark.usefixtures("home")
def test_a_record_of_other_fields_is_refused():
    """Values would end up in the wrong places."""
    with pytest.raises(QueryError, match="Other has"):
        queries.load("person", Other)


def test_a_parameter_that_the_header_does_not_name_is_refused(home):
    """The header is what callers read."""
    (home / "person.cypher").write_text(TEXT.replace("$uid", "$id"), encoding="utf-8")
    with pytest.raises(QueryError, match="body uses"):
        queries.load("person", Row)


@pytest.mark.usefixtures("home")
def test_a_call_gives_what_the_header_asks_for():
    """Before the server is asked."""
    query = queries.load("person", Row)
    with pytest.raises(QueryError, match="takes"):
        queries.fetch(query, name="x")


def test_lists_and_what_may_be_null_are_sent_in_one_map():
    """For any of them one plan serves; what always has one type is sent as it is."""
    params = {"uid": "string", "uids": "list<string>", "after": "string?", "after_id": "string?"}
    text = "WHERE $uid IN $uids AND ($after IS NULL OR a.uid > $after_id)"
    whole = "WHERE $uid IN $given.uids AND ($given.after IS NULL OR a.uid > $given.after_id)"
    assert queries.with_one_plan(text, params) == whole
    given = {"uids": [], "after": None, "after_id": "b"}
    assert queries.sent(params, {"uid": "a", **given}) == {"uid": "a", "given": given}
