"""What the stream is made of: evidence of contact, and the changes people and imports made."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from graphcrm import ids


class HandleKind(StrEnum):
    """The ways somebody can be reached.

    INTERNAL stands for a contact without any address; RECORD is a row of a file or another
    system that somebody came from: its own identity there.
    """

    EMAIL = "email"
    PHONE = "phone"
    PROFILE = "profile"
    EXCHANGE = "exchange"
    INTERNAL = "internal"
    RECORD = "record"


class HandleUse(StrEnum):
    """Who is behind a handle: only a person can become a contact."""

    PERSON = "person"
    SHARED = "shared"
    LIST = "list"


class Kind(StrEnum):
    """What sort of thing happened."""

    EMAIL = "email"
    MESSAGE = "message"
    MEETING = "meeting"
    CALL = "call"
    NOTE = "note"
    TASK = "task"
    DECLARED = "declared"
    CHANGE = "change"


class Part(StrEnum):
    """How somebody took part in an activity."""

    FROM = "from"
    TO = "to"
    CC = "cc"
    BCC = "bcc"
    ORGANIZER = "organizer"
    ATTENDEE = "attendee"
    CALLER = "caller"
    CALLEE = "callee"
    PERSON = "person"


SENDING = frozenset({Part.FROM, Part.CALLER, Part.ORGANIZER})


@dataclass(frozen=True, slots=True)
class Address:
    """A handle as a source shows it.

    Attributes:
        kind: What sort of address it is.
        value: Normalised: an e-mail in lower case, a phone as +digits, a profile as URL.
        name: The display name beside it, cleaned; None where there is none.
        use: Person, shared mailbox or list, as far as the address and the headers tell.
    """

    kind: HandleKind
    value: str
    name: str | None = None
    use: HandleUse = HandleUse.PERSON

    @property
    def uid(self) -> str:
        """The uid of this address's Handle node, the same from every source."""
        return ids.of("handle", self.kind, self.value)


@dataclass(frozen=True, slots=True)
class Participant:
    """One address in one activity."""

    address: Address
    part: Part


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mail, meeting, call, note, task or declaration: a fact about who met whom, never edited.

    Attributes:
        uid: `ids.of("email", message_id)`, `ids.of("event", ics_uid, recurrence_id)` and the like.
        kind: Anything but CHANGE.
        occurred_at: Instant in UTC.
        participants: Each address once; a sender who also receives stands once, as sender.
        subject: None where the source has none or the owner shares none.
        replies_to: Uids of the activities it names by In-Reply-To or References.
        is_reply: The source states that it answers its recipients, without saying which mail.
        thread_id: Uid of the first activity of its thread; its own where it starts one.
        body: Kept only when asked for.
        level: Of a declaration: weak, good or strong; None otherwise.
        expires_on: Of a declaration: the last day it counts; None = until withdrawn.
        log_id: What a log calls it, where `uid` is made of that alone: another log may well call
            something else so.
        log_uid: Of one that is told apart from another of that id: the uid made of the id alone.
        about: Uids of the records it is about, beside the people who took part: deals.
    """

    uid: str
    kind: Kind
    occurred_at: datetime
    participants: tuple[Participant, ...]
    subject: str | None = None
    replies_to: tuple[str, ...] = ()
    is_reply: bool = False
    thread_id: str | None = None
    body: str | None = None
    level: str | None = None
    expires_on: date | None = None
    log_id: str | None = None
    log_uid: str | None = None
    about: tuple[str, ...] = ()


class Verb(StrEnum):
    """What somebody did; the stream's own vocabulary."""

    HOUSE_FOUNDED = "house.founded"
    USER_ADDED = "user.added"
    USER_CHANGED = "user.changed"
    CONTACT_ADDED = "contact.added"
    CONTACT_CHANGED = "contact.changed"
    CONTACT_REMOVED = "contact.removed"
    ACCOUNT_ADDED = "account.added"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_REMOVED = "account.removed"
    OPPORTUNITY_ADDED = "opportunity.added"
    OPPORTUNITY_CHANGED = "opportunity.changed"
    OPPORTUNITY_MOVED = "opportunity.moved"
    OPPORTUNITY_REMOVED = "opportunity.removed"
    GROUP_CHANGED = "opportunity.group-changed"
    LEAD_CREATED = "lead.created"
    LEAD_FORM_ADDED = "lead-form.added"
    LEAD_FORM_CHANGED = "lead-form.changed"
    ACTIVITY_LOGGED = "activity.logged"
    ACTIVITY_WITHDRAWN = "activity.withdrawn"
    TIE_DECLARED = "tie.declared"
    TIE_CONTESTED = "tie.contested"
    TIE_WITHDRAWN = "tie.withdrawn"
    IMPORT_STARTED = "import.started"
    IMPORT_READ = "import.read"
    IMPORT_SETTLED = "import.settled"
    IMPORT_FINISHED = "import.finished"
    IMPORT_UNDONE = "import.undone"
    VIEW_ADDED = "view.added"
    VIEW_CHANGED = "view.changed"
    VIEW_CHOSEN = "view.chosen"
    VIEW_REMOVED = "view.removed"
    UNDONE = "undone"
    PROCESS_CHANGED = "process.changed"
    TASK_ADDED = "task.added"
    TASK_CHANGED = "task.changed"
    TASK_REMOVED = "task.removed"
    NOTIFICATION_SENT = "notification.sent"
    NOTIFICATION_READ = "notification.read"
    INTRODUCTION_ASKED = "introduction.asked"
    INTRODUCTION_ANSWERED = "introduction.answered"
    INTRODUCTION_EDITED = "introduction.edited"
    INTRODUCTION_ENDED = "introduction.ended"
    INTRODUCTION_POLICY_CHANGED = "introduction.policy-changed"
    CONSENT_CHANGED = "user.consent-changed"
    CALIBRATED = "introduction.calibrated"
    EFFECT_REFUSED = "effect.refused"
    EFFECT_UNNEEDED = "effect.unneeded"


@dataclass(frozen=True, slots=True)
class Intake:
    """Evidence that one commit brings.

    Attributes:
        source_id: Uid of the Import or the User that met it.
        fresh: Evidence the graph does not hold yet.
        known_ids: Evidence it holds already and that this source has met as well.
        owner_id: Who sees the content; with `team_id` the record's ownership.
    """

    source_id: str
    fresh: tuple[Evidence, ...] = ()
    known_ids: tuple[str, ...] = ()
    owner_id: str | None = None
    team_id: str | None = None


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit left in the stream.

    Attributes:
        activity_id: Uid of the change.
        seq: Its place in the stream, from 1, without gaps; its evidence follows directly.
    """

    activity_id: str
    seq: int
