"""Ties that people declare, contest and withdraw by hand."""

from dataclasses import dataclass
from datetime import date, datetime

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Evidence, Intake, Kind, Part, Participant, Verb
from graphcrm.directory.involved import people_involved
from graphcrm.errors import ForbiddenError, InvalidError
from graphcrm.relationships.rules import declared_probability


MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class Declaration:
    """A tie that somebody declared.

    Attributes:
        level: weak, good or strong; None where the reader may not see it, as all that follows.
        declared_at: When.
        expires_on: The last day it counts; None = until withdrawn.
        by_id: The user who declared it.
        by: Their name.
        by_hand: Whether a user declared it here, so that it can be contested; else a file did.
        stands: Whether it counts.
        visible: Whether the reader may see its content.
        contested_by: Who contested it; None where nobody did.
        contested_at: When.
        reason: Why, in their words.
    """

    declaration_id: str
    level: str | None
    declared_at: datetime | None
    expires_on: date | None
    by_id: str | None
    by: str | None
    by_hand: bool
    stands: bool
    visible: bool
    contested_by: str | None
    contested_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of relationships/declaration."""

    declaration_id: str
    contact_ids: list[str]
    by_id: str | None
    by_hand: bool


DECLARATIONS = graph.load("relationships/declarations", Declaration)
DECLARATION = graph.load("relationships/declaration", Standing)


class OwnTieError(InvalidError):
    """A tie joins somebody with themselves."""

    code = "own-tie"

    def __init__(self) -> None:
        super().__init__("A tie joins two people, not one with themselves.")


class ExpiredError(InvalidError):
    """A declaration would be over before it begins."""

    code = "expired"

    def __init__(self, expires_on: date) -> None:
        super().__init__(f"expires_on: {expires_on} is past.")


class NoReasonError(InvalidError):
    """A tie is contested without saying why, or at too great a length."""

    code = "no-reason"

    def __init__(self) -> None:
        super().__init__(f"reason: say why, in at most {MAX_REASON} characters.")


class NotYoursError(ForbiddenError):
    """A declaration is somebody else's."""

    code = "not-yours"

    def __init__(self) -> None:
        super().__init__("Only who declared a tie withdraws it; contest it, and say why.")


class ImportedTieError(ForbiddenError):
    """A declaration came with a file."""

    code = "imported-tie"

    def __init__(self) -> None:
        super().__init__("This tie came with an import; undo the import to take it back.")


@graph.atomic
def declare_tie(
    actor: Actor, one_id: str, other_id: str, level: str, *, expires_on: date | None = None
) -> str:
    """Declare that two people know each other; return the declaration's uid.

    It replaces what the actor declared of the same two before; the same again changes nothing.

    Args:
        actor: Who says so.
        one_id: A contact.
        other_id: Another.
        level: weak, good or strong.
        expires_on: The last day it counts; None = until withdrawn.

    Raises:
        OwnTieError: Both are the same.
        UnknownLevelError: There is no such level.
        ExpiredError: That day is past.
        NotFoundError: A contact is not there, or the actor may not see them.
    """
    access.require(actor, Permission.DECLARE)
    declared_probability(level)
    now = clock.now()
    if one_id == other_id:
        raise OwnTieError
    if expires_on and expires_on < now.date():
        raise ExpiredError(expires_on)
    addresses, changes = people_involved(actor, sorted((one_id, other_id)))
    mine = [
        former
        for former in declarations(actor, one_id, other_id)
        if former.stands and former.by_hand and former.by_id == actor.user_id
    ]
    if [(former.level, former.expires_on) for former in mine] == [(level, expires_on)]:
        return mine[0].declaration_id
    evidence = Evidence(
        ids.new(),
        Kind.DECLARED,
        now,
        tuple(Participant(address, Part.PERSON) for address in addresses),
        level=level,
        expires_on=expires_on,
    )
    commit(
        actor,
        Verb.TIE_DECLARED,
        changes,
        about=[one_id, other_id],
        intake=Intake(actor.user_id, (evidence,), (), actor.user_id, actor.team_id),
        withdrawn=[former.declaration_id for former in mine],
    )
    return evidence.uid


@graph.atomic
def contest_tie(actor: Actor, declaration_id: str, reason: str) -> None:
    """Contest a declared tie: it counts no longer, and stays on show with who contested it and why.

    Raises:
        NoReasonError: There is no reason, or more than 500 characters of it.
        NotFoundError: No such declaration counts, or the actor may not see it.
        ImportedTieError: It came with a file.
    """
    access.require(actor, Permission.DECLARE)
    why = " ".join(reason.split())
    if not 0 < len(why) <= MAX_REASON:
        raise NoReasonError
    row = _get(actor, declaration_id)
    withdrawn = [row.declaration_id]
    commit(actor, Verb.TIE_CONTESTED, about=row.contact_ids, withdrawn=withdrawn, reason=why)


@graph.atomic
def withdraw_tie(actor: Actor, declaration_id: str) -> None:
    """Take back a tie that the actor declared; it counts and shows no longer.

    Raises:
        NotFoundError: No such declaration counts, or the actor may not see it.
        ImportedTieError: It came with a file.
        NotYoursError: Somebody else declared it.
    """
    access.require(actor, Permission.DECLARE)
    row = _get(actor, declaration_id)
    if row.by_id != actor.user_id:
        raise NotYoursError
    commit(actor, Verb.TIE_WITHDRAWN, about=row.contact_ids, withdrawn=[row.declaration_id])


def declarations(actor: Actor, one_id: str, other_id: str) -> list[Declaration]:
    """Return what people declared of two contacts whom the actor may see, the newest first.

    Those that count and those that were contested. Of what the actor may not see, only that it
    is there: level, times and names are None.
    """
    rows = graph.fetch(
        DECLARATIONS, one_id=one_id, other_id=other_id, scope=access.filter_of(actor)
    )
    return [row if row.visible else _veiled(row) for row in rows if row.visible or row.stands]


def _get(actor: Actor, declaration_id: str) -> Standing:
    scope = access.filter_of(actor)
    row: Standing = graph.get(
        DECLARATION, "declaration", declaration_id, declaration_id=declaration_id, scope=scope
    )
    if not row.by_hand:
        raise ImportedTieError
    return row


def _veiled(row: Declaration) -> Declaration:
    nothing = dict.fromkeys(("level", "declared_at", "expires_on", "by_id", "by"))
    return Declaration(
        declaration_id=row.declaration_id,
        by_hand=row.by_hand,
        stands=True,
        visible=False,
        contested_by=None,
        contested_at=None,
        reason=None,
        **nothing,
    )
