"""Logging calls, meetings and notes by hand, and taking them back."""

from dataclasses import dataclass
from datetime import UTC, datetime

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Evidence, Intake, Kind, Part, Participant, Verb
from graphcrm.directory.involved import people_involved
from graphcrm.directory.rules import FieldError
from graphcrm.errors import InvalidError


MAX_SUBJECT = 500
MAX_BODY = 20_000
MAX_PEOPLE = 200
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

_PARTS = {
    Kind.CALL: (Part.CALLER, Part.CALLEE),
    Kind.MEETING: (Part.ORGANIZER, Part.ATTENDEE),
    Kind.NOTE: (None, Part.PERSON),
}


@dataclass(frozen=True, slots=True)
class Encounter:
    """A call, a meeting or a note to log.

    Attributes:
        kind: CALL, MEETING or NOTE.
        occurred_at: When it was, an instant in UTC, not in the future.
        contact_ids: With whom, or about whom; the actor need not be named.
        about: Uids of the deals it is about, which the actor may see; a note about one needs
            nobody else.
    """

    kind: Kind
    occurred_at: datetime
    contact_ids: tuple[str, ...]
    subject: str | None = None
    body: str | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Logged:
    """What logging left.

    Attributes:
        evidence_id: Uid of the call, meeting or note.
        activity_id: The change that brought it; None where it had been sent before.
    """

    evidence_id: str
    activity_id: str | None


@dataclass(frozen=True, slots=True)
class LoggedRow:
    """A row of directory/logged."""

    activity_id: str
    kind: str
    by_id: str
    owner_id: str | None
    team_id: str | None
    contact_ids: list[str]
    opportunity_ids: list[str]


LOGGED = graph.load("directory/logged", LoggedRow)
ACTIVITY_SEEN = graph.load("directory/activity_seen", graph.Uid)


class NobodyError(InvalidError):
    """An encounter is with nobody else."""

    code = "nobody"

    def __init__(self) -> None:
        super().__init__("people: name somebody besides yourself.")


class NotLoggedError(InvalidError):
    """An activity was not logged by hand, or was taken back already."""

    code = "not-logged"

    def __init__(self) -> None:
        super().__init__("This was not logged by hand, or was taken back already.")


@graph.atomic
def log_activity(actor: Actor, encounter: Encounter, *, key: str | None = None) -> Logged:
    """Log a call or a meeting of the actor with others, or a note about them.

    Args:
        actor: Who was there: the caller or the organizer; of a note, its author.
        encounter: What it was.
        key: Made by the form, so that sending it twice logs it once.

    Raises:
        FieldError: Its kind, its time or its text is not what it should be.
        NobodyError: It is with nobody else.
        NotFoundError: A contact is not there, or the actor may not see them.
    """
    access.require(actor, Permission.CREATE, Ownership(actor.user_id, actor.team_id))
    _check(encounter)
    evidence_id = ids.of("logged", actor.user_id, key) if key else ids.new()
    if key and graph.find(ACTIVITY_SEEN, uid=evidence_id):
        return Logged(evidence_id, None)
    me, others = _PARTS[encounter.kind]
    contact_ids = [
        one for one in dict.fromkeys(encounter.contact_ids) if me is None or one != actor.contact_id
    ]
    if not contact_ids and (me or not encounter.about):
        raise NobodyError
    own = [actor.contact_id] if me and actor.contact_id else []
    addresses, changes = people_involved(actor, [*own, *contact_ids])
    participants = tuple(
        Participant(address, me if me and at < len(own) else others)
        for at, address in enumerate(addresses)
    )
    evidence = Evidence(
        evidence_id,
        encounter.kind,
        encounter.occurred_at.astimezone(UTC),
        participants,
        subject=(encounter.subject or "").strip() or None,
        body=(encounter.body or "").strip() or None,
        about=encounter.about,
    )
    intake = Intake(actor.user_id, (evidence,), (), actor.user_id, actor.team_id)
    about = [*contact_ids, *encounter.about]
    made = commit(actor, Verb.ACTIVITY_LOGGED, changes, about=about, intake=intake)
    return Logged(evidence_id, made.activity_id)


@graph.atomic
def withdraw_activity(actor: Actor, evidence_id: str) -> None:
    """Take back a call, a meeting or a note: it counts and shows no longer.

    Raises:
        NotLoggedError: It was not logged by hand, or was taken back already.
        NotPermittedError: It is somebody else's.
    """
    row = graph.find(LOGGED, activity_id=evidence_id)
    if row is None or row.kind not in _PARTS:
        raise NotLoggedError
    access.require(actor, Permission.REMOVE, Ownership(row.by_id, row.team_id))
    about = [*row.contact_ids, *row.opportunity_ids]
    commit(actor, Verb.ACTIVITY_WITHDRAWN, about=about, withdrawn=[evidence_id])


def _check(encounter: Encounter) -> None:
    if encounter.kind not in _PARTS:
        raise FieldError(
            "kind", f"a call, a meeting or a note can be logged, not {encounter.kind}."
        )
    at = encounter.occurred_at
    if at.utcoffset() is None:
        raise FieldError("occurred_at", "it needs a time zone.")
    if not EARLIEST <= at <= clock.now():
        raise FieldError("occurred_at", "only what has happened can be logged, from 1970 on.")
    if len(encounter.contact_ids) > MAX_PEOPLE:
        raise FieldError("people", f"at most {MAX_PEOPLE}, not {len(encounter.contact_ids)}.")
    for field, text, most in (
        ("subject", encounter.subject, MAX_SUBJECT),
        ("body", encounter.body, MAX_BODY),
    ):
        if text and len(text) > most:
            raise FieldError(field, f"at most {most} characters, not {len(text)}.")
