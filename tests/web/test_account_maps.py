"""The map of an account over a real graph: people, their roles in open deals, who knows them."""

import re

import pytest
from browsing import words
from counting import queries_sent
from world import begin_process

from graphcrm.buying import commands as buying
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity
from graphcrm.pipeline.reads import layout


MOST_QUERIES = 4  # the reader, the process, the people, who knows them


@pytest.fixture
def deal(asking):
    """Begin a deal in a stage, the administrator's unless another is named: its uid."""
    begin_process(asking.world.admin)
    places = layout(asking.world.admin).places

    def begin(name, stage="lead", owner=None):
        stage_id = next(uid for uid, place in places.items() if place.stage.key == stage)
        me = owner or asking.world.admin
        new = NewOpportunity({"name": name}, stage_id=stage_id)
        return open_opportunity(me, new).opportunity_ids[0]

    return begin


def page(asking, name, rest=""):
    answer = asking.browser.get(f"/accounts/{asking.world.uid(name)}/map{rest}")
    assert answer.status_code == 200
    return answer


def test_people_lines_and_threads_are_drawn_and_listed(asking):
    """The map and its list show the same people and who of us knows them."""
    asking.draw("Kim Berg @ Oduya as CFO\nAnn Lee @ Oduya\nNoor Haddad -KNOWS .81-> Ann Lee")
    asking.world.draw("Ann Lee -REPORTS_TO-> Kim Berg\nAnn Lee -INFLUENCES .6-> Kim Berg")
    answer = page(asking, "Oduya")
    told = words(answer)
    assert "Who is who at Oduya 2" in told
    assert "Ann Lee reports to Kim Berg" in told
    assert "Ann Lee influences Kim Berg, +0.6" in told
    assert "Noor Haddad knows Ann Lee, 90%" in told
    assert re.search(r"Ann Lee none Kim Berg Kim Berg \+0\.6 Noor Haddad 90%", told)
    assert re.search(r"Kim Berg CFO none . nobody of us", told)
    text = answer.get_data(as_text=True)
    uids = {asking.world.uid(name) for name in ("Kim Berg", "Ann Lee")}
    assert set(re.findall(r'id="seat-([^"]+)"', text)) == uids
    assert uids < set(re.findall(r'data-card="([^"]+)"', text))
    overview = asking.browser.get(f"/accounts/{asking.world.uid('Oduya')}")
    assert "/map" in overview.get_data(as_text=True)


def test_roles_are_told_with_the_open_deal_they_belong_to(asking, deal):
    """A role belongs to a deal; what is over, or not to be seen, is not told."""
    kim = asking.world.user("Kim Other", team="South")
    asking.draw("Ann Lee @ Oduya as Buyer")
    ann, role = asking.world.uid("Ann Lee"), layout(asking.world.admin).process.roles[0]
    for name, owner in (("Renewal", asking.noor), ("Secret Plan", kim)):
        buying.seat(owner, deal(name, owner=owner), ann, role.key)
    told = words(page(asking, "Oduya"))
    assert f"{role.name} in Renewal" in told
    assert "Secret Plan" not in told
    assert "support" not in told.lower().partition("who is who at oduya")[2].partition("keys /")[0]


def test_many_without_a_role_stand_in_one_stack(asking):
    """Forty cards say less than one, until somebody opens it."""
    asking.draw("\n".join(f"Person {n:02} @ Oduya" for n in range(20)))
    told = page(asking, "Oduya").get_data(as_text=True)
    assert "Without a role: 20 people" in told
    assert 'data-card="stack-no-role"' in told
    opened = page(asking, "Oduya", "?open=no-role").get_data(as_text=True)
    assert 'data-card="stack-no-role"' not in opened
    assert "Stack again" in opened


def test_who_is_hidden_is_neither_drawn_nor_counted(asking):
    """Nor is an account that the reader may not see."""
    kim = asking.world.user("Kim Other", team="South")
    asking.world.contact("Hidden Hand", owner=kim)
    asking.draw("Ann Lee @ Oduya\nHidden Hand @ Oduya")
    asking.world.draw("Ann Lee -REPORTS_TO-> Hidden Hand")
    told = words(page(asking, "Oduya"))
    assert "Who is who at Oduya 1" in told
    assert "Hidden" not in told
    asking.world.account("Secret House", owner=kim)
    answer = asking.browser.get(f"/accounts/{asking.world.uid('Secret House')}/map")
    assert answer.status_code == 404
    asking.world.account("Empty House")
    assert "Nobody is known here" in words(page(asking, "Empty House"))


def test_the_number_of_queries_does_not_grow(asking):
    """With one person or with twenty."""
    asking.draw("Ann Lee @ Oduya")
    page(asking, "Oduya")
    asking.draw("\n".join(f"Noor Haddad -KNOWS .64-> P{n} @ Oduya" for n in range(20)))
    with queries_sent() as sent:
        page(asking, "Oduya")
    assert len(sent) <= MOST_QUERIES


def test_the_rail_marks_accounts_on_pages_of_other_rooms_that_belong_there(asking, deal):
    """By where the address begins: the map of an account, reach, and the group of a deal."""
    asking.draw("Kim Berg @ Oduya")
    uid = asking.world.uid("Oduya")
    for path, go in (
        (f"/accounts/{uid}/map", "a"),
        ("/accounts/reach", "a"),
        (f"/deals/{deal('Yard', owner=asking.noor)}/group", "d"),
        ("/paths/touches", "p"),
    ):
        text = asking.browser.get(path).get_data(as_text=True)
        marked = re.findall(r'class="rail-item"[^>]*data-go="(\w)" aria-current="page"', text)
        assert marked == [go]
