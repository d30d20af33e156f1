"""The room of leads: the queue of those that are nobody's, and the forms that bring them."""

from graphcrm.web.leads import intake, queue, settings
from graphcrm.web.leads.room import bp


__all__ = ["bp", "intake", "queue", "settings"]
