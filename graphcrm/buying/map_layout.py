"""Where everything on the map of a buying group stands: ours left, theirs by level; SVG units."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from graphcrm.buying.group_map import FEW, Card, GroupMap, Link, LinkKind
from graphcrm.buying.map_lines import Box, Drawn, Grid, draw_lines


HEIGHT = 54
PITCH = 134
TOP = 56
BOTTOM = 52
OURS_PITCH = 64
LEFT = 14


@dataclass(frozen=True, slots=True)
class Form:
    """The measures of a map: how many columns of cards their side has, and how wide."""

    columns: int
    card: int
    gap: int
    ours: int
    theirs_left: int

    @property
    def width(self) -> int:
        """Return the width of the map."""
        return self.theirs_left + self.columns * (self.card + self.gap) - self.gap + LEFT


WIDE = Form(columns=3, card=184, gap=44, ours=178, theirs_left=230)
NARROW = Form(columns=4, card=162, gap=18, ours=166, theirs_left=218)


@dataclass(frozen=True, slots=True)
class Plan:
    """A map as it is drawn.

    Attributes:
        border_x: Between the two sides.
        places: Each card with its box, ours first.
        lines: In the order in which they are drawn.
    """

    width: int
    height: int
    border_x: int
    places: tuple[tuple[Card, Box], ...]
    lines: tuple[Drawn, ...]


def lay_out(shown: GroupMap) -> Plan:
    """Return where everything stands; the same map always stands the same way."""
    levels = _levels(shown.theirs, shown.links)
    is_wide = len(shown.theirs) <= FEW and max(map(len, levels), default=0) <= WIDE.columns
    form = WIDE if is_wide else NARROW
    rows = [row for level in levels for row in _chunks(level, form.columns)]
    boxes: dict[str, Box] = {}
    for number, row in enumerate(rows):
        step = form.card + form.gap
        left = form.theirs_left + (form.columns - len(row)) * step // 2
        for column, key in enumerate(row):
            boxes[key] = Box(left + column * step, TOP + number * PITCH, form.card, HEIGHT, number)
    ours = _ours(shown, boxes, form)
    lowest = max((box.bottom for box in (*boxes.values(), *ours.values())), default=TOP + HEIGHT)
    grid = Grid(form.width, form.theirs_left, tuple(boxes.values()))
    lines = draw_lines(shown.links, boxes | ours, grid)
    places = tuple((card, (boxes | ours)[card.key]) for card in shown.cards)
    border_x = (LEFT + form.ours + form.theirs_left) // 2
    return Plan(form.width, lowest + BOTTOM, border_x, places, lines)


def _levels(cards: Sequence[Card], links: Sequence[Link]) -> list[list[str]]:
    """Return the keys of cards by level: who reports to nobody first, their reports below them.

    Who is joined to nobody stands with the first if they can say yes, else with the second.
    """
    keys = [card.key for card in cards]
    superiors: dict[str, str] = {}
    reports: dict[str, list[str]] = {}
    for link in links:
        if link.kind is LinkKind.REPORTING and link.start not in superiors:
            superiors[link.start] = link.end
            reports.setdefault(link.end, []).append(link.start)
    alone = [card for card in cards if card.key not in superiors and card.key not in reports]
    roots = [key for key in keys if key in reports and key not in superiors]
    levels: list[list[str]] = []
    seen: set[str] = set()
    row = roots
    while row:
        levels.append(row)
        seen.update(row)
        row = [one for key in row for one in reports.get(key, []) if one not in seen]
    # Stacks may report to each other in a circle though no two people do.
    circling = [key for key in keys if key in superiors and key not in seen]
    first = [card.key for card in alone if card.authority]
    second = [card.key for card in alone if not card.authority]
    levels += [[] for _ in range(2 - len(levels))]
    levels[0] = levels[0] + first
    levels[1] = levels[1] + circling + second
    return [level for level in levels if level]


def _chunks(level: Sequence[str], columns: int) -> list[tuple[str, ...]]:
    """Return a level in rows of about the same length."""
    size = ceil(len(level) / ceil(len(level) / columns))
    return [tuple(level[at : at + size]) for at in range(0, len(level), size)]


def _ours(shown: GroupMap, boxes: dict[str, Box], form: Form) -> dict[str, Box]:
    """Return where our people stand: near those whom they know, no two in one place."""
    wanted = {}
    for number, card in enumerate(shown.ours):
        known = [
            boxes[link.end].y
            for link in shown.links
            if link.kind is LinkKind.THREAD and link.start == card.key
        ]
        wanted[card.key] = (sum(known) / len(known), number)
    places: dict[str, int] = {}
    lowest = max((box.y for box in boxes.values()), default=TOP)
    lowest = max(lowest, TOP + (len(wanted) - 1) * OURS_PITCH)
    free = TOP
    for number, key in enumerate(sorted(wanted, key=wanted.__getitem__), 1):
        last = lowest - (len(wanted) - number) * OURS_PITCH
        places[key] = min(max(free, round(wanted[key][0])), last)
        free = places[key] + OURS_PITCH
    return {key: Box(LEFT, y, form.ours, HEIGHT, -1) for key, y in places.items()}
