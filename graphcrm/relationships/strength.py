"""Strength of ties: contacts of any number of pairs, faded by each pair's own rhythm.

A contact fades to half after eight times the usual pause before it, between eight weeks and a
year. The sums kept per class of half-lives make the strength on any later day ten
multiplications; nothing here is ever added to old sums, they are rebuilt from the days.
"""

import numpy as np
from numpy.typing import ArrayLike

from graphcrm.relationships.records import (
    NO_DAY,
    ActiveDays,
    Bools,
    Direction,
    Events,
    Floats,
    Ints,
    TieSums,
)


CLASSES = np.array([30.0, 56.0, 112.0, 224.0, 365.0])
"""Half-lives in days that the sums are kept for; the first only where a rhythm is unknown."""

FULL_DAY = 0.2 - 1e-9
PAUSES_TO_HALF = 8
ONE_SIDED = 0.15
ONE_SIDED_MOST = 0.48
MASS_SCALE = 3.0

_RHYTHMIC = CLASSES[1:]


def strengths_of(outward: ArrayLike, inward: ArrayLike, days_later: ArrayLike = 0) -> Floats:
    """Return the strength S, 0..1, of ties some days after the day of their sums.

    Args:
        outward: (..., 5) sums per class.
        inward: (..., 5) the same for the other direction.
        days_later: Days since the sums' day without new evidence; one for all, or (...).
    """
    fade = _fade(days_later)
    out, back = (np.asarray(outward) * fade).sum(-1), (np.asarray(inward) * fade).sum(-1)
    both = out + back
    mutual = np.divide(2 * out * back, both, out=np.zeros_like(both), where=both > 0)
    mass = mutual + np.minimum(ONE_SIDED_MOST, ONE_SIDED * np.abs(out - back))
    return np.asarray(-np.expm1(-mass / MASS_SCALE))


def strength_of(outward: ArrayLike, inward: ArrayLike, days_later: int = 0) -> float:
    """Return the strength of one tie; see `strengths_of`."""
    return float(strengths_of(outward, inward, days_later))


def aged(sums: ArrayLike, days: ArrayLike) -> Floats:
    """Return (..., 5) sums per class as they are `days` later: one number for all, or (...)."""
    return np.asarray(np.asarray(sums) * _fade(days))


def sums_of(events: Events, *, as_of: int, pair_count: int) -> TieSums:
    """Return what each of the pairs 0 .. pair_count - 1 has of its evidence on a day.

    Args:
        events: In any order; those after `as_of` do not exist.
        as_of: UTC days since 1970.
        pair_count: Pairs without an event get zeros, which are not a strength of 0.
    """
    days = active_days_of(events, as_of=as_of)
    per_class = _shares(days.half_life) * _fade(as_of - days.day)
    begins = _begins(days.pair)
    pairs = days.pair[begins]
    tie = TieSums(
        outward=np.zeros((pair_count, len(CLASSES))),
        inward=np.zeros((pair_count, len(CLASSES))),
        as_of=as_of,
        active_days=np.bincount(days.pair, minlength=pair_count),
        first_day=np.full(pair_count, NO_DAY, np.int64),
        last_day=np.full(pair_count, NO_DAY, np.int64),
        last_full_day=np.full(pair_count, NO_DAY, np.int64),
    )
    if len(pairs):
        tie.outward[pairs] = np.add.reduceat(days.outward[:, None] * per_class, begins)
        tie.inward[pairs] = np.add.reduceat(days.inward[:, None] * per_class, begins)
        tie.first_day[pairs] = days.day[begins]
        tie.last_day[pairs] = np.maximum.reduceat(days.day, begins)
        full_day = np.where(days.full, days.day, NO_DAY)
        tie.last_full_day[pairs] = np.maximum.reduceat(full_day, begins)
    return tie


def active_days_of(events: Events, *, as_of: int) -> ActiveDays:
    """Return every day in touch up to `as_of`, by pair and day: what it weighs, how it fades.

    The same events give the same bits whatever order they come in.
    """
    exists = np.flatnonzero(events.day <= as_of)
    order = exists[np.lexsort((events.weight[exists], events.day[exists], events.pair[exists]))]
    pair, day, direction = events.pair[order], events.day[order], events.direction[order]
    missed = 1.0 - events.weight[order]
    begins = _begins(pair, day)
    pair, day = pair[begins], day[begins]
    outward = _caught(np.where(direction == Direction.IN, 1.0, missed), begins)
    inward = _caught(np.where(direction == Direction.OUT, 1.0, missed), begins)
    full = np.maximum(outward, inward) >= FULL_DAY
    half_life = _half_lives(pair, day, full)
    return ActiveDays(pair, day, outward, inward, full, half_life, as_of)


def _caught(missed: Floats, begins: Ints) -> Floats:
    """Return 1 - PROD(missed) of each segment."""
    return 1.0 - np.multiply.reduceat(missed, begins) if len(begins) else missed


def _half_lives(pair: Ints, day: Ints, full: Bools) -> Floats:
    """Return the half-life of each day's contact: by the pause before it, 30 days where unknown."""
    at = np.arange(len(pair))
    fulls = np.flatnonzero(full)
    first = np.searchsorted(pair[fulls], pair, "left")
    count = np.searchsorted(pair[fulls], pair, "right") - first
    last_full = np.maximum.accumulate(np.where(full, at, -1))
    previous = np.concatenate(([-1], last_full[:-1]))[: len(pair)]
    has_rhythm = count >= 2  # noqa: PLR2004 - a pause lies between two days

    pause = np.full(len(pair), -1, np.int64)
    after = previous >= np.searchsorted(pair, pair, "left")
    pause[after] = day[after] - day[previous[after]]
    before = has_rhythm & ~after
    opening = first[before]
    pause[before] = day[fulls[opening + 1]] - day[fulls[opening]]
    want = np.clip(PAUSES_TO_HALF * pause, _RHYTHMIC[0], _RHYTHMIC[-1])
    return np.where(has_rhythm, want, CLASSES[0])


def _shares(half_life: Floats) -> Floats:
    """Return (n, 5) shares of the classes that a half-life lies between; each row adds up to 1."""
    shares = np.zeros((len(half_life), len(CLASSES)))
    unknown = half_life < _RHYTHMIC[0]
    at = np.arange(len(half_life))
    low = np.clip(np.searchsorted(CLASSES, half_life, "right") - 1, 1, len(CLASSES) - 2)
    of_low = (CLASSES[low + 1] - half_life) / (CLASSES[low + 1] - CLASSES[low])
    shares[at, low] = of_low
    shares[at, low + 1] = 1.0 - of_low
    shares[unknown] = np.eye(len(CLASSES))[0]
    return shares


def _fade(days: ArrayLike) -> Floats:
    """Return (..., 5): what is left per class after so many days."""
    return np.asarray(np.exp2(-np.asarray(days, np.float64)[..., None] / CLASSES))


def _begins(*columns: Ints) -> Ints:
    """Return where a new value begins in sorted columns."""
    changed = np.zeros(len(columns[0]), np.bool_)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changed)
