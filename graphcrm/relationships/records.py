"""What the arithmetic of ties takes and gives back: columns of many pairs at once."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray


Bools: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

NO_DAY = -(2**31)
"""Stands in a column of days for a day that never was."""


class Means(IntEnum):
    """By what means two people were in touch; notes and tasks are none."""

    MAIL = 0
    MESSAGE = 1
    REPLY = 2
    MEETING = 3
    CALL = 4


class Direction(IntEnum):
    """Who turned to whom in a pair: its first person to its second, back, or both at once."""

    OUT = 0
    IN = 1
    BOTH = 2


@dataclass(frozen=True, slots=True)
class PairEvidence:
    """Activities as evidence between two people, one row per pair and activity, in any order.

    A row that stands twice (one person under two addresses) counts once.

    Attributes:
        pair: (n,) number of the pair, from 0.
        activity: (n,) any whole number that tells activities apart.
        occurred_at: (n,) microseconds since 1970 in UTC.
        means: (n,) `Means`; REPLY need not be told, it is decided from the references.
        direction: (n,) `Direction`: OUT or IN of what somebody wrote; meetings and calls count
            both ways whatever it says.
        others: (n,) distinct recipients of a mail or message, participants less one of the rest.
        is_reply: (n,) whether the source itself states that it answers its recipients.
        citing: (m,) activities that name another one by In-Reply-To or References ...
        cited: (m,) ... and the one each names, known or not.
    """

    pair: Ints
    activity: Ints
    occurred_at: Ints
    means: Ints
    direction: Ints
    others: Ints
    is_reply: Bools
    citing: Ints
    cited: Ints


@dataclass(frozen=True, slots=True)
class Events:
    """Weighted contacts, in any order.

    Attributes:
        pair: (n,) number of the pair, from 0.
        day: (n,) UTC days since 1970.
        direction: (n,) `Direction`.
        weight: (n,) 0..1.
    """

    pair: Ints
    day: Ints
    direction: Ints
    weight: Floats


@dataclass(frozen=True, slots=True)
class ActiveDays:
    """The days on which pairs were in touch, by pair and day.

    Attributes:
        pair: (n,) number of the pair.
        day: (n,) UTC days since 1970.
        outward: (n,) 0..1, how much its first person turned to its second.
        inward: (n,) 0..1, the other way.
        full: (n,) whether the day makes the rhythm.
        half_life: (n,) days after which this day's contact counts half: 56..365, or 30 where
            the pair has no rhythm yet.
        as_of: The day after which nothing was looked at.
    """

    pair: Ints
    day: Ints
    outward: Floats
    inward: Floats
    full: Bools
    half_life: Floats
    as_of: int


@dataclass(frozen=True, slots=True)
class TieSums:
    """What a KNOWS edge keeps of its evidence, a row per pair.

    Attributes:
        outward: (pairs, 5) faded sums per class of half-lives (30, 56, 112, 224, 365 days).
        inward: (pairs, 5) the same for the other direction.
        as_of: The UTC day since 1970 that the sums are faded to.
        active_days: (pairs,) days in touch; 0 means that there is no strength, not that it is 0.
        first_day: (pairs,) NO_DAY where there is none; so with the next two.
        last_day: (pairs,)
        last_full_day: (pairs,)
    """

    outward: Floats
    inward: Floats
    as_of: int
    active_days: Ints
    first_day: Ints
    last_day: Ints
    last_full_day: Ints
