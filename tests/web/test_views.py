"""Saved views, groups and cards of the board without script."""

import re
from dataclasses import replace

import pytest
from counting import queries_sent
from world import begin_process

from graphcrm import ids
from graphcrm.access.reads import find_actor
from graphcrm.pipeline import commands, reads
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity
from graphcrm.pipeline.records import RoleNeed
from graphcrm.views.commands import remove_view
from graphcrm.views.reads import views_of
from graphcrm.web.deals.filters import BOARD, TABLE


JSON = {"Accept": "application/json"}


@pytest.fixture
def me(house, rep):
    """The signed-in rep, in a house that has a process; their views go with the test."""
    begin_process(house)
    made = find_actor(rep.user_id)
    yield made
    for one in views(made):
        if one.is_mine:
            remove_view(made, BOARD if one.room == BOARD.key else TABLE, one.view_id)


@pytest.fixture
def deal(me):
    """Begin a deal of a name of its own: its uid."""

    def begin(name=None, **fields):
        new = NewOpportunity({"name": name or f"Deal {ids.new()}", **fields})
        return open_opportunity(me, new).opportunity_ids[0]

    return begin


def views(actor):
    return views_of(actor, [BOARD.key, TABLE.key]).views


def text(answer):
    return answer.get_data(as_text=True)


def query_in(page):
    """What a page would save of itself."""
    return re.search(r'name="query" value="([^"]*)"', page)[1].replace("&amp;", "&")


def save(browser, path="/deals?stale=1&group=owner", *, of=BOARD, **sent):
    query = query_in(text(browser.get(path)))
    fields = {"room": of.key, "query": query, "name": f"View {ids.new()}"} | sent
    return fields["name"], browser.post("/deals/views", fields)


def test_a_view_is_saved_opened_and_saved_anew(me, signed_in):
    """Opening is an address; what is shown differently than saved is told and can be saved."""
    name, answer = save(signed_in)
    assert answer.status_code == 302
    page = text(signed_in.get(answer.location))
    assert f'<span class="cut">{name}</span></summary>'.replace("</summary>", "") in page
    assert "changed</span>" not in page
    assert 'data-grouped="owner"' in page
    assert f"{name} is saved." in page
    (view,) = views(me)
    wider = text(signed_in.get(f"{answer.location}&no_next_step=1"))
    assert "changed</span>" in wider
    sent = {"room": BOARD.key, "query": query_in(wider)}
    path = f"/deals/views/{view.view_id}"
    assert signed_in.post(path, sent | {"do": "overwrite"}).status_code == 302
    assert "no_next_step=1" in views(me)[0].query


def test_a_view_is_renamed_chosen_removed_and_comes_back(me, signed_in):
    """By the buttons of its menu; the toast takes the last of it back."""
    save(signed_in)
    (view,) = views(me)
    path, sent = f"/deals/views/{view.view_id}", {"room": BOARD.key, "query": view.query}
    other = f"Other {ids.new()}"
    signed_in.post(path, sent | {"do": "rename", "name": other})
    assert views(me)[0].name == other
    same = signed_in.post(path, sent | {"do": "rename", "name": other})
    assert "Nothing was different." in text(signed_in.get(same.location))
    signed_in.post(path, sent | {"do": "start"})
    assert signed_in.get("/deals").location.endswith(f"saved={view.view_id}")
    signed_in.post(path, sent | {"do": "stop"})
    assert signed_in.get("/deals").status_code == 200
    removed = signed_in.post(path, sent | {"do": "remove"})
    page = text(signed_in.get(removed.location))
    assert views(me) == ()
    undo = re.search(r'action="(/undo/[^"]+)"', page)[1]
    assert signed_in.post(undo).status_code == 302
    assert views(me)[0].name == other


def test_a_view_of_the_table_opens_the_table(me, deal, signed_in):
    """With its order; the table opens with its own default."""
    deal()
    name, answer = save(signed_in, "/deals/table?sort=amount&down=1&show=all", of=TABLE)
    assert answer.location.startswith("/deals/table?")
    page = text(signed_in.get(answer.location))
    assert 'aria-sort="descending"' in page
    assert name in text(signed_in.get("/deals"))
    (view,) = views(me)
    sent = {"room": TABLE.key, "query": view.query, "do": "start"}
    signed_in.post(f"/deals/views/{view.view_id}", sent)
    assert "sort=amount" in signed_in.get("/deals/table").location
    assert signed_in.get("/deals").status_code == 200


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({"name": " "}, 422, "a name has 1 to 80 letters"),
        ({"query": "alien=1"}, 422, "is nothing that this list can be asked for"),
        ({"query": "kind=gone"}, 422, "The kind &#39;gone&#39; that is asked for is gone"),
        ({"room": "cellar"}, 404, "No list"),
        ({"shared": "1"}, 422, "You belong to no team"),
    ],
)
def test_what_cannot_be_a_view_is_refused(me, signed_in, sent, status, told):
    """Nothing is saved."""
    _, answer = save(signed_in, **sent)
    assert answer.status_code == status
    assert told in text(answer).replace('"', "'")
    assert views(me) == ()


def test_what_is_not_known_is_not_done(me, signed_in):
    """A word that no button has, a view that is gone, a name that is taken."""
    name, _ = save(signed_in)
    (view,) = views(me)
    sent = {"room": BOARD.key, "query": ""}
    assert signed_in.post(f"/deals/views/{view.view_id}", sent | {"do": "fold"}).status_code == 422
    assert signed_in.post("/deals/views/gone", sent | {"do": "remove"}).status_code == 404
    assert signed_in.post("/deals/views", sent | {"name": name}).status_code == 409


def test_a_view_of_what_is_gone_opens_with_a_notice(house, me, deal, signed_in):  # noqa: ARG001 - who
    """It shows everything else that it asks for; nobody loses a view over a kind that went."""
    before = reads.process(house)
    kinds = (*before.kinds, replace(before.kinds[0], key="fleeting", name="Fleeting"))
    commands.apply_process(house, replace(before, kinds=kinds))
    name = f"Yard {ids.new()}"
    deal(name)
    _, answer = save(signed_in, f"/deals?kind=fleeting&text={name}")
    assert name not in text(signed_in.get(answer.location)).split("data-board")[1]
    commands.apply_process(house, before)
    for path in (answer.location, answer.location.replace("/deals?", "/deals/table?")):
        page = text(signed_in.get(path))
        assert "The kind &#39;fleeting&#39; that is asked for is gone" in page
        assert page.count(name) > 1


def test_cards_show_what_was_chosen(me, deal, signed_in):  # noqa: ARG001 - who
    """As the address says; nothing but the name where that was chosen."""
    name = f"Yard {ids.new()}"
    deal(name, kind="renewal", source="event", amount="12 EUR")
    path = f"/deals?text={name}"
    assert "Renewal" not in card(signed_in, path)
    shown = card(signed_in, f"{path}&cards=kind,source")
    assert "Renewal" in shown
    assert "Event" in shown
    assert "EUR" not in shown
    assert "No next step" not in shown
    query = query_in(text(signed_in.get(path)))
    once = signed_in.post("/deals/display", {"query": query, "cards": ["kind"], "group": "owner"})
    assert "cards=kind" in once.location
    assert "group=owner" in once.location
    bare = signed_in.post("/deals/display", {"query": query})
    assert "cards=none" in bare.location
    assert "EUR" not in card(signed_in, bare.location)


def test_cards_show_what_is_kept_for_all_boards(me, deal, signed_in):  # noqa: ARG001 - who
    """Until another address or an undo says otherwise."""
    name = f"Yard {ids.new()}"
    deal(name, kind="renewal", amount="12 EUR")
    path = f"/deals?text={name}"
    query = query_in(text(signed_in.get(path)))
    kept = signed_in.post("/deals/display", {"query": query, "cards": ["kind"], "do": "keep"})
    assert "cards" not in kept.location
    page = text(signed_in.get(kept.location))
    assert "Cards show this on all your boards." in page
    assert "Renewal" in card(signed_in, path)
    assert "EUR" in card(signed_in, f"{path}&cards=amount")
    undo = re.search(r'action="(/undo/[^"]+)"', page)[1]
    signed_in.post(undo)
    assert "Renewal" not in card(signed_in, path)


def card(browser, path):
    """The one card of a board."""
    return text(browser.get(path)).split("data-card")[1].split("</article>")[0]


def test_a_card_says_how_many_seats_are_missing_and_whose(house, me, deal, signed_in):  # noqa: ARG001 - who
    """As a number beside an icon, in words for whoever hears it; a filter finds those."""
    before = reads.process(house)
    (sales,) = before.pipelines
    needs = (RoleNeed("champion"), RoleNeed("user", 2))
    commands.apply_process(house, replace(before, pipelines=(replace(sales, needs=needs),)))
    name = f"Yard {ids.new()}"
    deal(name)
    try:
        path = f"/deals?text={name}"
        assert "missing: Champion, 2 User" in card(signed_in, path)
        assert "missing: Champion, 2 User" in card(signed_in, f"{path}&missing_seats=1")
        assert "missing" not in card(signed_in, f"{path}&cards=amount")
        for table in ("missing_seats=1", "without_role=champion"):
            assert name in text(signed_in.get(f"/deals/table?text={name}&{table}"))
    finally:
        commands.apply_process(house, before)
    assert "data-card" not in text(signed_in.get(f"{path}&missing_seats=1"))


def test_a_board_is_grouped_and_its_menu_offers_the_groups(deal, signed_in):
    """Each card once, whatever it is grouped by."""
    name = f"Yard {ids.new()}"
    uid = deal(name, close_on="2090-03-04")
    for by in ("owner", "account", "month"):
        page = text(signed_in.get(f"/deals?group={by}&text={name}"))
        assert f'data-grouped="{by}"' in page
        assert page.count(f'data-card="{uid}"') == 1
    assert "March 2090" in page
    asked = text(signed_in.get(f"/deals/move?id={uid}&group=month", headers={"HX-Request": "1"}))
    assert "When it closes" in asked
    assert "Whose it becomes" in text(signed_in.get(f"/deals/move?id={uid}&group=owner"))


def test_a_card_of_a_grouped_board_is_moved_by_form_and_by_json(me, deal, signed_in):
    """The answer is that of a move between stages: cards, heads, and the way back."""
    name = f"Yard {ids.new()}"
    uid = deal(name, close_on="2090-03-04")
    path = f"/deals/regroup?group=month&text={name}"
    sent = {"id": uid, "stage": "2090-05", "seen": "2090-03", "key": ids.new()}
    moved = signed_in.post(path, sent, headers=JSON).json
    assert moved["told"] == f"{name} closes on 31 May 2090."
    assert moved["cards"][0]["stage"] == "2090-05"
    assert "2090-05" in moved["columns"]
    assert "May 2090" in moved["heads"]["2090-05"]
    late = signed_in.post(path, sent | {"key": ids.new(), "stage": "none"}, headers=JSON).json
    assert "another month of closing by now" in late["refused"][0]["why"]
    assert signed_in.post(path, sent | {"seen": "", "stage": "none", "key": ""}).status_code == 302
    assert get_opportunity(me, uid).values.get("close_on") is None
    owner = "/deals/regroup?group=owner"
    given = signed_in.post(owner, {"id": uid, "stage": "none"}, headers=JSON).json
    assert given["told"] == f"{name} belongs to everybody."
    fixed = signed_in.post("/deals/regroup?group=account", {"id": uid, "stage": "x"}, headers=JSON)
    assert fixed.status_code == 409
    assert "stays with its account" in fixed.json["message"]
    assert signed_in.post("/deals/regroup", {"id": uid, "stage": "x"}).status_code == 404


def test_a_grouped_board_is_told_of_changes_and_paged(me, deal, signed_in):  # noqa: ARG001 - who
    """By the same addresses as the board of stages."""
    page = text(signed_in.get("/deals?group=owner"))
    seq = page.split('data-seq="')[1].split('"')[0]
    uid = deal()
    told = signed_in.get(f"/deals/changes?group=owner&after={seq}").json
    assert [one["id"] for one in told["cards"]] == [uid]
    assert told["cards"][0]["stage"] in told["columns"]
    key = told["cards"][0]["stage"]
    assert f'data-card="{uid}"' in text(signed_in.get(f"/deals/group/{key}?group=owner"))
    assert signed_in.get("/deals/group/gone?group=owner").status_code == 404
    assert signed_in.get(f"/deals/group/{key}").status_code == 404
    stage = signed_in.post(
        "/deals/move?group=owner", {"id": uid, "stage": told["cards"][0]["stage"]}, headers=JSON
    )
    assert stage.status_code == 409


def test_a_page_of_views_and_groups_asks_at_most_five_times(me, deal, signed_in):  # noqa: ARG001 - who
    """However many views, groups and cards there are."""
    deal()
    save(signed_in)
    for path in ("/deals", "/deals?group=owner", "/deals?group=account", "/deals/table"):
        signed_in.get(path)
        with queries_sent() as sent:
            assert signed_in.get(path).status_code == 200
        assert len(sent) <= 5, (path, sent)
