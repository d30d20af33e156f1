"""Whom to get in touch with: the choice against the best of all, each gain against a rebuild."""

from dataclasses import replace
from itertools import combinations
from math import e, sqrt

import numpy as np
import pytest
from brute_paths import SIGHTS, random_world
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays
from influence_world import Person, Tie, ask, drawn, uid

from graphcrm.influence.records import Bar
from graphcrm.influence.touches import Prospects, choose, prospects
from graphcrm.influence.ways import best_ways
from graphcrm.relationships.strength import strength_of


CHANCES = st.floats(0, 1).map(lambda one: round(one, 3))
FOUND = st.tuples(st.integers(1, 7), st.integers(1, 5)).flatmap(
    lambda size: st.builds(
        Prospects,
        st.just(tuple(map(str, range(size[0])))),
        arrays(float, size[1], elements=CHANCES),
        arrays(float, size, elements=CHANCES),
    )
)


def worth(found, chosen):
    """Sum of the goals' chances once these are touched."""
    rows = [found.after[found.contact_ids.index(uid)] for uid in chosen]
    return float(np.max([found.before, *rows], axis=0).sum())


@given(FOUND, st.integers(1, 4))
def test_the_choice_gains_at_least_63_percent_of_what_the_best_would(found, count):
    """1 - 1/e of the best of all sets, by brute force; what each adds sums up to all of it."""
    chosen = choose(found, count)
    names = [one.contact_id for one in chosen]
    best = max(
        worth(found, some)
        for size in range(count + 1)
        for some in combinations(found.contact_ids, min(size, len(found.contact_ids)))
    )
    gained = worth(found, names) - worth(found, ())
    assert len(names) == len(set(names)) <= count
    assert gained >= (1 - 1 / e) * (best - worth(found, ())) - 1e-4
    assert sum(one.gain for one in chosen) == pytest.approx(gained)


@given(FOUND, st.integers(1, 7))
def test_a_look_at_few_chooses_as_a_look_at_all_does(found, count):
    """Lazy evaluation saves work and alters nothing."""
    names = []
    while len(names) < count:
        rest = [one for one in found.contact_ids if one not in names]
        gains = {one: worth(found, [*names, one]) - worth(found, names) for one in rest}
        best = min(rest, key=lambda one: (-round(gains[one], 9), one), default=None)
        if best is None or gains[best] <= 1e-6:
            break
        names.append(best)
    chosen = choose(found, count)
    assert sum(one.gain for one in chosen) == pytest.approx(
        worth(found, names) - worth(found, ()), abs=1e-5
    )


@given(FOUND, st.integers(1, 7))
def test_what_a_line_says_follows_on_what_the_lines_before_have_done(found, count):
    """The second touch of a goal begins where the first has brought it."""
    now = found.before.copy()
    for one in choose(found, count):
        assert one.gains
        for gain in one.gains:
            assert gain.before == pytest.approx(now[gain.goal])
            assert gain.after > gain.before
            now[gain.goal] = gain.after


def after_a_call(world, pair):
    """The same world on whose day the two had a call."""
    tie = world.ties[pair]
    sums = tie.sums
    sums[[0, 5]] += 0.7
    called = sqrt(strength_of(sums[:5], sums[5:]))
    ties = world.ties | {pair: Tie(called, declared=tie.declared)}
    return replace(world, ties=ties)


@pytest.mark.parametrize("seed", range(100))
def test_each_chance_equals_that_of_a_graph_in_which_the_call_was_made(seed):
    """On 100 random graphs, with rights, prices, bars and hubs: only my own tie is different."""
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    me, *others = rng.permutation(list(world.people)).tolist()
    goal = others[:2]
    sight = SIGHTS[str(rng.choice(["all", "team"]))]
    question = ask((me,), (), sight=sight)
    found = prospects(world.index(), question, [[uid(one) for one in goal]])
    for contact_id, after in zip(found.contact_ids, found.after[:, 0], strict=True):
        pair = next(
            pair for pair in world.ties if {uid(one) for one in pair} == {uid(me), contact_id}
        )
        called = after_a_call(world, pair).index()
        targets = tuple(uid(one) for one in goal)
        ways = best_ways(called, replace(question, target_ids=targets)).values()
        best = max((way.probability for way in ways), default=0.0)
        assert max(after, found.before[0]) == pytest.approx(best, rel=1e-4, abs=1e-6)


def test_nobody_is_touched_who_does_not_want_to_be_or_is_one_of_us():
    """A colleague is asked for an introduction; who wants to be left alone is left alone."""
    world = drawn(
        "me .5 ours, me .5 shy, me .5 list, me .5 kim, ours .9 cfo, shy .9 cfo, kim .9 cfo",
        ours=Person(house=True),
        shy=Person(bar=Bar.DO_NOT_CONTACT),
        list=Person(bar=Bar.NOT_A_PERSON),
    )
    question = ask(("me",), ())
    found = prospects(world.index(), question, [[uid("cfo")]])
    assert found.contact_ids == (uid("kim"),)
    assert prospects(world.index(), question, [[]]).helpful_ids() == ()
    left = replace(question, without=frozenset({uid("kim")}))
    assert prospects(world.index(), left, [[uid("cfo")]]).contact_ids == ()


def test_whoever_is_not_in_the_graph_touches_nobody():
    """A user whose person is gone, or a graph that is empty."""
    world = drawn("ada .5 ben")
    found = prospects(world.index(), ask(("nobody",), ()), [[uid("ben")]])
    assert found.contact_ids == ()
    assert choose(found, 5) == ()


def test_a_touch_of_who_decides_is_worth_more_than_one_of_who_knows_them():
    """Nobody has to be asked for anything then; and a goal that cannot rise names nobody."""
    world = drawn("me .2 cfo, me .2 kim, kim .9 cfo, me .99 won")
    found = prospects(world.index(), ask(("me",), ()), [[uid("cfo")], [uid("won")]])
    (first, *_) = choose(found, 2)
    assert first.contact_id == uid("cfo")
    assert found.helpful_ids()[0] == uid("cfo")
    assert found.without([uid("cfo")]).contact_ids == tuple(
        one for one in found.contact_ids if one != uid("cfo")
    )
    (gain,) = first.gains
    assert gain.before == pytest.approx(0.2, rel=1e-4)
    assert gain.after > 0.45
