"""The pages of deals without script: boards, forms, moves, and what they may not do."""

import re
from contextlib import contextmanager
from dataclasses import replace

import pytest
import standing
from browsing import fields_of
from counting import queries_sent

from graphcrm import ids
from graphcrm.buying.reads import seats
from graphcrm.directory.commands import create_contact
from graphcrm.directory.drafts import ContactDraft
from graphcrm.pipeline import commands, reads
from graphcrm.pipeline.criteria.approvals import approvals_of, approve, decline
from graphcrm.pipeline.opportunities.commands import remove_opportunities
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.records import Criterion, CriterionKind


JSON = {"Accept": "application/json"}


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


def test_a_deal_begins_with_whom_it_is_talked_about(me, signed_in):
    """One save, and what is wrong with any of it makes nothing."""
    them = create_contact(me, ContactDraft(f"Birgit {ids.new()}"))
    fields = {"name": f"Yard {ids.new()}", "source": "event", "contact_id": them.uid}
    begun = signed_in.post("/deals/new", {**fields, "role": "champion", "key": ids.new()})
    taken = seats(me, begun.location.rpartition("/")[2])
    assert [(one.contact_id, one.role.key) for one in taken] == [(them.uid, "champion")]
    wrong = {"name": "", "source": "", "contact": "Nobody Atall", "amount": "1.234 EUR"}
    refused = signed_in.post("/deals/new", {**wrong, "key": ids.new()})
    assert refused.status_code == 422
    assert "Nobody you may see is" in text(refused)
    every = text(signed_in.post("/deals/new", {**wrong, "contact": "", "key": ids.new()}))
    for sentence in ("Name is missing", "Source is missing", "more decimals"):
        assert sentence in every


def test_what_a_form_may_not_say_is_told_beside_its_field(deal, signed_in):
    """Nothing of it is saved, and everything that was typed stays."""
    uid = deal()
    sent = {"name": "x", "close_on": "20226-01-01", "amount": "1.234 EUR"}
    answer = signed_in.post(f"/deals/{uid}/edit", sent)
    assert answer.status_code == 422
    assert "is no day; write 2026-03-31" in text(answer)
    assert "more decimals" in text(answer)
    assert "20226-01-01" in text(answer)


def test_who_saves_over_somebody_else_is_told(me, deal, signed_in):
    """Only fields that both changed collide."""
    uid = deal(next_step="call")
    stale = {"name": "n", "next_step": "mail", "seen-next_step": "write"}
    answer = signed_in.post(f"/deals/{uid}/edit", {**stale, "seen-name": "n"})
    assert answer.status_code == 409
    assert "changed Next step of" in text(answer)
    assert get_opportunity(me, uid).values["next_step"] == "call"


def test_a_deal_is_moved_without_script(me, deal, signed_in, stage_id):
    """By a page that asks where to, and again for what the stage needs."""
    uid = deal()
    asked = signed_in.get(f"/deals/move?id={uid}")
    assert asked.status_code == 200
    assert standing.name("qualified") in text(asked)
    lost = signed_in.post("/deals/move", {"id": uid, "stage": stage_id("lost")})
    assert lost.status_code == 422
    assert f"{standing.name('lost')} needs one more thing" in text(lost)
    fields = {"id": uid, "stage": stage_id("lost"), "loss_reason": "price"}
    assert signed_in.post("/deals/move", fields).status_code == 302
    assert stage_of(me, uid) == "lost"


def test_a_drop_answers_with_what_changed(me, deal, signed_in, stage_id):
    """The card, both heads, what to say, and how to take it back."""
    uid = deal("Yard of a drop", amount="5000 EUR")
    fields = {"id": uid, "stage": stage_id("qualified"), "seen": stage_id("lead")}
    answer = signed_in.post("/deals/move", fields, headers=JSON).json
    assert answer["told"] == f"Yard of a drop moved to {standing.name('qualified')}."
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
    here, there = standing.name("lead"), standing.name("negotiation")
    assert f"{here} does not lead to {there}" in answer["refused"][0]["why"]
    gone = signed_in.post("/deals/move", {"id": uid, "stage": "gone"}, headers=JSON)
    assert gone.status_code == 409
    assert "no longer there" in gone.json["message"]


def test_a_board_asks_few_queries_however_many_cards_it_has(me, deal, signed_in):
    """At most five, whatever the filter asks for."""
    address = f"/deals?owner_id={me.user_id}&stale=1"
    signed_in.get(address)
    for _ in range(3):
        deal()
    with queries_sent() as sent:
        assert signed_in.get(address).status_code == 200
    assert len(sent) <= 5, sent


def test_a_board_is_told_what_changed_since(deal, signed_in):
    """Cards of its filter; those that fall out of it are named without a card."""
    page = text(signed_in.get("/deals"))
    seq = page.split('data-seq="')[1].split('"')[0]
    assert signed_in.get(f"/deals/changes?after={seq}").json["cards"] == []
    assert signed_in.get("/deals/changes?after=-9999").json["again"]
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
    assert 'name="team_id"' in text(signed_in.get("/deals/filter"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("pipeline=gone", "The pipeline that is asked for is gone"),
        ("owner_id=gone", "The owner that is asked for is gone"),
        ("team_id=gone", "The team that is asked for is gone"),
        ("close_from=20226-01-01", "&#39;20226-01-01&#39; is no day, as 2027-01-31 is;"),
        ("amount_until=lots", "&#39;lots&#39; is no amount;"),
    ],
)
def test_what_a_filter_cannot_mean_is_told_and_does_not_narrow(me, deal, signed_in, asked, told):
    """Nobody takes an empty board, or a full one, for what they asked for."""
    uid = deal()
    for path in ("/deals", "/deals/table"):
        page = text(signed_in.get(f"{path}?{asked}&owner_id={me.user_id}"))
        assert told in page
        assert uid in page
    page = text(signed_in.get(f"/deals?owner_id={me.user_id}"))
    assert "what is shown does without it" not in page


ASKED = (
    Criterion("notes", CriterionKind.CHECKLIST, name="Success criteria written"),
    Criterion("price", CriterionKind.FIELD, field="amount"),
    Criterion("nod", CriterionKind.APPROVAL, approvers=("manager",)),
)


def test_a_drop_is_filled_in_ticked_and_approved_in_its_dialog(
    house, me, deal, signed_in, stage_id
):
    """What is filled in is kept where it ticks or asks, and the last approval lets it go."""
    with asking(house, "qualified", ASKED):
        uid = deal()
        move = {"id": uid, "stage": stage_id("qualified")}
        answer = signed_in.post("/deals/move", move, headers=JSON).json
        assert answer["dialog"].count('class="need"') == 3
        assert "Override" not in answer["dialog"]
        filled = {**move, "tick": f"{stage_id('qualified')}/notes", "field-amount": "5k"}
        answer = signed_in.post("/deals/move", {**filled, "ask": "1"}, headers=JSON).json
        assert answer["dialog"] is None
        assert answer["told"] == "Approval is asked for; until it is given, nothing moves."
        (asked,) = approvals_of(me, [uid])[uid]
        mine = f"/deals/{uid}/approval/{asked.approval_id}"
        assert signed_in.post(mine, {"answer": "approve"}).status_code == 403
        assert "Waits for somebody who is manager" in text(signed_in.get(f"/deals/{uid}"))
        board = text(signed_in.get("/deals"))
        to = standing.name("qualified")
        assert f"Waits for manager to approve; to {to}, asked by {me.name}" in board
        decline(house, asked.approval_id, "Too early.")
        page = text(signed_in.get(f"/deals/{uid}"))
        form = fields_of(page, f"/deals/{uid}/approval")
        assert signed_in.post(f"/deals/{uid}/approval", form).status_code == 302
        approve(house, approvals_of(me, [uid])[uid][0].approval_id)
        again = signed_in.post("/deals/move", filled, headers=JSON).json
        assert again["told"].endswith(f"moved to {to}.")


def test_a_dialog_keeps_what_was_filled_in_until_nothing_is_missing(
    house, deal, signed_in, stage_id
):
    """One thing after the other, as people do it."""
    fields = [
        Criterion("rival", CriterionKind.FIELD, field="competitor"),
        Criterion("why", CriterionKind.FIELD, field="stalled_why"),
    ]
    with asking(house, "qualified", tuple(fields)):
        move = {"id": deal(), "stage": stage_id("qualified"), "field-competitor": "Acme"}
        dialog = signed_in.post("/deals/move", move, headers=JSON).json["dialog"]
        assert dialog.count('class="need"') == 1
        assert kept(dialog)["field-competitor"] == "Acme"
        sent = kept(dialog) | {"field-stalled_why": "Budget"}
        assert "moved to" in signed_in.post("/deals/move", sent, headers=JSON).json["told"]
    with asking(house, "lost", tuple(fields[1:])):
        move = {"id": deal(), "stage": stage_id("lost"), "loss_reason": "price"}
        dialog = signed_in.post("/deals/move", move, headers=JSON).json["dialog"]
        sent = kept(dialog) | {"field-stalled_why": "Budget"}
        assert "moved to" in signed_in.post("/deals/move", sent, headers=JSON).json["told"]


def kept(dialog):
    """What a dialog sends along, unseen."""
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', dialog))


def test_what_a_stage_asks_is_ticked_on_the_page_of_a_deal(house, deal, signed_in, stage_id):
    """With the fix beside what is missing."""
    with asking(house, "qualified", ASKED):
        uid = deal()
        page = text(signed_in.get(f"/deals/{uid}"))
        assert f"{standing.name('qualified')} asks" in page
        assert f"/deals/{uid}/edit#amount" in page
        ticked = {"stage": stage_id("qualified"), "item": "notes", "done": "1"}
        assert signed_in.post(f"/deals/{uid}/tick", ticked).status_code == 302
        assert "Untick" in text(signed_in.get(f"/deals/{uid}"))


def test_people_are_given_seats_on_the_page_of_a_deal(me, deal, signed_in):
    """One that nobody was chosen for is refused, and so is one for our own people."""
    uid = deal()
    seats = f"/deals/{uid}/seats"
    assert signed_in.post(seats, {"contact": "", "role": "champion"}).status_code == 422
    ours = {"contact_id": me.contact_id, "role": "champion"}
    assert signed_in.post(seats, ours).status_code == 422
    mine = {"contact_id": create_contact(me, ContactDraft("Kim Berg")).uid, "role": "champion"}
    assert signed_in.post(seats, mine).status_code == 302
    remove = f'action="{seats}/remove"'
    assert remove in text(signed_in.get(f"/deals/{uid}"))
    assert signed_in.post(f"{seats}/remove", mine).status_code == 302
    assert remove not in text(signed_in.get(f"/deals/{uid}"))


@contextmanager
def asking(admin, key, criteria):
    """A stage that asks for something, for a while."""
    before = reads.process(admin)
    (sales,) = before.pipelines
    stages = tuple(
        replace(one, criteria=criteria) if one.key == key else one for one in sales.stages
    )
    commands.apply_process(admin, replace(before, pipelines=(replace(sales, stages=stages),)))
    try:
        yield
    finally:
        commands.apply_process(admin, before)


def test_the_other_pages_of_deals_ask_few_queries(deal, signed_in):
    """However much there is to tell."""
    uid = deal()
    for path, most in ((f"/deals/{uid}", 9), ("/deals/table", 5), (f"/deals/move?id={uid}", 5)):
        signed_in.get(path)
        with queries_sent() as sent:
            assert signed_in.get(path).status_code == 200
        assert len(sent) <= most, (path, sent)


def test_a_deal_goes_to_another_pipeline_by_an_explicit_choice_of_its_stage(
    house, me, deal, signed_in, stage_id
):
    """A drop alone does not take it there."""
    before = reads.process(house)
    (sales,) = before.pipelines
    renewals = replace(sales, key="renewals", name="Renewals", kinds=("renewal",))
    commands.apply_process(house, replace(before, pipelines=(sales, renewals)))
    places = reads.layout(me).places.values()
    leads = (one for one in places if one.stage.key == "lead")
    there = next(one.stage_id for one in leads if one.pipeline.key == "renewals")
    uid = deal()
    try:
        assert f"Renewals: {standing.name('lead')}" in text(signed_in.get(f"/deals/move?id={uid}"))
        dropped = signed_in.post("/deals/move", {"id": uid, "stage": there}, headers=JSON).json
        assert "another pipeline" in dropped["refused"][0]["why"]
        sent = {"id": uid, "stage": stage_id("qualified"), "elsewhere": there}
        assert signed_in.post("/deals/move", sent).status_code == 302
        assert get_opportunity(me, uid).place.pipeline.name == "Renewals"
    finally:
        remove_opportunities(me, [uid])
        commands.apply_process(house, before)
