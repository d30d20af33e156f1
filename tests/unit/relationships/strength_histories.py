"""Histories of pairs as the tests write them, and as the arithmetic takes them."""

import numpy as np
from hypothesis import strategies as st

from graphcrm.relationships import rules, strength
from graphcrm.relationships.records import Direction, Events, Means


KINDS = tuple(means.name.lower() for means in Means)
LAST_DAY = 900

contacts = st.tuples(
    st.integers(0, LAST_DAY),
    st.sampled_from(("out", "in")),
    st.sampled_from(KINDS),
    st.sampled_from((0, 1, 2, 5, 30, 500)),
)
histories = st.lists(contacts, max_size=30)


def column(values, dtype=np.int64):
    return np.array(list(values), dtype)


def events_of(history, pair=0):
    """Turn [day, direction, kind, others] of one pair into events."""
    means = column(Means[kind.upper()] for _, _, kind, _ in history)
    direction = column(
        Direction.BOTH if kind in {"meeting", "call"} else Direction[way.upper()]
        for _, way, kind, _ in history
    )
    return Events(
        pair=np.full(len(history), pair, np.int64),
        day=column(day for day, *_ in history),
        direction=direction,
        weight=rules.weights_of(means, column(others for *_, others in history)),
    )


def sums_of(history, as_of):
    return strength.sums_of(events_of(history), as_of=as_of, pair_count=1)


def strength_of(history, as_of):
    """Strength of one pair by the code under test; None without events."""
    tie = sums_of(history, as_of)
    return strength.strength_of(tie.outward[0], tie.inward[0]) if tie.active_days[0] else None
