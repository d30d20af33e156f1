"""How the lines on the map of a buying group run between cards, and where their numbers stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphcrm.buying.group_map import Link, LinkKind


THINNEST, THICKEST = 1.25, 5.0
LABEL_WIDTH, LABEL_HEIGHT = 36, 17
WIDE_GAP = 40
BUS, BUS_STEP, BUSES = 42, 6, 4
LANE, LANE_STEP, LANES = 10, 6, 4
TRUNK, TRUNK_STEP, TRUNKS = 6, 3, 3
LANDING, LANDINGS = 12, 7
TICKS = (0.5, 0.36, 0.64, 0.24, 0.76, 0.14, 0.86)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a card stands.

    Attributes:
        row: From 0 at the top; -1 = on our side.
    """

    x: int
    y: int
    width: int
    height: int
    row: int

    @property
    def right(self) -> int:
        """Return its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Return its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Return its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def meets(self, other: "Box") -> bool:
        """Answer whether two boxes share any place."""
        apart_x = self.right <= other.x or other.right <= self.x
        return not (apart_x or self.bottom <= other.y or other.bottom <= self.y)


@dataclass(frozen=True, slots=True)
class Grid:
    """What lines keep clear of: the cards of their side, from its left edge to the map's width."""

    width: int
    left: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line.

    Attributes:
        link: What it stands for.
        d: Of the SVG path.
        label: The middle of its number; None = it has none.
    """

    link: Link
    d: str
    width: float
    label: Point | None = None


def draw_lines(links: Sequence[Link], boxes: Mapping[str, Box], grid: Grid) -> tuple[Drawn, ...]:
    """Return the lines between cards: reporting, threads, influence, and what is only suggested.

    Args:
        links: What to draw.
        boxes: Where cards stand, by key.
        grid: Their side.
    """
    of = {kind: [link for link in links if link.kind is kind] for kind in LinkKind}
    lines = [
        *_reporting(of[LinkKind.REPORTING], boxes, grid),
        *_threads(of[LinkKind.THREAD], boxes, grid),
    ]
    taken: list[Box] = list(grid.boxes)
    landed: Counter[str] = Counter()
    for link in of[LinkKind.INFLUENCE]:
        points = _curve(boxes[link.start], boxes[link.end], landed[link.end])
        landed[link.end] += 1
        lines.append(_influence(link, points, taken))
    for link in of[LinkKind.SUGGESTED]:
        points = _curve(boxes[link.start], boxes[link.end], landed[link.end])
        landed[link.end] += 1
        lines.append(Drawn(link, _path(points), round(THINNEST + link.weight, 1)))
    return tuple(lines)


def _reporting(links: Sequence[Link], boxes: Mapping[str, Box], grid: Grid) -> list[Drawn]:
    """Return lines that leave a superior below and reach who reports to them from above.

    Whoever stands right below is reached through the gap between, others by the right margin.
    """
    buses: dict[str, int] = {}
    in_row: Counter[int] = Counter()
    drawn = []
    for link in links:
        below, above = boxes[link.start], boxes[link.end]
        if link.end not in buses:
            buses[link.end] = in_row[above.row]
            in_row[above.row] += 1
        number = buses[link.end]
        bus = above.bottom + BUS + BUS_STEP * (number % BUSES)
        (ax, _), (bx, _) = above.middle, below.middle
        d = f"M{ax:g} {above.bottom}V{bus}"
        if below.row == above.row + 1:
            d += f"H{bx:g}V{below.y}"
        else:
            trunk = grid.width - TRUNK + TRUNK_STEP * (number % TRUNKS - 1)
            d += f"H{trunk}V{below.y - LANE}H{bx:g}V{below.y}"
        drawn.append(Drawn(link, d, THINNEST))
    return drawn


def _threads(links: Sequence[Link], boxes: Mapping[str, Box], grid: Grid) -> list[Drawn]:
    """Return lines from our people: straight to the first of a row, to others below the row."""
    lanes: Counter[int] = Counter()
    drawn = []
    for link in links:
        start, end = boxes[link.start], boxes[link.end]
        x, y = start.right, start.middle[1]
        width = round(THINNEST + (THICKEST - THINNEST) * link.weight, 1)
        is_first = all(one.row != end.row or one.x >= end.x for one in grid.boxes)
        if is_first:
            to = end.middle[1]
            d = f"M{x} {y:g}C{x + 28} {y:g} {grid.left - 30} {to:g} {grid.left - 4} {to:g}H{end.x}"
        else:
            lane = end.bottom + LANE + LANE_STEP * (lanes[end.row] % LANES)
            lanes[end.row] += 1
            cx = end.x + 30
            d = (
                f"M{x} {y:g}C{x + 28} {y:g} {grid.left - 30} {lane} {grid.left - 4} {lane}"
                f"H{cx - 10}Q{cx} {lane} {cx} {end.bottom}"
            )
        drawn.append(Drawn(link, d, width))
    return drawn


def _influence(link: Link, points: Sequence[Point], taken: list[Box]) -> Drawn:
    """Return an arrow, its number where neither a card nor a number is; that is taken then."""
    first, *controls = points
    places = [_label(points, t) for t in TICKS]
    if first[1] == points[-1][1] == controls[0][1]:  # straight, in the gap between neighbours
        x, y = _at(points, 0.5)
        places.insert(0, _label_box(x, y - LABEL_HEIGHT))
    box = next((one for one in places if not any(one.meets(other) for other in taken)), places[0])
    taken.append(box)
    width = round(THINNEST + 2.5 * abs(link.weight), 1)
    return Drawn(link, _path(points), width, box.middle)


def _path(points: Sequence[Point]) -> str:
    """Return a Bézier curve as the `d` of an SVG path."""
    first, *controls = points
    return f"M{first[0]:g} {first[1]:g}C" + " ".join(f"{x:g} {y:g}" for x, y in controls)


def _gap(start: Box, end: Box) -> tuple[int, int] | None:
    """Return the gap between two neighbours of a row, in the arrow's direction; None = no room."""
    if start.row != end.row:
        return None
    gap = end.x - start.right if end.x > start.x else start.x - end.right
    if not WIDE_GAP <= gap < start.width:
        return None
    return (start.right, end.x) if end.x > start.x else (start.x, end.right)


def _curve(start: Box, end: Box, landed: int) -> list[Point]:
    """Return the points of a Bézier curve, through the gap between rows wherever possible.

    Args:
        start: Where it begins.
        end: Where it ends.
        landed: How many arrows end there already; each a little further left.
    """
    (ax, ay), (bx, _) = start.middle, end.middle
    gap = _gap(start, end)
    if gap:
        y = ay + 8 if end.x > start.x else ay - 8
        third = (gap[1] - gap[0]) / 3
        return [(gap[0], y), (gap[0] + third, y), (gap[1] - third, y), (gap[1], y)]
    shift = 30 if bx >= ax else -30
    land = LANDING * (landed % LANDINGS)
    if start.row == end.row:
        up, to = start.y - 44, bx - shift + (land if bx < ax else -land)
        return [(ax + shift, start.y), (ax + shift, up), (to, up), (to, end.y)]
    if start.row < end.row:
        reach = min(56, (end.y - start.bottom) * 0.7)
        ends = (start.bottom, start.bottom + reach, end.y - reach, end.y)
    else:
        reach = min(56, (start.y - end.bottom) * 0.7)
        ends = (start.y, start.y - reach, end.bottom + reach, end.bottom)
    to = bx + 44 - land
    xs = (ax + 20, ax + 20, to, to)
    return list(zip(xs, ends, strict=True))


def _at(points: Sequence[Point], t: float) -> Point:
    """Return a point of a cubic Bézier curve."""
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    x, y = (
        sum(weight * point[axis] for weight, point in zip(weights, points, strict=True))
        for axis in (0, 1)
    )
    return x, y


def _label(points: Sequence[Point], t: float) -> Box:
    return _label_box(*_at(points, t))


def _label_box(x: float, y: float) -> Box:
    left, top = round(x) - LABEL_WIDTH // 2, round(y) - LABEL_HEIGHT // 2
    return Box(left, top, LABEL_WIDTH, LABEL_HEIGHT, -1)
