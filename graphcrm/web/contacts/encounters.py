"""Logging a call, a meeting or a note on a contact's page, and taking it back."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.access.records import Permission
from graphcrm.directory import encounters
from graphcrm.directory.encounters import Logged
from graphcrm.relationships import following
from graphcrm.web.contacts.pages import permitted
from graphcrm.web.contacts.room import bp
from graphcrm.web.encounters import LogForm
from graphcrm.web.session import actor, next_page
from graphcrm.web.shell import tell


@bp.route("/<contact_id>/log", methods=["GET", "POST"])
def log(contact_id: str) -> ResponseReturnValue:
    """Log a call, a meeting or a note with a contact and others."""
    contact, form = permitted(contact_id, Permission.CREATE), LogForm()
    logged = None if form.has_grown() else form.carry_out(lambda: _log(contact_id, form))
    if logged is None:
        return render_template("contacts/log.html", contact=contact, form=form), form.status
    following.keep_up()
    page = url_for("contacts.page", contact_id=contact_id)
    if logged.activity_id is None:
        tell("That was logged before.")
    else:
        undo = url_for("contacts.withdraw_entry", activity_id=logged.evidence_id, next=page)
        tell(f"The {form.kind.data} is logged.", undo)
    return redirect(page)


@bp.post("/entries/<activity_id>/withdraw")
def withdraw_entry(activity_id: str) -> ResponseReturnValue:
    """Take back what one logged oneself."""
    encounters.withdraw_activity(actor(), activity_id)
    following.keep_up()
    tell("Taken back: it counts and shows no longer.")
    return redirect(next_page(request.values.get("next")))


def _log(contact_id: str, form: LogForm) -> Logged:
    encounter = form.encounter(actor(), [contact_id])
    return encounters.log_activity(actor(), encounter, key=form.key.data)
