"""Leads that are nobody's: who is waiting since when, taken or given to somebody."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Permission
from graphcrm.directory.rules import FieldError
from graphcrm.members.reads import users
from graphcrm.pipeline.leads import commands, reads
from graphcrm.pipeline.reads import layout
from graphcrm.web.leads.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


SHOWN = 100


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the leads that are nobody's, the oldest first."""
    found, may_assign = layout(actor()), access.is_allowed(actor(), Permission.ASSIGN)
    return render_template(
        "leads/index.html",
        queue=reads.queue(actor(), found, limit=SHOWN),
        sources={one.key: one.name for one in found.process.sources},
        owners=[one for one in users(actor()) if not one.disabled] if may_assign else [],
        may_take=access.is_allowed(actor(), Permission.EDIT),
        may_configure=access.is_allowed(actor(), Permission.ADMINISTER),
    )


@bp.post("/<opportunity_id>/take")
def take(opportunity_id: str) -> ResponseReturnValue:
    """Make a lead one's own."""
    done = commands.take_lead(actor(), opportunity_id)
    tell(f"{done.names[0]} is yours.", undo_of(done.activity_id))
    return redirect(url_for("leads.index"))


@bp.post("/<opportunity_id>/assign")
def assign(opportunity_id: str) -> ResponseReturnValue:
    """Give a lead to somebody.

    Raises:
        FieldError: Nobody was chosen.
    """
    owner_id = request.form.get("owner_id")
    if not owner_id:
        raise FieldError("owner_id", "choose who is to have it.")
    done = commands.assign_lead(actor(), opportunity_id, owner_id)
    name = next((one.name for one in users(actor()) if one.user_id == owner_id), "somebody")
    tell(f"{done.names[0]} goes to {name}.", undo_of(done.activity_id))
    return redirect(url_for("leads.index"))
