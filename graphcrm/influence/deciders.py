"""A weak hint from mail at who decides: who is written to by those whom many write to.

It comes after title, declared role and reporting line, and names nobody "the decision-maker": on
full internal mail it follows rank a little better than counting senders does, and through the part
of the mail that a CRM sees it can vanish (`graphcrm bench decision-makers`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from graphcrm.influence.records import Floats, Ints


LEAST_MESSAGES = 2
"""From one to another, below which it may be chance."""
LEAST_PEOPLE = 15
LEAST_SEEN = 200


@dataclass(frozen=True, slots=True)
class Written:
    """How many messages one person was seen to write to another."""

    from_id: str
    to_id: str
    count: int


@dataclass(frozen=True, slots=True)
class Hint:
    """What the mail hints about one person.

    Attributes:
        score: Over those who wrote them twice or more, how many people each is written to by.
        percentile: 0..100 within the account: who of the others has less, half of who has the
            same; None where fewer than 15 people or 200 messages were seen.
    """

    contact_id: str
    score: int
    percentile: float | None


def hints_of(
    written: Iterable[Written], people_ids: Collection[str], message_count: int
) -> tuple[Hint, ...]:
    """Return the hint at each of an account's people, the strongest first.

    Args:
        written: Who wrote to whom, each pair once; people beyond the account count as writers.
        people_ids: The account's people.
        message_count: Messages seen from or to them.
    """
    rows = [one for one in written if one.from_id != one.to_id]
    numbers: dict[str, int] = {uid: at for at, uid in enumerate(dict.fromkeys(people_ids))}
    people_count = len(numbers)
    for uid in (uid for one in rows for uid in (one.from_id, one.to_id)):
        numbers.setdefault(uid, len(numbers))
    scores = scores_of(
        np.array([numbers[one.from_id] for one in rows], np.int64),
        np.array([numbers[one.to_id] for one in rows], np.int64),
        np.array([one.count for one in rows], np.int64),
        len(numbers),
    )[:people_count]
    enough = people_count >= LEAST_PEOPLE and message_count >= LEAST_SEEN
    percentiles = percentiles_of(scores).tolist() if enough else [None] * people_count
    hints = [
        Hint(uid, score, percentile)
        for uid, score, percentile in zip(numbers, scores.tolist(), percentiles, strict=False)
    ]
    return tuple(sorted(hints, key=lambda hint: (-hint.score, hint.contact_id)))


def scores_of(senders: Ints, receivers: Ints, counts: Ints, people_count: int) -> Ints:
    """Return (people_count,) for each one the sum, over who wrote them, of who wrote those.

    Args:
        senders: (n,) who wrote, each pair of sender and receiver once.
        receivers: (n,) to whom.
        counts: (n,) how many messages; fewer than two are no contact.
        people_count: Sender and receiver are below it.
    """
    often = counts >= LEAST_MESSAGES
    senders, receivers = senders[often], receivers[often]
    writers = np.bincount(receivers, minlength=people_count)
    return np.bincount(receivers, weights=writers[senders], minlength=people_count).astype(int)


def percentiles_of(scores: Ints) -> Floats:
    """Return (n,) 0..100: the share of the others with less, half of those with the same."""
    ordered = np.sort(scores)
    less = np.searchsorted(ordered, scores, "left")
    same = np.searchsorted(ordered, scores, "right") - less - 1
    return np.asarray(100 * (less + same / 2) / max(1, len(scores) - 1))
