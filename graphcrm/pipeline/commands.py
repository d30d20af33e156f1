"""Configuring the process, and founding an installation with the one it begins with."""

from graphcrm import graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.members import commands as members
from graphcrm.members.records import House
from graphcrm.pipeline import defaults, reads
from graphcrm.pipeline.differences import changes_between, told
from graphcrm.pipeline.parts import parts_of
from graphcrm.pipeline.people import check_people
from graphcrm.pipeline.records import Process
from graphcrm.pipeline.rules import check_process
from graphcrm.pipeline.using import find_in_use


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
    check_people(wanted)
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
    check_people(wanted)
    return list(told(parts_of(reads.process(actor)), parts_of(wanted)))


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
