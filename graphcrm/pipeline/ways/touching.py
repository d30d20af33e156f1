"""Whom to get in touch with this week, so that more of one's open deals can be decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from graphcrm import clock, graph
from graphcrm.access.records import Actor
from graphcrm.errors import InvalidError
from graphcrm.influence import keeping
from graphcrm.influence.questions import sight_of
from graphcrm.influence.records import Question
from graphcrm.influence.telling import Person, people_by_id
from graphcrm.influence.touches import Touch, choose, prospects
from graphcrm.pipeline.ways.ground import ReachedDeal, find_ground
from graphcrm.pipeline.ways.records import BestTouches, Rested, Standing, ToldGain, ToldTouch


BUDGETS = (3, 5, 10)
RECENT = timedelta(days=7)
MOST_LOOKED_AT = 200
"""Of whoever would help, so many are asked after: those who would help most."""
MOST_RESTED = 5


class BudgetError(InvalidError):
    """A week has another number of touches than can be chosen."""

    code = "bad-budget"

    def __init__(self, sent: object) -> None:
        super().__init__(f"budget: {sent!r} is none of {', '.join(map(str, BUDGETS))}.")


@dataclass(frozen=True, slots=True)
class Met:
    """A row of influence/contact_with_us."""

    contact_id: str
    is_ours: bool
    last_at: datetime | None


CONTACT_WITH_US = graph.load("influence/contact_with_us", Met)


def best_touches(actor: Actor, budget: int = 5) -> BestTouches:
    """Return whom the actor should get in touch with, in five queries whatever there is.

    Args:
        actor: Who asks: nobody they may not see is named, and their own open deals count.
        budget: How many at most, one of BUDGETS.

    Raises:
        BudgetError: It is none of them.
    """
    if budget not in BUDGETS:
        raise BudgetError(budget)
    ground = find_ground(actor, starts=False)
    deals = [one for one in ground.own if one.decider_ids]
    if keeping.is_building():
        return BestTouches(Standing.BUILDING, (), (), len(deals), ground.own_count)
    index = keeping.current().index
    if not index.tie_counts.any():
        return BestTouches(Standing.NO_TIES, (), (), len(deals), ground.own_count)
    me = (actor.contact_id,) if actor.contact_id else ()
    goals = [one.decider_ids for one in deals]
    found = prospects(index, Question(me, (), sight_of(actor)), goals)
    now = clock.now()
    met = _met(found.helpful_ids()[:MOST_LOOKED_AT], now)
    rested = {uid for uid, one in met.items() if one.last_at and now - one.last_at < RECENT}
    ours = {uid for uid, one in met.items() if one.is_ours}
    others = set(found.contact_ids) - met.keys()
    chosen = choose(found.without(rested | ours | others), budget)
    left_out = [uid for uid in met if uid in rested - ours][:MOST_RESTED]
    people = people_by_id(actor, [*(one.contact_id for one in chosen), *left_out])
    told = (_told(one, people, deals, met) for one in chosen if one.contact_id in people)
    return BestTouches(
        Standing.READY,
        tuple(told),
        tuple(_rested(people[uid], met[uid], now) for uid in left_out if uid in people),
        len(deals),
        ground.own_count,
    )


def _met(contact_ids: Sequence[str], now: datetime) -> dict[str, Met]:
    """Return what is known of contacts' touch with us, in the order given."""
    if not contact_ids:
        return {}
    rows = graph.fetch(CONTACT_WITH_US, contact_ids=list(contact_ids), today=now.date())
    by_id = {row.contact_id: row for row in rows}
    return {uid: by_id[uid] for uid in contact_ids if uid in by_id}


def _told(
    one: Touch, people: Mapping[str, Person], deals: Sequence[ReachedDeal], met: Mapping[str, Met]
) -> ToldTouch:
    gains = (ToldGain(deals[gain.goal], gain.before, gain.after) for gain in one.gains)
    return ToldTouch(people[one.contact_id], tuple(gains), met[one.contact_id].last_at)


def _rested(person: Person, met: Met, now: datetime) -> Rested:
    return Rested(person, (now - met.last_at).days if met.last_at else 0)
