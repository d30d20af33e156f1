"""What happened around a deal, more of it, and logging it; files that are linked from it."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Ownership, Permission
from graphcrm.buying.reads import seats
from graphcrm.buying.records import Seat
from graphcrm.directory.encounters import Logged
from graphcrm.pipeline.opportunities import links
from graphcrm.pipeline.opportunities.reads import OpportunityPage, get_opportunity
from graphcrm.pipeline.opportunities.timeline import (
    Around,
    DealTimeline,
    log_about_opportunity,
    opportunity_timeline,
)
from graphcrm.relationships import following
from graphcrm.web import timelines
from graphcrm.web.deals.forms import LinkForm, LogDealForm
from graphcrm.web.deals.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


KINDS = {key: told for key, told in timelines.KINDS.items() if key != "changes"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose contact can be shown; `here` = it is."""

    key: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody with a part in the deal who may have been there."""

    contact_id: str
    name: str
    title: str


@bp.get("/<opportunity_id>/timeline")
def happened(opportunity_id: str) -> ResponseReturnValue:
    """Show more of what happened, as a fragment."""
    told = around(opportunity_id)
    return render_template("deals/_happened.html", uid=opportunity_id, **told)


@bp.route("/<opportunity_id>/log", methods=["GET", "POST"])
def log(opportunity_id: str) -> ResponseReturnValue:
    """Log a call, a meeting or a note about a deal."""
    access.require(actor(), Permission.CREATE, Ownership(actor().user_id, actor().team_id))
    deal, form = get_opportunity(actor(), opportunity_id), LogDealForm()
    logged = None if form.has_grown() else form.carry_out(lambda: _log(opportunity_id, form))
    if logged is None:
        offered = attendees(seats(actor(), opportunity_id))
        return render_template("deals/log.html", deal=deal, form=form, offered=offered), form.status
    following.keep_up()
    page = url_for("deals.page", opportunity_id=opportunity_id)
    if logged.activity_id is None:
        tell("That was logged before.")
    else:
        undo = url_for("contacts.withdraw_entry", activity_id=logged.evidence_id, next=page)
        tell(f"The {form.kind.data} is logged.", undo)
    return redirect(page)


@bp.route("/<opportunity_id>/links", methods=["GET", "POST"])
def add_link(opportunity_id: str) -> ResponseReturnValue:
    """Link a file that lies elsewhere."""
    deal, form = get_opportunity(actor(), opportunity_id), LinkForm()
    access.require(actor(), Permission.EDIT, ownership(deal))
    done = form.carry_out(lambda: (_link(opportunity_id, form),))
    if done is None:
        return render_template("deals/link.html", deal=deal, form=form), form.status
    return _told(opportunity_id, done[0], "The file is linked.", "That was linked before.")


@bp.post("/<opportunity_id>/links/<link_id>")
def rename_link(opportunity_id: str, link_id: str) -> ResponseReturnValue:
    """Call a linked file something else."""
    title = request.form.get("title", "")
    renamed = links.rename_link(actor(), opportunity_id, link_id, title)
    return _told(opportunity_id, renamed, "Renamed.", "It is called that already.")


@bp.post("/<opportunity_id>/links/<link_id>/remove")
def remove_link(opportunity_id: str, link_id: str) -> ResponseReturnValue:
    """Link a file no longer; it stays where it lies."""
    removed = links.remove_link(actor(), opportunity_id, link_id)
    return _told(opportunity_id, removed, "No longer linked; the file stays where it lies.", "")


def around(opportunity_id: str) -> dict[str, object]:
    """Return what the templates of timelines take, as the request asks for it."""
    asked, people = timelines.asked(), request.args.get("people")
    kinds = KINDS.get(asked.shown, KINDS[timelines.EVERYTHING])[1]
    found = opportunity_timeline(
        actor(),
        opportunity_id,
        around=Around(people) if people in set(Around) else None,
        kinds=kinds,
        before=asked.before,
        limit=timelines.PAGE,
    )
    return {
        "happened": found.happened,
        "months": timelines.by_month(found.happened.entries),
        "asked": asked,
        "event_kinds": KINDS,
        "keep": f"&people={found.around}",
        "whom": _choices(found),
    }


def attendees(seated: list[Seat]) -> list[Attendee]:
    """Return those with a part in the deal whom the reader may see, each once."""
    found: dict[str, Attendee] = {}
    for one in seated:
        if one.contact_id and one.name:
            found.setdefault(one.contact_id, Attendee(one.contact_id, one.name, one.role.name))
    return list(found.values())


def ownership(deal: OpportunityPage) -> Ownership:
    """Return whose a deal is."""
    return Ownership(deal.values.get("owner_id"), deal.values.get("team_id"))


def _choices(found: DealTimeline) -> list[Choice]:
    labels = {
        Around.SEATS: f"People with a part ({found.seated_count})",
        Around.ACCOUNTS: f"And everybody at its accounts ({found.employed_count})",
    }
    return [Choice(key.value, label, key is found.around) for key, label in labels.items()]


def _log(opportunity_id: str, form: LogDealForm) -> Logged:
    encounter = form.encounter(actor(), form.ticked())
    return log_about_opportunity(actor(), opportunity_id, encounter, key=form.key.data)


def _link(opportunity_id: str, form: LinkForm) -> str | None:
    return links.add_link(actor(), opportunity_id, form.draft(), key=form.key.data)


def _told(
    opportunity_id: str, activity_id: str | None, done: str, done_before: str
) -> ResponseReturnValue:
    page = url_for("deals.page", opportunity_id=opportunity_id)
    tell(done if activity_id else done_before, undo_of(activity_id, page))
    return redirect(page)
