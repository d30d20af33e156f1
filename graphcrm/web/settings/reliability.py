"""How far the chances of introductions held, as a drawing: what was claimed against what came."""

from dataclasses import dataclass

from graphcrm.influence.calibration import Reliability


SIDE = 260
LEFT = 40
TOP = 10
LEAST_RADIUS = 3.0
MOST_RADIUS = 11.0


@dataclass(frozen=True, slots=True)
class Dot:
    """Claims that are alike: where they stand, the larger the more there were."""

    x: float
    y: float
    radius: float
    says: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A square from 0 to 1 both ways, in SVG units; dots on its diagonal held what they said."""

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, float, str], ...]
    left: float = LEFT
    top: float = TOP
    right: float = LEFT + SIDE
    bottom: float = TOP + SIDE


def draw(told: Reliability) -> Plot:
    """Return the reliability of claims as a plot; bins without any are left out."""
    most = max(one.count for one in told.bins)
    dots = tuple(
        Dot(
            LEFT + one.claimed * SIDE,
            TOP + (1 - one.held) * SIDE,
            LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * (one.count / most) ** 0.5,
            f"{one.claimed:.0%} claimed, {one.held:.0%} came about, of {one.count}",
        )
        for one in told.bins
        if one.claimed is not None and one.held is not None
    )
    ticks = tuple(
        (LEFT + at * SIDE, TOP + (1 - at) * SIDE, f"{at:.0%}") for at in (0, 0.25, 0.5, 0.75, 1)
    )
    return Plot(dots, ticks)
