"""Between any two ranks lies another, however many cards were put into the same gap."""

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from graphcrm.pipeline.opportunities.ranks import BASE, DIGITS, WIDTH, RankError, between
from graphcrm.pipeline.opportunities.rules import ranks_between


# Ranks as they are made: digits without a zero at the end, near and far out.
RANKS = st.text(DIGITS, min_size=1, max_size=12).map(lambda text: text.rstrip("0")).filter(bool)
FAR_OUT = st.sampled_from(("1", "00001", "0000000001", "z", "zzzzz", "zzzzzzzzzz", "zzzzz1"))
ENDS = st.none() | RANKS | FAR_OUT


def is_between(low, rank, high):
    return (low is None or low < rank) and (high is None or rank < high)


def is_sound(rank):
    return rank != "" and set(rank) <= set(DIGITS) and not rank.endswith("0")


@given(ENDS, ENDS)
def test_a_rank_lies_strictly_between_and_leaves_room(one, other):
    """A zero at the end would leave nothing before it; equal ones have nothing between them."""
    low, high = sorted((one, other)) if one and other else (one, other)
    if low is not None and low == high:
        with pytest.raises(RankError):
            between(low, high)
        return
    rank = between(low, high)
    assert is_between(low, rank, high)
    assert is_sound(rank)
    assert len(rank) <= max(WIDTH, len(low or "") + 1, len(high or "") + 1)


@given(RANKS, RANKS)
def test_the_wrong_order_is_told(one, other):
    """A gap read wrong must not turn into a card in the wrong place."""
    low, high = max(one, other), min(one, other)
    with pytest.raises(RankError, match="Nothing lies between"):
        between(low, high)


@pytest.mark.parametrize(("low", "high"), [("1", "10"), (None, "0"), (None, ""), ("A0", "A")])
def test_ranks_that_say_the_same_are_equal(low, high):
    """A zero at the end says nothing; no rank of ours has one, and none makes a search fail."""
    with pytest.raises(RankError):
        between(low, high)


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_any_order_of_arrivals_sorts_as_they_were_put(places):
    """Each card goes into a gap of the column as it is then."""
    column = []
    for place in places:
        at = place % (len(column) + 1)
        low = column[at - 1] if at else None
        high = column[at] if at < len(column) else None
        column.insert(at, between(low, high))
    assert column == sorted(set(column))


@pytest.mark.parametrize("side", ["above", "below", "in turns"])
def test_ten_thousand_in_the_same_gap_still_sort(side):
    """Done-when 4: a word grows by one digit for five or six cards, never faster."""
    low, high = between(None, None), between(between(None, None), None)
    made = []
    for number in range(10_000):
        rank = between(low, high)
        assert low < rank < high
        made.append(rank)
        if side == "above" or (side == "in turns" and number % 2):
            high = rank
        else:
            low = rank
    assert len(set(made)) == len(made)
    assert max(map(len, made)) <= WIDTH + len(made) / 4.9


@pytest.mark.parametrize("is_top", [True, False])
def test_at_the_ends_words_stay_short(is_top):
    """Whoever drops on top all day writes no longer words for it, until the end is far away."""
    rank = between(None, None)
    ranks = [rank]
    for _ in range(10_000):
        rank = between(None, rank) if is_top else between(rank, None)
        ranks.append(rank)
    assert max(map(len, ranks)) <= WIDTH
    assert ranks == sorted(ranks, reverse=is_top)
    room = BASE**WIDTH // 2
    assert room / (BASE**2) > len(ranks)


@given(ENDS, st.integers(0, 30))
def test_several_come_to_lie_in_order(low, count):
    """A bulk move keeps the order in which its cards were chosen."""
    high = between(low, None)
    found = ranks_between(low, high, count)
    assert len(found) == count
    assert all(one < other for one, other in pairwise([*([low] if low else []), *found, high]))
