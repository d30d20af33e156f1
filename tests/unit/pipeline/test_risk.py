"""What deals lose when somebody leaves, against searches for each seat made from scratch."""

from dataclasses import replace

import numpy as np
import pytest
from influence_world import ALL, Person, ask, drawn, uid

from graphcrm.influence.answers import answer
from graphcrm.money import Money
from graphcrm.pipeline.opportunities.rollups import summed
from graphcrm.pipeline.ways.ground import ReachedDeal, Taken
from graphcrm.pipeline.ways.risk import consequences


def deal_of(name, deciders, money=None, percent=50):
    """A deal in which these can say yes, and one more has a seat whom nobody may see."""
    hidden = Taken(None, "boss", authority=True)
    return ReachedDeal(
        opportunity_id=name,
        name=name,
        stage_id="open",
        stage="Open",
        money=money,
        win_percent=percent,
        account_id=None,
        account=None,
        is_mine=True,
        is_open=True,
        seats=(*(Taken(uid(one), "boss", authority=True) for one in deciders), hidden),
    )


def reached(index, question, targets, gone):
    """Which of some targets anybody still reaches, each searched for alone."""
    sources = tuple(one for one in question.source_ids if one not in gone)
    return {
        one
        for one in targets
        if one not in gone
        and answer(
            index,
            replace(
                question,
                source_ids=sources,
                target_ids=(one,),
                without=frozenset(gone),
                path_count=1,
            ),
        ).paths
    }


def threads(index, question, deal, gone, everybody):
    """On whom all the ways into a deal hang, by leaving everybody out in turn."""
    deciders = deal.decider_ids
    before = reached(index, question, deciders, gone)
    if not before:
        return set()
    left = {
        one: reached(index, question, before - {one}, {*gone, one})
        for one in everybody
        if one not in gone
    }
    return {one for one, rest in left.items() if not rest and before != {one}}


def random_index(rng, names):
    """An index in which up to 14 pairs know each other."""
    pairs = {tuple(sorted(rng.choice(names, 2, replace=False).tolist())) for _ in range(14)}
    told = [f"{one} {rng.uniform(0.4, 0.95):.2f} {other}" for one, other in sorted(pairs)]
    world = drawn(", ".join(told))
    for name in names:
        world.people.setdefault(name, Person())
    return world.index()


@pytest.mark.parametrize("seed", range(60))
def test_what_deals_lose_equals_searching_for_each_seat_anew(seed):
    """On 60 random graphs: who is lost, which deals lose all ways or fall to one thread."""
    rng = np.random.default_rng(seed)
    names = [f"p{at}" for at in range(9)]
    index = random_index(rng, names)
    sources = tuple(names[:2])
    deals = [deal_of(f"d{at}", rng.choice(names[2:], 2, replace=False)) for at in range(3)]
    gone = [uid(str(rng.choice(names)))]
    targets = tuple(dict.fromkeys(one for deal in deals for one in deal.decider_ids))
    question = replace(ask(sources, (), sight=ALL), target_ids=targets)
    found = consequences(index, question, gone, deals)
    everybody = [uid(name) for name in names]
    before, after = (reached(index, question, targets, some) for some in ((), gone))
    assert {one.target_id for one in found.shifts if one.after is None} == before - after
    falls = {one.deal.name: set(one.hinge_ids) for one in found.falls}
    expected = {}
    for deal in deals:
        fresh = threads(index, question, deal, gone, everybody)
        fresh -= threads(index, question, deal, (), everybody)
        is_lost = before & {*deal.decider_ids} and not after & {*deal.decider_ids}
        if fresh or is_lost:
            expected[deal.name] = fresh
    assert falls == expected


def test_the_next_best_person_carries_most_of_what_is_left():
    """Dana was on both best ways; Ben takes both over."""
    world = drawn("me .9 dana, dana .9 cfo, dana .9 coo, me .8 ben, ben .8 cfo, ben .8 coo")
    deals = [deal_of("one", ["cfo"]), deal_of("two", ["coo"])]
    question = replace(ask("me", ()), target_ids=(uid("cfo"), uid("coo")))
    found = consequences(world.index(), question, [uid("dana")], deals)
    assert (found.successor_id, found.successor_count) == (uid("ben"), 2)
    assert {fall.deal.name: fall.hinge_ids for fall in found.falls} == {
        "one": (uid("ben"),),
        "two": (uid("ben"),),
    }
    alone = consequences(world.index(), question, [uid("dana"), uid("ben")], deals)
    assert alone.successor_id is None
    assert [fall.hinge_ids for fall in alone.falls] == [(), ()]


def test_nobody_on_any_way_leaves_everything_as_it_was():
    """Somebody unknown, or somebody aside, is no loss; nor is a deal that had no way before."""
    world = drawn("me .9 dana, dana .9 cfo, me .5 eve")
    deals = [deal_of("one", ["cfo"]), deal_of("far", ["nobody"]), deal_of("bare", [])]
    question = replace(ask("me", ()), target_ids=(uid("cfo"),))
    for gone in ("eve", "stranger"):
        found = consequences(world.index(), question, [uid(gone)], deals)
        assert (found.shifts, found.falls, found.successor_id) == ((), (), None)


def test_what_is_at_risk_is_never_added_up_over_currencies():
    """Each amount times its probability, rounded to the minor unit, currency by currency."""
    deals = [
        deal_of("one", [], Money(1000, "EUR"), 25),
        deal_of("two", [], Money(501, "EUR"), 50),
        deal_of("three", [], Money(700, "USD"), 10),
        deal_of("four", []),
    ]
    sums = {one.weighted.currency: one.weighted for one in summed(deals) if one.weighted}
    assert sums == {"EUR": Money(250 + 251, "EUR"), "USD": Money(70, "USD")}
    assert deals[0].weighted == Money(250, "EUR")
    assert deals[3].weighted is None
    assert sum(one.count for one in summed(deals)) == 4
