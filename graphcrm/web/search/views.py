"""The search box, as a list of options while typing and as a page."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from graphcrm.directory import search
from graphcrm.web.session import actor


OPTIONS = 8
ON_A_PAGE = 50

bp = Blueprint("search", __name__, url_prefix="/search")


@bp.get("")
def page() -> ResponseReturnValue:
    """Show what was found; the box works by this page where script does not run."""
    text = request.args.get("q", "")
    hits = search.find(actor(), text, limit=ON_A_PAGE) if text.strip() else []
    return render_template("search/page.html", text=text, hits=hits)


@bp.get("/options")
def options() -> ResponseReturnValue:
    """Answer a type-ahead; `of=contact` leaves accounts out."""
    text, find = request.args.get("q", ""), search.find
    if request.args.get("of") == "contact":
        find = search.find_contacts
    hits = find(actor(), text, limit=OPTIONS) if text.strip() else []
    return render_template("search/_options.html", text=text, hits=hits)
