"""Looking at a buying group: its page, who could be in it, and the groups of other deals."""

from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue

from graphcrm.buying.proposals import seats_elsewhere
from graphcrm.pipeline.groups import get_group_page, proposed
from graphcrm.web.groups.room import bp
from graphcrm.web.groups.shown import words_for
from graphcrm.web.session import actor


@bp.get("")
def page(opportunity_id: str) -> ResponseReturnValue:
    """Show the buying group of a deal."""
    found = get_group_page(actor(), opportunity_id)
    return render_template("groups/page.html", **words_for(found))


@bp.get("/list")
def part(opportunity_id: str) -> ResponseReturnValue:
    """Show what of the page changes when somebody changes the group."""
    found = get_group_page(actor(), opportunity_id)
    return render_template("groups/_group.html", **words_for(found))


@bp.get("/proposals")
def proposals(opportunity_id: str) -> ResponseReturnValue:
    """Show who could have a seat, and why."""
    found = get_group_page(actor(), opportunity_id)
    return render_template(
        "groups/proposals.html", proposals=proposed(actor(), opportunity_id), **words_for(found)
    )


@bp.get("/proposed")
def proposed_part(opportunity_id: str) -> ResponseReturnValue:
    """Show the same below the group."""
    found = get_group_page(actor(), opportunity_id)
    return render_template(
        "groups/_proposals.html", proposals=proposed(actor(), opportunity_id), **words_for(found)
    )


@bp.get("/copy")
def copying(opportunity_id: str) -> ResponseReturnValue:
    """Show the groups of other deals of the same accounts, seat by seat."""
    found = get_group_page(actor(), opportunity_id)
    others = seats_elsewhere(actor(), opportunity_id, found.layout.process.roles)
    deals = [list(some) for _, some in groupby(others, key=lambda one: one.opportunity_id)]
    return render_template("groups/copy.html", deals=deals, **words_for(found))
