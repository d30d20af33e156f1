"""Criteria on every road: the same verdict in the same sentence; what is overridden; who sees."""

from datetime import timedelta

import pytest
from counting import queries_sent

from graphcrm import clock
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.activities.records import Kind
from graphcrm.buying.commands import seat
from graphcrm.graph import connection
from graphcrm.influence import keeping
from graphcrm.pipeline.criteria.commands import tick
from graphcrm.pipeline.opportunities.commands import (
    open_opportunity,
)
from graphcrm.pipeline.opportunities.moving import move_opportunities
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Loss, Move, NewOpportunity
from graphcrm.pipeline.opportunities.rules import MissingError, NoArrowError
from graphcrm.pipeline.records import Criterion, CriterionKind, Severity, When


def one(kind, key="asked", **parameters):
    return Criterion(key, CriterionKind(kind), **parameters)


def tomorrow():
    return (clock.now() + timedelta(days=1)).date().isoformat()


def test_all_that_is_missing_is_named_at_once(deals):
    """The reason of the loss with the rest: one dialog asks for it."""
    deals.ask("lost", one("field", field="competitor"))
    deals.ask("lead", one("checklist", "plan", name="Plan", when=When.EXIT))
    uid = deals.open("Yard")
    with pytest.raises(MissingError) as caught:
        deals.move(uid, "lost")
    assert [need.field for need in caught.value.needs] == ["loss_reason", None, "competitor"]
    tick(deals.actor, uid, deals.stage_id("lead"), "plan")
    deals.move(uid, "lost", loss=Loss("price"), fields={"competitor": "Marrow"})


def test_what_is_filled_in_on_the_way_counts(deals):
    """That is what the dialog is for."""
    deals.ask("qualified", one("amount", amount_minor=100, currency="EUR"))
    deals.move(deals.open("Yard"), "qualified", fields={"amount": "1 EUR"})


def test_an_arrow_has_criteria_of_its_own(deals):
    """Of who leaves, on the way to one stage."""
    deals.ask("discovery", one("next-step", when=When.EXIT, to="proposal"))
    uid = deals.open("Yard", stage="discovery")
    with pytest.raises(MissingError, match="Next step is missing"):
        deals.move(uid, "proposal")
    deals.move(uid, "qualified")


def test_a_stage_asks_nothing_of_those_who_stay(deals):
    """Cards are put in order whatever they lack."""
    uid = deals.open("Yard", stage="qualified")
    deals.ask("qualified", one("next-step"), one("next-step", "leave", when=When.EXIT))
    deals.move(uid, "qualified")


def test_a_warning_is_told_and_stops_nobody(deals):
    """By every command that brings a deal into the stage."""
    deals.ask("qualified", one("next-step", severity=Severity.WARN))
    uid = deals.open("Yard")
    (told,) = deals.move(uid, "qualified").warnings
    assert (told.opportunity_id, told.name) == (uid, "Yard")
    assert told.sentence == "Next step is missing."
    new = NewOpportunity({"name": "Gate"}, stage_id=deals.stage_id("qualified"))
    assert [one.name for one in open_opportunity(deals.actor, new).warnings] == ["Gate"]


def subjects():
    """Why things were done, the latest first."""
    with connection.session(write=False) as session:
        found = session.run("MATCH (a:Activity {kind: 'change'}) RETURN a.subject, a.seq")
        return [subject for subject, _ in sorted(found.values(), key=lambda row: -row[1])]


def test_an_override_says_why_and_what_it_passed_over(deals):
    """Criteria and arrows; recorded with the move."""
    deals.ask("won", one("next-step"), one("field", "rival", field="competitor"))
    uid = deals.open("Yard")
    with pytest.raises(NoArrowError):
        deals.move(uid, "won", override_reason="   ")
    deals.move(uid, "won", override_reason="signed\nover lunch")
    lead, won = deals.stage_name("lead"), deals.stage_name("won")
    ahead = ", ".join(place.stage.name for place in deals.layout.ahead(deals.place("lead")))
    assert subjects()[0] == (
        f"Override: signed over lunch ({lead} does not lead to {won}; it leads to {ahead}. "
        "Next step is missing. Competitor is missing.)"
    )


def test_a_reason_that_was_not_needed_overrides_nothing(deals):
    """Whoever looks for overrides finds those."""
    rep = deals.world.user("Mia", role=Role.REP, team="North")
    uid = deals.open("Yard", owner=rep)
    deals.move(uid, "qualified", actor=rep, override_reason="just so")
    assert subjects()[0] is None


def test_an_override_of_several_names_each_with_its_own(deals):
    """One activity, whoever lacked what."""
    deals.ask("qualified", one("next-step"), one("field", "rival", field="competitor"))
    fine = deals.open("Fine", competitor="X", next_step="call", next_step_on=tomorrow())
    uids = (deals.open("Yard"), deals.open("Gate"), deals.open("Shed", competitor="X"), fine)
    move = Move(uids, deals.stage_id("qualified"), override_reason="because")
    assert len(move_opportunities(deals.actor, move).opportunity_ids) == 4
    assert subjects()[0] == (
        "Override: because (Yard, Gate: Next step is missing. Competitor is missing. "
        "Shed: Next step is missing.)"
    )


def test_who_may_not_override_is_refused(deals):
    """A manager may, of their teams' deals; a rep may not; a lost deal still says why."""
    rep = deals.world.user("Mia", role=Role.REP, team="North")
    manager = deals.world.user("Max", role=Role.MANAGER, team="North")
    deals.ask("qualified", one("next-step"))
    deals.ask("lost", one("next-step"))
    uid = deals.open("Yard", owner=rep)
    with pytest.raises(NotPermittedError, match=r"Mia .rep. may not override this"):
        deals.move(uid, "qualified", actor=rep, override_reason="I like it")
    new = NewOpportunity({"name": "x"}, stage_id=deals.stage_id("qualified"), override_reason="y")
    with pytest.raises(NotPermittedError):
        open_opportunity(rep, new)
    open_opportunity(manager, new)
    with pytest.raises(MissingError, match="Say why it was lost"):
        deals.move(uid, "lost", actor=manager, override_reason="never mind")
    deals.move(uid, "qualified", actor=manager, override_reason="they are ready")


EMAIL = one("activity", activity="email", days=7), "there is an e-mail that you may not see"
ENGAGED = one("engaged", count=1, days=7), "there are others that you may not see"
AUTHORITY = one("authority", days=7), "there is somebody that you may not see"
PATH = one("path", role="decision-maker", percent=30), "there is one that you may not see"


@pytest.mark.parametrize(
    ("criterion", "told", "hidden"),
    [
        *((*case, "evidence") for case in (EMAIL, ENGAGED, AUTHORITY)),
        *((*case, "person") for case in (EMAIL, ENGAGED, AUTHORITY, PATH)),
    ],
)
def test_what_one_may_not_see_cannot_be_told(deals, criterion, told, hidden):
    """It is not missing, and it does not do for them either; who sees it may move the deal."""
    world = deals.world
    mia = world.user("Mia", role=Role.REP, team="North")
    ole = world.user("Ole", role=Role.REP, team="South")
    uid = deals.open("Yard", owner=mia)
    dana_id = world.contact("Dana", owner=ole if hidden == "person" else None)
    seat(deals.actor, uid, dana_id, "decision-maker")
    owner = ole if hidden == "evidence" else None
    world.draw("Dana =email 1=> Admin =email 1=> Dana", owner=owner)
    world.draw("Admin -KNOWS .9-> Dana")
    keeping.keep_in(None)
    deals.ask("qualified", criterion)
    with pytest.raises(MissingError, match=told) as caught:
        deals.move(uid, "qualified", actor=mia)
    assert "Dana" not in str(caught.value)
    deals.move(uid, "qualified")


def test_what_was_withdrawn_or_lies_ahead_does_not_count(deals):
    """A meeting next week has not taken place."""
    world = deals.world
    uid = deals.open("Yard", account=world.account("Oduya"))
    world.draw("Dana @ Oduya")
    world.exchange("Dana", "Admin", kind=Kind.MEETING, at=clock.now() + timedelta(days=3))
    world.exchange("Dana", "Admin", kind=Kind.MEETING, at=clock.now() - timedelta(days=30))
    deals.ask("qualified", one("activity", activity="meeting", days=7))
    with pytest.raises(MissingError, match="There was no meeting in the last 7 days"):
        deals.move(uid, "qualified")


def test_a_tick_is_taken_back_and_a_criterion_that_is_none_refused(deals):
    """Ticking twice changes nothing; only checklists have ticks."""
    deals.ask("qualified", one("checklist", "plan", name="Plan"), one("next-step", "next"))
    uid, stage_id = deals.open("Yard"), deals.stage_id("qualified")
    assert tick(deals.actor, uid, stage_id, "plan").activity_id
    assert tick(deals.actor, uid, stage_id, "plan").activity_id is None
    assert tick(deals.actor, uid, stage_id, "plan", done=False).activity_id
    assert "ticks" not in get_opportunity(deals.actor, uid).values
    for key in ("next", "gone"):
        with pytest.raises(Exception, match=f"No checklist item '{key}'"):
            tick(deals.actor, uid, stage_id, key)
    rep = deals.world.user("Mia", role=Role.READ_ONLY)
    with pytest.raises(NotPermittedError):
        tick(rep, uid, stage_id, "plan")


def test_a_move_whose_stages_ask_nothing_of_the_graph_takes_no_further_query(deals):
    """A move stays as quick as it was."""
    uids = [deals.open(name) for name in "AB"]

    plain = queries(deals, uids[:1])
    deals.ask("qualified", one("field", field="name"))
    assert queries(deals, uids[1:]) == plain


def test_many_deals_are_asked_in_one_query(deals):
    """Whatever is asked, it is asked of all at once."""
    uids = [deals.open(f"Deal {at}") for at in range(5)]
    calls = one("activity", activity="call", days=3)
    deals.ask("qualified", calls, one("engaged", "b", count=1, days=3))
    assert queries(deals, uids[:1]) == queries(deals, uids[1:])


def queries(deals, uids):
    """How many queries a move takes."""
    with queries_sent() as sent:
        move_opportunities(deals.actor, Move(tuple(uids), deals.stage_id("qualified")))
    return len(sent)
