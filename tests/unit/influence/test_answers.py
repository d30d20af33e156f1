"""What a person is told about ways to somebody, and what they are not told."""

from dataclasses import replace

import numpy as np
import pytest
from influence_world import (
    ALL,
    DAY,
    Job,
    Person,
    Tie,
    World,
    ask,
    contacts_of,
    drawn,
    influences,
    names_of,
    reports,
    ties_of,
    uid,
)

from graphcrm.influence.answers import UnanswerableError, answer
from graphcrm.influence.building import Draft
from graphcrm.influence.records import (
    UNKNOWN_DAY,
    Bar,
    Ground,
    Layer,
    Reading,
    Reason,
    Sight,
)


def paths_of(world, *ends, **options):
    found = answer(world.index(), ask(*ends, **options))
    return [(names_of(path, world), round(path.probability, 4)) for path in found.paths]


def reason_of(world, *ends, **options):
    found = answer(world.index(), ask(*ends, **options))
    assert found.paths == ()
    return found.reason


def test_a_path_costs_every_intermediary_something():
    """Two good ties over one unknown helper: .9 x .9 x .3."""
    world = drawn("ada .9 ben, ben .9 cy")
    assert paths_of(world, "ada", "cy") == [(["ada", "ben", "cy"], 0.243)]


def test_recorded_introductions_teach_how_willing_somebody_is():
    """Who agreed to seven of ten has r = .5."""
    world = drawn("ada .9 ben, ben .9 cy", ben=Person(asked=10, agreed=7))
    assert paths_of(world, "ada", "cy") == [(["ada", "ben", "cy"], 0.405)]


def test_paths_below_the_floor_are_not_shown_and_name_nobody():
    """Only that something is there may be said."""
    world = drawn("ada .3 ben, ben .3 cy")
    found = answer(world.index(), ask("ada", "cy"))
    assert (found.paths, found.reason) == ((), Reason.BELOW_FLOOR)


def test_the_floor_is_meant_exactly():
    """What single precision cannot tell from the floor is looked at again."""
    for factor, count in ((1 - 3e-6, 0), (1 + 3e-6, 1)):
        world = drawn(f"ada .9 ben, ben {0.05 / 0.27 * factor} cy")
        assert len(paths_of(world, "ada", "cy")) == count


def test_who_is_barred_or_hidden_or_left_out_is_no_hop():
    """And a hidden one leaves no trace."""
    for ben in (
        Person(bar=Bar.NOT_A_PERSON),
        Person(bar=Bar.DO_NOT_CONTACT),
        Person(owner="somebody"),
    ):
        world = drawn("ada .9 ben, ben .9 cy", ben=ben)
        sight = Sight(owner_ids=frozenset({uid("me")}))
        assert reason_of(world, "ada", "cy", sight=sight) in {
            Reason.TOO_FAR,
            Reason.SOURCE_WITHOUT_TIES,
        }
    world = drawn("ada .9 ben, ben .9 cy, ada .8 dan, dan .8 cy")
    assert paths_of(world, "ada", "cy", without=["ben"]) == [(["ada", "dan", "cy"], 0.192)]


def test_a_team_sees_what_its_own_and_the_house_own():
    """By owner, by team, or because they are our people."""
    world = drawn(
        "ada .9 ben, ben .9 cy, ada .8 dan, dan .8 cy, "
        "ada .7 eve, eve .7 cy, ada .6 flo, flo .6 cy",
        ben=Person(owner="me"),
        dan=Person(owner="other", team="us"),
        eve=Person(owner="other", house=True),
        flo=Person(owner="other", team="them"),
    )
    sight = Sight(owner_ids=frozenset({uid("me")}), team_ids=frozenset({uid("us")}))
    between = [names[1] for names, _ in paths_of(world, "ada", "cy", sight=sight)]
    assert between == ["ben", "dan", "eve"]
    assert len(paths_of(world, "ada", "cy", sight=ALL)) == 4


def test_everybody_a_newsletter_goes_to_is_no_friend_of_its_sender():
    """More than 50 one-way ties that are over 80 % of all: a hub, never a connector."""

    def hub(one_way, mutual):
        world = drawn("ada .9 hub, hub .9 cy")
        for number in range(one_way):
            world.people[number] = Person()
            world.ties["hub", number] = Tie(one_way=3.0)
        for number in range(mutual - 2):
            world.people[-number - 1] = Person()
            world.ties["hub", -number - 1] = Tie(0.5)
        return bool(paths_of(world, "ada", "cy"))

    assert not hub(51, 12)
    assert hub(50, 2), "fifty are no crowd"
    assert hub(51, 13), "a fifth of them are mutual"


def test_a_hub_can_be_reached():
    """It introduces nobody, but one may want to meet them."""
    world = drawn("ada .9 hub")
    for number in range(60):
        world.people[number] = Person()
        world.ties["hub", number] = Tie(one_way=3.0)
    assert paths_of(world, "ada", "hub") == [(["ada", "hub"], 0.9)]


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        (("ada", "nobody"), Reason.UNKNOWN_TARGET),
        (("nobody", "cy"), Reason.UNKNOWN_SOURCE),
        (("ada", "ada"), Reason.SAME_PERSON),
        (("ada", "list"), Reason.TARGET_NOT_A_PERSON),
        (("ada", "gus"), Reason.TARGET_DO_NOT_CONTACT),
        (("zoe", "cy"), Reason.SOURCE_WITHOUT_TIES),
        (("ada", "zoe"), Reason.TARGET_WITHOUT_TIES),
        (("ada", "far"), Reason.TOO_FAR),
        (("ada", ("nobody", "far")), Reason.TOO_FAR),
        (("ada", ()), Reason.UNKNOWN_TARGET),
    ],
)
def test_no_path_comes_with_its_reason(ends, reason):
    """Otherwise nobody knows what would create one."""
    world = drawn(
        "ada .9 cy, ada .9 list, ada .9 gus, new .9 far",
        list=Person(bar=Bar.NOT_A_PERSON),
        gus=Person(bar=Bar.DO_NOT_CONTACT),
    )
    world.people["zoe"] = Person()
    assert reason_of(world, *ends) == reason


def test_whom_one_may_not_see_is_unknown():
    """Not even the reason tells that they exist, nor whom they know."""
    world = drawn("ada .9 ben, ben .9 cy", cy=Person(owner="other"))
    sight = Sight(owner_ids=frozenset({uid("me")}))
    assert reason_of(world, "ada", "cy", sight=sight) == Reason.UNKNOWN_TARGET
    assert reason_of(world, "cy", "ada", sight=sight) == Reason.UNKNOWN_SOURCE
    world = drawn("ada .9 dan, ben .9 cy", ben=Person(owner="other"))
    assert reason_of(world, "ada", "cy", sight=sight) == Reason.TARGET_WITHOUT_TIES


def test_a_name_that_is_no_uid_is_unknown():
    """Whatever a door lets through must not break the search."""
    world = drawn("ada .9 ben")
    question = ask("ada", "ben")
    for odd in ("", "ben", "0" * 36, "0" * 32, "g" * 8 + "-0000" * 3 + "-" + "0" * 12):
        question = ask("ada", "ben")
        question = type(question)((uid("ada"),), (odd,), ALL)
        assert answer(world.index(), question).reason == Reason.UNKNOWN_TARGET


def test_a_barred_person_can_still_be_the_one_who_asks():
    """Not to be contacted by others is no reason not to search."""
    world = drawn("ada .9 ben", ada=Person(bar=Bar.DO_NOT_CONTACT))
    assert paths_of(world, "ada", "ben") == [(["ada", "ben"], 0.9)]


def test_a_path_starts_at_the_best_of_a_team_and_passes_no_other():
    """Going through a colleague who starts better is no second way."""
    world = drawn("ada .9 ben, ben .9 cy, ada .2 cy")
    assert paths_of(world, ("ada", "ben"), "cy") == [(["ben", "cy"], 0.9), (["ada", "cy"], 0.2)]


def test_the_best_paths_to_any_of_several_come_in_one_list():
    """A company is reached by whoever opens the door first."""
    world = drawn("ada .5 ben, ada .7 cy, cy .9 dan")
    assert paths_of(world, "ada", ("ben", "dan", "cy")) == [
        (["ada", "cy"], 0.7),
        (["ada", "ben"], 0.5),
        (["ada", "cy", "dan"], 0.189),
    ]


@pytest.mark.parametrize(("hops", "count"), [(0, 5), (6, 5), (4, 0), (4, 51)])
def test_more_than_a_search_gives_is_refused(hops, count):
    """Five hops are the most the bounds are made for."""
    with pytest.raises(UnanswerableError, match=f"{count} of {hops} were asked for"):
        answer(drawn("ada .9 ben").index(), ask("ada", "ben", hops=hops, path_count=count))


def test_every_layer_is_shown_and_the_best_one_counts():
    """Observed .6, declared good: the observation carries it, the claim stands beside it."""
    world = drawn("ada .6 ben")
    world.ties["ada", "ben"] = Tie(0.6, declared=0.55, declared_until=DAY)
    world.jobs = [Job("ada", "board", 0, board=True), Job("ben", "board", 0, board=True)]
    (path,) = answer(world.index(), ask("ada", "ben")).paths
    (hop,) = path.hops
    assert [ground.layer for ground in hop.grounds] == [
        Layer.OBSERVED,
        Layer.DECLARED,
        Layer.INFERRED,
    ]
    assert [ground.probability for ground in hop.grounds] == pytest.approx([0.6, 0.55, 0.35])
    assert hop.strength == pytest.approx(0.36)
    assert (hop.probability, hop.type) == (pytest.approx(0.6), "KNOWS")


def test_a_declaration_ends_with_its_last_day():
    """It was true until then."""
    world = drawn("ada .9 ben")
    world.ties["ada", "ben"] = Tie(declared=0.55, declared_until=DAY)
    index = world.index()
    (path,) = answer(index, ask("ada", "ben")).paths
    assert path.hops[0].grounds == (Ground(Layer.DECLARED, 0.55),)
    assert path.hops[0].strength is None, "nothing was observed, which is not a strength of 0"
    assert answer(index.on(DAY + 1), ask("ada", "ben")).reason == Reason.TOO_FAR


def test_inferred_never_outranks_observed_at_equal_strength():
    """Two ways of .35 x .3 x .9: the one that was seen comes first, whatever the uids."""
    for one, other in (("ben", "dan"), ("dan", "ben")):
        world = drawn(f"ada .35 {one}, {one} .9 cy, {other} .9 cy")
        world.jobs = [Job(name, "board", 5, board=True) for name in ("ada", other)]
        assert [names[1] for names, _ in paths_of(world, "ada", "cy")] == [one, other]


def test_equal_paths_come_in_one_order_everywhere():
    """Two processes that know the same must answer the same."""
    names = [f"p{number}" for number in range(9)]
    ties = [f"ada .8 {name}, {name} .8 cy" for name in names]
    forth = [names for names, _ in paths_of(drawn(", ".join(ties)), "ada", "cy")]
    back = [names for names, _ in paths_of(drawn(", ".join(ties[::-1])), "ada", "cy")]
    assert forth == back
    assert len(forth) == 5


def test_former_colleagues_may_know_each_other_where_nothing_else_is_known():
    """Any shared employer gives .10, between the two ends only."""
    world = drawn("ada .9 ben, cy .9 dan")
    world.jobs = [Job("ada", "acme", UNKNOWN_DAY), Job("cy", "acme", 0, 400)]
    assert paths_of(world, "ada", "cy") == [(["ada", "cy"], 0.1)]
    world.ties["ada", "cy"] = Tie(0.06)
    (path,) = answer(world.index(), ask("ada", "cy")).paths
    assert [ground.layer for ground in path.hops[0].grounds] == [Layer.INFERRED, Layer.OBSERVED]
    world.ties["ada", "cy"] = Tie(0.8)
    (path,) = answer(world.index(), ask("ada", "cy")).paths
    assert path.hops[0].grounds[1] == Ground(Layer.INFERRED, 0.1)


def test_influence_walks_sway_and_reporting_lines():
    """Sway has a direction, a reporting line none."""
    world = drawn("ada .9 ben, cy .1 dan")
    world.sway = [influences("ben", "cy", 1.0), reports("dan", "cy")]
    influence = {"reading": Reading.INFLUENCE}
    assert paths_of(world, "ada", "cy", **influence) == [(["ada", "ben", "cy"], 0.216)]
    assert paths_of(world, "cy", "ben", **influence) == []
    assert paths_of(world, "cy", "dan", **influence) == [(["cy", "dan"], 0.5)]
    assert paths_of(world, "dan", "cy", **influence) == [(["dan", "cy"], 0.5)]
    assert reason_of(world, "ada", "cy") == Reason.TOO_FAR
    found = answer(world.index(), ask("ada", "cy", **influence))
    assert [hop.type for hop in found.paths[0].hops] == ["KNOWS", "INFLUENCES"]
    found = answer(world.index(), ask("dan", "cy", **influence))
    assert found.paths[0].hops[0].type == "REPORTS_TO"


def test_who_speaks_against_us_is_named_and_never_walked():
    """A warning, also where there is no path; of whom one may not see, none."""
    world = drawn("ada .9 ben, cy .1 dan", dan=Person(owner="other"))
    world.sway = [
        influences("ben", "cy", -0.5),
        influences("ada", "cy", 0.0),
        influences("dan", "cy", -1.0),
        influences("cy", "ben", -1.0),
        influences("ada", "cy", -1.0, until=DAY - 1),
    ]
    question = {"reading": Reading.INFLUENCE}
    found = answer(world.index(), ask("ada", "cy", **question))
    assert found.reason == Reason.TOO_FAR
    assert [(one.contact_id, one.weight) for one in found.opposed] == [
        (uid("dan"), -1.0),
        (uid("ben"), -0.5),
        (uid("ada"), 0.0),
    ]
    sight = Sight(owner_ids=frozenset({uid("me")}))
    found = answer(world.index(), ask("ada", "cy", sight=sight, **question))
    assert [one.contact_id for one in found.opposed] == [uid("ben"), uid("ada")]
    assert answer(world.index(), ask("ada", "cy")).opposed == ()


def test_ties_fade_from_day_to_day():
    """The index of another day needs no new evidence."""
    world = drawn("ada .9 ben")
    index = world.index()
    later = index.on(DAY + 365)
    (path,) = answer(later, ask("ada", "ben")).paths
    mass = -3 * np.log(1 - 0.81) / 2
    assert path.probability == pytest.approx(np.sqrt(1 - np.exp(-mass / 3)), rel=1e-6)
    assert later.day == answer(later, ask("ada", "ben")).day == DAY + 365


def test_sums_of_different_days_are_read_as_of_one():
    """Each edge was written when its evidence came."""
    world = World({name: Person() for name in "abc"})
    world.ties = {("a", "b"): Tie(0.8, as_of=DAY - 365), ("a", "c"): Tie(0.8, as_of=DAY)}
    index = world.index()
    mass = -3 * np.log(1 - 0.64) / 2
    (old,), (new,) = (answer(index, ask("a", name)).paths for name in "bc")
    assert old.probability == pytest.approx(np.sqrt(1 - np.exp(-mass / 3)), rel=1e-6)
    assert new.probability == pytest.approx(0.8, rel=1e-6)


def test_ties_of_unknown_people_are_passed_over():
    """A scan meets edges of contacts that came after it began."""
    world = drawn("ada .9 ben")
    world.ties["ada", "stranger"] = Tie(0.9)
    world.ties["ada", "ada"] = Tie(0.9)
    world.jobs = [Job("stranger", "acme", 0)]
    world.sway = [influences("stranger", "ben", 1.0)]
    index = world.index()
    assert len(index.live_ties()) == 1
    assert len(index.employment.people) == len(index.sway.first) == 0


def test_of_a_pair_that_is_read_twice_the_last_counts():
    """A scan may meet an edge before and after it changed; ends may come as places."""
    draft = Draft(DAY)
    draft.add_contacts(contacts_of({"ada": Person(), "ben": Person()}))
    for ends, tie in (([0, 1], Tie(0.5)), ([1, 0], Tie(0.7))):
        columns = ties_of({("ada", "ben"): tie})
        places = {"first": np.array(ends[:1]), "second": np.array(ends[1:])}
        draft.add_ties(replace(columns, **places))
    index = draft.built(1)
    (path,) = answer(index, ask("ada", "ben")).paths
    assert path.probability == pytest.approx(0.7)
    assert len(index.live_ties()) == 1


def test_what_many_actors_see_is_not_kept_for_ever():
    """Each view costs memory; the last few serve."""
    index = drawn("ada .9 ben").index()
    views = [index.seen_by(Sight(owner_ids=frozenset({str(number)}))) for number in range(40)]
    assert index.seen_by(Sight(owner_ids=frozenset({"39"}))) is views[39]
    assert index.seen_by(Sight(owner_ids=frozenset({"0"}))) is not views[0]


def test_an_index_of_nothing_answers():
    """The first hour of everybody."""
    assert reason_of(World(), "ada", "ben") == Reason.UNKNOWN_TARGET
