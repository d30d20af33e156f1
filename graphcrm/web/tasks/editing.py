"""Giving somebody a task, and changing one, by form."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Ownership, Permission
from graphcrm.members.reads import users
from graphcrm.tasks import commands
from graphcrm.tasks.reads import get_task
from graphcrm.web.session import actor, next_page
from graphcrm.web.tasks.forms import TaskForm
from graphcrm.web.tasks.room import answer, bp


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Give somebody a task, about what `about` names."""
    access.require(actor(), Permission.CREATE)
    form = TaskForm(data={"owner_id": actor().user_id, "title": request.args.get("title", "")})
    saved = form.carry_out(lambda: commands.add_task(actor(), form.draft(), key=form.key.data))
    if saved:
        return answer(saved, f"{saved.title}: the task is given.")
    form.offer(users(actor()))
    back = next_page(request.values.get("back") or url_for("tasks.index"))
    about = [one for one in request.values.getlist("about") if one]
    page = render_template("tasks/edit.html", form=form, task=None, back=back, about=about)
    return page, form.status


@bp.route("/<task_id>/edit", methods=["GET", "POST"])
def edit(task_id: str) -> ResponseReturnValue:
    """Change what a task says."""
    task = get_task(actor(), task_id)
    access.require(actor(), Permission.EDIT, Ownership(task.owner_id, task.team_id))
    form = TaskForm(
        data={
            "title": task.title,
            "due_on": str(task.due_on or ""),
            "owner_id": task.owner_id or "",
            "why": task.why or "",
        }
    )
    seen = request.form.get("version")
    saved = form.carry_out(lambda: commands.edit_task(actor(), task_id, form.draft(), seen=seen))
    if saved:
        return answer(saved, "Saved." if saved.activity_id else "Nothing was different.")
    form.offer(users(actor()))
    back = next_page(request.values.get("back") or url_for("tasks.index"))
    page = render_template("tasks/edit.html", form=form, task=task, back=back, about=[])
    return page, form.status
