"""Ticking a task, opening it again, and taking it away."""

from flask import request
from flask.typing import ResponseReturnValue

from graphcrm.tasks import commands
from graphcrm.web.session import actor
from graphcrm.web.tasks.room import answer, bp


@bp.post("/<task_id>/tick")
def tick(task_id: str) -> ResponseReturnValue:
    """Say that a task is done, or that it is open again."""
    is_done = bool(request.form.get("done"))
    saved = commands.tick_task(actor(), task_id, done=is_done)
    return answer(saved, f"{saved.title}: {'done' if is_done else 'open again'}.")


@bp.post("/<task_id>/remove")
def remove(task_id: str) -> ResponseReturnValue:
    """Take a task away; what is told offers to take that back."""
    saved = commands.remove_task(actor(), task_id)
    return answer(saved, f"{saved.title} is removed.", gone=True)
