"""Where everybody around somebody stands: in rings, near whom they are shown through; SVG units."""

import math
from collections import defaultdict
from dataclasses import dataclass

from graphcrm.relationships.around import Around, Neighbour


SPACE = 76
"""Between two people of one lane."""
LANE = 58
"""Between two lanes of a ring, which has as many as its people need."""

_INNERMOST = 130
_GAP = 34
_EDGE = 60


@dataclass(frozen=True, slots=True)
class Rings:
    """Where everybody stands.

    Attributes:
        size: Width and height; the middle is in the middle.
        places: Of each contact x and y.
        radii: Of each ring's inner edge, the smallest first.
    """

    size: int
    places: dict[str, tuple[int, int]]
    radii: tuple[int, ...]


def lay_out(shown: Around) -> Rings:
    """Return where everybody stands; the same people always stand the same way."""
    rings: dict[int, list[Neighbour]] = defaultdict(list)
    for one in shown.neighbours:
        rings[one.ring].append(one)
    angles = {shown.contact_id: 0.0}
    points = {shown.contact_id: (0.0, 0.0)}
    radii: list[int] = []
    radius = float(_INNERMOST)
    for _, ring in sorted(rings.items()):
        ring.sort(key=lambda one: angles[one.through_id])
        lanes = math.ceil(len(ring) / (math.tau * radius // SPACE))
        step = math.tau / (math.ceil(len(ring) / lanes) * lanes)
        turn = _turn([angles[one.through_id] - at * step for at, one in enumerate(ring)])
        for at, one in enumerate(ring):
            angle = (at * step + turn) % math.tau
            far = radius + (at % lanes) * LANE
            angles[one.contact_id] = angle
            points[one.contact_id] = (far * math.sin(angle), -far * math.cos(angle))
        radii.append(round(radius - _GAP))
        radius += lanes * LANE + _GAP
    half = round(max((math.hypot(x, y) for x, y in points.values()), default=0)) + _EDGE
    places = {uid: (round(half + x), round(half + y)) for uid, (x, y) in points.items()}
    return Rings(2 * half, places, tuple(radii))


def _turn(differences: list[float]) -> float:
    """Return the mean of angles, by which a ring is turned towards the one inside it."""
    east, north = sum(map(math.cos, differences)), sum(map(math.sin, differences))
    return math.atan2(north, east)
