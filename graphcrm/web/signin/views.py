"""The way in and out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.members import commands
from graphcrm.members.records import User
from graphcrm.web import session
from graphcrm.web.errors import TooOftenError
from graphcrm.web.marks import public
from graphcrm.web.receiving import config
from graphcrm.web.signin.attempts import Attempts
from graphcrm.web.signin.forms import SignInForm


bp = Blueprint("signin", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def page() -> ResponseReturnValue:
    """Show the form, or let somebody in and lead them where they wanted to go."""
    form = SignInForm()
    user = form.carry_out(lambda: _sign_in(*form.credentials()))
    if user is None:
        often = form.refusal if isinstance(form.refusal, TooOftenError) else None
        waits = {"Retry-After": str(often.wait_s)} if often else {}
        return render_template("signin/page.html", form=form), form.status, waits
    session.begin(user.user_id)
    return redirect(session.next_page(request.args.get("next")))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    session.end()
    return redirect(url_for("signin.page"))


def _sign_in(email: str, password: str) -> User:
    with Attempts(config()).counted(email, request.remote_addr or ""):
        return commands.sign_in(email, password)
