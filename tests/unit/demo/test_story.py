"""What the demo opens on is worth looking at: judged by the strengths that the product computes."""

import math
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from graphcrm.activities.records import HandleUse
from graphcrm.demo import story
from graphcrm.demo.records import Size
from graphcrm.demo.world import World
from graphcrm.relationships import rules, strength
from graphcrm.relationships.gathering import EvidenceRow, Gathering, microseconds


NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ASKING, FLOOR = 0.3, 0.05  # what each person in between costs; below which a path is not shown


def row_of(evidence):
    parts = [
        [p.address.value, p.part.value, p.address.use == HandleUse.PERSON]
        for p in evidence.participants
    ]
    return EvidenceRow(
        evidence.uid,
        evidence.kind.value,
        microseconds(evidence.occurred_at),
        evidence.is_reply,
        list(evidence.replies_to),
        None,
        None,
        None,
        parts,
    )


def gathered(world):
    gathering = Gathering()
    for evidence in world.evidence():
        gathering.add(row_of(evidence))
    return gathering


def probabilities(world, gathering, at):
    """The chance that each tie is live, by person and person: measured, or declared if better."""
    sums = gathering.sums(at)
    strengths = strength.strengths_of(sums.outward, sums.inward).tolist()
    found = defaultdict(dict)
    for (one, other), strong in zip(gathering.pairs, strengths, strict=True):
        found[one][other] = found[other][one] = math.sqrt(strong)
    for tie in world.declared():
        claimed = rules.declared_probability(tie.level)
        best = max(claimed, found[tie.one_email].get(tie.other_email, 0))
        found[tie.one_email][tie.other_email] = found[tie.other_email][tie.one_email] = best
    return found


def paths(ties, start, end, *, without=()):
    """Every path with one or two people in between that is above the floor, best first."""
    found = []
    for last, arrives in ties[end].items():
        for first, begins in ties[start].items():
            between = [first] if first == last else [first, last]
            middle = 1 if first == last else ties[first].get(last, 0)
            chance = begins * middle * arrives * ASKING ** len(between)
            if chance >= FLOOR and not {*between} & {start, end, *without}:
                found.append((chance, between))
    return sorted(found, reverse=True)


@pytest.fixture(scope="module", params=[0, 1, 42])
def told(request):
    world = World(Size.SMALL, request.param, NOW)
    gathering = gathered(world)
    then = NOW - timedelta(weeks=20)
    return world, probabilities(world, gathering, NOW), probabilities(world, gathering, then)


def test_the_demo_opens_on_a_handful_of_paths(told):
    """One answer would be no choice, twenty would be no answer; the best is worth a try."""
    world, ties, _ = told
    without = [*world.do_not_contact(), story.HUB]
    found = paths(ties, *story.OPENING, without=without)
    chances = [chance for chance, _ in found]
    assert 0.2 <= chances[0] <= 0.6
    assert 4 <= len(found) <= 12
    assert sum(chance > chances[0] / 3 for chance in chances) >= 3
    assert {len(between) for _, between in found} == {1, 2}
    assert story.OPENING[1] not in ties[story.OPENING[0]]


def test_who_may_not_be_asked_would_have_been_on_the_list(told):
    """The hub and whoever asked to be left alone are missed for a reason one can see."""
    world, ties, _ = told
    between = {name for _, names in paths(ties, *story.OPENING) for name in names}
    assert {*world.do_not_contact(), story.HUB} <= between


def test_good_ties_are_going_cold(told):
    """Who signs in has something to do: a tie that was good half a year ago and fades."""
    _, now, before = told
    user = story.OPENING[0]
    fading = [name for name, was in before[user].items() if now[user][name] < was - 0.05]
    assert "ines.okoro@marrowfield.example" in fading
