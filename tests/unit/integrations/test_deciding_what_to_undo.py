"""Which changes of an import go back, and which records stay."""

from graphcrm.changes import Added, Edge, Node, Removed, Set, encode
from graphcrm.integrations.undoing import Commit, EdgeNow, NodeNow, Others, decide


CONTACT, HANDLE = Node("Contact", "c"), Node("Handle", "h")
HAS = Edge("HAS", "e", CONTACT, HANDLE)
JOB = Edge("WORKS_AT", "j", CONTACT, Node("Account", "a"))
DONE = [
    Added(CONTACT, {"name": "Ann"}),
    Added(HANDLE, {"value": "a@x.example"}),
    Added(HAS, {}),
    Set(CONTACT, {"name": "Ann"}, {"name": "Ann Bell"}),
]
MADE = {"c", "h"}
SEQ = 10


def now(uid="c", label="Contact", *, is_shown=False, held_by=(), **values):
    return NodeNow(uid, label, {"uid": uid, "name": "Ann Bell"} | values, is_shown, list(held_by))


def held(*held_by):
    values = {"uid": "h", "value": "a@x.example", "changed_by": "somebody"}
    return NodeNow("h", "Handle", values, is_shown=False, held_by=list(held_by))


def decided(done, nodes, edges=(), made=(), **others):
    commit = Commit(SEQ, "import", encode(done))
    edges_now = [EdgeNow(*edge) for edge in edges]
    return decide(commit, nodes, edges_now, Others(made, (), 0, **others))


def test_what_nobody_touched_goes_the_last_first():
    """Edges before what they joined, and each as it is now."""
    verdict = decided(DONE, [now(), held("e")], [("e", {})], MADE)
    assert verdict.back == [
        Removed(HAS, {}),
        Removed(HANDLE, {"value": "a@x.example"}),
        Removed(CONTACT, {"name": "Ann Bell"}),
    ]
    assert (verdict.kept, verdict.stays) == ([], 0)


def test_what_an_import_taken_back_before_has_bettered_goes_as_it_is():
    """Nobody who counts has touched her since: a title that was left on her does not hold her."""
    verdict = decided(DONE, [now(title="CFO"), held("e")], [("e", {"since": 1})], MADE)
    assert Removed(CONTACT, {"name": "Ann Bell", "title": "CFO"}) in verdict.back
    assert Removed(HAS, {"since": 1}) in verdict.back


def test_a_record_that_somebody_edited_stays_whole_and_is_told():
    """With its address."""
    verdict = decided(DONE, [now(), held("e")], [("e", {})], MADE, records={"c": 11})
    assert (verdict.back, verdict.stays) == ([], 1)
    assert verdict.kept == ["Contact Ann Bell stays: it was edited or built on since."]


def test_a_record_that_evidence_shows_stays_whole():
    """Whom other mail shows is no surprise, so it is not told."""
    verdict = decided(DONE, [now(is_shown=True), held("e")], [("e", {})], MADE)
    assert (verdict.back, verdict.stays, verdict.kept) == ([], 1, [])


def test_a_handle_that_somebody_else_holds_stays():
    """Its edge of the import goes, the address is theirs."""
    verdict = decided(DONE, [now(), held("e", "other")], [("e", {})], MADE)
    assert [change.what for change in verdict.back] == [HAS, CONTACT]


def test_what_is_gone_already_is_passed_over():
    """Somebody removed Ann by hand; her address goes with the import."""
    verdict = decided(DONE, [now(label="Removed"), held()], [], MADE)
    assert [change.what for change in verdict.back] == [HANDLE]


def test_an_edge_that_somebody_changed_stays_and_holds():
    """A job that got a title by hand is theirs now, and so is its account."""
    done = [Added(JOB.end, {"name": "Acme"}), Added(JOB, {})]
    account = now("a", "Account", held_by=["j"])
    touched = {"j": 11, "c": 11, "a": 11}
    verdict = decided(done, [now(), account], [("j", {"title": "CFO"})], {"a"}, records=touched)
    assert verdict.back == []


def test_a_value_of_a_record_of_others_goes_back_while_it_is_as_it_was_left():
    """The title that the import bettered on a contact it did not make, twice."""
    done = [
        Set(CONTACT, {"title": "A"}, {"title": "B"}),
        Set(CONTACT, {"title": "B"}, {"title": "C"}),
    ]
    assert decided(done, [now(title="C")]).back == [
        Set(CONTACT, {"title": "C"}, {"title": "B"}),
        Set(CONTACT, {"title": "B"}, {"title": "A"}),
    ]
    assert decided(done, [now(title="A")]).back == []
    on_edge = [Set(JOB, {"title": None}, {"title": "CEO"})]
    assert len(decided(on_edge, [now()], [("j", {"title": "CEO"})]).back) == 1
    assert decided(on_edge, [now()]).back == []


def test_a_value_that_somebody_changed_is_theirs_and_is_told():
    """Even where they changed it back to what the import had said; the other value goes back."""
    done = [Set(CONTACT, {"title": "CFO", "city": None}, {"title": "CEO", "city": "Oslo"})]
    theirs = {("c", "title"): 11}
    verdict = decided(done, [now(title="CEO", city="Oslo")], values=theirs, records={"c": 11})
    assert verdict.back == [Set(CONTACT, {"city": "Oslo"}, {"city": None})]
    assert verdict.kept == ["Contact Ann Bell stays: it was edited or built on since."]


def test_what_was_edited_before_the_import_is_no_obstacle():
    """The title that a person gave last year is again what it was."""
    done = [Set(CONTACT, {"title": "CFO"}, {"title": "CEO"})]
    verdict = decided(done, [now(title="CEO")], values={("c", "title"): 9}, records={"c": 9})
    assert verdict.back == [Set(CONTACT, {"title": "CEO"}, {"title": "CFO"})]
    assert verdict.kept == []
