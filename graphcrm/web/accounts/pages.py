"""Looking at accounts: the list, one account, what happened, and choosing one while typing."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Ownership, Permission
from graphcrm.directory import reads, search, timeline
from graphcrm.directory.records import AccountPage, PersonLine, Subject
from graphcrm.money import Money
from graphcrm.pipeline.opportunities.rollups import deals_of_account
from graphcrm.relationships.acquaintances import Acquaintance, acquaintances
from graphcrm.web import timelines
from graphcrm.web.accounts.room import bp
from graphcrm.web.session import actor


OPTIONS = 8
CANDIDATES = 100
SHOWN = 15


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the accounts, a page at a time; the next page is a fragment where script runs."""
    text = request.args.get("q", "")
    found = reads.accounts(actor(), text, after=request.args.get("after") or None)
    part = "_rows" if request.headers.get("HX-Request") else "index"
    return render_template(f"accounts/{part}.html", found=found, text=text)


@bp.get("/options")
def options() -> ResponseReturnValue:
    """Answer a type-ahead that chooses an account."""
    text = request.args.get("q", "")
    hits = search.find(actor(), text, limit=CANDIDATES) if text.strip() else []
    found = [hit for hit in hits if hit.subject is Subject.ACCOUNT][:OPTIONS]
    return render_template("search/_options.html", text=text, hits=found)


@bp.get("/<account_id>")
def page(account_id: str) -> ResponseReturnValue:
    """Show an account: facts, people with their best ties to us, and what happened."""
    asked, account = timelines.asked(), reads.get_account(actor(), account_id)
    ties = ties_with_us(account)
    best = {one.of_id: one for one in reversed(ties)}
    touched = sorted((one.last_at, one.of_id) for one in ties if one.last_at)
    people = sorted(account.people, key=lambda one: _rank(one, best))
    return render_template(
        "accounts/page.html",
        account=account,
        people=people if request.args.get("people") == "all" else people[:SHOWN],
        best=best,
        touched={of_id: at for at, of_id in touched},
        revenue=revenue_of(account),
        deals=deals_of_account(actor(), account_id),
        **_timeline(account_id, asked),
        may=permissions(account),
    )


@bp.get("/<account_id>/timeline")
def happened(account_id: str) -> ResponseReturnValue:
    """Show more of what happened, as a fragment."""
    account, asked = reads.get_account(actor(), account_id), timelines.asked()
    told = _timeline(account_id, asked)
    return render_template("accounts/_happened.html", account=account, **told)


def ties_with_us(account: AccountPage) -> list[Acquaintance]:
    """Return the ties of an account's people with any of us, the strongest first."""
    people = [person.contact_id for person in account.people]
    return acquaintances(actor(), people, ours_only=True)


def revenue_of(account: AccountPage) -> Money | None:
    """Return what an account turns over a year; None = nobody said."""
    if account.revenue_minor is None or account.currency is None:
        return None
    return Money(account.revenue_minor, account.currency)


def editable(account_id: str) -> AccountPage:
    """Return an account that the reader may edit, asked before a form is shown.

    Raises:
        NotFoundError: There is none, or the reader may not see it.
        NotPermittedError: They may see it, not edit it.
    """
    account = reads.get_account(actor(), account_id)
    access.require(actor(), Permission.EDIT, Ownership(account.owner_id, account.team_id))
    return account


def permissions(account: AccountPage) -> dict[str, bool]:
    """Return which of the page's actions the reader may use."""
    me, record = actor(), Ownership(account.owner_id, account.team_id)
    return {
        "edit": access.is_allowed(me, Permission.EDIT, record),
        "remove": access.is_allowed(me, Permission.REMOVE, record) and not account.home,
    }


def _rank(person: PersonLine, best: dict[str, Acquaintance]) -> tuple[bool, float]:
    """Return what people are ordered by: who is there still, then how well we know them."""
    tie = best.get(person.contact_id)
    return (person.is_former, -tie.probability if tie else 0.0)


def _timeline(account_id: str, asked: timelines.Asked) -> dict[str, object]:
    """Return what the templates of timelines take."""
    found = timeline.account_timeline(
        actor(), account_id, kinds=asked.kinds, before=asked.before, limit=timelines.PAGE
    )
    months = timelines.by_month(found.entries)
    return {"happened": found, "months": months, "asked": asked, "kinds": timelines.KINDS}
