"""Configuring the process, and founding an installation with the one it begins with."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphcrm import graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.errors import ConflictError
from graphcrm.members import commands as members
from graphcrm.members.records import House
from graphcrm.pipeline import defaults, reads
from graphcrm.pipeline.differences import Kept, changes_between, told
from graphcrm.pipeline.parts import Part, Parts, parts_of
from graphcrm.pipeline.records import Process
from graphcrm.pipeline.rules import check_process


@dataclass(frozen=True, slots=True)
class InUse:
    """A row of pipeline/parts_in_use."""

    name: str
    count: int


PARTS_IN_USE = graph.load("pipeline/parts_in_use", InUse)


class InUseError(ConflictError):
    """Deals hang on a part of the process that is to go."""

    code = "in-use"

    def __init__(self, name: str, count: int) -> None:
        deals = "1 deal is" if count == 1 else f"{count} deals are"
        super().__init__(f"{deals} still in {name}; move them first, or retire it.")


@graph.atomic
def apply_process(actor: Actor, wanted: Process) -> list[str]:
    """Turn the configured process into the wanted one; return the differences, line by line.

    Raises:
        NotPermittedError: The actor may not configure.
        ProcessError: It would not work.
        ChangedMeanwhileError: Somebody else configures at the same moment.
        InUseError: Deals hang on something that is to go.
    """
    access.require(actor, Permission.ADMINISTER)
    check_process(wanted)
    before, after = reads.kept_parts(), parts_of(wanted)
    changes = changes_between(before, after, ids.new)
    if changes:
        commit(actor, Verb.PROCESS_CHANGED, changes)
        if refusal := find_in_use(before, after):
            raise refusal
    return list(told({part: kept.values for part, kept in before.items()}, after))


def differences(actor: Actor, wanted: Process) -> list[str]:
    """Return what `apply_process` would change, line by line; nothing is written.

    Raises:
        NotPermittedError: The actor may not configure.
        ProcessError: It would not work.
    """
    access.require(actor, Permission.ADMINISTER)
    check_process(wanted)
    return list(told(parts_of(reads.process(actor)), parts_of(wanted)))


def find_in_use(before: Mapping[Part, Kept], after: Parts) -> InUseError | None:
    """Return that deals hang on what goes, or on stages that come to mean something else.

    Asked once the changes are made, it is sure: nobody else commits from then on.
    """
    words = {
        "OpportunityKind": "kinds",
        "Source": "sources",
        "LossReason": "loss_reasons",
        "Role": "roles",
    }
    gone = [part for part in before if part not in after]
    keys = {name: [part[1] for part in gone if part[0] == label] for label, name in words.items()}
    stage_ids = [
        kept.uid
        for part, kept in before.items()
        if part[0] == "Stage" and after.get(part, {}).get("type") != kept.values["type"]
    ]
    if stage_ids or any(keys.values()):
        for row in graph.fetch(PARTS_IN_USE, stage_ids=stage_ids, **keys)[:1]:
            return InUseError(row.name, row.count)
    return None


@graph.atomic
def found(house: House, *, via: str = "cli") -> Actor:
    """Make the home account, its first administrator and the default process.

    Raises:
        FoundedError: There is a home account already.
        InvalidDomainError: The domain is none.
        InvalidEmailError: The administrator's address is none.
        WeakPasswordError: The password is too short.
    """
    admin = members.found(house, via=via)
    apply_process(admin, defaults.process())
    return admin
