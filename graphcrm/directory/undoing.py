"""Taking back what one changed by hand a moment ago: the inverse changes, where they still hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphcrm import changes, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Edge, Set
from graphcrm.directory import claims, commands, rules
from graphcrm.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Made:
    """What somebody changed on a record; `undone` where they took it back already."""

    record_id: str
    name: str
    owner_id: str | None
    team_id: str | None
    verb: str
    changes: str
    changed_by: str | None
    undone: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """A record that is again what it was.

    Attributes:
        label: Contact or Account.
        name: As it is now.
        removal_id: Of one that is gone again, the activity that took it away.
    """

    label: str
    uid: str
    name: str
    removal_id: str | None = None


COMMIT_TO_UNDO = graph.load("directory/commit_to_undo", Made)


class UndoneAlreadyError(ConflictError):
    """A change has been taken back before."""

    code = "undone-already"

    def __init__(self, name: str) -> None:
        super().__init__(f"That change of {name} has been taken back already.")


@graph.atomic
def undo_change(actor: Actor, activity_id: str) -> Undone:
    """Take back that one made, edited or removed a contact or an account oneself.

    Raises:
        NotFoundError: The actor did no such thing.
        NotPermittedError: They may no longer do this to the record.
        UndoneAlreadyError: It has been taken back before.
        StaleError: Somebody has edited what was made.
        ChangedMeanwhileError: Something is no longer as they left it.
        AddressTakenError: An address belongs to somebody else by now.
        DomainTakenError: A mail domain belongs to another account by now.
        AccountCycleError: An account would be part of itself by now.
    """
    graph.write_derived(commands.LOCK)
    made: Made = graph.get(
        COMMIT_TO_UNDO, "change", activity_id, activity_id=activity_id, user_id=actor.user_id
    )
    is_back = made.verb in {Verb.CONTACT_REMOVED, Verb.ACCOUNT_REMOVED}
    permission = Permission.REMOVE if is_back else Permission.EDIT
    access.require(actor, permission, Ownership(made.owner_id, made.team_id))
    if made.undone:
        raise UndoneAlreadyError(made.name)
    label = "Contact" if made.verb.startswith("contact.") else "Account"
    if made.verb in {Verb.CONTACT_ADDED, Verb.ACCOUNT_ADDED}:
        return _unmake(actor, label, made, activity_id)
    back = changes.inverse(changes.decode(made.changes))
    _check_claims(actor, made, back)
    commit(actor, Verb.UNDONE, back, about=[made.record_id], batch_id=activity_id)
    for edge in _added(back, "PART_OF"):  # once all are there: two that come back can be a circle
        claims.check_above(edge.start.uid, edge.end.uid, made.name)
    return Undone(label, made.record_id, _name_after(made, back))


def _unmake(actor: Actor, label: str, made: Made, activity_id: str) -> Undone:
    """Remove what was made; the organisations that were named with it, and addresses, stay."""
    if made.changed_by != activity_id:
        raise rules.StaleError(made.name)
    remove = commands.remove_contact if label == "Contact" else commands.remove_account
    removed = remove(actor, made.record_id)
    return Undone(label, made.record_id, made.name, removed.activity_id)


def _name_after(made: Made, back: Sequence[Change]) -> str:
    names = (one.after for one in back if isinstance(one, Set) and one.what.uid == made.record_id)
    return next((str(after["name"]) for after in names if "name" in after), made.name)


def _check_claims(actor: Actor, made: Made, back: Sequence[Change]) -> None:
    """Check that nobody has meanwhile got what only one record can have."""
    handle_ids = [edge.end.uid for edge in _added(back, "HAS")]
    if handle_ids:
        claims.check_free(actor, handle_ids)
    for change in back:
        if change.what.uid == made.record_id:
            values = change.after if isinstance(change, Set) else change.values
            claims.check_domains(actor, made.record_id, values.get("domains") or ())


def _added(back: Sequence[Change], type_: str) -> list[Edge]:
    """Return the edges of a type that come back."""
    edges = [one.what for one in back if isinstance(one, Added) and isinstance(one.what, Edge)]
    return [edge for edge in edges if edge.type == type_]
