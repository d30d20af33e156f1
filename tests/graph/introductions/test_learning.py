"""Introductions that are over teach what the figures of paths are worth."""

import random
from datetime import timedelta

import pytest
import time_machine

from graphcrm import clock, graph, ids
from graphcrm.access.rules import NotPermittedError
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.automation.elapsed import pass_time
from graphcrm.changes import Added, Node
from graphcrm.directory.rules import FieldError
from graphcrm.influence.questions import PathRequest, find_paths
from graphcrm.influence.standing import standing
from graphcrm.introductions.learning import recalibrate
from graphcrm.introductions.policies import policy, set_policy
from graphcrm.introductions.records import Policy


def end(house, count, seed=1):
    """Record introductions over Dana to Li that are over, as many as `count`."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    now, changes = clock.now(), []
    for _ in range(count):
        edge = drawn.uniform(0.1, 0.9)
        met = drawn.random() < edge * 0.5
        values = {
            "state": "over",
            "asker_id": house.noor.user_id,
            "connector_id": house.dana.user_id,
            "target_id": house.world.uid("Li"),
            "way_ids": list(house.way("Dana", "Li")),
            "edges": [1.0, edge],
            "probability": edge * 0.3,
            "index_seq": 1,
            "text": "Meet.",
            "asked_at": now,
            "over_at": now,
            "passed_count": 1,
            "outcome": "met" if met else "no-answer",
        }
        changes.append(Added(Node("Introduction", ids.new()), values))

    @graph.atomic
    def keep():
        commit(house.boss, Verb.INTRODUCTION_ENDED, changes)

    keep()


def best(house):
    return find_paths(house.noor, PathRequest(house.way("Li"))).paths[0]


def test_below_fifty_outcomes_the_prior_stands(house):
    """A figure is called a chance of an introduction once there is something to call it by."""
    end(house, 49)
    assert recalibrate(house.boss) is None
    assert standing().calibration.is_prior
    assert best(house).odds.endswith("likely to be live")
    assert best(house).figure == best(house).probability


def test_from_fifty_outcomes_on_a_path_says_its_chance(house):
    """In the next answer, by the latest version; a day later it learns again, if there is more."""
    end(house, 60)
    pass_time()
    learned = standing().calibration
    assert (learned.version, learned.outcome_count) == (1, 60)
    assert learned.reliability.brier <= learned.reliability.base_rate_brier + 0.01
    path = best(house)
    assert path.odds == f"{path.chance:.0%} chance of an introduction"
    assert path.figure == path.chance != path.probability
    end(house, 5, seed=2)
    assert recalibrate(house.boss) is None
    with time_machine.travel(clock.now() + timedelta(days=2), tick=True):
        assert recalibrate(house.boss).version == 2
        assert recalibrate(house.boss) is None
    assert standing().calibration.outcome_count == 65


def test_nobody_but_an_administrator_learns_or_sets_the_policy(house):
    """How often somebody may be asked is the house's to say."""
    for act in (lambda: recalibrate(house.noor), lambda: set_policy(house.noor, Policy(5))):
        with pytest.raises(NotPermittedError):
            act()
    assert policy() == Policy(3, 8, 5)
    assert not set_policy(house.boss, Policy())
    assert set_policy(house.boss, Policy(1, 2, 3))
    assert set_policy(house.boss, Policy(1, 2, 4))
    assert policy() == Policy(1, 2, 4)
    with pytest.raises(FieldError, match="from 1 to 20"):
        set_policy(house.boss, Policy(0))
