"""Mails a month as bars: one's above a line, the other's below it, in SVG units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graphcrm.influence.evidence import Month


WIDTH = 300
HALF = 30
AXIS = 33
STEP = 12.4
BAR = 8
GAP = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of one of the two."""

    x: float
    y: float
    height: float
    is_outward: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """All bars with what their ends mean.

    Attributes:
        most: Mails of the highest bar.
        outward: All together, above the line.
        inward: All together, below it.
    """

    bars: tuple[Bar, ...]
    most: int
    outward: int
    inward: int
    first_on: date
    last_on: date


def draw_months(months: Sequence[Month]) -> Bars | None:
    """Return the bars of some months in order; None where nobody wrote in any."""
    most = max((max(month.outward, month.inward) for month in months), default=0)
    if not most:
        return None
    bars = []
    for number, month in enumerate(months):
        x = round(2 + number * STEP, 1)
        for count, is_outward in ((month.outward, True), (month.inward, False)):
            height = round(HALF * count / most, 1)
            y = round(AXIS - GAP - height, 1) if is_outward else AXIS + GAP
            if count:
                bars.append(Bar(x, y, height, is_outward))
    return Bars(
        tuple(bars),
        most,
        sum(month.outward for month in months),
        sum(month.inward for month in months),
        months[0].first_on,
        months[-1].first_on,
    )
