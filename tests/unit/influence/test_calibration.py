"""What outcomes of introductions teach, and when they teach nothing yet."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from graphcrm.cli.benchmarks import calibrating
from graphcrm.demo.records import Size
from graphcrm.influence.calibration import (
    LEAST_SLOPE,
    PRIOR,
    Asked,
    Curve,
    Outcome,
    UnusableOutcomeError,
    counts_of,
    fitted,
    recalibrated,
    reliability_of,
    willingness,
)


AT = datetime(2026, 6, 1, tzinfo=UTC)


def outcome(passed, *, came_about=False, edges=(0.9, 0.8), between=("ben",)):
    return Outcome(edges, between, passed, came_about)


def drawn(rng, count, *, slope=1.0, offset=0.0):
    """Draw claims, and what happens where the truth is a curve of them."""
    claimed = rng.uniform(0.02, 0.98, count)
    truth = Curve(slope, offset, 1).corrected(claimed)
    return claimed, rng.random(count) < truth


def test_below_fifty_outcomes_the_prior_stands_and_says_so():
    """Nothing is learned from a handful; counts of who agreed are another thing."""
    learned = recalibrated(PRIOR, [outcome(1, came_about=True)] * 49, AT)
    assert learned.is_prior
    assert (learned.version, learned.outcome_count, learned.reliability) == (1, 49, None)
    assert learned.chance_of([0.9, 0.8], [0.3]) == pytest.approx(0.9 * 0.8 * 0.3)
    assert PRIOR.chance_of([0.9, 0.8], [0.3]) == pytest.approx(0.9 * 0.8 * 0.3)


def test_from_fifty_on_outcomes_count_and_each_fit_has_the_next_version():
    """The record before is not altered."""
    first = recalibrated(PRIOR, [outcome(1, came_about=True), outcome(0)] * 25, AT)
    second = recalibrated(first, [outcome(0)] * 60, AT)
    assert (first.version, second.version, PRIOR.version) == (1, 2, 0)
    assert not first.is_prior
    assert first.edge.outcome_count == 0, "only 25 arrived"
    assert first.chance_of([0.9, 0.8], [0.3]) == pytest.approx(0.5, abs=0.05)
    assert second.chance_of([0.9, 0.8], [0.3]) < 0.1
    assert second.fitted_at == AT


def test_an_edge_is_learned_from_what_arrived_only():
    """Who was never asked did not fail to answer."""
    answered = [outcome(1, came_about=True, edges=(0.9, 0.5))] * 45
    silent = [outcome(1, edges=(0.9, 0.5))] * 15
    declined = [outcome(0, edges=(0.9, 0.5))] * 500
    learned = recalibrated(PRIOR, [*answered, *silent, *declined], AT)
    assert learned.edge.outcome_count == 60
    assert learned.edge.corrected(np.array([0.5]))[0] == pytest.approx(0.75, abs=0.03)


def test_nobody_is_asked_after_one_declined():
    """Ben passed it on, Cy did not, Dan was never asked."""
    between = ("ben", "cy", "dan")
    counts = counts_of([outcome(1, edges=(0.9, 0.8, 0.7, 0.6), between=between), outcome(1)])
    assert counts == {"ben": Asked(2, 2), "cy": Asked(1, 0)}
    assert willingness(counts["ben"]) == pytest.approx(5 / 12)
    assert willingness(Asked()) == pytest.approx(0.3)
    assert willingness(counts["cy"]) == pytest.approx(3 / 11)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.floats(0.3, 3), st.floats(-2, 2))
def test_a_curve_is_found_again(seed, slope, offset):
    """What the truth does to claims is what the fit undoes, within what 20,000 outcomes tell."""
    claimed, held = drawn(np.random.default_rng(seed), 20_000, slope=slope, offset=offset)
    curve = fitted(claimed, held)
    assert curve.slope == pytest.approx(slope, rel=0.15)
    assert curve.offset == pytest.approx(offset, abs=0.2)
    before, after = (reliability_of(p, held) for p in (claimed, curve.corrected(claimed)))
    assert after.ece <= 0.03
    assert after.brier <= before.brier + 1e-4


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=50, max_size=80),
)
def test_whatever_happened_the_order_of_claims_stays(rows):
    """Also where outcomes contradict them or part them altogether."""
    claimed = np.array([claim for claim, _ in rows])
    curve = fitted(claimed, np.array([held for _, held in rows]))
    assert curve.slope >= LEAST_SLOPE
    corrected = curve.corrected(np.linspace(0, 1, 101))
    assert (np.diff(corrected) >= 0).all()
    assert (corrected >= 0).all()
    assert (corrected <= 1).all()


def test_reliability_counts_by_bins():
    """Two claims of a tenth that fail and hold, two of nine tenths that hold."""
    told = reliability_of(np.array([0.1, 0.1, 0.9, 1.0]), np.array([True, False, True, True]))
    assert [one.count for one in told.bins] == [0, 2, 0, 0, 0, 0, 0, 0, 0, 2]
    assert (told.bins[1].low, told.bins[1].high) == (0.1, 0.2)
    assert (told.bins[1].claimed, told.bins[1].held) == (pytest.approx(0.1), 0.5)
    assert (told.bins[0].claimed, told.bins[0].held) == (None, None)
    assert told.ece == pytest.approx((2 * 0.4 + 2 * 0.05) / 4)
    assert told.brier == pytest.approx((0.81 + 0.01 + 0.01 + 0) / 4)
    assert (told.base_rate, told.base_rate_brier) == (0.75, pytest.approx(0.75 * 0.25))


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (outcome(0, came_about=True), "never arrived"),
        (outcome(2), "2 of 1 people"),
        (outcome(1, edges=(0.9,)), "edges: 1 of an introduction over 1"),
        (outcome(0, edges=(0.9,), between=()), "over 0 people"),
        (outcome(1, edges=(0.9, 0.9, 0.9), between=("ben", "ben")), "over 2 people"),
        (outcome(1, edges=(0.0, 0.9)), "0.0 is not above 0"),
        (outcome(1, edges=(0.9, 1.5)), "1.5 is not above 0, up to 1"),
        (outcome(1, edges=(0.9, float("nan"))), "nan is not above 0"),
    ],
)
def test_what_contradicts_itself_is_refused(odd, said):
    """A wrong record would teach everybody."""
    with pytest.raises(UnusableOutcomeError, match=said):
        recalibrated(PRIOR, [odd], AT)


@pytest.mark.slow
def test_on_the_generated_world_the_chance_is_told_well():
    """The figures of the contract, on a small world; the aims are for the whole one."""
    figures = calibrating.run(400, seed=3, size=Size.SMALL)
    assert (figures["name"], figures["n"]) == ("calibration", 400)
    assert figures["ece"] <= 0.05
    assert figures["brier"] < figures["base_rate_brier"]
    assert figures["uncalibrated_ece"] > 0
    assert sum(count for _, _, count in figures["bins"]) == 400


@pytest.mark.slow
def test_more_introductions_than_the_world_has_are_refused():
    """It says how many there are."""
    with pytest.raises(calibrating.TooFewIntroductionsError, match="2000000 were asked for"):
        calibrating.run(1_000_000, size=Size.SMALL)
