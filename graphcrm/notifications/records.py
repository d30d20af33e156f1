"""What users are told of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graphcrm import ids


class NoticeKind(StrEnum):
    """What somebody is told."""

    APPROVAL_ASKED = "approval-asked"
    APPROVAL_GIVEN = "approval-given"
    APPROVAL_DECLINED = "approval-declined"
    APPROVAL_EXPIRED = "approval-expired"
    DEAL_ASSIGNED = "deal-assigned"
    TASK_ASSIGNED = "task-assigned"
    STAGE = "stage"
    EFFECT_REFUSED = "effect-refused"
    INTRODUCTION_ASKED = "introduction-asked"
    INTRODUCTION_ACCEPTED = "introduction-accepted"
    INTRODUCTION_DECLINED = "introduction-declined"
    INTRODUCTION_DONE = "introduction-done"
    INTRODUCTION_OVER = "introduction-over"
    INTRODUCTION_WITHDRAWN = "introduction-withdrawn"
    INTRODUCTION_LAPSED = "introduction-lapsed"
    INTRODUCTION_WAITS_ASKED = "introduction-waits-asked"
    INTRODUCTION_WAITS_ACCEPTED = "introduction-waits-accepted"
    INTRODUCTION_WAITS_DONE = "introduction-waits-done"


@dataclass(frozen=True, slots=True)
class About:
    """The record that a notification is about; `label` is Opportunity, Task or Introduction."""

    label: str
    uid: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that one user is to be told.

    Attributes:
        user_id: Whom.
        cause_id: Uid of the activity or approval it is of: told of it once, whoever asks again.
        about: The record it is about; None where it is about several.
        by_id: Uid of the user who did it; None = nobody did.
        stage: What the stage it speaks of is called.
        words: What else it says.
        count: About how many records it is, where it is about none alone.
        part: Tells it from others of its kind and cause.
    """

    user_id: str
    kind: NoticeKind
    cause_id: str
    about: About | None = None
    by_id: str | None = None
    stage: str | None = None
    words: str | None = None
    count: int | None = None
    part: str = ""

    @property
    def uid(self) -> str:
        """The uid of its node, the same however often it is made."""
        return ids.of("notification", self.kind, self.cause_id, self.part, self.user_id)


@dataclass(frozen=True, slots=True)
class Notification:
    """What one was told, a row of notifications/notifications.

    Attributes:
        read_at: None = it is unread.
        by: Name of who did it; None = nobody, or somebody who is gone.
        about: Opportunity, Task or Introduction; None where it is about several, or what it was
            about is gone or not the reader's to see.
        about_id: Its uid; None with `about`.
        name: What it is called now; None with `about`.
        is_hidden: It is about a record that is gone or not the reader's to see.
    """

    notification_id: str
    kind: str
    made_at: datetime
    read_at: datetime | None
    by: str | None
    stage: str | None
    words: str | None
    count: int | None
    about: str | None
    about_id: str | None
    name: str | None
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Notifications, the newest first.

    Attributes:
        unread_count: Of all, not only of these.
        before: Where the next page begins: the instant and uid of the last; None = it was all.
    """

    notifications: tuple[Notification, ...]
    unread_count: int
    before: tuple[datetime, str] | None
