"""Answering an introduction, changing its text, passing it on, and telling what came of it."""

from flask import request
from flask.typing import ResponseReturnValue

from graphcrm.introductions import commands
from graphcrm.web.introductions.forms import result_sent
from graphcrm.web.introductions.room import answer, bp
from graphcrm.web.session import actor


@bp.post("/<introduction_id>/accept")
def accept(introduction_id: str) -> ResponseReturnValue:
    """Agree to pass it on."""
    saved = commands.accept(actor(), introduction_id)
    return answer(saved, "You agreed. Pass it on, then say so here.")


@bp.post("/<introduction_id>/decline")
def decline(introduction_id: str) -> ResponseReturnValue:
    """Say that one cannot; the reason stays with the reader."""
    saved = commands.decline(actor(), introduction_id, request.form.get("because"))
    return answer(saved, "You declined. Nobody but you reads why.")


@bp.post("/<introduction_id>/text")
def text(introduction_id: str) -> ResponseReturnValue:
    """Change what is passed on."""
    saved = commands.edit_text(actor(), introduction_id, request.form.get("text", ""))
    return answer(saved, "The text is changed.")


@bp.post("/<introduction_id>/pass-on")
def pass_on(introduction_id: str) -> ResponseReturnValue:
    """Say that it is passed on."""
    return answer(commands.pass_on(actor(), introduction_id), "Noted: it is passed on.")


@bp.post("/<introduction_id>/outcome")
def outcome(introduction_id: str) -> ResponseReturnValue:
    """Tell what came of it."""
    stopped = request.form.get("stopped_at") or None
    saved = commands.tell_outcome(actor(), introduction_id, result_sent(), stopped_at_id=stopped)
    return answer(saved, "Noted. What came of it makes later figures better.")


@bp.post("/<introduction_id>/withdraw")
def withdraw(introduction_id: str) -> ResponseReturnValue:
    """Say that one needs it no more."""
    return answer(commands.withdraw(actor(), introduction_id), "The request is withdrawn.")
