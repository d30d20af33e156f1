"""The formula of strength once more, written down line by line: the oracle of the tests."""

import itertools
import math


CLASSES = (56, 112, 224, 365)
WEIGHT = {"mail": 0.3, "message": 0.3, "reply": 0.5, "meeting": 1.0, "call": 0.7}
BOTH_WAYS = {"meeting", "call"}


def weight_of(kind, others):
    """What one contact weighs."""
    shared = max(1, others)
    return WEIGHT[kind] / (shared if kind in BOTH_WAYS else math.sqrt(shared))


def strength_of(events, as_of):
    """Strength of one pair from its events [day, direction, kind, others]; None without any."""
    missed = {}
    for day, direction, kind, others in events:
        if day > as_of:
            continue
        of_day = missed.setdefault(day, {"out": 1.0, "in": 1.0})
        for way in ("out", "in") if kind in BOTH_WAYS else (direction,):
            of_day[way] *= 1 - weight_of(kind, others)
    if not missed:
        return None
    days = sorted(missed)
    full = [day for day in days if 1 - min(missed[day].values()) >= 0.2 - 1e-9]
    total = {"out": 0.0, "in": 0.0}
    for day in days:
        for way in total:
            total[way] += (1 - missed[day][way]) * fade(day, full, as_of)
    out, back = total["out"], total["in"]
    mutual = 2 * out * back / (out + back) if out + back else 0.0
    return 1 - math.exp(-(mutual + min(0.48, 0.15 * abs(out - back))) / 3)


def fade(day, full, as_of):
    """What is left of a day's contact, by the pause before it."""
    age = as_of - day
    if len(full) < 2:
        return 2 ** (-age / 30)
    before = [earlier for earlier in full if earlier < day]
    pause = day - before[-1] if before else full[1] - full[0]
    want = min(365, max(56, 8 * pause))
    for low, high in itertools.pairwise(CLASSES):
        if low <= want <= high:
            share = (high - want) / (high - low)
            return share * 2 ** (-age / low) + (1 - share) * 2 ** (-age / high)
    raise AssertionError(want)
