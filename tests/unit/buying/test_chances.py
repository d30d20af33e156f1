"""What supports and influences come to, from a group as its reader sees it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graphcrm.buying.chances import chances_of
from graphcrm.buying.records import Assessment, Chair, Group, Influence, Member, Role


NOW = datetime(2026, 11, 1, tzinfo=UTC)
DECIDER = Role("decision_maker", "Decision maker", authority=True)
USER = Role("user", "User")


def member(uid, support=None, role=USER, **more):
    chairs = (Chair(role),)
    return Member(uid, uid and uid.title(), None, chairs, Assessment(support), **more)


def group(*members, influences=()):
    lines = tuple(Influence(*one) for one in influences)
    rest = ((), members, (), (), lines, NOW, NOW)
    return Group("d1", "Yard", None, None, None, "s1", NOW, *rest)


def test_the_chance_is_that_of_what_people_say():
    """A supporter for certain, heard in half of all cases; exact, because the edge is one."""
    found = chances_of(
        group(member("kim", 2), member("ada", None, DECIDER), influences=[("kim", "ada", 0.5)])
    )
    assert found.chance.probability == pytest.approx(0.5)
    assert found.chance.is_exact
    assert found.unknown_count == 1
    assert [one.member.contact_id for one in found.bearings] == ["kim"]
    assert found.wins == ()  # who is for us already adds nothing


def test_whom_to_win_may_be_asked_and_adds_what_it_says():
    """Nobody is named who wants to be left alone."""
    kim, mo = member("kim"), member("mo", do_not_contact=True)
    lines = [("kim", "ada", 0.4), ("mo", "ada", 0.9)]
    found = chances_of(group(kim, mo, member("ada", 0, DECIDER), influences=lines))
    assert [one.member.contact_id for one in found.wins] == ["kim"]
    assert found.wins[0].win.gain == pytest.approx(0.4)
    assert found.wins[0].win.probability == pytest.approx(found.chance.probability + 0.4)


def test_parts_add_up_to_how_much_hangs_on_somebody():
    """Over two who decide, each with half of the weight."""
    deciders = member("ada", None, DECIDER), member("bo", 1, DECIDER)
    lines = [("kim", "ada", 0.6), ("kim", "bo", 0.5), ("ada", "bo", -0.3)]
    found = chances_of(group(member("kim", -1), *deciders, influences=lines))
    for one in found.bearings:
        parts = [part.contribution for part in one.parts]
        assert one.score == pytest.approx(sum(c.by_support + c.by_objection for c in parts))


@pytest.mark.parametrize("hidden", [member(None, 2, DECIDER), member("ada", 2)])
def test_without_anybody_who_can_say_yes_there_is_no_chance(hidden):
    """Not 0; and whoever is hidden counts for nothing, not even for that."""
    found = chances_of(group(member("kim", 2), hidden))
    assert found.chance is None
    assert found.is_whole == (hidden.contact_id is not None)
    assert chances_of(replace(group(hidden), members=())).chance is None
