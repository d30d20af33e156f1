"""How fast many ways are told at once: who leaves, what a team adds, sway at a full table."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from graphcrm.cli.benchmarks.paths import SIGHT, SKEWED, Drawn, Timings, draw, percentiles
from graphcrm.influence.answers import answer, asked_of, edging_of
from graphcrm.influence.cascade import Group, Influence, Stance
from graphcrm.influence.index import Index
from graphcrm.influence.records import Question
from graphcrm.influence.spread import chance_of, study, whom_to_win
from graphcrm.influence.sweep import Sweep
from graphcrm.influence.touches import choose, prospects
from graphcrm.influence.ways import best_ways, team_ways
from graphcrm.influence.what_if import hinges_of, leaving
from graphcrm.pipeline.ways.ground import ReachedDeal, Taken
from graphcrm.pipeline.ways.risk import consequences


PEER = "a search for each target, before and after"

_DEALS = 100
_SEATS = 3
_TEAM = 10
_TABLE = 60
_INFLUENCES = 300
_SUPPORTS = (None, -2, -1, 0, 1, 2)


def run(
    contacts: int = 100_000,
    edges: int = 1_000_000,
    opportunities: int = 5000,
    seed: int = 1,
    *,
    rounds: int = 20,
) -> dict[str, object]:
    """Measure and return the figures; prints nothing.

    Args:
        contacts: People to draw.
        edges: Ties to draw; a pair drawn twice is one tie.
        opportunities: Open deals of all reps together.
        seed: Of everything drawn.
        rounds: How often each is measured.

    Returns:
        name, size; ours_ms {p50, p95}: what changes for the 300 seats of my 100 deals, half of
        them within reach of my team, when the one on most of the best ways leaves; peer_ms and
        ratio: the same by searches for each seat; hinges_ms: without whom any of them is lost;
        risk_ms: what that does to the deals; touches_ms: five of mine for these deals;
        changed: seats whose best way changes, in the mean; job_s: my best way and my team's to 3
        seats of each of all deals, by reps with 100 deals in teams of 10, and job_found: seats
        that a team reaches; spread_ms {chance, whom_to_win}: medians at a table of 60 with 300
        influences and 10,000 runs, three to win.
    """
    rng = np.random.default_rng(seed)
    drawn = draw(rng, contacts, edges, SKEWED)
    asked = [_question(rng, drawn, _DEALS) for _ in range(rounds)]
    gone = [_most_used(drawn.index, question) for question in asked]
    ours: Timings = []
    peer: Timings = []
    hinges: Timings = []
    risks: Timings = []
    touched: Timings = []
    changed = 0
    for question, uid in zip(asked, gone, strict=True):
        ours += _timed(partial(leaving, drawn.index, question, {uid}))
        hinges += _timed(partial(hinges_of, drawn.index, question))
        deals = _deals(question)
        risks += _timed(partial(consequences, drawn.index, question, [uid], deals))
        touched += _timed(partial(_touches, drawn.index, question, deals))
        peer += _timed(partial(_by_searches, drawn.index, question, uid))
        changed += len(leaving(drawn.index, question, {uid}).shifts)
    job_s, found = _job(rng, drawn, opportunities)
    return {
        "name": "what-if",
        "size": {
            "contacts": contacts,
            "edges": int(drawn.index.knows.sizes.sum()) // 2,
            "seats": _DEALS * _SEATS,
            "opportunities": opportunities,
        },
        "ours_ms": percentiles(ours),
        "peer": PEER,
        "peer_ms": percentiles(peer),
        "ratio": round(float(np.median(peer) / np.median(ours)), 1),
        "hinges_ms": percentiles(hinges),
        "risk_ms": percentiles(risks),
        "touches_ms": percentiles(touched),
        "changed": round(changed / rounds, 1),
        "job_s": round(job_s, 2),
        "job_found": found,
        "spread_ms": _spread(rng, rounds),
    }


def _timed(ask: Callable[[], object]) -> Timings:
    began = time.perf_counter()
    ask()
    return [(time.perf_counter() - began) * 1e3]


def _question(rng: np.random.Generator, drawn: Drawn, deals: int) -> Question:
    """Return a team's question about the seats of some deals, half of them within its reach."""
    team = _uids(drawn, rng.choice(drawn.open_to, _TEAM, replace=False))
    question = Question(team, (), SIGHT)
    asked = asked_of(drawn.index, question)
    edging = edging_of(drawn.index, question.reading)
    sweep = Sweep(edging, asked.prices, asked.sources, hops=question.hops)
    near = np.intersect1d(drawn.open_to, np.flatnonzero(np.isfinite(sweep.costs)))
    count = deals * _SEATS
    half = min(len(near), count // 2)
    seats = np.concatenate(
        (rng.choice(near, half, replace=False), rng.choice(drawn.open_to, count - half))
    )
    return replace(question, target_ids=_uids(drawn, seats))


def _uids(drawn: Drawn, vertices: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(drawn.uids[vertex] for vertex in vertices.tolist())


def _deals(question: Question) -> list[ReachedDeal]:
    """Return deals of mine with these seats."""
    ids = question.target_ids
    return [
        ReachedDeal(
            opportunity_id=f"deal {at}",
            name=f"Deal {at}",
            stage_id="open",
            stage="Open",
            money=None,
            win_percent=50,
            account_id=None,
            account=None,
            is_mine=True,
            is_open=True,
            seats=tuple(Taken(uid, "decider", authority=True) for uid in ids[at : at + _SEATS]),
        )
        for at in range(0, len(ids), _SEATS)
    ]


def _touches(index: Index, question: Question, deals: Sequence[ReachedDeal]) -> None:
    mine = replace(question, source_ids=question.source_ids[:1])
    choose(prospects(index, mine, [one.decider_ids for one in deals]), 5)


def _most_used(index: Index, question: Question) -> str:
    """Return who stands on most of the best ways, those at their ends left out."""
    paths = best_ways(index, question).values()
    between = [hop.to_id for path in paths for hop in path.hops[:-1]]
    return max(between, key=between.count, default=question.source_ids[0])


def _by_searches(index: Index, question: Question, gone: str) -> None:
    sources = tuple(uid for uid in question.source_ids if uid != gone)
    after = replace(question, source_ids=sources, without=frozenset({gone}))
    for asked in (question, after):
        for uid in question.target_ids:
            answer(index, replace(asked, target_ids=(uid,), path_count=1))


def _job(rng: np.random.Generator, drawn: Drawn, opportunities: int) -> tuple[float, int]:
    """Return the seconds of all deals' team ways, and how many seats a team reaches."""
    seconds, found = 0.0, 0
    for begin in range(0, opportunities, _DEALS):
        question = _question(rng, drawn, min(_DEALS, opportunities - begin))
        began = time.perf_counter()
        ways = team_ways(drawn.index, question, question.source_ids[0])
        seconds += time.perf_counter() - began
        found += sum(way.best is not None for way in ways)
    return seconds, found


def _spread(rng: np.random.Generator, rounds: int) -> dict[str, float]:
    names = [f"seat {number}" for number in range(_TABLE)]
    pairs = rng.choice(_TABLE * (_TABLE - 1), _INFLUENCES, replace=False).tolist()
    ends = [(pair // (_TABLE - 1), pair % (_TABLE - 1)) for pair in pairs]
    supports = rng.integers(0, len(_SUPPORTS), _TABLE).tolist()
    group = Group(
        tuple(Stance(name, _SUPPORTS[at]) for name, at in zip(names, supports, strict=True)),
        tuple(
            Influence(names[one], names[other + (other >= one)], float(rng.uniform(-0.3, 0.7)))
            for one, other in ends
        ),
    )
    asks: dict[str, Callable[[], object]] = {
        "chance": lambda: chance_of(study(group, names[:1])),
        "whom_to_win": lambda: whom_to_win(study(group, names[:1])),
    }
    return {
        name: round(float(np.median([_timed(ask) for _ in range(rounds)])), 1)
        for name, ask in asks.items()
    }
