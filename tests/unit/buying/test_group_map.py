"""The map of a buying group: who stands where, what joins whom, and that nothing overlaps."""

from itertools import combinations

import pytest
from hypothesis import given, settings, strategies as st
from maps import group_of, member, thread

from graphcrm.buying.coverage import coverage
from graphcrm.buying.group_map import MOST_CARDS, CardKind, LinkKind, map_of
from graphcrm.buying.map_layout import lay_out
from graphcrm.buying.records import Influence, Reporting, Role, Wanted


ROLES = [
    Role("decision-maker", "Decision-maker", authority=True),
    Role("champion", "Champion"),
    Role("user", "User"),
    Role("legal", "Legal"),
]


@st.composite
def groups(draw, sizes=(0, 1, 5, 12, 13, 20, 60, 200)):
    """A group of any of some sizes, with lines, influences, threads and empty seats."""
    count = draw(st.sampled_from(sizes))
    kinds = draw(st.lists(st.sampled_from(ROLES), min_size=count, max_size=count))
    members = [member(f"p{n}", kinds[n]) for n in range(count)]
    lines, swayed, threads = [], [], {}
    if count > 1:
        numbers = st.integers(0, count - 1)
        for below, above in draw(st.lists(st.tuples(numbers, numbers), max_size=count)):
            if above < below:  # whoever stands later reports to somebody before: no circle
                lines.append(Reporting(f"p{below}", f"p{above}"))
        weights = st.sampled_from([-1.0, -0.4, 0.3, 0.8])
        for one, other, weight in draw(st.lists(st.tuples(numbers, numbers, weights), max_size=30)):
            if one != other:
                swayed.append(Influence(f"p{one}", f"p{other}", weight))
        for one, our, chance in draw(
            st.lists(st.tuples(numbers, st.integers(0, 12), st.floats(0, 1)), max_size=40)
        ):
            threads.setdefault(f"p{one}", []).append(thread(f"p{one}", f"our{our}", chance))
    wanted = [Wanted(one) for one in draw(st.lists(st.sampled_from(ROLES), unique=True))]
    group = group_of(members, lines, swayed)
    return group, threads, coverage(wanted, members)


@settings(max_examples=150)
@given(groups(), st.sets(st.sampled_from([role.key for role in ROLES])))
def test_no_two_cards_share_a_place_and_all_stand_within(drawn, opened):
    """Ours left of theirs; the same group is drawn the same way; every line joins two cards."""
    shown = map_of(*drawn, opened)
    plan = lay_out(shown)
    assert plan == lay_out(map_of(*drawn, opened))
    assert [card for card, _ in plan.places] == list(shown.cards)
    for (_, one), (_, other) in combinations(plan.places, 2):
        assert not one.meets(other)
    for card, box in plan.places:
        assert box.x >= 0
        assert box.right <= plan.width
        assert box.bottom < plan.height
        assert (box.right < plan.border_x) == (card.kind is CardKind.OURS)
    keys = {card.key for card in shown.cards}
    assert all({line.link.start, line.link.end} <= keys for line in plan.lines)
    assert len(plan.lines) == len(shown.links)


@settings(max_examples=60)
@given(groups())
def test_everybody_whom_one_may_see_is_on_the_map_once(drawn):
    """Alone or in one stack; whoever can say yes always alone."""
    group = drawn[0]
    shown = map_of(*drawn)
    theirs = [uid for card in shown.theirs for uid in card.contact_ids]
    assert sorted(theirs) == sorted(one.contact_id for one in group.members)
    stacked = {
        uid for card in shown.theirs if card.kind is CardKind.STACK for uid in card.contact_ids
    }
    assert not any(
        role.authority for one in group.members if one.contact_id in stacked for role in one.roles
    )


@settings(max_examples=60)
@given(groups(sizes=(2, 5, 12)))
def test_who_reports_stands_below_their_superior(drawn):
    """The first superior of each counts, as a tree has only one."""
    plan = lay_out(map_of(*drawn))
    boxes = {card.key: box for card, box in plan.places}
    first = {}
    for line in plan.lines:
        if line.link.kind is LinkKind.REPORTING:
            first.setdefault(line.link.start, line.link.end)
    assert all(boxes[below].y > boxes[above].y for below, above in first.items())


def test_sixty_people_are_few_cards_until_a_stack_is_opened():
    """One for each role that is not alone; who decides stands by themselves."""
    members = [member("boss", ROLES[0]), *(member(f"u{n}", ROLES[2]) for n in range(40))]
    members += [member(f"l{n}", ROLES[3]) for n in range(19)]
    group = group_of(members, [Reporting("u1", "u0")], [])
    shown = map_of(group, {}, [])
    assert [(card.name, card.detail) for card in shown.theirs] == [
        ("boss", "Decision-maker"),
        ("u0", "User"),
        ("User", "39 people"),
        ("Legal", "19 people"),
    ]
    assert len(map_of(group, {}, [], ["legal"]).theirs) == 22
    assert map_of(group, {}, [], ["legal"]).opened == ("legal",)
    everybody = [Reporting(f"u{n}", f"u{n - 1}") for n in range(1, 40)]
    assert len(map_of(group_of(members, everybody, []), {}, []).theirs) <= MOST_CARDS


def test_influences_of_a_stack_are_told_by_the_strongest_of_each_sign():
    """A hundred arrows between two stacks would tell nothing."""
    members = [member(f"u{n}", ROLES[2]) for n in range(20)]
    members += [member(f"l{n}", ROLES[3]) for n in range(20)]
    swayed = [Influence(f"u{n}", f"l{n}", weight) for n, weight in enumerate((0.2, 0.9, -0.1))]
    swayed += [Influence(f"u{n}", f"u{n + 1}", 1.0) for n in range(19)]
    swayed += [Influence(f"l{n}", f"l{n + 1}", 1.0) for n in range(19)]
    shown = map_of(group_of(members, [], swayed), {}, [])
    assert [(link.start, link.end, link.weight) for link in shown.links] == [
        ("stack-user", "stack-legal", 0.9),
        ("stack-user", "stack-legal", -0.1),
    ]


def test_whom_one_may_not_see_is_not_on_the_map_nor_counted():
    """They stand in the list as a role and nothing else."""
    members = [member(None, ROLES[1]), member("kim", ROLES[2])]
    shown = map_of(group_of(members, [], []), {}, coverage([Wanted(ROLES[1])], members))
    assert [card.key for card in shown.theirs] == ["kim"]


def test_a_role_that_nobody_has_is_an_empty_seat():
    """With how many are missing where several are needed."""
    members = [member("kim", ROLES[2])]
    wanted = [Wanted(ROLES[0]), Wanted(ROLES[2], 3)]
    shown = map_of(group_of(members, [], []), {}, coverage(wanted, members))
    ghosts = [(one.key, one.detail) for one in shown.theirs if one.kind is CardKind.GHOST]
    assert ghosts == [("need-decision-maker", "Missing"), ("need-user", "2 of 3 missing")]


@pytest.mark.parametrize(("count", "most"), [(5, 2), (13, 1)])
def test_each_has_their_best_threads(count, most):
    """Two while there is room; who is on both sides is on theirs."""
    members = [member(f"p{n}", ROLES[0]) for n in range(count)]
    known = [thread("p0", f"our{n}", 0.9 - n / 10) for n in range(3)] + [thread("p0", "p1", 1.0)]
    shown = map_of(group_of(members, [], []), {"p0": known}, [])
    assert [link.start for link in shown.links] == ["our0", "our1"][:most]
    assert [card.key for card in shown.ours] == ["our0", "our1"][:most]


def test_numbers_of_arrows_stand_on_no_card():
    """And not on each other, in a group of usual size."""
    members = [member(f"p{n}", ROLES[0]) for n in range(6)]
    swayed = [Influence("p0", f"p{n}", 0.5) for n in range(1, 6)] + [Influence("p5", "p1", -1.0)]
    plan = lay_out(map_of(group_of(members, [], swayed), {}, []))
    labels = [line.label for line in plan.lines]
    assert len(set(labels)) == 6
    for x, y in labels:
        for _, box in plan.places:
            assert not (box.x < x < box.right and box.y < y < box.bottom)
