"""Accounts are ranked by all short ways to anybody there, beside the best single way."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from influence_world import ALL, Job, Person, Tie, World, drawn, names_of, uid

from graphcrm.influence.account_reach import reach_of_accounts
from graphcrm.influence.answers import answer
from graphcrm.influence.records import Bar, Question, Sight


ME = Sight(owner_ids=frozenset({uid("me")}))


def ranked(world, *, sight=ALL, without=(), **options):
    """What is told of Ada's reach of each account, the best first, by name.

    acme="ben cy" are those who work there; who is new is made.
    """
    staff = {name: options.pop(name, "").split() for name in ("acme", "bolt", "cove")}
    for name in itertools.chain.from_iterable(staff.values()):
        world.people.setdefault(name, Person())
    names = {uid(name): name for name in staff}
    found = reach_of_accounts(
        world.index(),
        Question((uid("ada"),), (), sight, without=frozenset(map(uid, without))),
        {uid(name): [*map(uid, people)] for name, people in staff.items()},
        **options,
    )
    return {
        names[one.account_id]: (
            round(one.probability, 4),
            " ".join(names_of(one.best, world)) if one.best else None,
            one.known_count,
            one.people_count,
        )
        for one in found
    }


def test_every_short_way_to_anybody_there_counts():
    """1 - (1 - .5)(1 - .9 x .9 x .3), and the best way alone is .5."""
    world = drawn("ada .5 ben, ada .9 dan, dan .9 cy")
    assert ranked(world, acme="ben cy", bolt="dan") == {
        "bolt": (0.9, "ada dan", 1, 1),
        "acme": (0.6215, "ada ben", 1, 2),
        "cove": (0.0, None, 0, 0),
    }
    assert list(ranked(world, acme="ben cy", bolt="dan")) == ["bolt", "acme", "cove"]
    assert list(ranked(world, acme="ben cy", bolt="dan", limit=1)) == ["bolt"]


def test_a_long_way_counts_where_there_is_no_short_one():
    """An account three steps away is within reach, if hardly."""
    world = drawn("ada .9 ben, ben .9 cy, cy .9 dan")
    assert ranked(world, acme="dan")["acme"] == (
        pytest.approx(0.0656, abs=1e-4),
        "ada ben cy dan",
        0,
        1,
    )


def test_ties_too_weak_for_a_way_still_say_that_somebody_is_known():
    """Below the floor nobody is named; that there are ties is another answer than none."""
    world = drawn("ada .04 ben")
    assert ranked(world, acme="ben", bolt="cy") == {
        "acme": (0.04, None, 1, 1),
        "bolt": (0.0, None, 0, 1),
        "cove": (0.0, None, 0, 0),
    }


def test_who_is_hidden_counts_nowhere():
    """Neither as somebody there, nor as somebody known, nor in between."""
    world = drawn(
        "ada .9 ben, ada .9 gus, gus .9 cy", ben=Person(owner="other"), gus=Person("other")
    )
    assert ranked(world, acme="ben", bolt="cy", sight=ME) == {
        "bolt": (0.0, None, 0, 1),
        "acme": (0.0, None, 0, 0),
        "cove": (0.0, None, 0, 0),
    }


def test_who_withholds_their_ties_is_on_no_way_and_no_end_of_one():
    """Consent withdrawn holds for those who also work elsewhere."""
    world = drawn("ada .9 ben, ben .9 cy")
    found = ranked(world, acme="ben", bolt="cy", without=["ben"])
    assert found["acme"] == (0.0, None, 0, 0)
    assert found["bolt"] == (0.0, None, 0, 1)


def test_who_must_not_be_contacted_is_known_but_not_reached():
    """They are counted among those known, and nobody is led to them; a list is nobody at all."""
    world = drawn(
        "ada .9 ben, ada .9 cy",
        ben=Person(bar=Bar.DO_NOT_CONTACT),
        cy=Person(bar=Bar.NOT_A_PERSON),
    )
    assert ranked(world, acme="ben", bolt="cy")["acme"] == (0.0, None, 1, 1)
    assert ranked(world, acme="ben", bolt="cy")["bolt"] == (0.0, None, 0, 0)


def test_a_former_colleague_is_a_way_in():
    """Without a tie, somebody who once sat in the same house is worth a tenth."""
    world = drawn("ada .9 zoe")
    world.jobs += [Job("ada", "old", 10, 900), Job("ben", "old", 500, 2000)]
    assert ranked(world, acme="ben")["acme"] == (0.1, "ada ben", 0, 1)
    world.jobs[-1] = Job("ben", "old", 1200, 2000)
    assert ranked(world, acme="ben")["acme"] == (0.0, None, 0, 1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**40))
def test_reach_and_best_way_equal_a_count_of_every_path(seed):
    """One less the product of what misses; and the best path of the search over the same people."""
    rng = np.random.default_rng(seed)
    names = list(range(9))
    world = World({name: Person() for name in names})
    for pair in itertools.combinations(names, 2):
        if rng.random() < 0.4:
            world.ties[pair] = Tie(float(rng.uniform(0.01, 0.95)))
    sources, staff = (0, 1), [names[2:4], names[4:5], names[5:]]

    def p(one, other):
        tie = world.ties.get((min(one, other), max(one, other)))
        return tie.observed if tie else 0.0

    index, asked = world.index(), Question(tuple(map(uid, sources)), (), ALL)
    staff_ids = {uid(f"account {at}"): [*map(uid, there)] for at, there in enumerate(staff)}
    found = {one.account_id: one for one in reach_of_accounts(index, asked, staff_ids)}
    for at, there in enumerate(staff):
        missed = 1.0
        for source, target in itertools.product(sources, there):
            missed *= 1 - p(source, target)
            for between in set(names) - {*sources, target}:
                missed *= 1 - p(source, between) * p(between, target) * 0.3
        told = found[uid(f"account {at}")]
        question = Question(tuple(map(uid, sources)), tuple(map(uid, there)), ALL, path_count=1)
        best = next(iter(answer(index, question).paths), None)
        assert (told.best is None) == (best is None)
        if best:
            assert told.best.probability == pytest.approx(best.probability, abs=1e-6)
        least = best.probability if best else 0.0
        assert told.probability == pytest.approx(max(1 - missed, least), abs=1e-6) or (
            best is None and told.probability <= 0.05
        )
