"""The best ways to many, what the team adds, and what changes when somebody leaves."""

import networkx as nx
import numpy as np
import pytest
from brute_paths import SIGHTS, brute, graph_of, is_visible, random_world
from influence_world import ALL, DAY, Job, Person, World, ask, drawn, uid

from graphcrm.influence.answers import UnanswerableError, answer
from graphcrm.influence.records import Bar, Reading, Sight
from graphcrm.influence.ways import best_ways, team_ways
from graphcrm.influence.what_if import (
    MOST_PEOPLE,
    TooManyPeopleError,
    articulation_points_of,
    hinges_of,
    leaving,
)


def best_of(world, question):
    """Return the probability of the best of all paths to each target, by uid."""
    best = {}
    for uids, probability in brute(world, question).items():
        best[uids[-1]] = max(probability, best.get(uids[-1], 0.0))
    return best


def probabilities(ways):
    return {uid: path.probability for uid, path in ways.items()}


def random_question(rng, world):
    """Draw sources, any number of targets, rights, a reading, hops and who is left out."""
    names = list(world.people)
    sources = rng.choice(names, int(rng.integers(1, 4)), replace=False).tolist()
    targets = rng.choice(names, int(rng.integers(1, len(names) + 1)), replace=False).tolist()
    without = frozenset(rng.choice(names, int(rng.integers(0, 2)), replace=False).tolist())
    sight, reading = str(rng.choice(["all", "team"])), list(Reading)[int(rng.integers(2))]
    return sources, targets, sight, reading, int(rng.integers(1, 6)), without


def asked(sources, targets, rest):
    sight, reading, hops, without = rest
    options = {"reading": reading, "hops": hops, "without": without}
    return ask(tuple(sources), tuple(targets), sight=SIGHTS[sight], **options)


def bruted(world, sources, targets, rest):
    return best_of(world, (frozenset(sources), frozenset(targets), *rest))


@pytest.mark.parametrize("seed", range(200))
def test_the_best_ways_and_the_teams_equal_those_found_by_brute_force(seed):
    """On 200 random graphs, with rights, exclusions, prices, both readings and 1 to 5 hops."""
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    sources, targets, *rest = random_question(rng, world)
    index, question = world.index(), asked(sources, targets, rest)
    best = bruted(world, sources, targets, rest)
    mine = bruted(world, sources[:1], targets, rest)
    assert probabilities(best_ways(index, question)) == pytest.approx(best, rel=1e-5)
    ways = team_ways(index, question, uid(sources[0]))
    assert {way.target_id for way in ways} == set(map(uid, targets))
    for way in ways:
        own = mine.get(way.target_id, 0.0)
        gain = best.get(way.target_id, own) - own
        assert way.gain == pytest.approx(gain, rel=1e-4, abs=1e-6)
        assert way.gain >= 0


@pytest.mark.parametrize("seed", range(200))
def test_whoever_leaves_the_changes_equal_recomputation_by_brute_force(seed):
    """On the same 200, everybody in turn; and who is a hinge."""
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    sources, targets, *rest = random_question(rng, world)
    index, question = world.index(), asked(sources, targets, rest)
    before = bruted(world, sources, targets, rest)
    hinges = {hinge.contact_id: set(hinge.target_ids) for hinge in hinges_of(index, question)}
    for name in world.people:
        left = ([s for s in sources if s != name], [t for t in targets if t != name])
        after = bruted(world, *left, [*rest[:3], rest[3] | {name}])
        changes = leaving(index, question, {uid(name)})
        told = {s.target_id: s.after.probability for s in changes.shifts if s.after}
        told |= {steady: before[steady] for steady in changes.steady_ids}
        assert told == pytest.approx(after, rel=1e-5)
        assert {s.target_id: s.before.probability for s in changes.shifts} == pytest.approx(
            {s.target_id: before[s.target_id] for s in changes.shifts}, rel=1e-5
        )
        assert set(changes.lost_ids) == before.keys() - after.keys()
        assert hinges.get(uid(name), set()) == before.keys() - after.keys() - {uid(name)}


@pytest.mark.parametrize("seed", range(100))
def test_articulation_points_are_those_of_networkx(seed):
    """And of counting the parts with and without each one."""
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    sight, reading = str(rng.choice(["all", "team"])), list(Reading)[int(rng.integers(2))]
    chosen = rng.choice(list(world.people), len(world.people) - 1, replace=False).tolist()
    seen = [name for name in chosen if is_visible(world.people[name], sight)]
    whole = graph_of(world, reading)
    steps = [(a, b) for a, b, p in whole.edges(data="p") if p >= 0.05]
    small = nx.Graph(whole.subgraph(seen).to_undirected().edge_subgraph([]))
    small.add_nodes_from(seen)
    small.add_edges_from((a, b) for a, b in steps if a in seen and b in seen)
    found = articulation_points_of(world.index(), list(map(uid, chosen)), SIGHTS[sight], reading)
    assert found == set(map(uid, nx.articulation_points(small)))
    for name in seen:
        less = nx.Graph(small)
        less.remove_node(name)
        falls_apart = nx.number_connected_components(less) > nx.number_connected_components(small)
        assert (uid(name) in found) == falls_apart


def test_the_team_tells_whose_way_it_is_and_what_it_adds():
    """0.12 alone, 0.41 through Dana."""
    world = drawn("me .4 ben, ben .99 kim, dana .41 kim, me .9 lee")
    ways = team_ways(world.index(), ask(("me", "dana"), ("kim", "lee", "zoe")), uid("me"))
    kim, *others = ways
    assert kim.mine.probability == pytest.approx(0.4 * 0.3 * 0.99)
    assert kim.best.probability == pytest.approx(0.41)
    assert (kim.through_id, kim.gain) == (uid("dana"), pytest.approx(0.41 - 0.1188))
    assert {(way.target_id, way.through_id, way.gain) for way in others} == {
        (uid("lee"), None, 0.0),
        (uid("zoe"), None, 0.0),
    }


def test_who_leaves_takes_their_ways_along_and_the_next_best_is_told():
    """Kim is left to Dan, Lee to nobody, Max never knew of it; Zoe was never reached."""
    world = drawn("me .9 ben, ben .9 kim, me .8 dan, dan .8 kim, ben .8 lee, me .5 max")
    world.people["zoe"] = Person()
    question = ask("me", ("kim", "lee", "max", "zoe", "ben"))
    changes = leaving(world.index(), question, {uid("ben")})
    assert [(s.target_id, s.after is None) for s in changes.shifts] == [
        (uid("ben"), True),
        (uid("lee"), True),
        (uid("kim"), False),
    ]
    assert changes.shifts[2].loss == pytest.approx(0.243 - 0.192)
    assert changes.lost_ids == (uid("ben"), uid("lee"))
    assert (changes.steady_ids, changes.unreached_ids) == ((uid("max"),), (uid("zoe"),))


def test_when_i_leave_alone_everything_is_lost_and_in_a_team_only_mine():
    """Ours leave too."""
    world = drawn("me .9 kim, dana .5 kim, me .9 lee")
    alone = leaving(world.index(), ask("me", ("kim", "lee")), {uid("me")})
    assert set(alone.lost_ids) == {uid("kim"), uid("lee")}
    team = leaving(world.index(), ask(("me", "dana"), ("kim", "lee")), {uid("me")})
    assert team.lost_ids == (uid("lee"),)
    assert team.shifts[1].after.hops[0].from_id == uid("dana")


def test_hinges_come_with_what_hangs_on_them():
    """Ben holds two, and so does everybody who alone can begin."""
    world = drawn("me .9 ben, ben .9 kim, ben .8 lee, me .9 dan")
    hinges = hinges_of(world.index(), ask("me", ("kim", "lee", "dan")))
    assert [(hinge.contact_id, len(hinge.target_ids)) for hinge in hinges] == [
        (uid("me"), 3),
        (uid("ben"), 2),
    ]


def test_what_falls_to_one_thread_when_somebody_leaves_has_a_hinge_then():
    """Kim is reached over Ben or Dan; once Ben is gone, over Dan alone."""
    world = drawn("me .9 ben, ben .9 kim, me .8 dan, dan .8 kim")
    index, question = world.index(), ask("me", "kim")
    assert [hinge.contact_id for hinge in hinges_of(index, question)] == [uid("me")]
    then = hinges_of(index, question, {uid("ben")})
    assert {hinge.contact_id for hinge in then} == {uid("me"), uid("dan")}


def test_former_colleagues_are_one_hop_apart_for_many_as_for_one():
    """An employer once shared is looked up at the ends, of whichever source it is."""
    world = World({name: Person() for name in ("me", "dana", "kim", "lee")})
    world.jobs = [
        Job("dana", "acme", DAY - 900, DAY - 600),
        Job("kim", "acme", DAY - 800),
        Job("me", "other", DAY - 900),
        Job("lee", "other", DAY - 2000, DAY - 1500),
    ]
    index, question = world.index(), ask(("me", "dana"), ("kim", "lee"))
    ways = best_ways(index, question)
    assert probabilities(ways) == {uid("kim"): pytest.approx(0.1)}
    assert ways[uid("kim")] == answer(index, question).paths[0]


def test_at_the_floor_what_is_shown_is_what_a_search_shows():
    """What single precision cannot tell from the floor is looked at again."""
    for factor, count in ((1 - 3e-6, 0), (1 + 3e-6, 1)):
        world = drawn(f"ada .9 ben, ben {0.05 / 0.27 * factor} cy")
        assert len(best_ways(world.index(), ask("ada", "cy"))) == count


def test_who_is_barred_hidden_or_a_source_is_no_target():
    """The same refusals as for one."""
    world = drawn(
        "me .9 kim, me .9 gus, me .9 eve",
        gus=Person(bar=Bar.DO_NOT_CONTACT),
        eve=Person(owner="other"),
    )
    sight = Sight(owner_ids=frozenset({uid("me")}))
    ways = best_ways(world.index(), ask("me", ("kim", "gus", "eve", "me", "nobody"), sight=sight))
    assert set(ways) == {uid("kim")}
    assert best_ways(world.index(), ask("nobody", "kim")) == {}


def test_what_is_out_of_range_is_refused():
    """As for one; and the analysis of a small graph is for a small graph."""
    index = drawn("ada .9 ben").index()
    with pytest.raises(UnanswerableError):
        best_ways(index, ask("ada", "ben", hops=6))
    with pytest.raises(TooManyPeopleError, match="not 2001"):
        articulation_points_of(index, list(map(str, range(MOST_PEOPLE + 1))), ALL)
