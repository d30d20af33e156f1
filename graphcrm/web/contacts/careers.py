"""Jobs over time as a drawing: one bar a job, stated years apart from those seen in mail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from graphcrm import clock
from graphcrm.directory.records import JobLine


WIDTH = 344.0
LEFT = 8.0
ROW = 34.0
LABEL = 15.0
LABEL_NEEDS = 170.0  # units a label may take; one that begins further right ends at its bar's end
MOST_MARKS = 6
FEWEST_YEARS = 4
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Bar:
    """A job in the drawing, in the units of its view box.

    Attributes:
        label_y: Baseline of its words.
        y: Top of the bar.
        at_end: Whether the words end where the bar ends.
        is_stated: Whether somebody stated a day; else mail alone shows it.
    """

    job: JobLine
    x: float
    y: float
    width: float
    label_x: float
    label_y: float
    at_end: bool
    is_stated: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A year on the axis."""

    x: float
    year: int


@dataclass(frozen=True, slots=True)
class Career:
    """The drawing.

    Attributes:
        undated: Jobs of which no day is known; they cannot be drawn.
    """

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    height: float
    undated: tuple[JobLine, ...]


def career_of(jobs: Sequence[JobLine]) -> Career:
    """Return jobs as bars, the earliest on top; those without any day stand apart."""
    today = clock.now().date()
    dated = sorted((job for job in jobs if _days(job, today)), key=lambda job: _days(job, today))
    undated = tuple(job for job in jobs if not _days(job, today))
    if not dated:
        return Career((), (), 0.0, undated)
    first = min(_days(job, today)[0] for job in dated)
    last = max([today, *(_days(job, today)[1] for job in dated)])
    since = min(first.year, last.year - FEWEST_YEARS + 1)
    scale = WIDTH / max(1, (last - date(since, 1, 1)).days)

    def place(day: date) -> float:
        return round(LEFT + max(0, (day - date(since, 1, 1)).days) * scale, 1)

    bars = tuple(_bar(job, _days(job, today), at, place) for at, job in enumerate(dated))
    step = -(-(last.year - since + 1) // MOST_MARKS)
    years = range(since, last.year + 1, step)
    marks = tuple(Mark(place(date(year, 1, 1)), year) for year in years)
    return Career(bars, marks, len(bars) * ROW + 6, undated)


def _days(job: JobLine, today: date) -> tuple[date, ...]:
    """Return the first and the last day to draw; nothing where no day is known."""
    first = job.from_on or job.seen_from_on or job.until_on
    if first is None:
        return ()
    is_open = job.until_on is None and job.from_on is not None
    last = job.until_on or (today if is_open else job.seen_until_on) or first
    return (first, max(first, last))


def _bar(job: JobLine, days: tuple[date, ...], at: int, place: Callable[[date], float]) -> Bar:
    start, end = place(days[0]), place(days[1])
    at_end = start > LEFT + WIDTH - LABEL_NEEDS
    return Bar(
        job=job,
        x=start,
        y=at * ROW + LABEL + 5,
        width=round(max(3.0, end - start), 1),
        label_x=LEFT + WIDTH if at_end else start,
        label_y=at * ROW + LABEL,
        at_end=at_end,
        is_stated=bool(job.from_on or job.until_on),
        is_over=job.until_on is not None,
    )
