"""How well mail tells rank: the hint at who decides beside counting, PageRank and betweenness."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx
import numpy as np

from graphcrm.cli.benchmarks.perry import Message, folder_of, levels_in, messages_in
from graphcrm.influence.deciders import LEAST_PEOPLE, LEAST_SEEN, Written, hints_of
from graphcrm.relationships.records import Bools, Floats, Ints


DRAWS = 60
VIEWS = (5, 15)
_TOP, _UPPER = 1, 2
_STEPS = 100  # of PageRank's iteration: at 0.85 a step, what is left then is nothing

Figures = dict[str, float | int | None]


def run(folder: str | None = None, seed: int = 1) -> dict[str, object]:
    """Compare on enron-perry, whose people have a level from 1 (chief executive) to 6.

    Nothing is fitted. Correlations are with the level, so that the more negative the better.

    Args:
        folder: The data; None for `enron-perry` below GRAPHCRM_DATA_DIR.
        seed: Of whose mail is seen in the partial views.

    Returns:
        name; size {messages, people, level_1, level_2}; n: people in the mail whose level is
        known; spearman of the hint with it; hits_at_7: people of level 1 among its first 7;
        hits_at_12: of level 1 or 2 among its first 12; baselines {in_degree, pagerank,
        betweenness} of the same figures; partial {"5", "15"}: means over 60 draws of so many
        people, of whose mail alone all is computed, with how many people were seen, in how many
        draws the screen would show a percentile, and the hint's 10th and 90th percentile.
    """
    at = folder_of(folder)
    messages, levels = list(messages_in(at)), levels_in(at)
    whole = _measured(messages, levels)
    rng = np.random.default_rng(seed)
    return {
        "name": "decision-makers",
        "size": {
            "messages": len(messages),
            "people": len(levels),
            "level_1": sum(level == _TOP for level in levels.values()),
            "level_2": sum(level == _UPPER for level in levels.values()),
        },
        "n": len(_people(messages) & levels.keys()),
        **whole["hint"],
        "baselines": {name: figures for name, figures in whole.items() if name != "hint"},
        "partial": {str(count): _partial(rng, messages, levels, count) for count in VIEWS},
    }


def _measured(messages: Sequence[Message], levels: Mapping[str, int]) -> dict[str, Figures]:
    """Return the figures of each measure over those of known level who are seen in the mail."""
    seen = sorted(_people(messages) & levels.keys(), key=int)
    level = np.array([levels[uid] for uid in seen])
    return {
        name: {
            "spearman": _spearman(scores, level),
            "hits_at_7": _hits(scores, level <= _TOP, 7),
            "hits_at_12": _hits(scores, level <= _UPPER, 12),
        }
        for name, scores in _scores(messages, seen).items()
    }


def _scores(messages: Sequence[Message], people: Sequence[str]) -> dict[str, Floats]:
    pairs = Counter((one.sender, to) for one in messages for to in one.recipients)
    written = [Written(*pair, count) for pair, count in pairs.items()]
    hints = {hint.contact_id: hint.score for hint in hints_of(written, people, len(messages))}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(people)
    graph.add_weighted_edges_from((*pair, count) for pair, count in pairs.items())
    measures: dict[str, Mapping[str, float]] = {
        "hint": hints,
        "in_degree": dict(graph.in_degree()),
        "pagerank": _pagerank(graph),
        "betweenness": nx.betweenness_centrality(graph),
    }
    return {
        name: np.array([values[uid] for uid in people], np.float64)
        for name, values in measures.items()
    }


def _pagerank(graph: "nx.DiGraph[str]") -> dict[str, float]:
    """Return PageRank, weighted by messages; networkx's own asks for scipy."""
    steps = np.asarray(nx.google_matrix(graph))
    ranks = np.full(len(steps), 1 / max(1, len(steps)))
    for _ in range(_STEPS):
        ranks = ranks @ steps
    return dict(zip(graph, ranks.tolist(), strict=True))


def _partial(
    rng: np.random.Generator, messages: Sequence[Message], levels: Mapping[str, int], count: int
) -> dict[str, object]:
    """Return the means over draws of `count` people, only whose mail is seen."""
    everybody = sorted(levels, key=int)
    drawn: dict[str, list[Figures]] = {}
    people, shown = [], 0
    for _ in range(DRAWS):
        ours = set(rng.choice(everybody, count, replace=False).tolist())
        seen = [one for one in messages if one.sender in ours or ours & set(one.recipients)]
        people.append(len(_people(seen)))
        shown += people[-1] >= LEAST_PEOPLE and len(seen) >= LEAST_SEEN
        for name, figures in _measured(seen, levels).items():
            drawn.setdefault(name, []).append(figures)
    means = {name: _means(figures) for name, figures in drawn.items()}
    hint = [one["spearman"] for one in drawn["hint"] if one["spearman"] is not None]
    return {
        "draws": DRAWS,
        "people_seen": round(float(np.mean(people)), 1),
        "draws_shown": shown,
        **means.pop("hint"),
        "spearman_p10": round(float(np.percentile(hint, 10)), 3) if hint else None,
        "spearman_p90": round(float(np.percentile(hint, 90)), 3) if hint else None,
        "baselines": means,
    }


def _means(figures: Sequence[Figures]) -> Figures:
    """Return the mean of each figure over the draws that have one."""
    means: Figures = {}
    for name in figures[0]:
        values = [value for one in figures if (value := one[name]) is not None]
        means[name] = round(float(np.mean(values)), 3) if values else None
    return means


def _people(messages: Iterable[Message]) -> set[str]:
    return {uid for one in messages if one.recipients for uid in (one.sender, *one.recipients)}


def _hits(scores: Floats, wanted: Bools, count: int) -> int:
    """Return how many wanted ones are among the first; who has the same score comes by number."""
    return int(wanted[np.argsort(-scores, kind="stable")[:count]].sum())


def _spearman(one: Floats, other: Ints) -> float | None:
    """Return Spearman's rank correlation; None where one of the two does not vary."""
    if len(np.unique(one)) < 2 or len(np.unique(other)) < 2:  # noqa: PLR2004 - varies
        return None
    return round(float(np.corrcoef(_ranks(one), _ranks(other))[0, 1]), 3)


def _ranks(values: Floats | Ints) -> Floats:
    """Return ranks from 1; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[inverse])
