"""Which accounts we already touch, through whom, as a ranked list."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from graphcrm.influence.accounts_reached import Wanted, accounts_reached
from graphcrm.web.accounts.room import bp
from graphcrm.web.session import actor


@bp.get("/reach")
def reach() -> ResponseReturnValue:
    """Show the accounts that we reach best, the best first."""
    wanted = Wanted(
        text=request.args.get("q", ""),
        with_deal="deal" in request.args,
        unowned="unowned" in request.args,
    )
    found = accounts_reached(actor(), wanted)
    return render_template("accounts/reach.html", found=found, wanted=wanted)
