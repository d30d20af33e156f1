"""The screens of ways into a deal, of what somebody's leaving does, and of the best touches."""

import re

import pytest
from browsing import words
from counting import queries_sent
from world import begin_process

from graphcrm.buying.commands import seat
from graphcrm.graph import connection
from graphcrm.influence import keeping
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, NewOpportunity
from graphcrm.pipeline.reads import layout


@pytest.fixture
def oduya(asking):
    """Noor's deal, whose CFO Dana knows, and Noor over Kim."""
    world = asking.world
    begin_process(world.admin)
    dana = world.user("Dana Whitlock", team="North")
    world.draw("Cleo @ Oduya as CFO")
    world.draw("Dana Whitlock -KNOWS .5-> Cleo")
    world.draw("Noor Haddad -KNOWS .4-> Kim -KNOWS .5-> Cleo")
    keeping.keep_in(None)
    places = layout(world.admin).places
    stage_id = next(uid for uid, one in places.items() if one.stage.key == "proposal")
    told = {"name": "Oduya rollout", "amount": "120000 EUR"}
    new = NewOpportunity(told, Accounts(world.uid("Oduya")), stage_id)
    uid = open_opportunity(asking.noor, new).opportunity_ids[0]
    seat(world.admin, uid, world.uid("Cleo"), "decision-maker")
    assert dana.contact_id
    return uid


def test_the_page_tells_the_gain_and_offers_to_ask(asking, oduya):
    """In words, with each hop, and a form that knows the target and the deal."""
    answer = asking.get(f"/deals/{oduya}/ways")
    page = answer.get_data(as_text=True)
    assert "0.13 alone, 0.71 through Dana" in words(answer)
    link = re.search(r'href="(/introductions/new\?[^"]+)"', page)[1].replace("&amp;", "&")
    assert f"deal={oduya}" in link
    form = asking.browser.get(link).get_data(as_text=True)
    assert f'name="deal" value="{oduya}"' in form
    assert f'value="{asking.world.uid("Cleo")}"' in form
    for path in (f"/deals/{oduya}", f"/deals/{oduya}/group"):
        assert f"/deals/{oduya}/ways" in asking.get(path).get_data(as_text=True)
    person = asking.get(f"/deals/{oduya}/group/person/{asking.world.uid('Cleo')}")
    assert f"/ways#to-{asking.world.uid('Cleo')}" in person.get_data(as_text=True)


def test_whoever_is_left_out_is_let_in_again_by_a_chip(asking, oduya):
    """The address is the whole question; nothing is written."""
    dana = asking.world.uid("Dana Whitlock")
    answer = asking.get(f"/deals/{oduya}/ways", without=dana, reading="influence", from_="anyone")
    shown, page = words(answer), answer.get_data(as_text=True)
    assert "If Dana Whitlock leaves" in shown
    assert "0.13 alone, and nobody does better" in shown
    assert "falls to one thread" in shown
    assert "Weighted pipeline at risk: EUR 60" in shown
    assert "Nothing is written." in shown
    back = re.search(r'<a class="chip out" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert "without" not in back
    assert "reading=influence" in back
    assert "0.71 through Dana" in words(asking.browser.get(back))


def test_a_contacts_page_asks_what_if_they_leave(asking, oduya):
    """Over all of one's open deals."""
    dana = asking.world.uid("Dana Whitlock")
    assert f"/paths/without?without={dana}" in asking.get(f"/contacts/{dana}").get_data(
        as_text=True
    )
    shown = words(asking.get("/paths/without", without=dana))
    assert "What if Dana Whitlock leaves?" in shown
    assert "Oduya rollout" in shown
    assert "0.71 until now" in shown, "as the deal's own page says"
    assert "No best way" not in shown
    assert oduya
    assert asking.get("/paths/without", without="nobody").status_code == 404
    steady = asking.world.contact("Steady")
    assert "No best way here leads over Steady" in words(
        asking.get("/paths/without", without=steady)
    )


def test_the_touches_say_what_they_buy(asking, oduya):
    """Deal, amount, from and to; how many is a choice of three."""
    with connection.session(write=True) as session:
        session.run(
            "MATCH ()-[tie:KNOWS]->() SET tie.last_at = tie.last_at - duration({days: 30})"
        ).consume()
    shown = words(asking.get("/paths/touches", budget="3"))
    assert re.search(r"raises Oduya ?, EUR 120.000 ?, from 0\.13 to 0\.\d\d", shown), shown
    assert asking.get("/paths/touches", budget="4").status_code == 422
    assert asking.get("/paths/touches", budget="many").status_code == 422
    assert "/paths/touches" in asking.get().get_data(as_text=True)
    assert oduya


def test_an_index_that_is_being_built_is_not_no_path(asking, oduya):
    """Three answers stay three: no path, not visible, not yet."""
    with keeping._keeper.lock:
        shown = words(asking.get(f"/deals/{oduya}/ways"))
        touches = words(asking.get("/paths/touches"))
        absence = words(asking.get("/paths/without", without=asking.world.uid("Kim")))
    for told in (shown, touches, absence):
        assert "The path index is being built" in told
    assert "No path." not in shown
    gone = [asking.world.uid("Dana Whitlock"), asking.world.uid("Kim")]
    shown = words(asking.browser.get(f"/deals/{oduya}/ways?without={'&without='.join(gone)}"))
    assert "No path." in shown
    assert "no way in is left" in shown


def test_bad_addresses_are_refused_by_name(asking, oduya):
    """With what would be possible."""
    for query in ({"from_": "mars"}, {"reading": "tea-leaves"}):
        assert asking.get(f"/deals/{oduya}/ways", **query).status_code == 422
    assert asking.get("/deals/none/ways").status_code == 404


def test_the_pages_ask_few_queries(asking, oduya):
    """Eight for the ways with a what-if, six for the touches; the deal's page ten."""
    dana = asking.world.uid("Dana Whitlock")
    pages = ((f"/deals/{oduya}/ways?without={dana}", 8), ("/paths/touches", 6))
    for path, most in (*pages, (f"/deals/{oduya}", 10)):
        asking.get(path)
        with queries_sent() as sent:
            assert asking.get(path).status_code == 200
        assert len(sent) <= most, (path, sent)


def test_a_deals_page_names_what_is_most_urgent(asking, oduya):
    """One sentence, with a link that does it; a deal that is lost has none."""
    page = asking.get(f"/deals/{oduya}").get_data(as_text=True)
    action = re.search(r'aria-label="Next action".*?</section>', page, re.DOTALL)[0]
    assert re.search(r"<b>[A-Z][^<]+\.</b>", action)
    href = re.search(r'href="([^"#]+)', action)[1]
    assert asking.browser.get(href).status_code == 200
