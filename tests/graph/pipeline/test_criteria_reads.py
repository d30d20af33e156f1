"""What a deal lacks, looked at without moving it."""

import pytest
from counting import queries_sent

from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.errors import NotFoundError
from graphcrm.pipeline.criteria.commands import tick
from graphcrm.pipeline.criteria.reads import Deal, checklist, needs
from graphcrm.pipeline.opportunities.deciding import TooManyError
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.rules import MissingError, NoArrowError, StageGoneError
from graphcrm.pipeline.records import Criterion, CriterionKind, Severity, When


PLAN = Criterion("plan", CriterionKind.CHECKLIST, name="Plan", when=When.EXIT)
NEXT = Criterion("next", CriterionKind.NEXT_STEP)
RIVAL = Criterion("rival", CriterionKind.FIELD, field="competitor", severity=Severity.WARN)
BOARD = Criterion(
    "board", CriterionKind.APPROVAL, approvers=("admin",), when=When.EXIT, to="qualified"
)


def test_a_deal_shows_what_its_stage_and_those_ahead_ask(deals):
    """For ticking live: what is met, too."""
    deals.ask("lead", PLAN, BOARD)
    deals.ask("qualified", NEXT, RIVAL)
    uid = deals.open("Yard", competitor="Marrow")
    tick(deals.actor, uid, deals.stage_id("lead"), "plan")
    told = [
        (
            one.place.stage.key,
            one.when.value,
            [(item.verdict.state.value, item.verdict.sentence) for item in one.items],
        )
        for one in checklist(deals.actor, deals.layout, standing_of(deals, uid))
    ]
    approval = f"{deals.stage_name('qualified')} needs the approval of an admin."
    first, *ahead = told
    assert first == ("lead", "exit", [("met", "Plan: ticked."), ("unmet", approval)])
    asked = [("unmet", "Next step is missing."), ("met", "Competitor is filled in.")]
    assert sorted(ahead) == [("lost", "entry", []), ("qualified", "entry", asked)]


def test_a_drop_is_told_what_it_lacks_before(deals):
    """The same needs as the move's refusal; what is only told, apart; nothing moves."""
    deals.ask("lead", PLAN)
    deals.ask("qualified", NEXT, RIVAL)
    uid, far = deals.open("Yard"), deals.open("Gate", stage="negotiation")
    one, other = needs(deals.actor, [uid, far], deals.stage_id("qualified"))
    with pytest.raises(MissingError) as caught:
        deals.move(uid, "qualified")
    assert one.needs == caught.value.needs
    assert [need.field for need in one.needs] == [None, "next_step"]
    assert [need.sentence for need in one.warnings] == ["Competitor is missing."]
    assert one.refused is None
    assert isinstance(other.refused, NoArrowError)
    (lost,) = needs(deals.actor, [uid], deals.stage_id("lost"))
    assert [need.field for need in lost.needs] == ["loss_reason", None]
    (stays,) = needs(deals.actor, [uid], deals.stage_id("lead"))
    assert (stays.needs, stays.warnings, stays.refused) == ((), (), None)


def test_what_one_may_not_see_or_edit_is_told(deals):
    """A deal of others is none; a reader could not move it."""
    mia = deals.world.user("Mia", role=Role.REP, team="North")
    ole = deals.world.user("Ole", role=Role.REP, team="South")
    reader = deals.world.user("Rea", role=Role.READ_ONLY, team="North")
    uid = deals.open("Yard", owner=mia)
    with pytest.raises(NotFoundError):
        needs(ole, [uid], deals.stage_id("lost"))
    (told,) = needs(reader, [uid], deals.stage_id("qualified"))
    assert isinstance(told.refused, NotPermittedError)
    with pytest.raises(StageGoneError):
        needs(mia, [uid], "gone")
    with pytest.raises(TooManyError):
        needs(mia, [uid] * 501, deals.stage_id("lost"))


def test_looking_at_many_takes_as_many_queries_as_at_one(deals):
    """The dialog of a bulk move opens as fast."""
    deals.ask("qualified", Criterion("call", CriterionKind.ACTIVITY, activity="call", days=3))
    uids, stage_id = [deals.open(f"D{at}") for at in range(5)], deals.stage_id("qualified")
    counts = set()
    for some in (uids[:1], uids):
        with queries_sent() as sent:
            needs(deals.actor, some, stage_id)
        counts.add(len(sent))
    assert counts == {3}


def standing_of(deals, uid):
    """A deal as it is."""
    page = get_opportunity(deals.actor, uid)
    return Deal(page.values, page.place.stage_id)
