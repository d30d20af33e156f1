"""Who is shown around somebody, and where they stand."""

import math
from collections import defaultdict
from itertools import combinations

import pytest
from hypothesis import given, settings, strategies as st

from graphcrm.relationships import around_layout
from graphcrm.relationships.acquaintances import Acquaintance
from graphcrm.relationships.around import DRAWN_FIRST, MOST_DRAWN, arranged


def known(of, name, chance):
    return Acquaintance(
        of_id=of,
        contact_id=name,
        name=name,
        title=None,
        account=None,
        is_ours=False,
        strength=None,
        probability=chance,
        days=0,
        evidence_count=0,
        first_at=None,
        last_at=None,
        declared=None,
    )


def ties_of(text):
    """Whom each knows, the likeliest first: "kim .9 ann, ann .5 bo", read both ways."""
    ties = defaultdict(list)
    for tie in filter(None, text.split(",")):
        one, chance, other = tie.split()
        ties[one].append(known(one, other, float(chance)))
        ties[other].append(known(other, one, float(chance)))
    return {uid: sorted(some, key=lambda one: -one.probability) for uid, some in ties.items()}


def around(text, *opened):
    ties = ties_of(text)
    return arranged("kim", ties["kim"], ties, opened)


def seen(shown):
    return {one.contact_id: (one.ring, one.through_id) for one in shown.neighbours}


def star(count, middle="kim", ring="n"):
    return ",".join(f"{middle} .5 {ring}{number:04}" for number in range(count))


def test_two_steps_are_shown_each_by_their_most_likely_way():
    """Cy is reached by .8 x .5, not by .9 x .1."""
    shown = around("kim .9 ann, kim .8 bo, ann .1 cy, bo .5 cy, cy .9 dee")
    assert seen(shown) == {"ann": (1, "kim"), "bo": (1, "kim"), "cy": (2, "bo")}
    assert shown.more == 0


def test_a_person_who_is_opened_shows_whom_they_know():
    """And those likewise, so that the map grows as far as somebody follows it."""
    text = "kim .9 ann, ann .5 bo, bo .5 cy, cy .5 dee"
    assert "cy" not in seen(around(text))
    assert seen(around(text, "bo"))["cy"] == (3, "bo")
    assert seen(around(text, "cy", "bo"))["dee"] == (4, "cy")


def test_who_is_not_reached_is_not_opened():
    """An address cannot make the map show people whom nothing there leads to."""
    shown = around("kim .9 ann, zoe .9 secret", "zoe")
    assert seen(shown) == {"ann": (1, "kim")}
    assert shown.opened == ()


def test_at_first_sixty_are_drawn_and_the_others_counted():
    """Of a hundred known thirty, and whom those know; the middle opened shows all."""
    text = f"{star(100)},{star(100, 'n0000', 'm')}"
    shown = around(text)
    assert len(shown.neighbours) == DRAWN_FIRST - 1
    assert shown.more == 200 - (DRAWN_FIRST - 1)
    assert len([one for one in around(text, "kim").neighbours if one.ring == 1]) == 100
    assert around(text, "kim").opened == ("kim",)


def test_the_map_ends_at_two_thousand():
    """Beyond it nobody sees anything on it."""
    shown = around(f"{star(1500)},{star(1500, 'n0000', 'm')}", "kim", "n0000")
    assert len(shown.neighbours) == MOST_DRAWN - 1


def test_ties_among_those_shown_are_drawn_once():
    """Whichever of the two is asked."""
    shown = around("kim .9 ann, kim .8 bo, ann .7 bo")
    assert sorted(tuple(sorted((one.start_id, one.end_id))) for one in shown.bonds) == [
        ("ann", "bo"),
        ("ann", "kim"),
        ("bo", "kim"),
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 120), st.integers(0, 200))
def test_nobody_stands_on_somebody_else(first, second):
    """However many there are, and the same people always stand the same way."""
    text = f"kim .9 n0000,{star(first)},{star(second, 'n0000', 'm')}"
    shown = around(text, "kim", "n0000")
    rings = around_layout.lay_out(shown)
    assert rings == around_layout.lay_out(shown)
    assert len(rings.places) == len(shown.neighbours) + 1
    for one, other in combinations(rings.places.values(), 2):
        assert math.dist(one, other) >= 40
    assert all(0 <= x <= rings.size and 0 <= y <= rings.size for x, y in rings.places.values())


def test_somebody_alone_stands_in_the_middle():
    """No ring without people."""
    rings = around_layout.lay_out(arranged("kim", [], {}))
    assert rings.radii == ()
    assert rings.places["kim"] == pytest.approx((rings.size / 2, rings.size / 2))
