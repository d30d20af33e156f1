"""Approvals: asked for, given in order, declined, expired, used up by the move they are for."""

from datetime import timedelta

import pytest

from graphcrm import clock
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.directory.rules import FieldError
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection
from graphcrm.pipeline import commands, edits, reads
from graphcrm.pipeline.criteria import approvals
from graphcrm.pipeline.criteria.approvals import AnsweredError
from graphcrm.pipeline.criteria.records import ApprovalState
from graphcrm.pipeline.opportunities.commands import edit_opportunity
from graphcrm.pipeline.opportunities.records import Edit
from graphcrm.pipeline.opportunities.rules import MissingError, NoArrowError, StageGoneError
from graphcrm.pipeline.opportunities.undoing import undo_change_of_deals
from graphcrm.pipeline.records import Criterion, CriterionKind, When
from graphcrm.pipeline.retiring import change_process, undo_process


@pytest.fixture
def house(deals):
    """Qualified needs a manager and then an administrator; a rep has a deal there."""
    world = deals.world
    deals.rep = world.user("Mia", role=Role.REP, team="North")
    deals.manager = world.user("Max", role=Role.MANAGER, team="North")
    asked = Criterion(
        "ok", CriterionKind.APPROVAL, approvers=("manager", "admin"), days=7, name="Board"
    )
    deals.ask("qualified", asked)
    deals.uid = deals.open("Yard", owner=deals.rep)
    return deals


def request(house, actor=None, to="qualified"):
    return approvals.request(actor or house.rep, house.uid, house.stage_id(to)).approval_id


def states(house):
    return [one.state for one in approvals.approvals_of(house.actor, [house.uid])[house.uid]]


def test_a_deal_moves_once_all_have_approved_in_order(house):
    """Each in their turn; the approval is used up by the move, and back once that is undone."""
    with pytest.raises(MissingError, match="needs the approval of a manager, then an admin\\."):
        house.move(house.uid, "qualified", actor=house.rep)
    approval_id = request(house)
    with pytest.raises(MissingError, match="it has been asked for"):
        house.move(house.uid, "qualified", actor=house.rep)
    assert approvals.approve(house.manager, approval_id) is ApprovalState.PENDING
    assert approvals.approve(house.actor, approval_id) is ApprovalState.APPROVED
    done = house.move(house.uid, "qualified", actor=house.rep)
    assert states(house) == ["used"]
    undo_change_of_deals(house.rep, done.activity_id)
    assert states(house) == ["approved"]
    house.move(house.uid, "qualified", actor=house.rep)
    house.move(house.uid, "lead", actor=house.rep)
    with pytest.raises(MissingError, match="needs the approval"):
        house.move(house.uid, "qualified", actor=house.rep)


def test_only_whose_turn_it_is_approves(house):
    """Nobody before their turn, nobody for themselves, nobody who may not touch the deal."""
    approval_id = request(house)
    reader = house.world.user("Rea", role=Role.READ_ONLY, team="North")
    far = house.world.user("Far", role=Role.MANAGER, team="South")
    with pytest.raises(approvals.NotApproverError, match="This waits for somebody who is manager"):
        approvals.approve(house.rep, approval_id)
    with pytest.raises(NotPermittedError):
        approvals.approve(reader, approval_id)
    with pytest.raises(NotFoundError):
        approvals.approve(far, approval_id)
    with pytest.raises(NotFoundError):
        approvals.approve(house.actor, "gone")
    assert approvals.approvals_of(far, [house.uid]) == {}


def test_one_press_is_one_answer(house):
    """Who may answer for both in turn does not answer for the second by the same page."""
    approval_id = request(house)
    assert approvals.approve(house.actor, approval_id, 0) is ApprovalState.PENDING
    with pytest.raises(approvals.AnsweredError):
        approvals.approve(house.actor, approval_id, 0)
    assert states(house) == ["pending"]


def test_who_asked_does_not_approve(house):
    """Four eyes, also where a manager asks."""
    approval_id = request(house, house.manager)
    with pytest.raises(approvals.NotApproverError, match="You asked for this yourself"):
        approvals.approve(house.manager, approval_id)


def test_who_declines_says_why(house):
    """And whoever moves is told; it may be asked for again."""
    approval_id = request(house)
    for reason in (" ", "x" * 2001):
        with pytest.raises(FieldError, match="reason: say why"):
            approvals.decline(house.manager, approval_id, reason)
    approvals.decline(house.manager, approval_id, "Too early.")
    with pytest.raises(MissingError, match="it was declined: Too early\\."):
        house.move(house.uid, "qualified", actor=house.rep)
    with pytest.raises(approvals.AnsweredError, match="This is declined already"):
        approvals.approve(house.manager, approval_id)
    request(house)
    assert states(house) == ["pending", "declined"]


def test_an_approval_expires(house):
    """What was asked for last year does not let a deal pass today."""
    approval_id = request(house)
    past = (clock.now() - timedelta(days=1)).date()
    with connection.session(write=True) as session:
        session.run("MATCH (a:Approval) SET a.expires_on = $past", past=past).consume()
    assert states(house) == ["expired"]
    with pytest.raises(approvals.AnsweredError, match="This is expired already"):
        approvals.approve(house.manager, approval_id)
    with pytest.raises(MissingError, match="the last one expired"):
        house.move(house.uid, "qualified", actor=house.rep)
    request(house)


def test_the_same_is_asked_for_once(house):
    """And only where it is needed, on an arrow that there is."""
    request(house)
    with pytest.raises(approvals.AskedAlreadyError, match="already; it is pending"):
        request(house)
    with pytest.raises(NoArrowError):
        request(house, to="won")
    with pytest.raises(approvals.NothingToApproveError, match="Yard needs nobody's approval to go"):
        request(house, to="lost")
    with pytest.raises(StageGoneError):
        approvals.request(house.rep, house.uid, "gone")


def test_an_approval_is_for_where_the_deal_was(house):
    """Whoever moved it elsewhere meanwhile asks anew."""
    approval_id = request(house)
    house.move(house.uid, "won", override_reason="signed")
    with pytest.raises(approvals.MovedOnError, match="Yard has moved on meanwhile"):
        approvals.approve(house.manager, approval_id)


def test_one_request_asks_for_all_that_stand_in_the_way(house):
    """The arrow's approvers before those of the stage, and until the first day one ends."""
    arrow = Criterion(
        "far", CriterionKind.APPROVAL, approvers=("rep",), days=2, when=When.EXIT, to="qualified"
    )
    house.ask("lead", arrow)
    house.ask("qualified", Criterion("ok", CriterionKind.APPROVAL, approvers=("manager",)))
    made = approvals.request(house.actor, house.uid, house.stage_id("qualified"))
    assert made.approvers == ("rep", "manager")
    assert made.expires_on == (made.asked_at + timedelta(days=2)).date()
    approvals.approve(house.rep, made.approval_id)
    approvals.approve(house.manager, made.approval_id)
    house.move(house.uid, "qualified", actor=house.rep)
    assert states(house) == ["used"]


def test_another_amount_voids_what_was_asked_for_and_given(house):
    """Who said yes to 10 EUR did not say so to 10,000; the old amount is what was meant."""
    edit_opportunity(house.rep, house.uid, Edit({"amount": "10 EUR"}))
    approval_id = request(house)
    done = edit_opportunity(house.rep, house.uid, Edit({"amount": "10000 EUR"}))
    assert states(house) == ["void"]
    with pytest.raises(AnsweredError, match="This is void already"):
        approvals.approve(house.manager, approval_id)
    with pytest.raises(MissingError, match=r"the last one was for 10\.00 EUR"):
        house.move(house.uid, "qualified", actor=house.rep)
    undo_change_of_deals(house.rep, done.activity_id)
    approvals.approve(house.manager, approval_id)
    approvals.approve(house.actor, approval_id)
    with pytest.raises(MissingError, match=r"the last one was for 10\.00 EUR"):
        house.move(house.uid, "qualified", actor=house.rep, fields={"amount": "11 EUR"})
    house.move(house.uid, "qualified", actor=house.rep)


def test_a_way_that_goes_closes_what_was_asked_for_on_it(house):
    """An arrow that is taken away, and a stage that is retired; taking that back opens it again."""
    request(house)
    seen = reads.process(house.actor)
    ahead = tuple(key for key in edits.find_stage(seen, "sales", "lead").leads_to if key == "lost")
    fewer = edits.change_stage(seen, "sales", "lead", leads_to=ahead)
    commands.apply_process(house.actor, fewer)
    (closed,) = approvals.approvals_of(house.actor, [house.uid])[house.uid]
    assert (closed.state, closed.reason) == ("closed", "Lead leads to Qualified no longer.")
    commands.apply_process(house.actor, seen)
    with pytest.raises(MissingError, match="the last one was closed: Lead leads to"):
        house.move(house.uid, "qualified", actor=house.rep)
    request(house)
    wanted = edits.retire_stage(seen, "sales", "qualified", "discovery")
    heirs = {("sales", "qualified"): "discovery"}
    done = change_process(house.actor, wanted, seen=reads.process(house.actor), heirs=heirs)
    (closed, _) = approvals.approvals_of(house.actor, [house.uid])[house.uid]
    assert (closed.state, closed.reason) == ("closed", "Stage Qualified was retired.")
    undo_process(house.actor, done.activity_id)
    assert states(house) == ["pending", "closed"]
