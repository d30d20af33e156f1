"""How support and objections spread, whom to win next, and what explains a weight."""

import itertools
import math
import time

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from graphcrm.influence.cascade import Group, Influence, Stance, UnusableGroupError
from graphcrm.influence.spread import Drawing, chance_of, gains_of, study, weights_of, whom_to_win


SUPPORTS = [None, -2, -1, 0, 1, 2]
DRAWN = Drawing(runs=100_000, sampled=True)


def group(supports, *influences):
    """Return the group of {"ada": 2} and ("ada", 0.8, "kim")."""
    stances = tuple(Stance(name, support) for name, support in supports.items())
    return Group(stances, tuple(Influence(one, to, weight) for one, weight, to in influences))


def random_group(rng, *, edges=15, signed=True, seats=9):
    names = [f"p{number}" for number in range(int(rng.integers(3, seats + 1)))]
    supports = SUPPORTS if signed else [None, 0, 1, 2]
    pairs = list(itertools.permutations(names, 2))
    chosen = rng.choice(len(pairs), min(len(pairs), int(rng.integers(1, edges + 1))), replace=False)
    low = -1 if signed else 0.05
    weights = np.round(rng.uniform(low, 1, len(chosen)), 2).tolist()
    return Group(
        tuple(Stance(name, supports[int(rng.integers(len(supports)))]) for name in names),
        tuple(Influence(*pairs[at], weight) for at, weight in zip(chosen, weights, strict=True)),
    )


def brute(whole, target):
    """Return how likely it is for us, and against: every case is played through, step by step."""
    pro = contra = 0.0
    coins = [
        [(1.0, 0)] if not one.support else
        [(1.0, one.support // 2)] if abs(one.support) == 2 else
        [(0.5, one.support), (0.5, 0)]
        for one in whole.stances
    ]  # fmt: skip
    names = [one.contact_id for one in whole.stances]
    for starts in itertools.product(*coins):
        begun = {name: start for name, (_, start) in zip(names, starts, strict=True)}
        share = math.prod(chance for chance, _ in starts)
        for live in itertools.product([False, True], repeat=len(whole.influences)):
            happens = share
            for one, is_live in zip(whole.influences, live, strict=True):
                happens *= abs(one.weight) if is_live else 1 - abs(one.weight)
            if happens:
                works = [
                    one for one, is_live in zip(whole.influences, live, strict=True) if is_live
                ]
                end = ends(begun, works)[target]
                pro, contra = pro + happens * (end > 0), contra + happens * (end < 0)
    return pro, contra


def ends(begun, works):
    """Return how everybody ends once nothing changes any more."""
    state = dict(begun)
    for one in works:
        if one.weight < 0 and begun[one.from_id] <= 0:
            state[one.to_id] = -1
    changed = True
    while changed:
        changed = False
        for one in works:
            if one.weight > 0 and state[one.from_id]:
                heard = min(state[one.from_id], state[one.to_id] or 1)
                changed |= heard != state[one.to_id]
                state[one.to_id] = heard
    return state


def test_a_champion_is_heard_as_often_as_the_influence_works():
    """One influence of .8 from somebody who is for us; nobody else says anything."""
    found = chance_of(study(group({"ada": 2, "kim": None}, ("ada", 0.8, "kim")), ["kim"]))
    assert found.probability == pytest.approx(0.8)
    assert (found.standard_error, found.is_exact) == (0.0, True)


def test_a_lukewarm_supporter_speaks_in_half_of_all_runs():
    """Support 1 is no 2."""
    found = chance_of(study(group({"ada": 1, "kim": 0}, ("ada", 0.8, "kim")), ["kim"]))
    assert found.probability == pytest.approx(0.4)


def test_an_objection_outweighs_support():
    """Both reach Kim in .8 x .5 of all runs, and then Kim is not for us."""
    whole = group({"ada": 2, "rita": -2, "kim": 0}, ("ada", 0.8, "kim"), ("rita", 0.5, "kim"))
    found = chance_of(study(whole, ["kim"]))
    assert found.probability == pytest.approx(0.8 * 0.5)
    assert found.against == pytest.approx(0.5)


def test_a_critic_who_is_won_falls_silent():
    """So winning a critic is worth something though they sway nobody our way."""
    whole = group({"ada": 2, "rita": None, "kim": 0}, ("ada", 0.8, "kim"), ("rita", -0.5, "kim"))
    assert chance_of(study(whole, ["kim"])).probability == pytest.approx(0.4)
    (win,) = whom_to_win(study(whole, ["kim"]))
    assert (win.contact_id, win.gain, win.probability) == (
        "rita",
        pytest.approx(0.4),
        pytest.approx(0.8),
    )


def test_no_opponent_of_an_opponent_is_a_friend():
    """Two negatives make no positive."""
    whole = group({"rita": -2, "kim": 0}, ("rita", -1, "kim"))
    assert chance_of(study(whole, ["kim"])).probability == 0


def test_somebody_who_never_hears_of_us_stays_open():
    """Open is not for."""
    whole = group({"ada": 2, "kim": None})
    assert chance_of(study(whole, ["kim"])).probability == 0
    assert whom_to_win(study(whole, ["kim"])) == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**40))
def test_every_case_is_played_through_as_the_model_says(seed):
    """Multiplied out, the same as playing each case step by step."""
    rng = np.random.default_rng(seed)
    whole = random_group(rng, edges=7, seats=5)
    for one in whole.stances:
        found = chance_of(study(whole, [one.contact_id]))
        assert found.is_exact
        pro, contra = brute(whole, one.contact_id)
        assert found.probability == pytest.approx(pro, abs=1e-12)
        assert found.against == pytest.approx(contra, abs=1e-12)


@pytest.mark.parametrize("seed", range(100))
def test_what_is_drawn_is_within_a_hundredth_of_what_is_exact(seed):
    """On random groups of up to 15 influences, and within what its error says."""
    whole = random_group(np.random.default_rng(seed))
    target = [whole.stances[0].contact_id]
    exact, drawn = chance_of(study(whole, target)), chance_of(study(whole, target, DRAWN))
    assert (exact.is_exact, drawn.is_exact) == (True, False)
    assert abs(exact.probability - drawn.probability) < 0.01
    assert abs(exact.probability - drawn.probability) <= 5 * drawn.standard_error + 1e-9
    exact_gains = {win.contact_id: win for win in gains_of(study(whole, target))}
    for win in gains_of(study(whole, target, DRAWN)):
        assert abs(win.gain - exact_gains[win.contact_id].gain) < 0.01


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**40))
def test_a_blocker_never_raises_the_chance(seed):
    """Neither somebody against us, nor a negative influence, nor a lower support of anybody."""
    rng = np.random.default_rng(seed)
    whole = random_group(rng, edges=10)
    names = [one.contact_id for one in whole.stances]
    target = [str(rng.choice(names))]
    before = chance_of(study(whole, target)).probability
    influenced = names[int(rng.integers(len(names)))]
    weight = float(rng.uniform(-1, 1))
    worse = Group(
        (*whole.stances, Stance("blocker", int(rng.choice([-2, -1])))),
        (*whole.influences, Influence("blocker", influenced, weight)),
    )
    assert chance_of(study(worse, target)).probability <= before + 1e-12
    open_pairs = set(itertools.permutations(names, 2)) - {
        (one.from_id, one.to_id) for one in whole.influences
    }
    for one, other in list(open_pairs)[:2]:
        more = Group(whole.stances, (*whole.influences, Influence(one, other, -abs(weight))))
        assert chance_of(study(more, target)).probability <= before + 1e-12
    for at, stance in enumerate(whole.stances):
        for support in (-2, -1, 0, None, 1):
            if (stance.support or 0) >= (support or 0):
                stances = list(whole.stances)
                stances[at] = Stance(stance.contact_id, support)
                lower = Group(tuple(stances), whole.influences)
                assert chance_of(study(lower, target)).probability <= before + 1e-12


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**40))
def test_the_greedy_choice_is_near_the_best_where_nobody_is_against_us(seed):
    """The gain is monotone and submodular there: 1 - 1/e of the best set's, for every size."""
    rng = np.random.default_rng(seed)
    whole = random_group(rng, edges=10, signed=False, seats=7)
    names = [one.contact_id for one in whole.stances]
    targets = rng.choice(names, int(rng.integers(1, 3)), replace=False).tolist()
    before = chance_of(study(whole, targets)).probability
    for count in (1, 2, 3):
        wins = whom_to_win(study(whole, targets), count)
        greedy = sum(win.gain for win in wins)
        best = max(
            chance_of(study(won(whole, chosen), targets)).probability
            for chosen in itertools.combinations(
                set(names) - set(targets), min(count, len(names) - len(targets))
            )
        )
        assert greedy >= (1 - 1 / math.e) * (best - before) - 1e-9
        if wins:
            after = chance_of(study(won(whole, [win.contact_id for win in wins]), targets))
            assert wins[-1].probability == pytest.approx(after.probability)


def won(whole, names):
    """Return the group once these are for us."""
    return Group(
        tuple(
            Stance(s.contact_id, 2 if s.contact_id in names else s.support) for s in whole.stances
        ),
        whole.influences,
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**40))
def test_a_gain_is_what_asking_again_would_give_and_a_weight_its_contributions(seed):
    """Explained numbers add up, exactly; and each part is a difference of two chances."""
    rng = np.random.default_rng(seed)
    whole = random_group(rng, edges=10)
    targets = [one.contact_id for one in whole.stances[:2]]
    before = chance_of(study(whole, targets)).probability
    for win in gains_of(study(whole, targets)):
        after = chance_of(study(won(whole, [win.contact_id]), targets)).probability
        assert win.gain == pytest.approx(after - before, abs=1e-9)
        assert win.gain >= 0
    for weight in weights_of(study(whole, targets)):
        parts = [p for one in weight.contributions for p in (one.by_support, one.by_objection)]
        assert weight.score == math.fsum(parts)
        assert min(parts, default=0) >= 0
        if weight.contact_id not in targets:
            stances = {one.contact_id: one.support for one in whole.stances}
            at = [
                chance_of(
                    study(
                        Group(
                            tuple(
                                Stance(n, s)
                                for n, s in (stances | {weight.contact_id: end}).items()
                            ),
                            whole.influences,
                        ),
                        targets,
                    )
                ).probability
                for end in (2, -2)
            ]
            assert weight.score == pytest.approx(at[0] - at[1], abs=1e-9)


def test_the_same_seed_gives_the_same_answer():
    """A number on a screen does not flicker."""
    whole = random_group(np.random.default_rng(5), edges=60, seats=20)
    target = [whole.stances[0].contact_id]
    assert chance_of(study(whole, target, DRAWN)) == chance_of(study(whole, target, DRAWN))
    other = Drawing(runs=100_000, seed=2, sampled=True)
    assert chance_of(study(whole, target, DRAWN)) != chance_of(study(whole, target, other))


def test_who_can_be_won_may_be_limited():
    """Somebody who left, or who must not be contacted, is nobody to win."""
    whole = group({"ada": 0, "ben": 0, "kim": 0}, ("ada", 0.8, "kim"), ("ben", 0.5, "kim"))
    assert [win.contact_id for win in whom_to_win(study(whole, ["kim"]))] == ["ada", "ben"]
    wins = whom_to_win(study(whole, ["kim"]), candidate_ids=["ben"])
    assert [(win.contact_id, win.gain) for win in wins] == [("ben", 0.5)]


@pytest.mark.slow
def test_a_full_map_takes_less_than_the_blink_of_an_eye():
    """60 seats, 300 influences, 10,000 runs: 200 ms is the aim, the rest is for slow days."""
    rng = np.random.default_rng(7)
    names = [f"p{number}" for number in range(60)]
    pairs = rng.permutation(list(itertools.permutations(names, 2)))[:300].tolist()
    whole = Group(
        tuple(Stance(name, SUPPORTS[int(rng.integers(6))]) for name in names),
        tuple(Influence(*pair, float(rng.uniform(-0.3, 0.7))) for pair in pairs),
    )
    began = time.perf_counter()
    found = chance_of(study(whole, ["p0"]))
    assert time.perf_counter() - began < 1.0
    assert not found.is_exact
    assert found.run_count == 10_000
    assert 0 < found.standard_error < 0.01


@pytest.mark.parametrize(
    ("supports", "influences", "said"),
    [
        ({}, [], "1 to 500 seats; 0"),
        ({"ada": 7}, [], "support: ada has 7"),
        ({"ada": 2}, [("ada", 0.5, "ada")], "nobody sways themselves"),
        ({"ada": 2}, [("ada", 0.5, "kim")], "both must have a seat"),
        ({"ada": 2, "kim": 0}, [("ada", 7, "kim")], "7 is not between -1 and 1"),
        ({"ada": 2, "kim": 0}, [("ada", math.nan, "kim")], "nan is not between"),
        ({"ada": 2, "kim": 0}, [("ada", 0.1, "kim"), ("ada", 0.2, "kim")], "given twice"),
    ],
)
def test_what_is_no_group_is_refused_by_name(supports, influences, said):
    """Whoever drew the map must find what to mend."""
    with pytest.raises(UnusableGroupError, match=said):
        chance_of(study(group(supports, *influences), ["ada"]))


def test_somebody_at_the_table_twice_or_nobody_asked_about_is_refused():
    """The same person cannot sit on two chairs, nor can nobody decide."""
    twice = Group((Stance("ada", 1), Stance("ada", 2)))
    with pytest.raises(UnusableGroupError, match="twice"):
        chance_of(study(twice, ["ada"]))
    whole = group({"ada": 2})
    with pytest.raises(UnusableGroupError, match="Name somebody"):
        chance_of(study(whole, []))
    with pytest.raises(UnusableGroupError, match="zoe has no seat"):
        chance_of(study(whole, ["zoe"]))
    with pytest.raises(UnusableGroupError, match="at least one"):
        chance_of(study(whole, ["ada"], Drawing(runs=0)))
