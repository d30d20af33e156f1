"""Making, editing and removing contacts by form."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Permission
from graphcrm.directory import commands, duplicates, reads
from graphcrm.directory.drafts import ContactDraft, Saved
from graphcrm.directory.records import Duplicate, Likeness
from graphcrm.directory.rules import StaleError
from graphcrm.errors import ConflictError
from graphcrm.web.comparing import Difference, differences
from graphcrm.web.contacts.forms import ContactForm
from graphcrm.web.contacts.pages import permitted
from graphcrm.web.contacts.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


ALARMING = (Likeness.ADDRESS, Likeness.NAME_AND_PLACE, Likeness.NAME)
LABELS = {
    "name": "Name",
    "title": "Title",
    "emails": "E-mail",
    "phones": "Phone",
    "profiles": "Profile",
    "kind": "What it is",
    "do_not_contact": "Do not contact",
    "jobs": "Jobs",
}


class MaybeKnownError(ConflictError):
    """What is to be made may be there already; saying so again makes it all the same."""

    code = "maybe-known"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} may be here already. Nothing was saved yet.")


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Make a contact."""
    access.require(actor(), Permission.CREATE)
    form = ContactForm(data={"name": request.args.get("name", "")})
    saved = None if form.has_grown() else form.carry_out(lambda: _make(form))
    if saved is None:
        found = _found(form) if form.is_submitted() else []
        context = {"form": form, "found": found, "contact": None, "meanwhile": ()}
        return render_template("contacts/edit.html", **context), form.status
    told = f"{form.name.data} is saved." if saved.activity_id else "That was saved before."
    tell(told, undo_of(saved.activity_id))
    return redirect(url_for("contacts.page", contact_id=saved.uid))


@bp.get("/likeness")
def likeness() -> ResponseReturnValue:
    """Show who may be what is being typed, as a fragment; `except` is the one being edited."""
    form = ContactForm(formdata=request.args)
    found = [one for one in _found(form) if one.uid != request.args.get("except")]
    return render_template("contacts/_likeness.html", found=found)


@bp.route("/<contact_id>/edit", methods=["GET", "POST"])
def edit(contact_id: str) -> ResponseReturnValue:
    """Edit a contact; what somebody else saved meanwhile is shown before it is overwritten."""
    contact = permitted(contact_id, Permission.EDIT)
    form = ContactForm.of(contact.draft, contact.version)
    saved = None if form.has_grown() else form.carry_out(lambda: _edit(contact_id, form))
    if saved is None:
        meanwhile = _meanwhile(form, contact.draft, contact.version)
        context = {"form": form, "found": [], "contact": contact, "meanwhile": meanwhile}
        return render_template("contacts/edit.html", **context), form.status
    tell("Saved." if saved.activity_id else "Nothing was different.", undo_of(saved.activity_id))
    return redirect(url_for("contacts.page", contact_id=contact_id))


@bp.post("/<contact_id>/remove")
def remove(contact_id: str) -> ResponseReturnValue:
    """Remove a contact; the next page offers to take that back."""
    contact = reads.get_contact(actor(), contact_id)
    removed = commands.remove_contact(actor(), contact_id)
    tell(f"{contact.name} is removed.", undo_of(removed.activity_id))
    return redirect(url_for("contacts.index"))


def _make(form: ContactForm) -> Saved:
    draft = form.draft(actor())
    if not form.sure.data and any(one.reason in ALARMING for one in _found(form)):
        form.sure.data = "1"
        raise MaybeKnownError(draft.name)
    return commands.create_contact(actor(), draft, key=form.key.data)


def _edit(contact_id: str, form: ContactForm) -> Saved:
    draft = form.draft(actor())
    return commands.edit_contact(actor(), contact_id, draft, version=form.version.data or "")


def _found(form: ContactForm) -> list[Duplicate]:
    return duplicates.possible_duplicates(actor(), form.name.data or "", form.typed())


def _meanwhile(form: ContactForm, now: ContactDraft, version: str) -> tuple[Difference, ...]:
    """Return what a stale form differs in, and let the next press of Save mean it."""
    if not isinstance(form.refusal, StaleError):
        return ()
    form.version.data = version
    mine = form.draft(actor())
    return differences(LABELS, _told(now), _told(mine))


def _told(draft: ContactDraft) -> ContactDraft:
    """Return a draft with nothing in it but what a reader sees."""
    jobs = [replace(job, account_id=None, job_id=None) for job in draft.jobs]
    return replace(draft, jobs=tuple(sorted(jobs, key=repr)))
