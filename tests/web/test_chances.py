"""The chance of a yes on a deal, and who probably decides at an account, without script."""

import re
from itertools import permutations

import pytest
from browsing import words
from counting import queries_sent

from graphcrm.access.records import Role
from graphcrm.buying.commands import assess, seat
from graphcrm.buying.lines import declare_influence
from graphcrm.pipeline import commands, defaults
from graphcrm.pipeline.opportunities.commands import edit_opportunity, open_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, Edit, NewOpportunity, Owner


MOST_QUERIES = 6
PEOPLE = [f"Clerk{at}" for at in range(15)]


@pytest.fixture
def deal_id(room):
    """A deal of Noor's in which Kim, who fights for it, sways Ada, who can say yes."""
    world = room.world
    commands.apply_process(world.admin, defaults.process())
    new = NewOpportunity({"name": "Yard"}, Accounts(world.account("Oduya")))
    (uid,) = open_opportunity(world.admin, new).opportunity_ids
    edit_opportunity(world.admin, uid, Edit(owner=Owner(room.noor.user_id)))
    kim, ada, bo = (world.contact(name) for name in ("Kim", "Ada", "Bo"))
    for contact_id, role in ((kim, "champion"), (ada, "decision-maker"), (bo, "user")):
        seat(world.admin, uid, contact_id, role)
    assess(world.admin, uid, kim, {"support": "2"})
    declare_influence(world.admin, uid, kim, ada, "0.5")
    declare_influence(world.admin, uid, bo, ada, "0.2")
    return uid


def read(room, address):
    room.browser.get(address)
    with queries_sent() as sent:
        answer = room.browser.get(address)
    assert answer.status_code == 200
    assert len(sent) <= MOST_QUERIES
    return words(answer)


def test_the_chance_says_whom_to_win_and_what_hangs_on_whom(room, deal_id):
    """Bo adds a fifth of the half that is still open."""
    address = f"/deals/{deal_id}/group/chances"
    shown = read(room, address)
    assert "50% for us, 0% against us, 50% still open: where Ada ends" in shown
    assert "2 declared influences" in shown
    assert "Exact, over all cases." in shown
    assert re.search(r"Bo User \+10\.0 points: 60% then", shown)
    assert "at Ada: 50.0 if they are for it rather than open" in shown
    assert "/group/chances" in room.browser.get(f"/deals/{deal_id}/group").text


def test_who_may_not_see_somebody_reads_what_they_may_see(room, deal_id):
    """Said so; whoever is hidden sways nobody there."""
    world = room.world
    other = world.user("Other")
    hidden = world.contact("Zoe", owner=other)
    seat(world.admin, deal_id, hidden, "champion")
    assess(world.admin, deal_id, hidden, {"support": "2"})
    declare_influence(world.admin, deal_id, hidden, world.uid("Ada"), "1")
    shown = read(room, f"/deals/{deal_id}/group/chances")
    assert "those whom you may see" in shown
    assert "50% for us, 0% against us, 50% still open: where Ada ends" in shown
    assert "Zoe" not in shown


def test_who_probably_decides_is_told_with_what_speaks_for_it(room, deal_id):
    """The role first; the hint from mail where enough of it was seen, and named as one."""
    world = room.world
    account_id = world.uid("Oduya")
    assert deal_id
    world.draw("Ada @ Oduya as CFO")
    shown = read(room, f"/accounts/{account_id}/map/deciders")
    assert "declared: Decision-maker in Yard" in shown
    assert "Mail gives no hint" in shown
    assert "Who probably decides" in room.browser.get(f"/accounts/{account_id}").text


def test_enough_mail_hints(room, deal_id):
    """Whoever is written to by those whom many write to is in the upper half."""
    world = room.world
    assert deal_id
    for name in PEOPLE:
        world.draw(f"{name} @ Oduya as Clerk")
    pairs = list(permutations(PEOPLE[:8], 2)) + [(name, PEOPLE[9]) for name in PEOPLE[:8]]
    world.draw("\n".join(f"{one} =email 4=> {other}" for one, other in pairs))
    shown = read(room, f"/accounts/{world.uid('Oduya')}/map/deciders")
    assert "weak hint from mail" in shown


def test_an_account_nobody_may_see_is_not_there(room):
    """Neither are those who decide."""
    room.world.user("Other", role=Role.REP)
    assert room.browser.get("/accounts/nothing/map/deciders").status_code == 404
