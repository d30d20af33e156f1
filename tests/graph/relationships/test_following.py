"""The strengths follow the stream: step by step they come to what computing everything gives."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from rows import Rows, mail, plain, values_of
from tie_histories import History, change, ties

from graphcrm import clock, ids
from graphcrm.access.records import Role
from graphcrm.changes import Added, Edge, Node, Removed
from graphcrm.directory.commands import remove_contact
from graphcrm.graph import connection
from graphcrm.integrations import commands
from graphcrm.integrations.records import ContactPolicy, ImportOptions
from graphcrm.relationships import declarations, following, reads


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_step_by_step_comes_to_what_computing_everything_gives(world, seed):
    """Late, repeated, withdrawn, moved and returned evidence need no arithmetic of their own."""
    history = History(world, seed)
    for turn in range(24):
        history.happen()
        if turn % 3 == 0:
            following.catch_up()
    following.catch_up()
    stepped = ties()
    following.rebuild()
    assert stepped == ties()
    assert stepped


def test_a_second_address_of_one_person_makes_a_mail_shared_by_fewer(world):
    """Nothing happened between Ann and Bo, yet their mail now went to one other, not to two."""
    for name in ("Ann", "Bo", "Cy"):
        world.contact(name)
    world.contact("Cy2", emails=("cy2@people.example",))
    rows = [mail(1, *(f"{name}@people.example" for name in ("ann", "bo", "cy", "cy2")))]
    commands.run_import(world.admin, Rows(rows), ImportOptions(ContactPolicy.NONE))
    following.catch_up()
    before = ties()["Ann", "Bo"]
    with connection.session(write=False) as session:
        row = session.run(
            "MATCH (c:Contact {name: 'Cy2'})-[e:HAS]->(h {kind: 'email'}) "
            "RETURN c.uid AS c, properties(e) AS e, h.uid AS h"
        ).single()
    handle = Node("Handle", row["h"])
    had = plain(row["e"])
    change(
        world.admin,
        Removed(Edge("HAS", row["e"]["uid"], Node("Contact", row["c"]), handle), had),
        Added(Edge("HAS", ids.new(), Node("Contact", world.uid("Cy")), handle), {}),
    )
    following.catch_up()
    after = ties()
    following.rebuild()
    assert after == ties()
    assert after["Ann", "Bo"] != before


def test_a_removed_person_has_no_ties_and_returns_with_them(world):
    """Nothing sees the removed, and undo brings all of it back."""
    world.draw("Ann =email 3=> Bo =email 2=> Cy\nBo =declared good=> Cy")
    following.catch_up()
    before = ties()
    node = Node("Contact", world.uid("Bo"))
    values = values_of(node.uid)
    change(world.admin, Removed(node, values))
    following.catch_up()
    assert ties() == {}
    change(world.admin, Added(node, values))
    following.catch_up()
    assert ties() == before


def test_who_is_removed_by_hand_has_no_ties(world):
    """The form's removal takes addresses along."""
    world.draw("Ann =email 3=> Bo =email 2=> Cy")
    following.catch_up()
    remove_contact(world.admin, world.uid("Bo"))
    following.catch_up()
    assert ties() == {}


def test_a_withdrawn_declared_tie_is_gone(world):
    """A claim is evidence like any other: withdrawn, it counts nowhere."""
    world.draw("Ann =declared strong=> Bo")
    following.catch_up()
    assert ties()["Ann", "Bo"][4] == "strong"
    assert ties()["Ann", "Bo"][5:] == [[], []]
    with connection.session(write=False) as session:
        uid = session.run("MATCH (a:Activity {kind: 'declared'}) RETURN a.uid").value()[0]
    declarations.withdraw_tie(world.admin, uid)
    following.catch_up()
    assert ties() == {}


def test_evidence_of_the_future_counts_from_its_day(world):
    """A meeting next week is no tie today, and nobody has to touch it for it to become one."""
    soon = clock.now() + timedelta(days=3)
    world.exchange("Ann", "Bo", at=soon)
    following.catch_up()
    assert ties() == {}
    with time_machine.travel(soon - timedelta(seconds=1), tick=False):
        following.catch_up()
        assert ties() == {}
    with time_machine.travel(soon + timedelta(seconds=1), tick=False):
        following.catch_up()
        assert ties()["Ann", "Bo"][:2] == [1, 1]


def test_a_claim_that_ends_gives_way_to_a_weaker_one(world):
    """Strong until June, good for ever: in July it is good."""
    one, other = world.contact("Ann"), world.contact("Bo")
    until = (clock.now() + timedelta(days=5)).date()
    declarations.declare_tie(world.admin, one, other, "strong", expires_on=until)
    rep = world.user("Rep", role=Role.MANAGER)
    declarations.declare_tie(rep, one, other, "good")
    following.catch_up()
    assert ties()["Ann", "Bo"][4] == "strong"
    with time_machine.travel(clock.now() + timedelta(days=7), tick=False):
        following.catch_up()
        assert ties()["Ann", "Bo"][4] == "good"
        (known,) = reads.ties(world.admin, one)
    assert known.probability == pytest.approx(0.55)
    assert known.strength is None


def test_a_long_way_behind_everything_is_computed(world, monkeypatch):
    """After a large import steps would cost more than a scan; the result is the same."""
    world.draw("Ann =email 3=> Bo =email 2=> Cy")
    monkeypatch.setattr(following, "MOST_PAIRS", 1)
    following.catch_up()
    rebuilt = ties()
    with connection.session(write=True) as session:
        session.run("MATCH (f:Follower) DETACH DELETE f").consume()
    monkeypatch.setattr(following, "MOST_PAIRS", 4000)
    following.catch_up()
    assert ties() == rebuilt
    assert set(rebuilt) == {("Ann", "Bo"), ("Bo", "Cy")}


def test_ties_that_nothing_carries_any_longer_go_with_a_rebuild(world):
    """Whatever was left on an edge by mistake, computing everything puts it right."""
    world.draw("Ann =email 2=> Bo\nCy -KNOWS .5-> Di")
    following.rebuild()
    assert set(ties()) == {("Ann", "Bo")}


@pytest.mark.parametrize("most", [0, 1])
def test_a_person_with_much_evidence_moved_is_computed_with_all(world, monkeypatch, most):
    """An address given to somebody with a thousand mails touches more than a step should."""
    world.draw("Ann =email 3=> Bo =email 2=> Cy")
    following.catch_up()
    before = ties()
    node = Node("Contact", world.uid("Bo"))
    values = values_of(node.uid)
    change(world.admin, Removed(node, values))
    monkeypatch.setattr(following, "MOST_PAIRS", most)
    following.catch_up()
    assert ties() == {}
    change(world.admin, Added(node, values))
    following.catch_up()
    assert ties() == before


def test_a_tie_at_an_instant_is_what_its_evidence_was(world):
    """Earlier instants are computed from the days up to then."""
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for days in range(0, 40, 4):
        world.exchange("Ann", "Bo", at=at + timedelta(days=days))
        world.exchange("Bo", "Ann", at=at + timedelta(days=days, hours=1))
    one, other = world.uid("Ann"), world.uid("Bo")
    early = reads.strength_between(world.admin, one, other, at=at + timedelta(days=9))
    late = reads.strength_between(world.admin, one, other, at=at + timedelta(days=39))
    none = reads.strength_between(world.admin, one, other, at=at - timedelta(days=1))
    assert (early.days, late.days) == (3, 10)
    assert early.strength < late.strength
    assert (none.strength, none.days, none.parts) == (None, 0, ())
    back = reads.strength_between(world.admin, other, one, at=at + timedelta(days=39))
    assert (back.outward, back.inward) == (late.inward, late.outward)
    (known,) = reads.ties(world.admin, one, at=at + timedelta(days=9))
    assert (known.name, known.days) == ("Bo", 3)
    assert known.strength == pytest.approx(early.strength)
    following.catch_up()
    (known,) = reads.ties(world.admin, one)
    now = reads.strength_between(world.admin, one, other)
    assert known.strength == pytest.approx(now.strength)


def test_ties_show_only_whom_the_reader_may_see(world):
    """Scope hides people, in lists as on pages."""
    rep, other = world.user("Rep", team="North"), world.user("Other", team="South")
    world.draw("Ann =email 2=> Bo")
    world.draw("Ann =email 3=> Hid", owner=other)
    following.catch_up()
    ann = world.uid("Ann")
    assert [tie.name for tie in reads.ties(world.admin, ann)] == ["Hid", "Bo"]
    assert [tie.name for tie in reads.ties(rep, ann)] == ["Bo"]
    assert [tie.name for tie in reads.ties(rep, ann, at=clock.now())] == ["Bo"]
    assert [tie.name for tie in reads.ties(world.admin, ann, limit=1)] == ["Hid"]


def test_a_claim_at_an_instant_counts_until_its_last_day(world):
    """A day later it is over."""
    one, other = world.contact("Ann"), world.contact("Bo")
    until = (clock.now() + timedelta(days=5)).date()
    declarations.declare_tie(world.admin, one, other, "good", expires_on=until)
    on = datetime.combine(until, datetime.min.time(), UTC) + timedelta(hours=20)
    (tie,) = reads.ties(world.admin, one, at=on)
    assert (tie.declared, tie.probability) == ("good", pytest.approx(0.55))
    assert reads.ties(world.admin, one, at=on + timedelta(days=1)) == []
    assert reads.strength_between(world.admin, one, other, at=on).declared == "good"
    assert isinstance(until, date)
