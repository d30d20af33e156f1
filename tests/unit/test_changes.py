"""Changes survive the stream and can be taken back."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from graphcrm.changes import (
    Added,
    Edge,
    Node,
    Removed,
    Set,
    configures,
    decode,
    decode_of,
    encode,
    inverse,
    touched,
)
from graphcrm.pipeline import defaults, edits
from graphcrm.pipeline.parts import parts_of
from graphcrm.pipeline.records import Criterion, CriterionKind, Effect, EffectKind


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
nodes = st.builds(Node, words, words)
whats = nodes | st.builds(Edge, words, words, nodes, nodes)
instants = st.datetimes(timezones=st.just(UTC)) | st.datetimes(
    timezones=st.just(timezone(timedelta(hours=-5)))
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | words
    | instants
    | st.dates()
)
values = st.dictionaries(words, scalars | st.lists(scalars, max_size=3), max_size=4)
changes = st.lists(
    st.builds(Added, whats, values)
    | st.builds(Removed, whats, values)
    | st.builds(Set, whats, values, values),
    max_size=6,
)


@given(changes)
def test_what_the_stream_tells_is_what_was_written(some):
    """Undo, replay and audit rest on reading back exactly what was changed, types included."""
    read = decode(encode(some))
    assert read == some
    kinds = [[type(v) for v in vars_of(change)] for change in read]
    assert kinds == [[type(v) for v in vars_of(change)] for change in some]


def vars_of(change):
    if isinstance(change, Set):
        return [*change.before.values(), *change.after.values()]
    return list(change.values.values())


@given(changes)
def test_the_inverse_of_the_inverse_is_the_change(some):
    """Redo is the undo of an undo."""
    assert inverse(inverse(some)) == some


def test_the_last_change_is_taken_back_first():
    """An edge has to go before the node it begins at."""
    node, other = Node("Contact", "a"), Node("Handle", "h")
    edge = Edge("HAS", "e", node, other)
    done = [Added(node, {"name": "A"}), Added(edge, {}), Set(node, {"name": "A"}, {"name": "B"})]
    assert inverse(done) == [
        Set(node, {"name": "B"}, {"name": "A"}),
        Removed(edge, {}),
        Removed(node, {"name": "A"}),
    ]


def test_a_day_and_an_instant_keep_their_type():
    """A date that came back as text would be another value to the graph."""
    node = Node("Contact", "a")
    on, at = date(2026, 2, 3), datetime(2026, 2, 3, 4, 5, 6, 7, UTC)
    (read,) = decode(encode([Added(node, {"on": on, "at": at})]))
    assert read.values == {"on": on, "at": at}
    assert type(read.values["on"]) is date


def test_what_the_graph_cannot_hold_is_refused():
    """Better at the door than as text that nobody can read back."""
    with pytest.raises(TypeError, match="set does not belong"):
        encode([Added(Node("Contact", "a"), {"names": {1}})])


def test_a_reference_of_another_shape_is_refused():
    """A stream that was tampered with must not be half understood."""
    with pytest.raises(ValueError, match="Contact"):
        decode('[["+",["Contact"],{}]]')


@given(changes, st.data())
def test_of_a_long_entry_only_what_is_asked_for_is_read(some, data):
    """An entry of an import tells of five hundred people; the history of one needs their own."""
    uids = [uid for one in some for uid in uids_of(one.what)]
    asked = frozenset(data.draw(st.sets(st.sampled_from(uids))) if uids else ())
    wanted = [one for one in some if asked & set(uids_of(one.what))]
    assert decode_of(encode(some), asked) == wanted


def uids_of(what):
    """The uids by which something is asked for: its own, and those of its ends."""
    return [what.uid] if isinstance(what, Node) else [what.uid, what.start.uid, what.end.uid]


def test_every_part_of_the_process_configures_and_no_deal_does():
    """A part that did not would leave whoever knows the process with the one from before."""
    process = edits.put_effect(defaults.process(), "sales", "lead", Effect("x", EffectKind.TASK))
    asked = Criterion("x", CriterionKind.NEXT_STEP)
    parts = parts_of(edits.put_criterion(process, "sales", "lead", asked))
    kinds = {part[0] for part in parts}
    assert {"Effect", "SETS_OFF", "REQUIRES", "NEEDS"} <= kinds
    assert [kind for kind in kinds if not configures([Added(Node(kind, "u"), {})])] == []
    deal = Node("Opportunity", "d")
    moved = Edge("IN_STAGE", "e", deal, Node("Stage", "s"))
    assert not configures([Set(deal, {}, {"name": "Yard"}), Removed(moved, {})])


def test_an_edge_changes_both_of_its_ends():
    """So that the history of a person tells of their seats, jobs and lines as well."""
    kim, deal, stage = Node("Contact", "kim"), Node("Opportunity", "deal"), Node("Stage", "stage")
    seat = Added(Edge("PLAYS", "seat", kim, deal), {})
    moved = Removed(Edge("IN_STAGE", "stay", deal, stage), {})
    assert touched([seat, moved, Set(Node("Task", "task"), {}, {})]) == {"kim", "deal"}
