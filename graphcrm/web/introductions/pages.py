"""One's introductions, and whether one agrees to be asked."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.introductions.reads import desk
from graphcrm.members.consent import agree, agrees
from graphcrm.web.introductions.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell


AGREED = "You can be asked for introductions."
WITHDRAWN = "Nobody is led to you any more. What you were asked before, you can still answer."


@bp.get("")
def index() -> ResponseReturnValue:
    """Show what others ask of the reader, what they have asked for, and what came of it."""
    return render_template("introductions/index.html", desk=desk(actor()), agrees=agrees(actor()))


@bp.post("/consent")
def consent() -> ResponseReturnValue:
    """Agree to be asked, or withdraw that at once and everywhere."""
    is_agreed = bool(request.form.get("agrees"))
    agree(actor(), agrees=is_agreed)
    tell(AGREED if is_agreed else WITHDRAWN)
    return redirect(url_for("introductions.index"))
