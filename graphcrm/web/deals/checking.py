"""What stages ask of a deal, ticked and approved on its page; who has which part in it."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.buying import commands as buying
from graphcrm.directory import references
from graphcrm.directory.rules import FieldError
from graphcrm.pipeline.criteria import approvals
from graphcrm.pipeline.criteria.commands import tick as set_tick
from graphcrm.pipeline.criteria.records import ApprovalState
from graphcrm.web.deals.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


@bp.post("/<opportunity_id>/tick")
def tick(opportunity_id: str) -> ResponseReturnValue:
    """Tick an item of a stage's checklist, or take the tick back."""
    sent = request.form
    done = set_tick(
        actor(),
        opportunity_id,
        sent.get("stage", ""),
        sent.get("item", ""),
        done=bool(sent.get("done")),
    )
    page = url_for("deals.page", opportunity_id=opportunity_id)
    told = "Ticked." if sent.get("done") else "No longer ticked."
    tell(told, undo_of(done.activity_id, page))
    return redirect(page)


@bp.post("/<opportunity_id>/approval")
def ask_approval(opportunity_id: str) -> ResponseReturnValue:
    """Ask whether a deal may move to a stage."""
    made = approvals.request(actor(), opportunity_id, request.form.get("stage", ""))
    tell(f"Asked: {', then '.join(made.approvers)}.")
    return _back(opportunity_id)


@bp.post("/<opportunity_id>/approval/<approval_id>")
def answer_approval(opportunity_id: str, approval_id: str) -> ResponseReturnValue:
    """Approve, or decline with a reason."""
    if request.form.get("answer") == "decline":
        approvals.decline(actor(), approval_id, request.form.get("reason", ""))
        tell("Declined.")
    else:
        seen_step = request.form.get("step", type=int)
        state = approvals.approve(actor(), approval_id, seen_step)
        is_last = state is ApprovalState.APPROVED
        tell("Approved." if is_last else "Approved; somebody else is next.")
    return _back(opportunity_id)


@bp.post("/<opportunity_id>/seats")
def add_seat(opportunity_id: str) -> ResponseReturnValue:
    """Give somebody a part in a deal.

    Raises:
        FieldError: Nobody was chosen.
    """
    ref = request.form.get("contact_id") or request.form.get("contact", "")
    if not ref.strip():
        raise FieldError("contact", "say who has that part.")
    contact = references.resolve_contact(actor(), ref)
    role = request.form.get("role", "")
    buying.seat(actor(), opportunity_id, contact.contact_id, role)
    tell(f"{contact.name} has a seat.")
    return _back(opportunity_id)


@bp.post("/<opportunity_id>/seats/remove")
def remove_seat(opportunity_id: str) -> ResponseReturnValue:
    """Take a part from somebody."""
    sent = request.form
    buying.unseat(actor(), opportunity_id, sent.get("contact_id", ""), sent.get("role", ""))
    tell("The seat is free.")
    return _back(opportunity_id)


def _back(opportunity_id: str) -> ResponseReturnValue:
    return redirect(url_for("deals.page", opportunity_id=opportunity_id))
