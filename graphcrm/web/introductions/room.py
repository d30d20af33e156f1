"""The blueprint that the views of introductions hang on, and what they share."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.introductions.records import Saved
from graphcrm.web.session import next_page
from graphcrm.web.shell import tell, undo_of


bp = Blueprint("introductions", __name__, url_prefix="/introductions")


def answer(saved: Saved, told: str) -> ResponseReturnValue:
    """Tell what was done with an introduction, or that it was so already, and lead to it."""
    page = url_for("introductions.index", _anchor=saved.introduction_id)
    if saved.activity_id is None:
        tell("That was said already; nothing was changed.")
    else:
        tell(told, undo_of(saved.activity_id))
    return redirect(next_page(request.form.get("back") or page))
