"""The table of deals without script: cells, and many deals changed at once."""

import pytest

from graphcrm import ids
from graphcrm.jobs.batches import Batches
from graphcrm.pipeline import reads
from graphcrm.pipeline.board.records import Filter
from graphcrm.pipeline.opportunities.batches import Batch, all_of
from graphcrm.pipeline.opportunities.commands import remove_opportunities
from graphcrm.pipeline.opportunities.deciding import MOST
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Move


JSON = {"Accept": "application/json"}


def stage_of(me, uid):
    return get_opportunity(me, uid).place.stage.key


def text(answer):
    return answer.get_data(as_text=True)


def test_a_cell_is_changed_where_it_stands(me, deal, signed_in):
    """With an undo; the row and what the table comes to are told again."""
    uid = deal(amount="10 EUR")
    sent = {"field": "amount", "value": "20k", "seen": "10 EUR", "key": ids.new()}
    saved = signed_in.post(f"/deals/{uid}/cell", sent, headers=JSON).get_json()
    assert get_opportunity(me, uid).values["amount_minor"] == 2_000_000
    row = signed_in.get(f"/deals/{uid}/row", headers=JSON).get_json()
    assert 'data-text="20000 EUR"' in row["row"]
    assert "deal" in row["count"]
    assert signed_in.post(saved["undo"], headers=JSON).get_json()["told"] == "Taken back."
    given = {"field": "owner", "value": "", "seen": me.user_id}
    assert signed_in.post(f"/deals/{uid}/cell", given, headers=JSON).get_json()["undo"]
    assert "Everybody" in signed_in.get(f"/deals/{uid}/row").get_json()["row"]
    assert signed_in.get(f"/deals/{ids.new()}/row").get_json()["row"] is None


@pytest.mark.parametrize(
    ("sent", "answers"),
    [
        ({"field": "close_on", "value": "20226-01-01", "seen": ""}, (422, "is no day")),
        ({"field": "name", "value": "", "seen": "Old"}, (422, "Name is missing")),
        ({"field": "rank", "value": "a", "seen": ""}, (422, "is not edited in place")),
        (
            {"field": "next_step", "value": "mail", "seen": "write"},
            (409, "changed Next step of Old"),
        ),
        ({"field": "owner", "value": "", "seen": "u"}, (409, "changed Owner of Old on 20")),
    ],
)
def test_a_cell_that_cannot_be_so_says_why(me, deal, signed_in, sent, answers):
    """Who was quicker is named, with the instant; nothing is changed."""
    uid = deal("Old", next_step="call")
    answer = signed_in.post(f"/deals/{uid}/cell", sent, headers=JSON)
    assert answer.status_code == answers[0]
    assert answers[1] in answer.get_json()["message"]
    if answers[0] == 409:
        assert answer.get_json()["message"].startswith(me.name)
    assert get_opportunity(me, uid).values["next_step"] == "call"
    remove_opportunities(me, [uid])


def test_all_in_a_filter_are_chosen_and_carried_out_by_a_worker_where_they_are_many(
    app, me, deal, signed_in
):
    """However few rows are loaded; the page of a batch is its own user's alone."""
    tag = f"Bulk {ids.new()}"
    for _ in range(2):
        deal(tag)
    sent = {"all": "1", "do": "field", "field": "next_step", "value": "call"}
    preview = signed_in.post(f"/deals/bulk?text={tag}", sent)
    assert "2 of 2 chosen deals would change" in text(preview)
    process = reads.layout(me)
    uids = all_of(me, process, list(process.places), Filter(text=tag.lower()))
    many = Batch(ids.new(), me.user_id, "All", uids * (MOST // 2 + 1), {"next_step": "call"})
    Batches(app.extensions["graphcrm.config"]).keep(many)
    begun = signed_in.post(f"/deals/bulk/{many.batch_id}")
    assert begun.location == f"/deals/bulk/{many.batch_id}"
    page = text(signed_in.get(begun.location))
    assert f"0 of {len(many.opportunity_ids)}" in page
    assert "live-progress-" in text(signed_in.get(begun.location, headers={"HX-Request": "true"}))
    again = signed_in.post(f"{begun.location}/again")
    assert again.location == begun.location
    others = Batch(ids.new(), "somebody", "All", uids, {"next_step": "call"})
    Batches(app.extensions["graphcrm.config"]).keep(others)
    for path in (others.batch_id, ids.new()):
        assert signed_in.get(f"/deals/bulk/{path}").status_code == 404
        assert signed_in.post(f"/deals/bulk/{path}").status_code == 404
        assert signed_in.post(f"/deals/bulk/{path}/again").status_code == 404


def confirmed(preview):
    """The address that a preview's button sends to."""
    return text(preview).split('<form class="form-do" method="post" action="')[1].split('"')[0]


def open_since(me, uid, stage_id):
    """Bring a lost deal back to where it was: its name."""
    return move_opportunity(me, Move((uid,), stage_id("lead"))).names[0]


def test_many_deals_are_changed_at_once_after_a_preview(me, deal, signed_in, stage_id):
    """With the count, the refusals by their reasons, and one undo for all."""
    fine, also = deal(), deal()
    page = text(signed_in.get("/deals/table?sort=amount&down=1"))
    assert fine in page
    sent = {"id": [fine, also, fine], "do": "field", "field": "close_on", "value": "2027-01-31"}
    preview = signed_in.post("/deals/bulk", sent)
    assert "2 of 2 chosen deals would change" in text(preview)
    assert "close_on" not in get_opportunity(me, fine).values
    assert signed_in.post(confirmed(preview)).status_code == 302
    assert str(get_opportunity(me, also).values["close_on"]) == "2027-01-31"
    far = {"id": [fine, also], "do": "move", "stage": stage_id("negotiation")}
    assert "2 would stay as they are" in text(signed_in.post("/deals/bulk", far))
    lost = {"id": [fine, also], "do": "move", "stage": stage_id("lost"), "loss_reason": "price"}
    preview = signed_in.post("/deals/bulk", lost)
    assert "2 of 2" in text(preview)
    assert signed_in.post(confirmed(preview)).status_code == 302
    assert stage_of(me, also) == "lost"
    also_again = open_since(me, also, stage_id)
    undone = signed_in.post(f"{confirmed(preview)}/undo", headers=JSON)
    assert undone.get_json()["told"] == (
        f"1 deal taken back, 1 stay as they were: {also_again} has been changed since; it stays"
        " as it is now."
    )
    assert stage_of(me, fine) == "lead"
    again = signed_in.post(confirmed(preview), headers=JSON)
    assert (again.status_code, again.get_json()["code"]) == (409, "taken-back")
    assert stage_of(me, fine) == "lead"


def test_a_refusal_calls_a_field_as_people_do(deal, signed_in):
    """Keys are for programs."""
    sent = {"id": [deal()], "do": "field", "field": "close_on", "value": "20226-01-01"}
    preview = text(signed_in.post("/deals/bulk", sent))
    assert "Expected close: &#39;20226-01-01&#39; is no day" in preview
    assert "close_on:" not in preview


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"do": "owner"}, "Choose some deals first"),
        ({"id": ["x"], "do": "dance"}, "Do: say what is to happen"),
        ({"id": [str(n) for n in range(50_001)], "do": "owner"}, "more than 50,000 deals"),
    ],
)
def test_a_change_of_many_that_cannot_be_is_told(me, signed_in, sent, told):  # noqa: ARG001 - who
    """Nothing is changed."""
    answer = signed_in.post("/deals/bulk", sent)
    assert answer.status_code == 422
    assert told in text(answer)
