"""Beginning, editing and removing deals by form."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Ownership, Permission
from graphcrm.members.reads import users
from graphcrm.pipeline.fields import FIELDS, text_of
from graphcrm.pipeline.opportunities import commands
from graphcrm.pipeline.opportunities.reads import OpportunityPage, get_opportunity
from graphcrm.pipeline.opportunities.records import (
    Accounts,
    Done,
    Edit,
    NewOpportunity,
    Owner,
)
from graphcrm.pipeline.reads import layout
from graphcrm.pipeline.records import StageType
from graphcrm.pipeline.teams import offered
from graphcrm.web.deals.forms import DealForm
from graphcrm.web.deals.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Begin a deal."""
    access.require(actor(), Permission.CREATE)
    form = DealForm(data={"name": request.args.get("name", ""), "owner_id": actor().user_id})
    done = form.carry_out(lambda: _open(form))
    if done is None:
        found = layout(actor())
        form.offer(found.process, users(actor()))
        wanted = request.args.get("pipeline")
        ours = offered(actor(), found.process)
        places = [
            one
            for one in found.places.values()
            if one.stage.type is StageType.OPEN and one.pipeline.key in ours
        ]
        places = [one for one in places if one.pipeline_id == wanted] or places
        form.stage.choices = [(one.stage_id, one.stage.name) for one in places]
        return render_template("deals/edit.html", form=form, deal=None, seen={}), form.status
    tell(f"{form.name.data} is on the board.", undo_of(done.activity_id))
    return redirect(url_for("deals.page", opportunity_id=done.opportunity_ids[0]))


@bp.route("/<opportunity_id>/edit", methods=["GET", "POST"])
def edit(opportunity_id: str) -> ResponseReturnValue:
    """Edit a deal; only what was changed in the form is changed in the deal."""
    deal = get_opportunity(actor(), opportunity_id)
    owned = Ownership(deal.values.get("owner_id"), deal.values.get("team_id"))
    access.require(actor(), Permission.EDIT, owned)
    texts = {key: text_of(key, deal.values) for key in FIELDS}
    account = deal.account
    told = {
        "account": account["name"] if account else "",
        "account_id": account["account_id"] if account else "",
        "owner_id": deal.values.get("owner_id") or "",
    }
    form = DealForm(data=texts | told)
    done = form.carry_out(lambda: _edit(form, deal))
    if done is None:
        form.offer(deal.layout.process, users(actor()))
        return render_template("deals/edit.html", form=form, deal=deal, seen=texts), form.status
    page = url_for("deals.page", opportunity_id=opportunity_id)
    sentence = "Saved." if done.activity_id else "Nothing was different."
    tell(sentence, undo_of(done.activity_id, page))
    return redirect(page)


@bp.post("/<opportunity_id>/remove")
def remove(opportunity_id: str) -> ResponseReturnValue:
    """Remove a deal; the next page offers to take that back."""
    done = commands.remove_opportunities(actor(), [opportunity_id])
    for one in done.refused:
        raise one.error
    tell(f"{done.names[0]} is removed.", undo_of(done.activity_id))
    return redirect(url_for("deals.index"))


def _open(form: DealForm) -> Done:
    new = NewOpportunity(
        {key: text for key, text in form.fields().items() if text or FIELDS[key].required},
        Accounts(form.chosen_account(actor())),
        stage_id=form.stage.data or None,
        owner_id=form.owner_id.data or None,
        seats=form.seats(actor()),
    )
    return commands.open_opportunity(actor(), new, key=form.key.data)


def _edit(form: DealForm, deal: OpportunityPage) -> Done:
    """Change what differs; further accounts, which the form does not show, stay."""
    further = tuple(one["account_id"] for one in deal.accounts if not one["primary"])
    edit = Edit(
        form.changed(),
        form.seen(),
        Accounts(form.chosen_account(actor()), further),
        Owner(form.owner_id.data or None),
    )
    return commands.edit_opportunity(actor(), deal.opportunity_id, edit, key=form.key.data)
