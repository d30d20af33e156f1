"""A tie of a contact: the facts behind its number; declaring, contesting and withdrawing it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.access.records import Permission
from graphcrm.directory import reads
from graphcrm.relationships import declarations, following
from graphcrm.relationships.acquaintances import circle_of
from graphcrm.relationships.reads import strength_between
from graphcrm.web.contacts.forms import ContestForm, TieForm
from graphcrm.web.contacts.pages import permissions, permitted
from graphcrm.web.contacts.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell


@bp.get("/<contact_id>/ties")
def all_ties(contact_id: str) -> ResponseReturnValue:
    """Show whom a contact knows, as far as the reader may see them."""
    contact = reads.get_contact(actor(), contact_id)
    circle = circle_of(actor(), contact_id)
    return render_template("contacts/ties.html", contact=contact, circle=circle)


@bp.get("/<contact_id>/ties/<other_id>")
def tie(contact_id: str, other_id: str) -> ResponseReturnValue:
    """Show the facts behind a tie: a fragment, or a page where script does not run."""
    part = "_tie" if request.headers.get("HX-Request") else "tie"
    return _tie(part, contact_id, other_id, ContestForm(formdata=None))


@bp.route("/<contact_id>/ties/declare", methods=["GET", "POST"])
def declare(contact_id: str) -> ResponseReturnValue:
    """Declare that somebody, the reader unless another is named, knows a contact."""
    contact, form = permitted(contact_id, Permission.DECLARE), TieForm()
    made = form.carry_out(lambda: _declare(contact_id, form))
    if made is None:
        return render_template("contacts/declare.html", contact=contact, form=form), form.status
    following.keep_up()
    other_id, declaration_id = made
    undo = url_for(
        "contacts.withdraw",
        contact_id=contact_id,
        other_id=other_id,
        declaration_id=declaration_id,
    )
    tell("The tie is declared.", undo)
    return redirect(url_for("contacts.page", contact_id=contact_id))


@bp.post("/<contact_id>/ties/<other_id>/contest/<declaration_id>")
def contest(contact_id: str, other_id: str, declaration_id: str) -> ResponseReturnValue:
    """Contest a declared tie, with a reason that stays on show."""
    form = ContestForm()

    def carry_out() -> bool:
        declarations.contest_tie(actor(), declaration_id, form.reason.data or "")
        return True

    if form.carry_out(carry_out) is None:
        return _tie("tie", contact_id, other_id, form)
    following.keep_up()
    tell("The tie is contested: it counts no longer, and stays on show with your reason.")
    return redirect(url_for("contacts.tie", contact_id=contact_id, other_id=other_id))


@bp.post("/<contact_id>/ties/<other_id>/withdraw/<declaration_id>")
def withdraw(contact_id: str, other_id: str, declaration_id: str) -> ResponseReturnValue:
    """Take back a tie that one declared oneself."""
    declarations.withdraw_tie(actor(), declaration_id)
    following.keep_up()
    tell("The declared tie is taken back.")
    return redirect(url_for("contacts.tie", contact_id=contact_id, other_id=other_id))


def _declare(contact_id: str, form: TieForm) -> tuple[str, str]:
    """Declare the tie; return whom it is with, and the declaration's uid."""
    other_id = form.other(actor())
    return other_id, declarations.declare_tie(
        actor(), contact_id, other_id, form.level.data, expires_on=form.expires_on.data
    )


def _tie(part: str, contact_id: str, other_id: str, form: ContestForm) -> ResponseReturnValue:
    contact, other = (reads.get_contact(actor(), uid) for uid in (contact_id, other_id))
    shown = render_template(
        f"contacts/{part}.html",
        contact=contact,
        other=other,
        tie=strength_between(actor(), contact_id, other_id),
        declared=declarations.declarations(actor(), contact_id, other_id),
        may=permissions(contact),
        form=form,
    )
    return shown, form.status
