"""A buying group as of an instant equals the replay of the stream up to then."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from group_histories import DAY, PEOPLE, History, Oracle, shown

from graphcrm import clock
from graphcrm.activities.as_of import AsOf, Axis
from graphcrm.buying.as_of import get_group_as_of
from graphcrm.buying.commands import assess, seat
from graphcrm.buying.past import get_past
from graphcrm.directory.undoing import undo_change
from graphcrm.errors import CrmError
from graphcrm.pipeline import reads
from graphcrm.pipeline.groups import get_group_page, get_group_page_as_of
from graphcrm.relationships import following


SPAN = 200
INSTANTS = 1000


def then(actor, deal_id, at=None, axis=Axis.KNOWN):
    """Return a group's page as of an instant, None = this one."""
    now = clock.now()
    return get_group_page_as_of(actor, get_past(actor, deal_id), AsOf(at or now, axis, now))


@pytest.mark.parametrize("axis", Axis)
def test_as_of_now_is_what_is_now(world, begin, axis):
    """Both ways of reading lead to the same page, by the same rules."""
    deal_id = begin()
    world.draw(
        "Kim @ Oduya as CFO\nMia @ Oduya\nKim -INFLUENCES .5-> Mia\nMia -REPORTS_TO-> Kim\n"
        "Admin =email 5=> Kim\nKim =email 3=> Admin\nAdmin =meeting 2=> Mia\nJo"
    )
    for name, role in (("Kim", "champion"), ("Mia", "economic-buyer"), ("Jo", "user")):
        seat(world.admin, deal_id, world.uid(name), role)
    assess(world.admin, deal_id, world.uid("Kim"), {"support": "2", "power": "4"})
    following.catch_up()
    page, past = get_group_page(world.admin, deal_id), then(world.admin, deal_id, axis=axis)
    assert past.group.members == page.group.members
    assert (past.coverage, past.warnings) == (page.coverage, page.warnings)
    assert past.threads.keys() == page.threads.keys() == {world.uid("Kim"), world.uid("Mia")}
    for uid, (now,) in page.threads.items():
        (one,) = past.threads[uid]
        assert replace(one, strength=now.strength, probability=now.probability) == now
        assert (one.strength, one.probability) == pytest.approx((now.strength, now.probability))
    assert replace(past.group, now=page.group.now, since=page.group.since) == page.group


def test_the_map_at_a_thousand_instants_equals_the_replay(world, begin):
    """On both axes, at random instants and exactly at changes, after a rich history."""
    rng = random.Random(5)  # noqa: S311 - a history, no secret
    start = clock.now() - SPAN * DAY
    with time_machine.travel(start, tick=False) as traveller:
        world.draw("".join(f"{name} @ Oduya\n" for name in PEOPLE))
        history = History(world, begin(), begin("Other"), rng)
        begun = clock.now()
        for name in PEOPLE:
            seat(world.admin, history.other_id, world.uid(name), "user")
        while clock.now() < start + (SPAN - 2) * DAY:
            traveller.shift(timedelta(minutes=rng.randint(1, 900)))
            history.step()
    # Whoever is gone by now is seen by nobody, then either: so all return.
    for undo, activity_id in reversed(history.done):
        if undo is undo_change:
            with suppress(CrmError):
                undo(world.admin, activity_id)
    now, past = clock.now(), get_past(world.admin, history.deal_id)
    assert past.people == past.seen
    oracle = Oracle(history)
    layout = reads.layout(world.admin)
    changed = [at for _, _, at, _ in oracle.entries if at >= begun]
    days = {uid: place.pipeline.rhythm_days for uid, place in layout.places.items()}
    for number in range(INSTANTS):
        at = rng.choice(changed) if number % 4 == 0 else begun + rng.random() * (now - begun)
        axis = Axis.KNOWN if number % 2 else Axis.TRUE
        found = get_group_as_of(world.admin, past, AsOf(at, axis, now), layout.process.roles, days)
        assert shown(*found) == oracle.table(at, axis), (number, at, axis)
