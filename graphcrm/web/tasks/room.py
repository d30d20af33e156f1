"""The blueprint that the views of tasks hang on, and what they share."""

from flask import Blueprint, get_template_attribute, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.tasks.reads import get_task
from graphcrm.tasks.records import Saved
from graphcrm.web.session import actor, next_page
from graphcrm.web.shell import tell, undo_of


bp = Blueprint("tasks", __name__, url_prefix="/tasks")


def answer(saved: Saved, told: str, *, gone: bool = False) -> ResponseReturnValue:
    """Answer what was done with a task: its row as it is now to script, else the page before.

    Args:
        saved: The task.
        told: What was done.
        gone: It is no more.
    """
    back, undo = request.form.get("back"), undo_of(saved.activity_id)
    if request.accept_mimetypes.best == "application/json":
        html = None if gone else _row(saved.task_id, back)
        return jsonify(told=told, undo=undo, html=html)
    tell(told, undo)
    return redirect(next_page(back or url_for("tasks.index")))


def _row(task_id: str, back: str | None) -> str:
    row = get_template_attribute("tasks/_rows.html", "row")
    return str(row(get_task(actor(), task_id), back or url_for("tasks.index")))
