"""One's own tasks."""

from flask import render_template
from flask.typing import ResponseReturnValue

from graphcrm.access import rules as access
from graphcrm.access.records import Permission
from graphcrm.tasks.reads import agenda
from graphcrm.web import formats
from graphcrm.web.session import actor
from graphcrm.web.tasks.room import bp


@bp.get("")
def index() -> ResponseReturnValue:
    """Show what is overdue, what is due today and later, and what was done last."""
    return render_template(
        "tasks/index.html",
        agenda=agenda(actor(), formats.today()),
        may_add=access.is_allowed(actor(), Permission.CREATE),
    )
