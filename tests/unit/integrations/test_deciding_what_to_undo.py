"""Which changes of an import go back, and which records stay."""

import pytest

from graphcrm.changes import Added, Edge, Node, Removed, Set
from graphcrm.integrations.undoing import NodeNow, decide


CONTACT, HANDLE = Node("Contact", "c"), Node("Handle", "h")
HAS = Edge("HAS", "e", CONTACT, HANDLE)
DONE = [
    Added(CONTACT, {"name": "Ann"}),
    Added(HANDLE, {"value": "a@x.example"}),
    Added(HAS, {}),
    Set(CONTACT, {"name": "Ann"}, {"name": "Ann Bell"}),
]
MADE = {"c", "h"}


def now(uid, label="Contact", **facts):
    values = {"name": "Ann", "is_edited": False, "is_shown": False, "held_by": []} | facts
    return NodeNow(uid, label, **values)


HELD = now("h", "Handle", held_by=["e"])


def test_what_nobody_touched_goes_the_last_first():
    """Values first, then edges, then what they joined."""
    verdict = decide(DONE, [now("c"), HELD], {"e"}, MADE)
    assert verdict.back == [
        Set(CONTACT, {"name": "Ann Bell"}, {"name": "Ann"}),
        Removed(HAS, {}),
        Removed(HANDLE, {"value": "a@x.example"}),
        Removed(CONTACT, {"name": "Ann"}),
    ]
    assert verdict.kept == []


@pytest.mark.parametrize(("facts", "is_told"), [({"is_edited": True}, 1), ({"is_shown": True}, 0)])
def test_a_record_that_stays_stays_whole(facts, is_told):
    """With its address; what somebody edited is listed, what evidence shows is no surprise."""
    verdict = decide(DONE, [now("c", **facts), HELD], {"e"}, MADE)
    assert verdict.back == []
    assert len(verdict.kept) == is_told


def test_a_handle_that_somebody_else_holds_stays():
    """Its edge of the import goes, the address is theirs."""
    verdict = decide(DONE, [now("c"), now("h", "Handle", held_by=["e", "other"])], {"e"}, MADE)
    assert Removed(HAS, {}) in verdict.back
    assert Removed(HANDLE, {"value": "a@x.example"}) not in verdict.back


def test_what_is_gone_already_is_passed_over():
    """Somebody removed Ann by hand; her address goes with the import."""
    verdict = decide(DONE, [now("c", "Removed"), now("h", "Handle")], set(), MADE)
    assert verdict.back == [Removed(HANDLE, {"value": "a@x.example"})]


def test_an_edge_that_somebody_changed_stays_and_holds():
    """A job that got a title by hand is theirs now, and so is its account."""
    account = Node("Account", "a")
    job = Edge("WORKS_AT", "j", CONTACT, account)
    done = [Added(account, {"name": "Acme"}), Added(job, {})]
    verdict = decide(done, [now("c"), now("a", "Account", held_by=["j"])], set(), {"a"})
    assert verdict.back == []


def test_a_value_of_a_record_of_others_goes_back():
    """The title that the import bettered on a contact it did not make."""
    done = [Set(CONTACT, {"title": "CFO"}, {"title": "CEO"})]
    verdict = decide(done, [now("c", is_edited=True)], set(), set())
    assert verdict.back == [Set(CONTACT, {"title": "CEO"}, {"title": "CFO"})]
    edge = Edge("WORKS_AT", "j", CONTACT, Node("Account", "a"))
    done = [Set(edge, {"title": None}, {"title": "CEO"})]
    assert len(decide(done, [now("c")], {"j"}, set()).back) == 1
    assert decide(done, [now("c")], set(), set()).back == []


def test_what_is_no_longer_as_it_was_left_is_told():
    """Somebody changed the very value: theirs stays."""
    done = [Set(CONTACT, {"title": "CFO"}, {"title": "CEO"})]
    verdict = decide(done, [now("c")], set(), set(), {"c"})
    assert verdict.back == []
    assert verdict.kept == ["Contact Ann stays: somebody has edited it or built on it since."]
