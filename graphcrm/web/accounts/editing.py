"""Making, editing and removing accounts by form."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Permission
from graphcrm.directory import commands, duplicates, reads
from graphcrm.directory.drafts import AccountDraft, Saved
from graphcrm.directory.records import AccountPage, Duplicate, Likeness
from graphcrm.directory.rules import StaleError
from graphcrm.errors import ConflictError
from graphcrm.web.accounts.forms import AccountForm
from graphcrm.web.accounts.pages import editable
from graphcrm.web.accounts.room import bp
from graphcrm.web.amounts import plain
from graphcrm.web.comparing import Difference, differences
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


ALARMING = (Likeness.ADDRESS, Likeness.NAME)
LABELS = {
    "name": "Name",
    "domains": "Domains",
    "industry": "Industry",
    "employee_count": "People",
    "revenue": "Revenue",
    "location": "Location",
    "parent": "Part of",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An account's facts as a reader sees them."""

    name: str
    domains: tuple[str, ...]
    industry: str | None
    employee_count: int | None
    revenue: str
    location: str | None
    parent: str | None


class MaybeKnownError(ConflictError):
    """What is to be made may be there already; saying so again makes it all the same."""

    code = "maybe-known"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} may be here already. Nothing was saved yet.")


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Make an account."""
    access.require(actor(), Permission.CREATE)
    form = AccountForm(data={"name": request.args.get("name", "")})
    saved = None if form.has_grown() else form.carry_out(lambda: _make(form))
    if saved is None:
        found = _found(form) if form.is_submitted() else []
        context = {"form": form, "found": found, "account": None, "meanwhile": ()}
        return render_template("accounts/edit.html", **context), form.status
    told = f"{form.name.data} is saved." if saved.activity_id else "That was saved before."
    tell(told, undo_of(saved.activity_id))
    return redirect(url_for("accounts.page", account_id=saved.uid))


@bp.get("/likeness")
def likeness() -> ResponseReturnValue:
    """Show who may be what is being typed, as a fragment; `except` is the one being edited."""
    form = AccountForm(formdata=request.args)
    found = [one for one in _found(form) if one.uid != request.args.get("except")]
    return render_template("accounts/_likeness.html", found=found)


@bp.route("/<account_id>/edit", methods=["GET", "POST"])
def edit(account_id: str) -> ResponseReturnValue:
    """Edit an account; what somebody else saved meanwhile is shown before it is overwritten."""
    account = editable(account_id)
    parent = account.parent.name if account.parent else None
    form = AccountForm.of(account.draft, account.version, parent)
    saved = None if form.has_grown() else form.carry_out(lambda: _edit(account_id, form))
    if saved is None:
        meanwhile = _meanwhile(form, account)
        context = {"form": form, "found": [], "account": account, "meanwhile": meanwhile}
        return render_template("accounts/edit.html", **context), form.status
    tell("Saved." if saved.activity_id else "Nothing was different.", undo_of(saved.activity_id))
    return redirect(url_for("accounts.page", account_id=account_id))


@bp.post("/<account_id>/remove")
def remove(account_id: str) -> ResponseReturnValue:
    """Remove an account; the next page offers to take that back."""
    account = reads.get_account(actor(), account_id)
    removed = commands.remove_account(actor(), account_id)
    tell(f"{account.name} is removed.", undo_of(removed.activity_id))
    return redirect(url_for("accounts.index"))


def _make(form: AccountForm) -> Saved:
    draft = form.draft(actor())
    if not form.sure.data and any(one.reason in ALARMING for one in _found(form)):
        form.sure.data = "1"
        raise MaybeKnownError(draft.name)
    return commands.create_account(actor(), draft, key=form.key.data)


def _edit(account_id: str, form: AccountForm) -> Saved:
    draft = form.draft(actor())
    return commands.edit_account(actor(), account_id, draft, version=form.version.data or "")


def _found(form: AccountForm) -> list[Duplicate]:
    return duplicates.possible_account_duplicates(actor(), form.name.data or "", form.typed())


def _meanwhile(form: AccountForm, account: AccountPage) -> tuple[Difference, ...]:
    """Return what a stale form differs in, and let the next press of Save mean it."""
    if not isinstance(form.refusal, StaleError):
        return ()
    form.version.data = account.version
    parent = account.parent.name if account.parent else None
    saved = _told(account.draft, parent)
    return differences(LABELS, saved, _told(form.draft(actor()), form.parent.data or None))


def _told(draft: AccountDraft, parent: str | None) -> Told:
    amount = plain(draft.revenue_minor, draft.currency)
    return Told(
        draft.name,
        draft.domains,
        draft.industry,
        draft.employee_count,
        f"{draft.currency} {amount}" if amount else "",
        draft.location,
        parent,
    )
