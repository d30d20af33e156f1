"""Who probably decides at an account: each ground named, mail last."""

from graphcrm.buying.account_maps import AccountTable
from graphcrm.buying.deciding import MOST_NAMED, deciders_of, heads
from graphcrm.buying.records import Chair, Member, Reporting, Role
from graphcrm.influence.deciders import Hint


DECIDER = Role("decision_maker", "Decision maker", authority=True, titles=("head of it",))
ROLES = (DECIDER, Role("user", "User", titles=("clerk",)))


def member(uid, title=None, *roles):
    return Member(uid, uid.title(), title, tuple(map(Chair, roles)))


def deciders(*members, lines=(), hints=()):
    reporting = tuple(Reporting(*one) for one in lines)
    rest = {"reporting": reporting, "influences": (), "threads": {}}
    counted = {"home": False, "person_count": len(members)}
    table = AccountTable("a1", "Yard", members=members, **counted, **rest)
    return deciders_of(table, ROLES, [Hint(*one) for one in hints])


def test_what_people_say_comes_before_what_mail_hints():
    """A declared role, then a title, then a line, and mail only after all of them."""
    lines = [("uwe", "max"), ("kim", "max")]
    hints = [("eve", 9, 99.0), ("kim", 3, 50.0), ("ada", 0, 0.0)]
    people = (
        ("kim", "Clerk"),
        ("eve", None),
        ("max", None),
        ("ivo", "Head of IT"),
        ("ada", "x", DECIDER),
    )
    found = deciders(*(member(*one) for one in people), lines=lines, hints=hints)
    assert [one.contact_id for one in found.named] == ["ada", "ivo", "max", "eve"]
    ada, ivo, top, eve = found.named
    assert ada.declared == ("Decision maker",)
    assert ada.hint == 0.0
    assert ivo.words == "head of it"
    assert ivo.hint is None
    assert top.below == 2
    assert (eve.declared, eve.words, eve.below, eve.hint) == ((), None, 0, 99.0)
    assert found.has_hint


def test_too_little_mail_hints_at_nobody():
    """Null is not 0, and nobody is named for it."""
    found = deciders(member("kim"), hints=[("kim", 4, None)])
    assert found.named == ()
    assert not found.has_hint


def test_only_a_few_are_named():
    """Of many equals, by name."""
    found = deciders(*(member(f"p{at:02}", "Head of IT") for at in range(20)))
    assert [one.contact_id for one in found.named] == [f"p{at:02}" for at in range(MOST_NAMED)]


def test_who_leads_is_counted_once_for_everybody_below():
    """Two ways up count one; whoever reports to somebody leads nobody to the top."""
    lines = [Reporting(*one) for one in (("c", "b"), ("b", "a"), ("c", "a"), ("e", "d"))]
    assert heads(lines) == {"a": 2, "d": 1}
