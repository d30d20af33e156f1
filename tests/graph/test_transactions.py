"""Commands run again when another process was in the way, and say so where that is no help."""

import threading
from dataclasses import dataclass

import pytest
from neo4j.exceptions import ClientError, ServiceUnavailable, TransientError

from graphcrm import graph
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection, queries, schema, transactions
from graphcrm.graph.connection import NotConnectedError


@dataclass(frozen=True, slots=True)
class Uid:
    """A row of one uid."""

    uid: str


def run(text, **params):
    return transactions.writing().run(text, params).values()


@pytest.mark.usefixtures("empty_graph")
def test_two_commands_that_wait_for_each_other_both_come_through():
    """A deadlock is the database's way to say "again"; nobody should see it."""
    with connection.session(write=True) as session:
        session.run("CREATE (:Team {uid: 'a', name: '0'}), (:Team {uid: 'b', name: '0'})").consume()
    meet, runs = threading.Barrier(2, timeout=20), {"ab": 0, "ba": 0}
    touch = "MATCH (t:Team {uid: $uid}) SET t.name = toString(toInteger(t.name) + 1)"

    @graph.atomic
    def both(order):
        runs[order] += 1
        run(touch, uid=order[0])
        if runs[order] == 1:
            meet.wait()
        run(touch, uid=order[1])

    threads = [threading.Thread(target=both, args=(order,)) for order in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connection.session(write=False) as session:
        names = session.run("MATCH (t:Team) RETURN t.name").value()
    assert names == ["2", "2"]
    assert sum(runs.values()) > 2


@pytest.mark.usefixtures("empty_graph")
def test_a_command_that_comes_second_sees_what_the_first_has_made():
    """Two importers meet the same new person: the second run finds the first one's."""
    runs = []

    @graph.atomic
    def make():
        runs.append(None)
        if not run("MATCH (t:Team {uid: 'a'}) RETURN t.uid"):
            if len(runs) == 1:
                with connection.session(write=True) as other:
                    other.run("CREATE (:Team {uid: 'a'})").consume()
            run("CREATE (:Team {uid: 'a'})")
        return len(runs)

    assert make() == 2


@pytest.mark.usefixtures("empty_graph")
def test_what_exists_already_is_taken():
    """A command that insists on it gives up with a sentence, not with the driver's error."""

    @graph.atomic
    def make():
        run("CREATE (:Team {uid: 'a'})")

    make()
    with pytest.raises(graph.TakenError) as caught:
        make()
    assert caught.value.code == "taken"


@pytest.mark.usefixtures("empty_graph")
def test_a_database_that_stays_busy_is_told():
    """After eight attempts a person may as well try later."""
    runs = []

    @graph.atomic
    def fail():
        runs.append(None)
        raise _error(TransientError, "Neo.TransientError.Transaction.DeadlockDetected")

    with pytest.raises(transactions.BusyError, match="too busy"):
        fail()
    assert len(runs) == transactions.ATTEMPTS


def _error(kind, code):
    error = kind(code)
    error._neo4j_code = code
    return error


@pytest.mark.usefixtures("empty_graph")
def test_a_lost_connection_is_told():
    """The sentence says what became of the step."""

    @graph.atomic
    def fail():
        raise ServiceUnavailable("gone")

    with pytest.raises(transactions.LostConnectionError, match="nothing of this step was kept"):
        fail()


@pytest.mark.usefixtures("empty_graph")
def test_our_own_mistakes_stay_what_they_are():
    """A syntax error must not look like the network."""

    @graph.atomic
    def fail():
        run("MATCH (")

    with pytest.raises(ClientError):
        fail()


@pytest.mark.usefixtures("empty_graph")
def test_a_command_within_a_command_joins_it():
    """Either all of it is kept or nothing."""

    @graph.atomic
    def inner():
        run("CREATE (:Team {uid: 'a'})")

    @graph.atomic
    def outer():
        inner()
        raise NotFoundError("team", "b")

    with pytest.raises(NotFoundError):
        outer()
    with connection.session(write=False) as session:
        assert session.run("MATCH (t:Team) RETURN count(t)").value() == [0]


@pytest.mark.usefixtures("empty_graph")
def test_a_write_outside_a_command_is_refused():
    """It would be kept without an activity that tells of it."""
    with pytest.raises(RuntimeError, match=r"graph\.atomic"):
        transactions.writing()


@pytest.mark.usefixtures("connected")
def test_a_read_does_not_lend_its_transaction():
    """Rows are used one by one; a command that runs between two of them must be able to write."""
    rows = queries.stream(queries.load("schema/applied", schema.Step))
    next(rows)
    assert transactions._current.get() is None
    rows.close()


@pytest.mark.usefixtures("connected")
def test_a_server_that_does_not_answer_is_named_without_its_password():
    """Logs and screens show the sentence."""
    with pytest.raises(NotConnectedError) as caught:
        connection.server_version("bolt://neo4j:hidden@127.0.0.1:1")
    assert "127.0.0.1:1" in str(caught.value)
    assert "hidden" not in str(caught.value)


@pytest.mark.usefixtures("connected")
def test_the_server_tells_its_version(servers):
    """The status screen shows what runs."""
    assert connection.server_version(servers.neo4j_uri)[:4].isdigit()


@pytest.mark.usefixtures("connected")
def test_without_a_graph_every_session_is_refused(neo4j_uri):
    """A child that forgot its parent's driver must not use it."""
    driver = connection._connection.driver
    graph.forget()
    try:
        with pytest.raises(NotConnectedError, match="No graph"), connection.session(write=False):
            pytest.fail("a session was opened")
    finally:
        graph.connect(neo4j_uri)
        driver.close()


@pytest.mark.usefixtures("connected")
def test_connecting_to_nothing_is_refused_and_leaves_no_driver(neo4j_uri):
    """The sentence names the address."""
    try:
        with pytest.raises(NotConnectedError, match=r"127\.0\.0\.1:1 does not answer"):
            graph.connect("bolt://neo4j:x@127.0.0.1:1")
        assert connection._connection.driver is None
    finally:
        graph.connect(neo4j_uri)


@pytest.mark.usefixtures("connected")
def test_columns_that_the_header_does_not_name_are_refused(tmp_path, monkeypatch):
    """They would end up in the wrong fields."""
    (tmp_path / "other.cypher").write_text(
        "// Other.\n//\n// returns\n//   uid: string\nRETURN 'a' AS name\n"
    )
    monkeypatch.setattr(queries, "HOME", tmp_path)
    with pytest.raises(queries.QueryError, match="name"):
        queries.fetch(queries.load("other", Uid))


@pytest.mark.usefixtures("connected")
def test_a_schema_that_somebody_holds_is_tried_again_and_given_up(monkeypatch):
    """Processes that start at once meet in the server's schema lock; a mistake is not hidden."""
    pauses = []
    monkeypatch.setattr(schema.time, "sleep", pauses.append)
    with connection.session(write=True) as session, pytest.raises(ClientError):
        schema._run(session, "CREATE NONSENSE", {})
    assert len(pauses) == schema.ATTEMPTS - 1


@pytest.mark.usefixtures("empty_graph")
def test_a_schema_is_applied_once():
    """Every file, in order, and the second start finds nothing to do."""
    with connection.session(write=True) as session:
        session.run("MATCH (s:SchemaStep) DELETE s").consume()
    names = schema.apply()
    assert names == sorted(names)
    assert names[0].startswith("0001")
    assert schema.apply() == []


@pytest.mark.usefixtures("connected")
def test_a_read_that_fails_leaves_nothing_open(tmp_path, monkeypatch):
    """Our own mistake in a query is told as it is."""
    (tmp_path / "broken.cypher").write_text(
        "// Broken.\n//\n// returns\n//   uid: string\nRETURN 1/0 AS uid\n"
    )
    monkeypatch.setattr(queries, "HOME", tmp_path)
    with pytest.raises(ClientError, match="zero"):
        queries.fetch(queries.load("broken", Uid))


@pytest.mark.usefixtures("connected")
def test_one_row_was_expected(tmp_path, monkeypatch):
    """Several answers to a question for one are our mistake; none is the caller's to hear."""
    (tmp_path / "two.cypher").write_text(
        "// Two.\n//\n// returns\n//   uid: string\nUNWIND ['a', 'b'] AS uid\nRETURN uid\n"
    )
    (tmp_path / "none.cypher").write_text(
        "// None.\n//\n// returns\n//   uid: string\nUNWIND [] AS uid\nRETURN uid\n"
    )
    monkeypatch.setattr(queries, "HOME", tmp_path)
    with pytest.raises(queries.QueryError, match="2 rows"):
        queries.find(queries.load("two", Uid))
    with pytest.raises(NotFoundError, match="contact"):
        queries.get(queries.load("none", Uid), "contact", "x")
