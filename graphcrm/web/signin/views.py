"""The way in and out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.members import commands
from graphcrm.web import session
from graphcrm.web.marks import public
from graphcrm.web.signin.forms import SignInForm


bp = Blueprint("signin", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def page() -> ResponseReturnValue:
    """Show the form, or let somebody in and lead them where they wanted to go."""
    form = SignInForm()
    user = form.carry_out(lambda: commands.sign_in(*form.credentials()))
    if user is None:
        return render_template("signin/page.html", form=form), form.status
    session.begin(user.user_id)
    return redirect(session.next_page(request.args.get("next")))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    session.end()
    return redirect(url_for("signin.page"))
