"""Asking a colleague for an introduction: the form with a draft, in a dialog or as a page."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.introductions.commands import ask
from graphcrm.introductions.reads import propose
from graphcrm.web.introductions.forms import AskForm
from graphcrm.web.introductions.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Ask the colleague with whom `way` begins for an introduction to whom it ends with."""
    proposal = propose(actor(), request.values.getlist("way"))
    form = AskForm(data={"text": proposal.text})
    saved = form.carry_out(lambda: ask(actor(), form.request(), key=form.key.data))
    if saved:
        tell(f"{proposal.connector.name} is asked.", undo_of(saved.activity_id))
        return redirect(url_for("introductions.index", _anchor=saved.introduction_id))
    part = "_ask" if "HX-Request" in request.headers else "new"
    page = render_template(f"introductions/{part}.html", form=form, proposal=proposal)
    return page, form.status
