"""From one process to another: the changes lead there, keep what they can, and are told."""

from dataclasses import replace
from itertools import count

from hypothesis import given
from processes import processes

from graphcrm.changes import Added, Edge, Removed, Set, inverse
from graphcrm.pipeline import defaults
from graphcrm.pipeline.differences import Kept, changes_between, told
from graphcrm.pipeline.parts import parts_of


def kept(process):
    return {part: Kept("/".join(part), values) for part, values in parts_of(process).items()}


def as_told(values):
    return sorted(repr(sorted(one.items())) for one in values)


def applied(parts, changes):
    """What is there, by uid, after some changes; each must fit what is there before it."""
    there = {one.uid: one.values for one in parts.values()}
    joined = {}
    for change in changes:
        what = change.what
        if isinstance(what, Edge):
            joined[what.uid] = {what.start.uid, what.end.uid}
        match change:
            case Added(_, values):
                assert what.uid not in there
                assert joined.get(what.uid, set()) <= there.keys()
                there[what.uid] = values
            case Removed(_, values):
                assert there.pop(what.uid) == values
            case Set(_, before, after):
                assert {key: there[what.uid].get(key) for key in before} == before
                values = there[what.uid] | after
                there[what.uid] = {key: one for key, one in values.items() if one is not None}
    return there


@given(processes(), processes())
def test_the_changes_lead_from_one_to_the_other_and_back(one, other):
    """Whatever differs; and what is undone is as it was."""
    numbers = count()
    changes = changes_between(kept(one), parts_of(other), lambda: f"new {next(numbers)}")
    there = applied(kept(one), changes)
    assert as_told(there.values()) == as_told(parts_of(other).values())
    after = {str(at): Kept(uid, values) for at, (uid, values) in enumerate(there.items())}
    assert applied(after, inverse(changes)) == {k.uid: k.values for k in kept(one).values()}


@given(processes())
def test_nothing_changes_what_is_the_same(process):
    """Applying a document twice is applying it once."""
    assert changes_between(kept(process), parts_of(process), str) == []
    assert list(told(parts_of(process), parts_of(process))) == []


def test_a_stage_that_is_renamed_and_moved_stays_the_same_node():
    """Its deals and its history hang on it."""
    before = defaults.process()
    (sales,) = before.pipelines
    first, second, *rest = sales.stages
    renamed = replace(second, name="Zwei", rotting_days=None, color="blue")
    after = replace(before, pipelines=(replace(sales, stages=(renamed, first, *rest)),))
    changes = changes_between(kept(before), parts_of(after), str)
    assert all(isinstance(change, Set) for change in changes)
    assert list(told(parts_of(before), parts_of(after))) == [
        "~ stage qualified of sales: color nothing -> 'blue'",
        "~ stage qualified of sales: name 'Qualified' -> 'Zwei'",
        "~ stage qualified of sales: rotting_days 21 -> nothing",
        "~ place of stage qualified of sales: position 1 -> 0",
        "~ place of stage lead of sales: position 0 -> 1",
    ]


def test_what_comes_and_goes_is_told_by_its_keys():
    """A stage takes its arrows along."""
    before = defaults.process()
    (sales,) = before.pipelines
    left = [
        replace(one, leads_to=tuple(key for key in one.leads_to if key != "lead"))
        for one in sales.stages
        if one.key != "lead"
    ]
    after = replace(before, pipelines=(replace(sales, stages=tuple(left)),), loss_reasons=())
    lines = list(told(parts_of(before), parts_of(after)))
    assert "- stage lead of sales" in lines
    assert "- arrow qualified to lead of sales" in lines
    assert "- loss reason price" in lines
    assert "+ stage lead of sales" in told(parts_of(after), parts_of(before))
