"""The search finds what trying every path finds."""

import numpy as np
import pytest
from brute_paths import SIGHTS, brute, random_world
from hypothesis import given, settings, strategies as st
from influence_world import ask

from graphcrm.influence import answers
from graphcrm.influence.records import Reading


def uids_of(path):
    return (path.hops[0].from_id, *(hop.to_id for hop in path.hops))


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 2**40), st.sampled_from(Reading), st.sampled_from(["all", "team"]))
def test_the_best_paths_are_the_best_of_all_paths(seed, reading, sight):
    """Exact: with rights, exclusions, prices, several ends, both readings and 1 to 5 hops."""
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    index = world.index()
    names = list(world.people)
    for hops in (1, 2, 3, 4, 5):
        sources, targets = (
            frozenset(rng.choice(names, int(rng.integers(1, 3)), replace=False).tolist())
            for _ in range(2)
        )
        without = frozenset(rng.choice(names, int(rng.integers(0, 3)), replace=False).tolist())
        without -= targets
        expected = brute(world, (sources, targets, sight, reading, hops, without))
        count = int(rng.integers(1, 7))
        answer = answers.answer(
            index,
            ask(
                tuple(sources),
                tuple(targets),
                sight=SIGHTS[sight],
                reading=reading,
                path_count=count,
                hops=hops,
                without=without,
            ),
        )
        best = sorted(expected.values(), reverse=True)[:count]
        assert [path.probability for path in answer.paths] == pytest.approx(best, rel=1e-5)
        assert len({uids_of(path) for path in answer.paths}) == len(answer.paths)
        for path in answer.paths:
            assert path.probability == pytest.approx(expected[uids_of(path)], rel=1e-5)
        assert (answer.reason is None) == bool(expected)
