"""Who is reachable is ranked by all ways over one person together."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from influence_world import ALL, Person, Tie, World, drawn, uid

from graphcrm.influence.reach import reachable
from graphcrm.influence.records import Bar, Sight


def reach_of(world, *sources, sight=ALL, **options):
    names = {uid(name): name for name in world.people}
    found = reachable(world.index(), tuple(map(uid, sources)), sight, **options)
    return {names[one.contact_id]: round(one.probability, 5) for one in found}


def test_two_ways_reach_better_than_one():
    """1 - (1 - .243)(1 - .243)."""
    world = drawn("ada .9 ben, ben .9 cy, ada .9 dan, dan .9 cy, dan .8 eve")
    assert reach_of(world, "ada") == {"cy": 0.42695, "eve": 0.216}
    assert list(reach_of(world, "ada")) == ["cy", "eve"]
    assert reach_of(world, "ada", limit=1) == {"cy": 0.42695}
    assert reach_of(world) == {}


def test_who_is_hidden_or_barred_neither_reaches_nor_is_reached():
    """The same people as in paths."""
    world = drawn(
        "ada .9 ben, ben .9 cy, ada .9 dan, dan .9 eve, ada .9 flo, flo .9 gus, flo .9 ida",
        ben=Person(bar=Bar.NOT_A_PERSON),
        dan=Person(owner="other"),
        gus=Person(bar=Bar.DO_NOT_CONTACT),
        ida=Person(owner="other"),
    )
    assert reach_of(world, "ada", sight=Sight(owner_ids=frozenset({uid("me")}))) == {}
    assert reach_of(world, "dan", sight=Sight(owner_ids=frozenset({uid("me")}))) == {}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**40))
def test_reach_is_one_less_the_product_of_what_misses(seed):
    """As the formula says, over every path of two hops."""
    rng = np.random.default_rng(seed)
    names = list(range(9))
    world = World({name: Person() for name in names})
    for pair in itertools.combinations(names, 2):
        if rng.random() < 0.5:
            world.ties[pair] = Tie(float(rng.uniform(0.01, 0.99)))
    sources = rng.choice(names, int(rng.integers(1, 3)), replace=False).tolist()
    between = [name for name in names if name not in sources]

    def p(one, other):
        tie = world.ties.get((min(one, other), max(one, other)))
        return tie.observed if tie else 0.0

    expected = {}
    for target in between:
        missed = 1.0
        for source, middle in itertools.product(sources, between):
            if middle != target:
                missed *= 1 - p(source, middle) * 0.3 * p(middle, target)
        if missed <= 0.95:
            expected[target] = 1 - missed
    assert reach_of(world, *sources) == pytest.approx(expected, abs=1e-5)
