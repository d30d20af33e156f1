"""Leads that are nobody's: who is waiting since when, taken or given to somebody."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Permission
from graphcrm.directory.rules import FieldError
from graphcrm.members.reads import users
from graphcrm.pipeline.board.reads import changes_since
from graphcrm.pipeline.leads import commands, reads
from graphcrm.pipeline.reads import layout
from graphcrm.relationships.followed import stream_end
from graphcrm.web.leads.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


SHOWN = 100


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the leads that are nobody's, the oldest first."""
    seq = stream_end()  # before the queue is read: what comes meanwhile is told again, not missed
    return render_template("leads/index.html", seq=seq, **_shown())


@bp.get("/changes")
def changes() -> ResponseReturnValue:
    """Tell a queue what it is now, if a deal changed after a place of the stream, as JSON.

    Returns:
        seq: how far that was looked at; html: the queue, null where no deal has changed.
    """
    told = changes_since(actor(), request.args.get("after", 0, int))
    is_changed = told.is_too_much or bool(told.by)
    html = render_template("leads/_queue.html", **_shown()) if is_changed else None
    return jsonify(seq=told.seq, html=html)


def _shown() -> dict[str, object]:
    """Return what the template of the queue takes."""
    found, may_assign = layout(actor()), access.is_allowed(actor(), Permission.ASSIGN)
    return {
        "queue": reads.queue(actor(), found, limit=SHOWN),
        "sources": {one.key: one.name for one in found.process.sources},
        "owners": [one for one in users(actor()) if one.works] if may_assign else [],
        "may_take": access.is_allowed(actor(), Permission.EDIT),
        "may_configure": access.is_allowed(actor(), Permission.ADMINISTER),
    }


@bp.post("/<opportunity_id>/take")
def take(opportunity_id: str) -> ResponseReturnValue:
    """Make a lead one's own."""
    done = commands.take_lead(actor(), opportunity_id)
    tell(f"{done.names[0]} is yours.", undo_of(done.activity_id, url_for("leads.index")))
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
    undo = undo_of(done.activity_id, url_for("leads.index"))
    tell(f"{done.names[0]} goes to {name}.", undo)
    return redirect(url_for("leads.index"))
