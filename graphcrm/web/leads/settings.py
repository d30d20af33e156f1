"""Setting up the forms of web sites: what to paste there, and what they have brought."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Permission
from graphcrm.members.reads import users
from graphcrm.pipeline.leads import commands, reads
from graphcrm.pipeline.reads import process
from graphcrm.web.leads.forms import LeadFormForm
from graphcrm.web.leads.intake import TRAP
from graphcrm.web.leads.limits import TRAPPED_FOR_S, Limits
from graphcrm.web.leads.room import bp
from graphcrm.web.receiving import config
from graphcrm.web.session import actor
from graphcrm.web.shell import tell


@bp.route("/forms", methods=["GET", "POST"])
def forms() -> ResponseReturnValue:
    """List the forms, and set up another."""
    access.require(actor(), Permission.ADMINISTER)
    form = LeadFormForm()
    if form.carry_out(lambda: commands.create_form(actor(), form.wanted(), key=form.key.data)):
        tell(f"{form.name.data} takes leads now; paste its HTML into your web site.")
        return redirect(url_for("leads.forms"))
    found = process(actor())
    form.offer(found, [one for one in users(actor()) if one.works])
    lines = reads.forms(actor())
    counts = Limits(config()).trapped([one.key for one in lines])
    page = render_template(
        "leads/forms.html",
        form=form,
        lines=lines,
        trapped={one.key: count for one, count in zip(lines, counts, strict=True)},
        trapped_days=TRAPPED_FOR_S // 86_400,
        trap=TRAP,
        sources={one.key: one.name for one in found.sources},
    )
    return page, form.status


@bp.post("/forms/<form_id>/retire")
def retire(form_id: str) -> ResponseReturnValue:
    """Let a form take nothing more."""
    tell(f"{commands.retire_form(actor(), form_id)} takes no more leads.")
    return redirect(url_for("leads.forms"))
