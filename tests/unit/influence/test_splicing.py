"""An index with changes spliced in is the index that would be built anew."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
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
    jobs_of,
    names_of,
    reports,
    sway_of,
    ties_of,
    uid,
)

from graphcrm.influence.answers import answer
from graphcrm.influence.records import NO_END, Bar, Changes, Reading, Reason, Sight
from graphcrm.influence.splicing import changed


NAMES = [f"p{number}" for number in range(9)]
ACCOUNTS = ("acme", "bank")


def random_person(rng):
    return Person(
        owner=rng.choice(["me", "other", None]),
        team=rng.choice(["us", None]),
        house=bool(rng.random() < 0.2),
        bar=Bar(int(rng.choice([0, 0, 0, 1, 2]))),
        asked=(asked := int(rng.integers(0, 9))),
        agreed=int(rng.integers(0, asked + 1)),
    )


def random_tie(rng):
    if rng.random() < 0.2:
        return Tie(one_way=float(rng.uniform(0, 4)), as_of=DAY - int(rng.integers(-9, 9)))
    return Tie(
        float(rng.choice([0.01, 0.5, 0.9])), declared=float(rng.choice([0, 0.75])), as_of=DAY - 3
    )


def random_jobs(rng, name):
    return [
        Job(name, account, int(rng.integers(0, 300)), board=bool(rng.random() < 0.3))
        for account in ACCOUNTS
        if rng.random() < 0.5
    ]


def altered(world, rng):
    """Change a world at random; return what changed as an index is told."""
    added = {name: random_person(rng) for name in rng.choice(NAMES, 2).tolist()}
    world.people |= added
    gone = [name for name in rng.choice(NAMES, 1).tolist() if rng.random() < 0.4]
    known = [name for name in world.people if name not in gone]
    ties = {}
    if len(known) > 1:
        for _ in range(int(rng.integers(0, 4))):
            one, other = rng.choice(known, 2, replace=False).tolist()
            if (other, one) not in ties:
                ties[one, other] = random_tie(rng)
    untied = [pair for pair in world.ties if rng.random() < 0.15 and pair not in ties]
    untied = [pair for pair in untied if pair[::-1] not in ties]
    for one, other in [*ties, *untied]:
        world.ties.pop((one, other), None)
        world.ties.pop((other, one), None)
    world.ties |= ties
    jobs_of_names = [name for name in known if rng.random() < 0.3]
    jobs = [job for name in jobs_of_names for job in random_jobs(rng, name)]
    world.jobs = [job for job in world.jobs if job.person not in {*jobs_of_names, *gone}] + jobs
    sizes = [(name, rng.choice([5, 500, None])) for name in ACCOUNTS if rng.random() < 0.3]
    world.sizes |= dict(sizes)
    sway_of_names = [name for name in known if rng.random() < 0.2]
    sway = [
        influences(name, str(rng.choice(known)), float(rng.choice([-1, 0.5, 1])))
        if rng.random() < 0.5
        else reports(name, str(rng.choice(known)))
        for name in sway_of_names
    ]
    world.sway = [
        edge
        for edge in world.sway
        if edge[0] not in {*sway_of_names, *gone} and edge[1] not in gone
    ] + sway
    for name in gone:
        world.people.pop(name, None)
    world.ties = {pair: tie for pair, tie in world.ties.items() if not {*pair} & {*gone}}
    return Changes(
        contacts=contacts_of(added),
        gone=[uid(name) for name in gone],
        ties=ties_of(ties) if ties else None,
        untied=[(uid(one), uid(other)) for one, other in untied],
        jobs=jobs_of(jobs),
        jobs_of=[uid(name) for name in jobs_of_names],
        employee_counts=[(uid(name), size) for name, size in sizes],
        sway=sway_of(sway),
        sway_of=[uid(name) for name in sway_of_names],
    )


def facts_of(index):
    """Return everything an index says, by uid."""
    people = index.people
    known = [vertex for vertex in range(len(people)) if people.known[vertex]]
    edges = {}
    for kind, rows in zip(("knows", "forward", "backward"), every_rows(index), strict=True):
        for vertex in known:
            begin, size = int(rows.starts[vertex]), int(rows.sizes[vertex])
            for at in range(begin, begin + size):
                key = (kind, people.uid_of(vertex), people.uid_of(int(rows.ends[at])))
                is_walkable = at < begin + int(rows.lengths[vertex])
                fact = (pytest.approx(float(rows.costs[at]), rel=1e-4), is_walkable)
                edges.setdefault(key, []).append(fact)
    seen = index.seen_by(Sight(owner_ids=frozenset({uid("me")}), team_ids=frozenset({uid("us")})))
    return edges, {
        people.uid_of(vertex): (
            int(index.tie_counts[vertex]),
            int(index.one_way_counts[vertex]),
            float(seen.prices[vertex]),
            bool(seen.visible[vertex]),
            index.find(people.uid_of(vertex)) == vertex,
        )
        for vertex in known
    }


def every_rows(index):
    return (index.knows, *index.sway_rows)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**40))
def test_spliced_equals_built(seed):
    """After any number of changes; and the indexes before stay what they were."""
    rng = np.random.default_rng(seed)
    world = World()
    index = world.index()
    before = []
    for seq in range(4):
        before.append((index, copy.deepcopy(facts_of(index))))
        changes = altered(world, rng)
        index = changed(index, changes, seq=seq)
        again = changed(index, changes, seq=seq) if rng.random() < 0.3 else index
        for one in (index, again, again.on(DAY)):
            assert facts_of(one) == facts_of(world.index())
            assert one.seq == seq
    for index, facts in before:
        assert facts_of(index) == facts


def test_a_new_message_shows_in_the_next_answer():
    """And in no answer of the index before."""
    world = drawn("ada .9 ben, cy .9 dan")
    old = world.index()
    new = changed(old, Changes(ties=ties_of({("ben", "cy"): Tie(0.9)})), seq=2)
    (path,) = answer(new, ask("ada", "cy")).paths
    assert names_of(path, world) == ["ada", "ben", "cy"]
    assert answer(old, ask("ada", "cy")).reason == Reason.TOO_FAR


def test_two_may_derive_from_one_index():
    """Neither writes where the other reads."""
    world = drawn("ada .9 ben, cy .9 dan")
    old = world.index()
    one = changed(old, Changes(ties=ties_of({("ada", "cy"): Tie(0.9)})), seq=2)
    other = changed(old, Changes(ties=ties_of({("ada", "dan"): Tie(0.8)})), seq=2)
    assert len(answer(one, ask("ada", "cy", hops=1)).paths) == 1
    assert len(answer(one, ask("ada", "dan", hops=1)).paths) == 0
    assert len(answer(other, ask("ada", "cy", hops=1)).paths) == 0
    assert len(answer(other, ask("ada", "dan", hops=1)).paths) == 1


def test_a_pair_that_loses_its_evidence_keeps_what_is_inferred():
    """An import undone takes the mail and leaves the board."""
    world = drawn("ada .9 ben")
    world.jobs = [Job(name, "acme", 0, board=True) for name in ("ada", "ben")]
    index = changed(world.index(), Changes(untied=[(uid("ben"), uid("ada"))]), seq=2)
    (path,) = answer(index, ask("ada", "ben")).paths
    assert path.probability == pytest.approx(0.35)
    assert index.tie_counts.tolist() == [0, 0]


def test_many_small_changes_do_not_fill_the_memory():
    """What nobody reads any more is dropped on the way."""
    world = drawn("ada .9 ben")
    for number in range(2000):
        world.people[number] = Person()
        world.ties["ada", number] = Tie(0.5)
    index = world.index()
    for number in range(100):
        index = changed(index, Changes(ties=ties_of({("ada", number): Tie(0.6)})), seq=number)
    assert index.knows.store.used < 120_000
    assert len(answer(index, ask("ada", 99, hops=1)).paths) == 1
    assert answer(index, ask("ada", 99, hops=1)).paths[0].probability == pytest.approx(0.6)
    assert index.on(DAY).ties.store.used == 2001


def test_changes_of_nothing_change_nothing():
    """Most entries of the stream are not about ties."""
    index = drawn("ada .9 ben").index()
    same = changed(index, Changes(untied=[(uid("ada"), uid("nobody"))]), seq=9)
    assert same.seq == 9
    assert same.knows.store.used == index.knows.store.used == 2


def test_an_influence_may_be_the_first_thing_known():
    """Sway follows the people it is about."""
    index = World({"ada": Person(), "ben": Person()}).index()
    changes = Changes(sway=sway_of([influences("ada", "ben", 1, NO_END)]), sway_of=[uid("ada")])
    index = changed(index, changes, seq=2)
    question = ask("ada", "ben", reading=Reading.INFLUENCE, sight=ALL)
    assert answer(index, question).paths[0].probability == pytest.approx(0.8)
