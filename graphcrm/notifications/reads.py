"""What one has been told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.errors import NotFoundError
from graphcrm.notifications.records import Notification, Page


MOST = 50


@dataclass(frozen=True, slots=True)
class PageRow:
    """The row of notifications/notifications."""

    rows: list[dict[str, Any]]
    unread_count: int


@dataclass(frozen=True, slots=True)
class Unread:
    """The row of notifications/unread_count."""

    count: int


NOTIFICATIONS = graph.load("notifications/notifications", PageRow)
NOTIFICATION = graph.load("notifications/notification", PageRow)
UNREAD_COUNT = graph.load("notifications/unread_count", Unread)


def notifications(
    actor: Actor, *, before: tuple[datetime, str] | None = None, limit: int = MOST
) -> Page:
    """Return what the actor was told, the newest first.

    Args:
        actor: Whom.
        before: Where the page before ended.
        limit: 1..200.
    """
    access.require(actor, Permission.READ)
    at, uid = before or (None, "")
    (found,) = graph.fetch(
        NOTIFICATIONS, before=at, before_id=uid, limit=limit + 1, scope=access.filter_of(actor)
    )
    told = tuple(Notification(**one) for one in found.rows[:limit])
    last = told[-1] if len(found.rows) > limit else None
    return Page(told, found.unread_count, (last.made_at, last.notification_id) if last else None)


def get_notification(actor: Actor, notification_id: str) -> Notification:
    """Return one of the actor's notifications.

    Raises:
        NotFoundError: There is none of theirs.
    """
    access.require(actor, Permission.READ)
    scope = access.filter_of(actor)
    (found,) = graph.fetch(NOTIFICATION, notification_id=notification_id, scope=scope)
    if not found.rows:
        raise NotFoundError("notification", notification_id)
    return Notification(**found.rows[0])


def unread_count(actor: Actor) -> int:
    """Return how many of the actor's notifications are unread."""
    access.require(actor, Permission.READ)
    return graph.fetch(UNREAD_COUNT, user_id=actor.user_id)[0].count
