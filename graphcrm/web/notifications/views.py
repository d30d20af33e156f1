"""What one was told: listed, opened, and counted beside the bell."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.notifications import commands, reads
from graphcrm.notifications.records import Notification
from graphcrm.notifications.wording import sentence
from graphcrm.web.notifications.room import bp
from graphcrm.web.session import actor, unread_count
from graphcrm.web.shell import tell


SEPARATOR = "~"


@bp.get("")
def index() -> ResponseReturnValue:
    """Show what one was told, the newest first."""
    page = reads.notifications(actor(), before=_cursor(request.args.get("before", "")))
    before = SEPARATOR.join((page.before[0].isoformat(), page.before[1])) if page.before else None
    return render_template(
        "notifications/index.html",
        told=[(one, sentence(one)) for one in page.notifications],
        unread=page.unread_count,
        older=before and url_for("notifications.index", before=before),
        newest=url_for("notifications.index") if request.args.get("before") else None,
    )


@bp.get("/bell")
def bell() -> ResponseReturnValue:
    """Show how much is unread by now."""
    return render_template("notifications/_bell.html", unread_count=unread_count())


@bp.post("/<notification_id>")
def open_one(notification_id: str) -> ResponseReturnValue:
    """Note that one was read, and lead to what it is about."""
    told = reads.get_notification(actor(), notification_id)
    commands.mark_read(actor(), [notification_id])
    return redirect(_place(told))


@bp.post("/read")
def read_all() -> ResponseReturnValue:
    """Note that everything was read."""
    count = commands.mark_all_read(actor())
    tell(f"{count} marked as read." if count else "Nothing was unread.")
    return redirect(url_for("notifications.index"))


def _place(told: Notification) -> str:
    """Return the address of what a notification is about."""
    if told.about == "Opportunity":
        return url_for("deals.page", opportunity_id=told.about_id)
    if told.about == "Task":
        return url_for("tasks.edit", task_id=told.about_id)
    if told.about == "Introduction":
        return url_for("introductions.index", _anchor=told.about_id)
    return url_for("notifications.index" if told.is_hidden else "deals.index")


def _cursor(text: str) -> tuple[datetime, str] | None:
    """Return where a page begins; a cursor that nobody gave out begins at the newest."""
    at, _, uid = text.partition(SEPARATOR)
    try:
        return datetime.fromisoformat(at), uid
    except ValueError:
        return None
