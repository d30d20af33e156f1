"""The pages of deals without script: boards, forms, moves, and what they may not do."""

import pytest
from counting import queries_sent

from graphcrm import ids
from graphcrm.access.reads import find_actor
from graphcrm.pipeline import commands, defaults, reads
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity


JSON = {"Accept": "application/json"}


@pytest.fixture
def me(house, rep):
    """The signed-in rep, in a house that has a process."""
    if not reads.process(house).pipelines:
        commands.apply_process(house, defaults.process())
    return find_actor(rep.user_id)


@pytest.fixture
def stage_id(me):
    """The uid of a stage by its key."""
    places = reads.layout(me).places
    return lambda key: next(uid for uid, place in places.items() if place.stage.key == key)


@pytest.fixture
def deal(me):
    """Begin a deal of a name of its own: its uid."""

    def begin(name=None, **fields):
        new = NewOpportunity({"name": name or f"Deal {ids.new()}", **fields})
        return open_opportunity(me, new).opportunity_ids[0]

    return begin


def stage_of(me, uid):
    return get_opportunity(me, uid).place.stage.key


def text(answer):
    return answer.get_data(as_text=True)


def test_a_deal_is_begun_edited_and_removed_by_form(me, signed_in):
    """And what was removed is brought back by the button that the next page offers."""
    name = f"Yard {ids.new()}"
    fields = {"name": name, "amount": "12.5k EUR", "source": "event", "key": ids.new()}
    begun = signed_in.post("/deals/new", fields)
    assert begun.status_code == 302
    again = signed_in.post("/deals/new", fields)
    assert again.location == begun.location
    page = text(signed_in.get(begun.location))
    assert name in page
    assert "EUR\u00a012\u202f500" in page
    uid = begun.location.rpartition("/")[2]
    form = text(signed_in.get(f"/deals/{uid}/edit"))
    assert 'name="seen-amount" value="12500 EUR"' in form
    edited = {"name": name, "seen-name": name, "amount": "13k", "seen-amount": "12500 EUR"}
    assert signed_in.post(f"/deals/{uid}/edit", edited).status_code == 302
    assert get_opportunity(me, uid).money.minor == 1_300_000
    removed = signed_in.post(f"/deals/{uid}/remove")
    assert removed.status_code == 302
    assert signed_in.get(f"/deals/{uid}").status_code == 404


def test_what_a_form_may_not_say_is_told_beside_its_field(deal, signed_in):
    """Nothing of it is saved, and everything that was typed stays."""
    uid = deal()
    sent = {"name": "x", "close_on": "20226-01-01", "amount": "1.234 EUR"}
    answer = signed_in.post(f"/deals/{uid}/edit", sent)
    assert answer.status_code == 422
    assert "is no day; write 2026-03-31" in text(answer) or "more decimals" in text(answer)
    assert "20226-01-01" in text(answer)


def test_who_saves_over_somebody_else_is_told(me, deal, signed_in):
    """Only fields that both changed collide."""
    uid = deal(next_step="call")
    stale = {"name": "n", "next_step": "mail", "seen-next_step": "write"}
    answer = signed_in.post(f"/deals/{uid}/edit", {**stale, "seen-name": "n"})
    assert answer.status_code == 409
    assert "since you opened it" in text(answer)
    assert get_opportunity(me, uid).values["next_step"] == "call"


def test_a_deal_is_moved_without_script(me, deal, signed_in, stage_id):
    """By a page that asks where to, and again for what the stage needs."""
    uid = deal()
    asked = signed_in.get(f"/deals/move?id={uid}")
    assert asked.status_code == 200
    assert "Qualified" in text(asked)
    lost = signed_in.post("/deals/move", {"id": uid, "stage": stage_id("lost")})
    assert lost.status_code == 422
    assert "Lost needs one more thing" in text(lost)
    fields = {"id": uid, "stage": stage_id("lost"), "loss_reason": "price"}
    assert signed_in.post("/deals/move", fields).status_code == 302
    assert stage_of(me, uid) == "lost"


def test_a_drop_answers_with_what_changed(me, deal, signed_in, stage_id):
    """The card, both heads, what to say, and how to take it back."""
    uid = deal("Yard of a drop", amount="5000 EUR")
    fields = {"id": uid, "stage": stage_id("qualified"), "seen": stage_id("lead")}
    answer = signed_in.post("/deals/move", fields, headers=JSON).json
    assert answer["told"] == "Yard of a drop moved to Qualified."
    assert [card["stage"] for card in answer["cards"]] == [stage_id("qualified")]
    assert set(answer["heads"]) == {stage_id("qualified"), stage_id("lead")}
    assert signed_in.post(answer["undo"], headers=JSON).json == {"told": "Taken back."}
    assert stage_of(me, uid) == "lead"
    assert signed_in.post(answer["undo"], headers=JSON).status_code == 409


def test_a_drop_that_lacks_something_is_asked_for_it(deal, signed_in, stage_id):
    """With a form that sends the same move again; where nothing helps, the reason is said."""
    uid = deal()
    lost = {"id": uid, "stage": stage_id("lost")}
    answer = signed_in.post("/deals/move", lost, headers=JSON).json
    assert 'name="loss_reason"' in answer["dialog"]
    far = {"id": uid, "stage": stage_id("negotiation")}
    answer = signed_in.post("/deals/move", far, headers=JSON).json
    assert answer["dialog"] is None
    assert "Lead does not lead to Negotiation" in answer["refused"][0]["why"]
    gone = signed_in.post("/deals/move", {"id": uid, "stage": "gone"}, headers=JSON)
    assert gone.status_code == 409
    assert "no longer there" in gone.json["message"]


def test_a_board_asks_few_queries_however_many_cards_it_has(deal, signed_in):
    """At most five."""
    signed_in.get("/deals")
    for _ in range(3):
        deal()
    with queries_sent() as sent:
        assert signed_in.get("/deals").status_code == 200
    assert len(sent) <= 5, sent


def test_a_board_is_told_what_changed_since(deal, signed_in):
    """Cards of its filter; those that fall out of it are named without a card."""
    page = text(signed_in.get("/deals"))
    seq = page.split('data-seq="')[1].split('"')[0]
    assert signed_in.get(f"/deals/changes?after={seq}").json["cards"] == []
    uid = deal("Changed yard")
    told = signed_in.get(f"/deals/changes?after={seq}").json
    assert [card["id"] for card in told["cards"]] == [uid]
    assert "Changed yard" in told["cards"][0]["html"]
    other = signed_in.get(f"/deals/changes?after={seq}&text=elsewhere").json
    assert other["cards"] == []
    assert other["asked"] == [uid]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("text=FILTERED", True),
        ("text=elsewhere", False),
        ("amount_from=4k&currency=EUR", True),
        ("amount_from=6k&currency=EUR", False),
        ("amount_until=5000", True),
        ("currency=USD", False),
        ("close_from=2026-12-01&close_until=2026-12-31", True),
        ("close_until=2026-11-30", False),
        ("close_until=yesterday", True),
        ("kind=renewal", True),
        ("kind=expansion", False),
        ("source=event", True),
        ("source=website", False),
        ("no_next_step=1", True),
        ("stale=1", False),
    ],
)
def test_a_filter_narrows_the_board(deal, signed_in, asked, shown):
    """What an address cannot mean narrows nothing."""
    name = f"Filtered {ids.new()}"
    deal(name, amount="5000 EUR", close_on="2026-12-24", kind="renewal", source="event")
    assert (name in text(signed_in.get(f"/deals?{asked}"))) == shown


def test_a_column_shows_its_next_cards(deal, signed_in, stage_id):
    """Behind a cursor; one that nobody gave out is refused."""
    deal()
    assert signed_in.get(f"/deals/column/{stage_id('lead')}").status_code == 200
    assert signed_in.get(f"/deals/column/{stage_id('lead')}?after=x").status_code == 422
    assert signed_in.get("/deals/column/gone").status_code == 404
    assert signed_in.get("/deals?pipeline=gone").status_code == 404
    assert signed_in.get("/deals/filter").status_code == 200
