"""The true ties of the world: who deals with whom, how often, for how long, and who answers."""

from collections.abc import Iterable
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from graphcrm.demo.records import Person, Ties


_WEEKS = 104.0
_AT_WORK = 0.92  # what holidays leave
_TALKATIVE = 1.9  # weekly exchanges of the liveliest tie
_MEDIAN_WEEKLY = 0.06
_SPREAD = 1.2
_NEVER, _COLD, _COLDER = 0.22, 0.34, 0.38  # never met; we wrote only; they wrote only: cumulated
_OWNER_SHARE = 0.7
_SECOND_SHARE = 0.4
_BETWEEN_SHARE = 0.35


def join(parts: Iterable[Ties]) -> Ties:
    """Return the ties of all `parts`, in order."""
    listed = list(parts)
    return Ties(*(np.concatenate([getattr(p, f.name) for p in listed]) for f in fields(Ties)))


def message_count(ties: Ties) -> float:
    """Return how many messages, meetings and calls `ties` lead one to expect."""
    exchanges = ties.weekly * (ties.since - ties.until)
    per_mail = 1 + ties.answered / np.maximum(1 - ties.answered, 0.2)
    return float(np.sum(exchanges * (1 + ties.mail * (per_mail - 1)))) * _AT_WORK


def draw_ties(
    random: np.random.Generator,
    people: list[Person],
    bounds: tuple[int, int, int],
    groups: dict[tuple[int, ...], int],
    most: float,
) -> Ties:
    """Return the ties of those who are not in the story.

    Args:
        random: Where chance comes from.
        people: Ours, those of the story, then the others.
        bounds: Number of our people; number of the first other; number past the last.
        groups: Group to its number; new ones are added.
        most: Messages, meetings and calls they shall lead to.
    """
    user_count, first, last = bounds
    others = np.arange(first, last)
    owner = np.array([people[n].owner for n in others])
    fate = random.random(len(others))
    met = fate >= _NEVER
    somebody = random.integers(user_count, size=len(others))
    ours = np.where(random.random(len(others)) < _OWNER_SHARE, owner, somebody)
    with_us = _draw(random, ours[met], others[met], 0)
    silent = fate[met] < _COLDER
    with_us.answered[silent] = 0
    with_us.begins[silent] = fate[met][silent] < _COLD
    with_us.mail[silent] = 1
    with_us.meeting[silent] = 0
    warm = fate >= _COLDER
    second = warm & (random.random(len(others)) < _SECOND_SHARE) & (somebody != ours)
    parts = [
        with_us,
        _draw(random, somebody[second], others[second], 0),
        _between(random, people, (others[warm], ours[warm]), groups),
        _colleagues(random, user_count),
    ]
    joined = join(parts)
    joined.weekly[:] *= min(4.0, max(0.1, most / message_count(joined)))
    np.minimum(joined.weekly, _TALKATIVE, out=joined.weekly)
    return joined


def _draw(
    random: np.random.Generator,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    group: NDArray[np.int32] | int,
) -> Ties:
    """Return a tie per pair; a third has ended, and the liveliest are the fewest."""
    count = len(first)
    weekly = np.minimum(random.lognormal(np.log(_MEDIAN_WEEKLY), _SPREAD, count), _TALKATIVE)
    since = random.uniform(6, _WEEKS, count)
    ended = random.random(count) < 1 / 3
    mail = random.uniform(0.4, 1, count)
    return Ties(
        first.astype(np.int32),
        second.astype(np.int32),
        np.broadcast_to(np.asarray(group, dtype=np.int32), count).copy(),
        weekly,
        random.beta(2, 2, count),
        since,
        np.where(ended, since * random.uniform(0.1, 0.9, count), 0),
        random.beta(3, 3, count),
        random.beta(4, 3, count) * 0.8,
        mail,
        (1 - mail) * random.uniform(0.2, 0.8, count),
    )


def _between(
    random: np.random.Generator,
    people: list[Person],
    known: tuple[NDArray[np.int64], NDArray[np.int64]],
    groups: dict[tuple[int, ...], int],
) -> Ties:
    """Return ties between colleagues at their firms, seen where one of us is on copy.

    Args:
        random: Where chance comes from.
        people: Everybody.
        known: Numbers of those we deal with; of each, the number of the one of us who does.
        groups: Group to its number; new ones are added.
    """
    numbers, ours = known
    firm = np.array([-1 if (f := people[n].organisation) is None else f for n in numbers.tolist()])
    order = np.argsort(firm, kind="stable")
    numbers, ours, firm = numbers[order], ours[order], firm[order]
    count = len(numbers)
    start = np.searchsorted(firm, firm, side="left")
    size = np.searchsorted(firm, firm, side="right") - start
    other = start + (random.random(count) * size).astype(int)
    chosen = (random.random(count) < _BETWEEN_SHARE) & (firm > 0) & (other != np.arange(count))
    witness = [groups.setdefault((n,), len(groups)) for n in ours[chosen].tolist()]
    ties = _draw(random, numbers[chosen], numbers[other[chosen]], np.array(witness, dtype=np.int32))
    ties.meeting[:] = 1 - ties.mail  # a call between two of them leaves no trace with us
    return ties


def _colleagues(random: np.random.Generator, user_count: int) -> Ties:
    """Return ties between neighbours among us: everybody with the next three."""
    number = np.arange(user_count)
    pairs = [(number, (number + step) % user_count) for step in (1, 2, 3)]
    first, second = (np.concatenate(side) for side in zip(*pairs, strict=True))
    ties = _draw(random, first, second, 0)
    ties.since[:] = _WEEKS
    ties.until[:] = 0
    ties.weekly[:] = random.uniform(0.1, 0.5, len(first))
    return ties
