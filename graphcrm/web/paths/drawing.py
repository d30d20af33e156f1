"""Paths as a picture: where people stand and how the ties between them run, in SVG units."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from graphcrm.influence.records import Layer
from graphcrm.influence.telling import Person, ToldHop, ToldPath


WIDTH = 472
MARGIN = 44
TOP = 44
LEGEND = 36
GAP = 84
LOWEST, HIGHEST = 300, 520
R, R_END = 15, 19
THINNEST, THICKEST = 1.5, 6.0
CLEAR = 26
BENDS = (0, 34, -34, 62, -62, 92, -92, 124, -124)
SAMPLES = 12
SWEEPS = 4

_SOLID = {Layer.OBSERVED, Layer.INFLUENCES, Layer.REPORTS_TO}


@dataclass(frozen=True, slots=True)
class Spot:
    """A person in the picture.

    Attributes:
        numbers: Of the paths that lead through them, from 1, separated by spaces.
        is_best: Whether the best path does.
    """

    person: Person
    x: int
    y: int
    r: int
    numbers: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A tie in the picture.

    Attributes:
        d: Of the SVG path.
        style: observed, declared or inferred.
        label_x: Where its probability stands, at the middle.
        numbers: As of a Spot.
    """

    d: str
    width: float
    style: str
    probability: float
    label_x: int
    label_y: int
    numbers: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The same paths as the list, people of one hop's distance below each other."""

    width: int
    height: int
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    styles: tuple[str, ...]


def draw(paths: Sequence[ToldPath]) -> Drawing | None:
    """Return the picture of some paths, the best first; None of none."""
    if not paths:
        return None
    layers = _ordered(_layers(paths), paths)
    tallest = max(map(len, layers))
    height = min(HIGHEST, max(LOWEST, TOP + LEGEND + tallest * GAP))
    places = _places(layers, height - LEGEND)
    people = {person.contact_id: person for path in paths for person in path.people}
    ends = {
        uid for path in paths for uid in (path.people[0].contact_id, path.people[-1].contact_id)
    }
    spots = []
    for uid, (x, y) in places.items():
        on = _through(paths, uid)
        r = R_END if uid in ends else R
        spots.append(Spot(people[uid], x, y, r, _written(on, paths), on[0] is paths[0]))
    lines = _lines(paths, places)
    styles = tuple(
        style for style in ("declared", "inferred") if style in {one.style for one in lines}
    )
    return Drawing(WIDTH, height, tuple(spots), tuple(lines), styles)


def style_of(hop: ToldHop) -> str:
    """Return how a tie is drawn: solid (observed), dashed (declared) or dotted (inferred)."""
    layer = hop.layers[0][0]
    return "observed" if layer in _SOLID else str(layer.value)


def _layers(paths: Sequence[ToldPath]) -> list[list[str]]:
    """Return uids by their longest distance from a start, in the order the list names them."""
    depth: dict[str, int] = {}
    for path in paths:
        for at, person in enumerate(path.people):
            depth[person.contact_id] = max(at, depth.get(person.contact_id, 0))
    last = max(depth.values())
    for path in paths:
        depth[path.people[-1].contact_id] = last
    return [[uid for uid, at in depth.items() if at == layer] for layer in range(last + 1)]


def _ordered(layers: list[list[str]], paths: Sequence[ToldPath]) -> list[list[str]]:
    """Return layers in which neighbours stand near each other (Sugiyama's barycentres)."""
    near: dict[str, list[str]] = {}
    for path in paths:
        for one, other in pairwise(person.contact_id for person in path.people):
            near.setdefault(one, []).append(other)
            near.setdefault(other, []).append(one)
    layers = [layer for layer in layers if layer]
    for _ in range(SWEEPS):
        at = {
            uid: (number + 0.5) / len(layer) for layer in layers for number, uid in enumerate(layer)
        }
        layers = [
            sorted(layer, key=lambda uid: sum(at[o] for o in near[uid]) / len(near[uid]))
            for layer in layers
        ]
    return layers


def _places(layers: list[list[str]], height: int) -> dict[str, tuple[int, int]]:
    step = (WIDTH - 2 * MARGIN) / max(1, len(layers) - 1)
    places = {}
    for column, layer in enumerate(layers):
        for row, uid in enumerate(layer):
            y = TOP + (height - TOP - 24) * (row + 0.5) / len(layer)
            # Every second column stands a little lower, so that names do not meet.
            lower = 12 if column % 2 and len(layer) > 1 else 0
            places[uid] = (round(MARGIN + column * step), round(y) + lower)
    return places


def _lines(paths: Sequence[ToldPath], places: dict[str, tuple[int, int]]) -> list[Line]:
    """Return the ties, the best path's at the end: they lie above the others."""
    hops: dict[tuple[str, str], tuple[ToldHop, list[ToldPath]]] = {}
    for path in paths:
        for hop in path.hops:
            ends = (hop.start.contact_id, hop.end.contact_id)
            hops.setdefault(min(ends, ends[::-1]), (hop, []))[1].append(path)
    lines = []
    for hop, on in hops.values():
        start, end = places[hop.start.contact_id], places[hop.end.contact_id]
        others = [place for place in places.values() if place not in {start, end}]
        bend = _bend(start, end, others)
        middle = _curve(start, end, bend, 0.5)
        lines.append(
            Line(
                _d(start, end, bend),
                round(THINNEST + (THICKEST - THINNEST) * _width_share(hop), 1),
                style_of(hop),
                hop.probability,
                round(middle[0]),
                round(middle[1]),
                _written(on, paths),
                paths[0] in on,
            )
        )
    return sorted(lines, key=lambda line: line.is_best)


def _width_share(hop: ToldHop) -> float:
    return hop.probability if hop.strength is None else hop.strength


def _controls(
    start: tuple[int, int], end: tuple[int, int], bend: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    (x1, y1), (x2, y2) = start, end
    if x1 == x2:  # of one column: round the side
        return (x1 + abs(bend) + 20, y1), (x2 + abs(bend) + 20, y2)
    reach = (x2 - x1) * 0.4
    return (x1 + reach, y1 + bend), (x2 - reach, y2 + bend)


def _curve(
    start: tuple[int, int], end: tuple[int, int], bend: int, t: float
) -> tuple[float, float]:
    one, two = _controls(start, end, bend)
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    points = (start, one, two, end)
    return (
        sum(w * point[0] for w, point in zip(weights, points, strict=True)),
        sum(w * point[1] for w, point in zip(weights, points, strict=True)),
    )


def _bend(start: tuple[int, int], end: tuple[int, int], others: list[tuple[int, int]]) -> int:
    """Return the smallest bend that keeps clear of everybody else; else the clearest one."""
    crowding: dict[int, float] = {}
    for bend in BENDS:
        crowding[bend] = _crowding(start, end, bend, others)
        if not crowding[bend]:
            return bend
    return min(crowding, key=lambda bend: crowding[bend])


def _crowding(
    start: tuple[int, int], end: tuple[int, int], bend: int, others: list[tuple[int, int]]
) -> float:
    """Return how far a curve comes too near to people it does not join."""
    crowding = 0.0
    for number in range(1, SAMPLES):
        x, y = _curve(start, end, bend, number / SAMPLES)
        # A name hangs below each person, so what passes there is as near as what touches them.
        near = min((hypot(x - ox, y - oy - 8) for ox, oy in others), default=CLEAR)
        crowding += max(0.0, CLEAR - near)
        crowding += max(0.0, TOP / 2 - y)
    return crowding


def _d(start: tuple[int, int], end: tuple[int, int], bend: int) -> str:
    (ax, ay), (bx, by) = _controls(start, end, bend)
    return f"M{start[0]} {start[1]}C{ax:.0f} {ay:.0f} {bx:.0f} {by:.0f} {end[0]} {end[1]}"


def _through(paths: Sequence[ToldPath], uid: str) -> list[ToldPath]:
    return [path for path in paths if any(person.contact_id == uid for person in path.people)]


def _written(on: Sequence[ToldPath], paths: Sequence[ToldPath]) -> str:
    return " ".join(str(number) for number, path in enumerate(paths, 1) if path in on)
