"""Looking at contacts: the list, one contact, what happened, who may be the same."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Ownership, Permission
from graphcrm.directory import duplicates, reads, timeline
from graphcrm.directory.records import ContactPage, Duplicate
from graphcrm.relationships.acquaintances import circle_of
from graphcrm.web import timelines
from graphcrm.web.contacts.careers import career_of
from graphcrm.web.contacts.forms import TieForm
from graphcrm.web.contacts.room import bp
from graphcrm.web.encounters import LogForm
from graphcrm.web.session import actor


STRONGEST = 8


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the contacts, a page at a time; the next page is a fragment where script runs."""
    text = request.args.get("q", "")
    found = reads.contacts(actor(), text, after=request.args.get("after") or None)
    part = "_rows" if request.headers.get("HX-Request") else "index"
    return render_template(f"contacts/{part}.html", found=found, text=text)


@bp.get("/<contact_id>")
def page(contact_id: str) -> ResponseReturnValue:
    """Show a contact: facts, ties, jobs, addresses and what happened."""
    asked, contact = timelines.asked(), reads.get_contact(actor(), contact_id)
    circle = circle_of(actor(), contact_id)
    return render_template(
        "contacts/page.html",
        contact=contact,
        circle=circle,
        ours=[one for one in circle.known if one.is_ours],
        others=[one for one in circle.known if not one.is_ours],
        strongest=STRONGEST,
        career=career_of(contact.jobs),
        **_timeline(contact_id, asked),
        may=permissions(contact),
        log=LogForm(formdata=None),
        tie=TieForm(formdata=None),
    )


@bp.get("/<contact_id>/timeline")
def happened(contact_id: str) -> ResponseReturnValue:
    """Show more of what happened, as a fragment."""
    contact, asked = reads.get_contact(actor(), contact_id), timelines.asked()
    told = _timeline(contact_id, asked)
    return render_template("contacts/_happened.html", contact=contact, **told)


@bp.get("/<contact_id>/likely")
def likely(contact_id: str) -> ResponseReturnValue:
    """Show who may be the same person: a fragment, or a page where script does not run."""
    contact = reads.get_contact(actor(), contact_id)
    part = "_likely" if request.headers.get("HX-Request") else "likely"
    return render_template(f"contacts/{part}.html", contact=contact, found=likely_of(contact))


def likely_of(contact: ContactPage) -> list[Duplicate]:
    """Return the contacts who may be this one."""
    typed = [handle.value for handle in contact.handles]
    found = duplicates.possible_duplicates(actor(), contact.name, typed)
    return [one for one in found if one.uid != contact.contact_id]


def permitted(contact_id: str, permission: Permission) -> ContactPage:
    """Return a contact that the reader may do this to, asked before a form is shown.

    Raises:
        NotFoundError: There is none, or the reader may not see it.
        NotPermittedError: They may see it, not do this.
    """
    contact, me = reads.get_contact(actor(), contact_id), actor()
    record = {
        Permission.CREATE: Ownership(me.user_id, me.team_id),
        Permission.DECLARE: None,
    }.get(permission, Ownership(contact.owner_id, contact.team_id))
    access.require(me, permission, record)
    return contact


def permissions(contact: ContactPage) -> dict[str, bool]:
    """Return which of the page's actions the reader may use."""
    me, record = actor(), Ownership(contact.owner_id, contact.team_id)
    mine = Ownership(me.user_id, me.team_id)
    return {
        "edit": access.is_allowed(me, Permission.EDIT, record),
        "remove": access.is_allowed(me, Permission.REMOVE, record) and not contact.user_id,
        "log": access.is_allowed(me, Permission.CREATE, mine),
        "declare": access.is_allowed(me, Permission.DECLARE),
    }


def _timeline(contact_id: str, asked: timelines.Asked) -> dict[str, object]:
    """Return what the templates of timelines take."""
    found = timeline.contact_timeline(
        actor(), contact_id, kinds=asked.kinds, before=asked.before, limit=timelines.PAGE
    )
    months = timelines.by_month(found.entries)
    return {"happened": found, "months": months, "asked": asked, "kinds": timelines.KINDS}
