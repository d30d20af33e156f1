"""The room of notifications: what one was told, and the bell that counts what is unread."""

from graphcrm.web.notifications import views
from graphcrm.web.notifications.room import bp


__all__ = ["bp", "views"]
