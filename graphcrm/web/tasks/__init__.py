"""The room of tasks: one's own by the day they press, and the forms that every record shows."""

from graphcrm.web.tasks import editing, pages, ticking
from graphcrm.web.tasks.room import bp


__all__ = ["bp", "editing", "pages", "ticking"]
