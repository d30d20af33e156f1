"""Who may know whom from work."""

import pytest
from influence_world import DAY, Job, Person, World, uid

from graphcrm.influence.records import NO_END, UNKNOWN_DAY


def colleagues_of(jobs, sizes=None, among=None):
    """Return {pair of names: (probability, first day)} of a world of jobs."""
    names = sorted({job.person for job in jobs})
    world = World({name: Person() for name in names}, jobs=jobs, sizes=sizes or {})
    index = world.index()
    chosen = None if among is None else index.people.vertices_of([uid(name) for name in among])
    pairs = index.employment.colleagues(chosen)
    return {
        tuple(sorted((names[one], names[other]))): (probability, day)
        for one, other, probability, day in zip(
            pairs.first.tolist(),
            pairs.second.tolist(),
            pairs.probabilities.tolist(),
            pairs.from_days.tolist(),
            strict=True,
        )
    }


@pytest.mark.parametrize(
    ("begin", "until", "size", "expected"),
    [
        (0, 400, 199, {("ada", "ben"): (0.25, 365)}),
        (100, NO_END, 199, {("ada", "ben"): (0.25, 465)}),
        (0, 364, 199, {}),
        (0, 400, 200, {}),
        (0, 400, None, {}),
        (UNKNOWN_DAY, 400, 50, {}),
    ],
)
def test_a_year_together_in_a_small_firm_makes_a_tie(begin, until, size, expected):
    """From the day it becomes a year; what is not known does not count."""
    jobs = [Job("ada", "acme", 0), Job("ben", "acme", begin, until)]
    assert colleagues_of(jobs, {"acme": size}) == expected


def test_a_firm_with_more_people_than_it_says_is_not_small():
    """We know 200 who work there: the number in the file is wrong."""
    jobs = [Job(f"p{number}", "acme", 0) for number in range(200)]
    assert colleagues_of(jobs, {"acme": 20}) == {}
    assert len(colleagues_of(jobs[1:], {"acme": 20})) == 199 * 198 / 2


def test_one_board_together_makes_a_tie_of_its_own():
    """Whatever the dates, so long as they may have met."""
    jobs = [
        Job("ada", "acme", UNKNOWN_DAY, board=True),
        Job("ben", "acme", 50, board=True),
        Job("cy", "acme", 0, 49, board=True),
        Job("dan", "acme", 0),
    ]
    assert colleagues_of(jobs) == {
        ("ada", "ben"): (0.35, 50),
        ("ada", "cy"): (0.35, 0),
    }


def test_a_board_of_hundreds_is_no_board():
    """Advisers by the hundred do not know each other."""
    jobs = [Job(f"p{number}", "acme", 0, board=True) for number in range(200)]
    assert colleagues_of(jobs) == {}


def test_the_best_of_several_grounds_counts_once():
    """Two jobs at one firm and a board elsewhere are one pair."""
    jobs = [
        Job("ada", "acme", 0, 500),
        Job("ada", "acme", 600),
        Job("ben", "acme", 0),
        Job("ada", "bank", 9, board=True),
        Job("ben", "bank", 0, board=True),
    ]
    assert colleagues_of(jobs, {"acme": 10}) == {("ada", "ben"): (0.35, 9)}


def test_the_pairs_of_some_are_the_same_pairs():
    """A changed job is looked at alone."""
    jobs = [Job(name, "acme", 0) for name in ("ada", "ben", "cy")]
    jobs += [Job("cy", "bank", 0), Job("dan", "bank", 0), Job("eve", "bank", 0)]
    everything = colleagues_of(jobs, {"acme": 10, "bank": 10})
    of_two = colleagues_of(jobs, {"acme": 10, "bank": 10}, among=["ada", "dan"])
    assert of_two == {pair: fact for pair, fact in everything.items() if {"ada", "dan"} & set(pair)}
    assert colleagues_of(jobs, {"acme": 10}, among=[]) == {}


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        ((0, 100), (100, 200), True),
        ((0, 99), (100, 200), False),
        ((UNKNOWN_DAY, NO_END), (UNKNOWN_DAY, NO_END), True),
        ((UNKNOWN_DAY, 99), (100, NO_END), False),
        ((0, NO_END), (DAY + 1, NO_END), False),
    ],
)
def test_any_time_at_one_employer_is_looked_up_when_asked_for(one, other, is_shared):
    """Unless dates rule it out, or it lies ahead."""
    world = World({"ada": Person(), "ben": Person()})
    world.jobs = [Job("ada", "acme", *one), Job("ben", "acme", *other)]
    employment = world.index().employment
    assert employment.is_shared(0, 1, DAY) is is_shared
    world.jobs[0].board = True
    assert not world.index().employment.is_shared(0, 1, DAY)
