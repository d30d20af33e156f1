"""Ties that people declare, contest and take back."""

from datetime import date

import pytest

from graphcrm import graph, ids
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.activities.commands import commit
from graphcrm.activities.records import (
    Address,
    Evidence,
    HandleKind,
    Intake,
    Kind,
    Part,
    Participant,
    Verb,
)
from graphcrm.changes import Added, Node
from graphcrm.clock import now
from graphcrm.directory import timeline
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection
from graphcrm.relationships import declarations as ties
from graphcrm.relationships.rules import UnknownLevelError


@pytest.fixture
def pair(world):
    """Two people everybody sees."""
    world.draw("""
        Ada
        Ben
    """)
    return world.uid("Ada"), world.uid("Ben")


def standing(actor, pair):
    return [one for one in ties.declarations(actor, *pair) if one.stands]


def test_a_declared_tie_is_told_with_level_author_and_end(world, pair):
    """Whoever reads it can ask who said so."""
    rep = world.user("Rep", team="North")
    uid = ties.declare_tie(rep, *pair, "good", expires_on=date(2999, 1, 1))
    for one, other in (pair, pair[::-1]):
        [told] = ties.declarations(rep, one, other)
        assert (told.declaration_id, told.level, told.by) == (uid, "good", "Rep")
        assert (told.stands, told.visible, told.by_hand) == (True, True, True)
        assert told.expires_on == date(2999, 1, 1)
    entries = timeline.contact_timeline(rep, pair[0]).entries
    assert [one.kind for one in entries if one.verb is None] == [Kind.DECLARED]
    assert "tie.declared" not in {one.verb for one in entries}


def test_a_newer_one_of_the_same_person_replaces_theirs_alone(world, pair):
    """People change their mind; they do not vote twice."""
    rep, peer = world.user("Rep", team="North"), world.user("Pia", team="North")
    ties.declare_tie(rep, *pair, "weak")
    ties.declare_tie(peer, *pair, "strong")
    ties.declare_tie(rep, *pair[::-1], "good")
    assert [(one.by, one.level) for one in standing(rep, pair)] == [
        ("Rep", "good"),
        ("Pia", "strong"),
    ]


def test_the_same_again_changes_nothing(world, pair):
    """A double click is not a new opinion."""
    first = ties.declare_tie(world.admin, *pair, "weak")
    assert ties.declare_tie(world.admin, *pair, "weak") == first


def test_a_contested_tie_counts_no_longer_and_says_why(world, pair):
    """An override needs a reason and is recorded."""
    rep, peer = world.user("Rep", team="North"), world.user("Pia", team="North")
    uid = ties.declare_tie(rep, *pair, "strong")
    for empty in ("", "  ", "x" * 501):
        with pytest.raises(ties.NoReasonError):
            ties.contest_tie(peer, uid, empty)
    ties.contest_tie(peer, uid, " They have  never met. ")
    [told] = ties.declarations(rep, *pair)
    assert (told.stands, told.contested_by, told.reason) == (False, "Pia", "They have never met.")
    entry = timeline.contact_timeline(rep, pair[1]).entries[0]
    assert (entry.verb, entry.subject, entry.by) == (
        "tie.contested",
        "They have never met.",
        "Pia",
    )
    with pytest.raises(NotFoundError):
        ties.contest_tie(peer, uid, "Again")


def test_a_withdrawn_tie_is_gone(world, pair):
    """What one said one takes back; what others said one contests."""
    rep, peer = world.user("Rep", team="North"), world.user("Pia", team="North")
    uid = ties.declare_tie(rep, *pair, "strong")
    with pytest.raises(ties.NotYoursError):
        ties.withdraw_tie(peer, uid)
    ties.withdraw_tie(rep, uid)
    assert ties.declarations(rep, *pair) == []
    with pytest.raises(NotFoundError):
        ties.withdraw_tie(rep, uid)
    query = "MATCH (a:Activity {uid: $uid}) WHERE NOT EXISTS { (a)<-[:BROUGHT]-() } RETURN count(a)"
    with connection.session(write=False) as session:
        assert session.run(query, uid=uid).single()[0] == 1


def test_a_tie_is_refused_where_it_makes_no_sense(world, pair):
    """With oneself, at no level, over before it begins, with nobody."""
    with pytest.raises(ties.OwnTieError):
        ties.declare_tie(world.admin, pair[0], pair[0], "good")
    with pytest.raises(UnknownLevelError):
        ties.declare_tie(world.admin, *pair, "great")
    with pytest.raises(ties.ExpiredError):
        ties.declare_tie(world.admin, *pair, "good", expires_on=date(2020, 1, 1))
    with pytest.raises(NotFoundError):
        ties.declare_tie(world.admin, pair[0], "nobody", "good")
    with pytest.raises(NotPermittedError):
        ties.declare_tie(world.user("Rea", role=Role.READ_ONLY), *pair, "good")


def test_who_may_not_see_both_can_neither_declare_nor_read(world):
    """A hidden person has no ties, whoever asks."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    world.contact("Ada")
    world.contact("Zed", owner=north)
    pair = world.uid("Ada"), world.uid("Zed")
    with pytest.raises(NotFoundError):
        ties.declare_tie(south, *pair, "good")
    uid = ties.declare_tie(north, *pair, "good")
    assert ties.declarations(south, *pair) == []
    with pytest.raises(NotFoundError):
        ties.contest_tie(south, uid, "No")


def test_what_another_team_declared_is_only_said_to_be_there(world, pair):
    """The tie counts for everybody; who said what stays theirs."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    uid = ties.declare_tie(north, *pair, "strong")
    [told] = ties.declarations(south, *pair)
    assert (told.visible, told.stands, told.level, told.by, told.declared_at) == (
        False,
        True,
        None,
        None,
        None,
    )
    with pytest.raises(NotFoundError):
        ties.contest_tie(south, uid, "No")
    ties.contest_tie(north, uid, "Mistake")
    assert ties.declarations(south, *pair) == []


def test_an_imported_declaration_goes_with_its_import(world, pair):
    """Undoing what a file said is undoing the file."""
    ties.withdraw_tie(world.admin, ties.declare_tie(world.admin, *pair, "weak"))
    uid = ids.new()
    people = tuple(Participant(Address(HandleKind.INTERNAL, one), Part.PERSON) for one in pair)
    declared = Evidence(uid, Kind.DECLARED, now(), people, level="good")

    @graph.atomic
    def bring():
        source = Node("Import", ids.new())
        values = {"kind": "csv-contacts", "name": "x", "standing": True, "started_at": now()}
        intake = Intake(source.uid, (declared,))
        commit(world.admin, Verb.IMPORT_READ, [Added(source, values)], intake=intake)

    bring()
    [told] = ties.declarations(world.admin, *pair)
    assert (told.by_hand, told.by, told.level) == (False, None, "good")
    with pytest.raises(ties.ImportedTieError):
        ties.contest_tie(world.admin, uid, "No")
