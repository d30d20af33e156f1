"""Random small worlds, and every path of them: what searches and sweeps are compared with."""

import itertools
import math

import networkx as nx
from influence_world import DAY, Person, Tie, World, influences, reports, uid

from graphcrm.influence.prices import FLOOR
from graphcrm.influence.records import Bar, Reading, Sight, SwayKind


ME, TEAM = "me", "us"
SIGHTS = {
    "all": Sight(everybody=True),
    "team": Sight(owner_ids=frozenset({uid(ME)}), team_ids=frozenset({uid(TEAM)})),
}


def random_world(rng):
    """Draw a world of a dozen people who help more often than not, some hidden or barred."""
    count = int(rng.integers(4, 13))
    people = {
        name: Person(
            owner=rng.choice([ME, "other", None], p=[0.3, 0.3, 0.4]),
            team=rng.choice([TEAM, "them", None]),
            house=bool(rng.random() < 0.3),
            bar=Bar(int(rng.choice([0, 1, 2], p=[0.86, 0.07, 0.07]))),
            asked=(asked := int(rng.choice([0, 5, 40]))),
            agreed=int(rng.integers(0, asked + 1)),
        )
        for name in range(count)
    }
    pairs = list(itertools.combinations(range(count), 2))
    chosen = rng.choice(len(pairs), int(rng.integers(2, 4 * count)))
    world = World(people)
    for at in chosen.tolist():
        one, other = rng.permutation(pairs[at]).tolist()
        world.ties.pop((other, one), None)
        world.ties[one, other] = random_tie(rng)
    for _ in range(int(rng.integers(0, 8))):
        one, other = rng.choice(count, 2, replace=False).tolist()
        edge = influences(one, other, float(rng.choice([-1, 0, 0.3, 0.7, 1])))
        world.sway.append(edge if rng.random() < 0.6 else reports(one, other))
    return world


def random_tie(rng):
    kind = rng.integers(0, 4)
    if kind == 0:
        return Tie(float(rng.choice([0.04, 0.5, 0.9])))
    declared = float(rng.choice([0.3, 0.55, 0.75])) * (kind == 1)
    until = DAY + int(rng.integers(-1, 2))
    return Tie(float(rng.uniform(0.02, 0.99)), declared=declared, declared_until=until)


def graph_of(world, reading):
    """Return the probabilities of steps as a networkx graph."""
    graph = nx.DiGraph()
    graph.add_nodes_from(world.people)

    def step(one, other, probability):
        if probability > graph.get_edge_data(one, other, {"p": 0.0})["p"]:
            graph.add_edge(one, other, p=probability)

    for (one, other), tie in world.ties.items():
        step(one, other, tie.probability())
        step(other, one, tie.probability())
    if reading is Reading.INFLUENCE:
        for one, other, kind, weight, _ in world.sway:
            if kind == SwayKind.REPORTS_TO:
                step(one, other, 0.5)
                step(other, one, 0.5)
            elif weight > 0:
                step(one, other, 0.8 * weight)
    return graph


def is_visible(person, sight):
    return (
        SIGHTS[sight].everybody or person.house or person.owner in {ME, None} or person.team == TEAM
    )


def brute(world, question):
    """Return every path above the floor, as {names: probability}."""
    sources, targets, sight, reading, hops, without = question
    graph = graph_of(world, reading)
    people = {name: p for name, p in world.people.items() if is_visible(p, sight)}
    sources, targets = sources & people.keys(), targets & people.keys()
    paths = {}
    for source, target in itertools.product(sources, targets - sources):
        if people[target].bar:
            continue
        closed = {name for name in world.people if name not in people or world.people[name].bar}
        closed |= without | sources
        open_to = graph.subgraph(set(graph) - closed | {source, target})
        for names in nx.all_simple_paths(open_to, source, target, cutoff=hops):
            willing = [
                (3 + people[name].agreed) / (10 + people[name].asked) for name in names[1:-1]
            ]
            steps = [graph[one][other]["p"] for one, other in itertools.pairwise(names)]
            probability = math.prod(willing) * math.prod(steps)
            if probability >= FLOOR * (1 - 1e-9):
                paths[tuple(map(uid, names))] = probability
    return paths
