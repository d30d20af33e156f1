"""How fast paths are found: drawn graphs, rights, exclusions and hubs, beside networkx."""

import itertools
import resource
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graphcrm import ids
from graphcrm.influence.answers import answer, edging_of
from graphcrm.influence.building import Draft
from graphcrm.influence.index import Index
from graphcrm.influence.records import (
    NO_END,
    Answer,
    Bar,
    Contacts,
    Floats,
    Ints,
    Question,
    Reading,
    Sight,
    Ties,
)
from graphcrm.influence.search import Goal


PEER = "networkx shortest_simple_paths"

_DAY = 20_000
_TEAMS = tuple(ids.of("bench", "team", str(number)) for number in range(5))
_OWNER = ids.of("bench", "owner")
SIGHT = Sight(team_ids=frozenset(_TEAMS[:4]))  # a fifth of all people stay hidden
_BARRED = 0.03
_ONE_WAY = 0.1
_HUBS = 0.001
_HUB_TIES = 100
SKEWED, _HEAVY = 2.0, 3.5
_KNOWN_BY = 2000
_CHUNK = 500_000

Timings = list[float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An index of invented people, and how long it took to make from arrays.

    Attributes:
        uids: Of the people, by vertex.
        seconds: From arrays to a ready index.
    """

    index: Index
    uids: Sequence[str]
    seconds: float

    @property
    def open_to(self) -> NDArray[np.int64]:
        """Vertices of people whom the asker sees and may be introduced to."""
        seen = self.index.seen_by(SIGHT)
        return np.flatnonzero(seen.visible & (self.index.people.bars == Bar.NONE))


def run(  # noqa: PLR0913 - the options of the command
    contacts: int = 100_000,
    edges: int = 1_000_000,
    k: int = 5,
    *,
    hops: int = 4,
    pairs: int = 500,
    peer_pairs: int = 3,
    seed: int = 1,
) -> dict[str, object]:
    """Measure and return the figures; prints nothing.

    Args:
        contacts: People to draw.
        edges: Ties to draw; a pair drawn twice is one tie.
        k: Paths asked for.
        hops: Edges of a path at most.
        pairs: Random pairs to ask about.
        peer_pairs: How many of them networkx is asked about too; 0 leaves it out.
        seed: Of everything drawn.

    Returns:
        name, size, ours_ms {p50, p95}: whole answers on a skewed graph, with rights, exclusions,
        hubs, prices and the floor; near_ms: the same between people two close ties apart;
        unfloored_ms: the search alone without a floor, which is what the peer does and the ratio
        compares; heavy_ms: whole answers from people with 2,000 ties and more on a heavy-tailed
        graph; team_ms: 50 sources to 8 seats; found: answers with a path in each; build_s: seconds
        from arrays to a ready index; peak_mb: of this process with one graph, without the peer.
    """
    rng = np.random.default_rng(seed)
    drawn = draw(rng, contacts, edges, SKEWED)
    question = Question((), (), SIGHT, path_count=k, hops=hops)
    ends = [tuple(rng.choice(drawn.open_to, 2, replace=False).tolist()) for _ in range(pairs)]
    asked = [_asked(drawn, question, *pair) for pair in ends]
    random = _timed(asked)
    near = _timed(_asked(drawn, question, *pair) for pair in _near_pairs(rng, drawn, pairs))
    unfloored = _unfloored(drawn.index, ends, k, hops)
    team = _team(rng, drawn, question)
    peak_mb = _peak_mb()
    heavy = _timed(_from_best_known(rng, contacts, edges, question, pairs))
    peer = _peer(drawn.index, ends[:peer_pairs], k) if peer_pairs else []
    return {
        "name": "paths",
        "size": {
            "contacts": contacts,
            "edges": int(drawn.index.knows.sizes.sum()) // 2,
            "k": k,
            "hops": hops,
            "pairs": pairs,
            "peer_pairs": len(peer),
        },
        "ours_ms": percentiles(random.ms),
        "near_ms": percentiles(near.ms),
        "unfloored_ms": percentiles(unfloored),
        "heavy_ms": percentiles(heavy.ms),
        "team_ms": team,
        "found": {"random": random.found, "near": near.found, "heavy": heavy.found},
        "build_s": round(drawn.seconds, 2),
        "peak_mb": peak_mb,
        "peer": PEER,
        "peer_ms": percentiles(peer),
        "ratio": round(float(np.median(peer) / np.median(unfloored))) if peer else None,
    }


@dataclass(frozen=True, slots=True)
class _Timed:
    ms: Timings
    found: int


def _timed(questions: Iterable[Callable[[], Answer]]) -> _Timed:
    """Ask one by one, and return the milliseconds of each and how many found a path."""
    ms, found = [], 0
    for ask in questions:
        began = time.perf_counter()
        answered = ask()
        ms.append((time.perf_counter() - began) * 1e3)
        found += bool(answered.paths)
    return _Timed(ms, found)


def _asked(drawn: Drawn, question: Question, source: int, target: int) -> Callable[[], Answer]:
    asked = replace(question, source_ids=(drawn.uids[source],), target_ids=(drawn.uids[target],))
    return lambda: answer(drawn.index, asked)


def _unfloored(index: Index, ends: list[tuple[int, ...]], k: int, hops: int) -> Timings:
    """Return the milliseconds of searches that know no floor."""
    knows, seen = index.knows.unfloored, index.seen_by(SIGHT)
    edging = replace(edging_of(index, Reading.INTRODUCTION), forward=(knows,), backward=(knows,))
    ms = []
    for source, target in ends:
        began = time.perf_counter()
        with Goal(edging, seen.prices, target, hops=hops, ceiling=np.inf) as goal:
            goal.best([source], k)
        ms.append((time.perf_counter() - began) * 1e3)
    return ms


def _team(rng: np.random.Generator, drawn: Drawn, question: Question) -> dict[str, float]:
    """Return the milliseconds of 50 sources to 8 seats, together and each source by itself."""
    sources = rng.choice(drawn.open_to, 50, replace=False)
    seats = rng.choice(drawn.open_to, 8, replace=False)
    uids = [tuple(drawn.uids[vertex] for vertex in side.tolist()) for side in (sources, seats)]
    began = time.perf_counter()
    for seat in uids[1]:
        answer(drawn.index, replace(question, source_ids=uids[0], target_ids=(seat,)))
    together = time.perf_counter()
    edging, seen = edging_of(drawn.index, Reading.INTRODUCTION), drawn.index.seen_by(SIGHT)
    for seat in seats.tolist():
        with Goal(edging, seen.prices, seat, hops=question.hops) as goal:
            for source in sources.tolist():
                goal.best([source], question.path_count)
    ended = time.perf_counter()
    return {
        "together": round((together - began) * 1e3, 1),
        "each": round((ended - together) * 1e3, 1),
    }


def _near_pairs(rng: np.random.Generator, drawn: Drawn, count: int) -> Iterator[tuple[int, int]]:
    """Yield people and somebody whom a close contact of theirs is close to."""
    knows, is_open = drawn.index.knows, np.zeros(len(drawn.uids), np.bool_)
    is_open[drawn.open_to] = True
    while count:
        source = at = int(rng.choice(drawn.open_to))
        for _ in range(2):
            row = knows.row(at)
            close = knows.ends[row][np.argsort(knows.costs[row])[:3]]
            at = int(rng.choice(close)) if len(close) else source
        if at != source and is_open[at]:
            count -= 1
            yield source, at


def _from_best_known(
    rng: np.random.Generator, contacts: int, edges: int, question: Question, pairs: int
) -> Iterator[Callable[[], Answer]]:
    """Yield questions of the best connected, 2,000 ties and more where there are such people."""
    drawn = draw(rng, contacts, edges, _HEAVY)
    degrees = drawn.index.knows.sizes[drawn.open_to]
    known = drawn.open_to[degrees >= min(_KNOWN_BY, np.partition(degrees, -10)[-10])]
    for source in itertools.islice(itertools.cycle(known.tolist()), pairs):
        target = int(rng.choice(drawn.open_to))
        yield _asked(drawn, question, source, target)


def draw(rng: np.random.Generator, contacts: int, edges: int, skew: float) -> Drawn:
    """Draw people and ties; the higher the skew, the better known are the best known."""
    uids = [str(uuid.UUID(bytes=rng.bytes(16))) for _ in range(contacts)]
    draft = Draft(_DAY)
    began = time.perf_counter()
    draft.add_contacts(_contacts(rng, uids))
    seconds = time.perf_counter() - began
    for size in itertools.repeat(_CHUNK, edges // _CHUNK):
        seconds += _add(draft, _ties(rng, contacts, size, skew))
    seconds += _add(draft, _ties(rng, contacts, edges % _CHUNK, skew))
    seconds += _add(draft, _hub_ties(rng, contacts))
    began = time.perf_counter()
    index = draft.built(1)
    return Drawn(index, uids, seconds + time.perf_counter() - began)


def _add(draft: Draft, ties: Ties) -> float:
    began = time.perf_counter()
    draft.add_ties(ties)
    return time.perf_counter() - began


def _contacts(rng: np.random.Generator, uids: list[str]) -> Contacts:
    count = len(uids)
    teams = rng.integers(0, len(_TEAMS), count).tolist()
    return Contacts(
        uids=uids,
        owner_ids=[_OWNER] * count,
        team_ids=[_TEAMS[team] for team in teams],
        house=[False] * count,
        bars=(rng.random(count) < _BARRED).astype(int).tolist(),
    )


def _ties(rng: np.random.Generator, contacts: int, count: int, skew: float) -> Ties:
    first = rng.integers(0, contacts, count)
    second = (contacts * rng.random(count) ** skew).astype(np.int64)
    mass = -3 * np.log1p(-(np.clip(rng.beta(2, 4, count), 0.02, 0.98) ** 2))
    is_mutual = rng.random(count) >= _ONE_WAY
    return _of_mass(first, second, mass, mass * is_mutual)


def _hub_ties(rng: np.random.Generator, contacts: int) -> Ties:
    """Draw senders whom a hundred people each only ever hear from."""
    senders = np.repeat(rng.choice(contacts, max(1, int(contacts * _HUBS))), _HUB_TIES)
    mass = rng.uniform(0.5, 3, len(senders))
    return _of_mass(senders, rng.integers(0, contacts, len(senders)), mass, mass * 0)


def _of_mass(first: Ints, second: Ints, outward: Floats, inward: Floats) -> Ties:
    sums = np.zeros((len(first), 10))
    sums[:, 4], sums[:, 9] = outward, inward
    return Ties(
        first=first,
        second=second,
        sums=sums,
        as_of=np.full(len(first), _DAY),
        declared=np.zeros(len(first)),
        declared_until=np.full(len(first), NO_END),
    )


def _peer(index: Index, ends: list[tuple[int, ...]], k: int) -> Timings:
    """Return the milliseconds networkx takes for the same searches on the same visible graph."""
    prices = index.seen_by(SIGHT).prices
    knows = index.knows
    begins = np.repeat(np.arange(len(knows.sizes)), knows.sizes)
    costs = knows.costs + prices[knows.ends]
    is_open = np.isfinite(costs) & np.isfinite(prices[begins])
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_weighted_edges_from(
        zip(
            begins[is_open].tolist(),
            knows.ends[is_open].tolist(),
            costs[is_open].tolist(),
            strict=True,
        )
    )
    ms = []
    for source, target in ends:
        if source in graph and target in graph:
            began = time.perf_counter()
            paths = nx.shortest_simple_paths(graph, source, target, weight="weight")
            list(itertools.islice(paths, k))
            ms.append((time.perf_counter() - began) * 1e3)
    return ms


def percentiles(ms: Timings) -> dict[str, float] | None:
    """Return median and 95th percentile; None of nothing."""
    if not ms:
        return None
    return {f"p{q}": round(float(np.percentile(ms, q)), 3) for q in (50, 95)}


def _peak_mb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
