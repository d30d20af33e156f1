"""Looking at a deal: where it stands, its facts, and the ways it may go."""

from flask import render_template
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Ownership, Permission
from graphcrm.pipeline import effects
from graphcrm.pipeline.criteria.approvals import approvals_of
from graphcrm.pipeline.criteria.reads import Deal, checklist
from graphcrm.pipeline.needs import needed_in, vacancies
from graphcrm.pipeline.opportunities.history import history
from graphcrm.pipeline.opportunities.reads import OpportunityPage, get_opportunity
from graphcrm.tasks.reads import tasks_about
from graphcrm.web.deals.acting import action_on, group_of, seats_of
from graphcrm.web.deals.around import around, attendees, ownership
from graphcrm.web.deals.forms import LinkForm, LogDealForm
from graphcrm.web.deals.room import bp
from graphcrm.web.session import actor


@bp.get("/<opportunity_id>")
def page(opportunity_id: str) -> ResponseReturnValue:
    """Show a deal."""
    deal = get_opportunity(actor(), opportunity_id)
    asked = approvals_of(actor(), [opportunity_id]).get(opportunity_id, [])
    process = deal.layout.process
    group = group_of(deal)
    seated = seats_of(group, process.roles)
    checked = checklist(actor(), deal.layout, Deal(deal.values, deal.place.stage_id))
    needs = needed_in(deal.place.pipeline, deal.place.stage.key)
    return render_template(
        "deals/page.html",
        deal=deal,
        stages=deal.layout.of_pipeline(deal.place.pipeline_id),
        ahead=deal.layout.ahead(deal.place),
        kinds={one.key: one.name for one in process.kinds},
        sources={one.key: one.name for one in process.sources},
        reasons={one.key: one.name for one in process.loss_reasons},
        checked=checked,
        action=action_on(deal, group, checked),
        approvals=[one for one in asked if one.from_id == deal.place.stage_id],
        steps=history(actor(), deal),
        seats=seated,
        vacancies=vacancies(needs, process.roles, [one.role.key for one in seated]),
        roles=process.roles,
        tasks=tasks_about(actor(), opportunity_id),
        assignees=_assignees(deal),
        set_off=effects.told_on_way(deal.place, deal.layout.ahead(deal.place)),
        may=permissions(deal),
        log=LogDealForm(formdata=None),
        offered=attendees(seated),
        link=LinkForm(formdata=None),
        **around(opportunity_id),
    )


def _assignees(deal: OpportunityPage) -> list[tuple[str, str]]:
    """Return for whom a task about a deal is likely to be: the reader, and whose deal it is."""
    owner_id = deal.values.get("owner_id")
    mine = [(actor().user_id, "Me")]
    return mine if owner_id in (None, actor().user_id) else [*mine, (owner_id, deal.owner or "")]


def permissions(deal: OpportunityPage) -> dict[str, bool]:
    """Return which of the page's actions the reader may use."""
    owned, me = ownership(deal), actor()
    return {
        "task": access.is_allowed(actor(), Permission.CREATE),
        "log": access.is_allowed(me, Permission.CREATE, Ownership(me.user_id, me.team_id)),
        "edit": access.is_allowed(actor(), Permission.EDIT, owned),
        "override": access.is_allowed(actor(), Permission.OVERRIDE, owned),
        "remove": access.is_allowed(actor(), Permission.REMOVE, owned),
    }
