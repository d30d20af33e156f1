"""From a question about people to ranked paths, or to the reason why there are none."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np

from graphcrm.errors import InvalidError
from graphcrm.influence.index import Index, Seen
from graphcrm.influence.prices import FLOOR
from graphcrm.influence.records import (
    Answer,
    Bar,
    Ground,
    Hop,
    Layer,
    Opposition,
    Path,
    Question,
    Reading,
    Reason,
    Singles,
    SwayKind,
)
from graphcrm.influence.rows import Rows
from graphcrm.influence.search import MOST_HOPS, Edging, Goal, is_within
from graphcrm.influence.tie_table import LAYERS
from graphcrm.relationships.rules import SAME_EMPLOYER


MOST_PATHS = 50

_RANK = {layer: rank for rank, layer in enumerate(Layer)}
_BARRED = {
    Bar.NOT_A_PERSON: Reason.TARGET_NOT_A_PERSON,
    Bar.DO_NOT_CONTACT: Reason.TARGET_DO_NOT_CONTACT,
}


class UnanswerableError(InvalidError):
    """More hops or paths were asked for than a search gives."""

    code = "unanswerable-question"

    def __init__(self, hops: int, path_count: int) -> None:
        super().__init__(
            f"Paths have 1 to {MOST_HOPS} hops and come 1 to {MOST_PATHS} at a time; "
            f"{path_count} of {hops} were asked for."
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in vertices, and the index as its asker sees it.

    Attributes:
        prices: (vertices,) cost of each one in between, infinite for whom no path leads through.
        sources: Vertices to start at that the asker may see.
        targets: Vertices to reach that the asker may see, those that nobody is led to among them.
    """

    index: Index
    question: Question
    seen: Seen
    prices: Singles
    sources: tuple[int, ...]
    targets: tuple[int, ...]


def answer(index: Index, question: Question) -> Answer:
    """Return the best paths from any of the sources to any of the targets.

    Whoever the asker may not see is treated as unknown throughout, also in the reason.

    Raises:
        UnanswerableError: Hops or paths out of range.
    """
    asked = asked_of(index, question)
    paths = [path for target in open_targets(asked) for path in _paths(asked, target)]
    paths.sort(key=_order)
    reason = None
    if not paths:
        reasons = [_reason(asked, target) for target in asked.targets]
        reason = max(reasons, default=Reason.UNKNOWN_TARGET)
    return Answer(
        paths=tuple(paths[: question.path_count]),
        reason=reason,
        opposed=tuple(_opposed(asked, asked.targets)),
        day=index.day,
        seq=index.seq,
    )


def asked_of(index: Index, question: Question) -> Asked:
    """Return a question as the index takes it.

    Raises:
        UnanswerableError: Hops or paths out of range.
    """
    if not (1 <= question.hops <= MOST_HOPS and 1 <= question.path_count <= MOST_PATHS):
        raise UnanswerableError(question.hops, question.path_count)
    seen = index.seen_by(question.sight)
    sources = _visible(index, seen, question.source_ids)
    targets = _visible(index, seen, question.target_ids)
    prices = _prices(index, seen, question, sources)
    return Asked(index, question, seen, prices, sources, targets)


def open_targets(asked: Asked) -> list[int]:
    """Return the targets that a search is worth: people who may be led to, and are no source."""
    return [target for target in asked.targets if _refusal(asked, target) is None]


def edging_of(index: Index, reading: Reading) -> Edging:
    """Return the edges that a reading walks."""
    if reading is Reading.INTRODUCTION:
        return Edging((index.knows,), (index.knows,))
    forward, backward = index.sway_rows
    return Edging((index.knows, forward), (index.knows, backward))


def _visible(index: Index, seen: Seen, uids: tuple[str, ...]) -> tuple[int, ...]:
    vertices = dict.fromkeys(index.people.vertices_of(uids).tolist())
    return tuple(vertex for vertex in vertices if vertex >= 0 and seen.visible[vertex])


def _prices(index: Index, seen: Seen, question: Question, sources: tuple[int, ...]) -> Singles:
    """Return the asker's prices, infinite for whoever is left out and for a second source."""
    left_out = [vertex for vertex in map(index.find, question.without) if vertex is not None]
    if not left_out and len(sources) <= 1:
        return seen.prices
    prices = seen.prices.copy()
    prices[[*left_out, *sources]] = np.inf
    return prices


def _refusal(asked: Asked, target: int) -> Reason | None:
    """Return why nothing needs to be searched for; None where it does."""
    if not asked.sources:
        return Reason.UNKNOWN_SOURCE
    if target in asked.sources:
        return Reason.SAME_PERSON
    return _BARRED.get(Bar(int(asked.index.people.bars[target])))


def _paths(asked: Asked, target: int) -> Iterator[Path]:
    """Yield the best paths to one target, none below the floor."""
    question, employment = asked.question, asked.index.employment
    edging = edging_of(asked.index, question.reading)
    with Goal(edging, asked.prices, target, hops=question.hops) as goal:
        found = goal.best(asked.sources, question.path_count)
    ways = dict.fromkeys(path.vertices for path in found)
    ways |= {
        (source, target): None
        for source in asked.sources
        if employment.is_shared(source, target, asked.index.day)
    }
    for vertices in ways:
        path = path_along(asked, vertices)
        if is_shown(path):
            yield path


def is_shown(path: Path) -> bool:
    """Tell whether a path is not below the floor."""
    return path.probability >= FLOOR * (1 - 1e-9)


def path_along(asked: Asked, vertices: tuple[int, ...]) -> Path:
    """Return the path over these vertices, from a source to a target, with its grounds."""
    index = asked.index
    steps = list(pairwise(vertices))
    is_direct = len(steps) == 1
    hops = tuple(_hop(asked, one, other, is_direct=is_direct) for one, other in steps)
    willing = index.willingness(np.array(vertices[1:-1], np.int64)).tolist()
    return Path(prod((hop.probability for hop in hops), start=prod(willing)), hops)


def _hop(asked: Asked, one: int, other: int, *, is_direct: bool) -> Hop:
    """Return an edge with every layer it rests on."""
    index, people = asked.index, asked.index.people
    grounds: dict[Layer, float] = {}
    strength = None
    tie = index.tie_between(one, other)
    if tie is not None:
        layers = index.ties.probabilities(np.array([tie]), index.day)[0].tolist()
        grounds = {layer: p for layer, p in zip(LAYERS, layers, strict=True) if p > 0}
        observed = float(index.ties.strengths(np.array([tie]), index.day)[0])
        strength = None if np.isnan(observed) else observed
    if (
        is_direct
        and Layer.INFERRED not in grounds
        and index.employment.is_shared(one, other, index.day)
    ):
        grounds[Layer.INFERRED] = SAME_EMPLOYER
    if asked.question.reading is Reading.INFLUENCE:
        grounds |= _sway(index, one, other)
    ranked = sorted(grounds.items(), key=lambda ground: (-ground[1], _RANK[ground[0]]))
    return Hop(
        from_id=people.uid_of(one),
        to_id=people.uid_of(other),
        grounds=tuple(Ground(layer, probability) for layer, probability in ranked),
        strength=strength,
    )


def _sway(index: Index, one: int, other: int) -> dict[Layer, float]:
    """Return what influence and reporting lines give for a step, where they are walked."""
    forward, _ = index.sway_rows
    row = forward.row(one)
    edges = forward.ties[row][forward.ends[row] == other]
    probabilities = index.sway.probabilities(index.day)[edges].tolist()
    grounds: dict[Layer, float] = {}
    for kind, probability in zip(index.sway.kinds[edges].tolist(), probabilities, strict=True):
        layer = Layer.REPORTS_TO if kind == SwayKind.REPORTS_TO else Layer.INFLUENCES
        grounds[layer] = max(probability, grounds.get(layer, 0.0))
    return grounds


def _order(path: Path) -> tuple[float, int, tuple[str, ...]]:
    """Return what paths are ranked by: probability, then what was observed first, then uids."""
    ranks = sum(_RANK[hop.grounds[0].layer] for hop in path.hops)
    return (-round(path.probability, 9), ranks, tuple(hop.to_id for hop in path.hops))


def _reason(asked: Asked, target: int) -> Reason:
    """Return why there is no path to a target, as far as the asker may know."""
    refusal = _refusal(asked, target)
    if refusal is not None:
        return refusal
    edging = edging_of(asked.index, asked.question.reading)
    whole = Edging(
        tuple(rows.unfloored for rows in edging.forward),
        tuple(rows.unfloored for rows in edging.backward),
    )
    if not any(_has_ties(whole.forward, source, asked.seen) for source in asked.sources):
        return Reason.SOURCE_WITHOUT_TIES
    if not _has_ties(whole.backward, target, asked.seen):
        return Reason.TARGET_WITHOUT_TIES
    hops = asked.question.hops
    is_near = is_within(whole, asked.prices, asked.sources, target, hops=hops)
    return Reason.BELOW_FLOOR if is_near else Reason.TOO_FAR


def _has_ties(edges: tuple[Rows, ...], vertex: int, seen: Seen) -> bool:
    return any(seen.visible[rows.ends[rows.row(vertex)]].any() for rows in edges)


def _opposed(asked: Asked, targets: tuple[int, ...]) -> Iterator[Opposition]:
    """Yield who would speak against us to a target, strongest first."""
    index, sway = asked.index, asked.index.sway
    if asked.question.reading is not Reading.INFLUENCE:
        return
    against = np.flatnonzero(
        (sway.kinds == SwayKind.INFLUENCES)
        & (sway.weights <= 0)
        & (sway.until_days >= index.day)
        & np.isin(sway.second, targets)
        & asked.seen.visible[sway.first]
    )
    for edge in against[np.argsort(sway.weights[against], kind="stable")].tolist():
        yield Opposition(
            contact_id=index.people.uid_of(int(sway.first[edge])),
            target_id=index.people.uid_of(int(sway.second[edge])),
            weight=float(sway.weights[edge]),
        )
