"""How often somebody may be asked for introductions, and what those that are over have taught."""

from dataclasses import asdict

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField
from wtforms.validators import InputRequired

from graphcrm.influence.calibration import LEAST_OUTCOMES
from graphcrm.introductions.learning import learned
from graphcrm.introductions.policies import policy, set_policy
from graphcrm.introductions.records import Policy
from graphcrm.web.forms import Form
from graphcrm.web.session import actor
from graphcrm.web.settings.reliability import draw
from graphcrm.web.settings.room import bp
from graphcrm.web.shell import tell


NEEDED = [InputRequired("Say a whole number.")]


class PolicyForm(Form):
    """How often one person may be asked, and when who has to act is reminded."""

    open_most = IntegerField("Requests that may wait for one person", NEEDED)
    month_most = IntegerField("Requests to one person within 30 days", NEEDED)
    remind_days = IntegerField("Days until a reminder", NEEDED)

    def policy(self) -> Policy:
        """Return what the form says."""
        return Policy(
            self.open_most.data or 0, self.month_most.data or 0, self.remind_days.data or 0
        )


@bp.route("/introductions", methods=["GET", "POST"])
def introductions() -> ResponseReturnValue:
    """Set how often somebody may be asked; show how far chances held."""
    form = PolicyForm(data=asdict(policy()))
    if form.carry_out(lambda: (set_policy(actor(), form.policy()),)):
        tell("Saved.")
        return redirect(url_for("settings.introductions"))
    told = learned(actor())
    reliability = told.calibration.reliability
    plot = draw(reliability) if reliability else None
    page = render_template(
        "settings/introductions.html", form=form, told=told, plot=plot, least=LEAST_OUTCOMES
    )
    return page, form.status
