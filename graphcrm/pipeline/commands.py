"""Configuring the process, and founding an installation with the one it begins with."""

from graphcrm import graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.members import commands as members
from graphcrm.members.records import House
from graphcrm.pipeline import defaults, reads, teams
from graphcrm.pipeline.criteria.closing import closed_by
from graphcrm.pipeline.differences import changes_between
from graphcrm.pipeline.parts import parts_of, process_of
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
    wanted = teams.identified(actor, wanted)
    before, after = reads.kept_parts(), parts_of(wanted)
    changes = changes_between(before, after, ids.new)
    if changes:
        closed = closed_by(reads.layout(actor), reads.laid(wanted, before))
        about = closed.opportunity_ids
        commit(actor, Verb.PROCESS_CHANGED, [*closed.changes, *changes], about=about)
        if refusal := find_in_use(before, after):
            raise refusal
    had = process_of({part: kept.values for part, kept in before.items()})
    return teams.told_between(actor, had, wanted)


def differences(actor: Actor, wanted: Process) -> list[str]:
    """Return what `apply_process` would change, line by line; nothing is written.

    Raises:
        NotPermittedError: The actor may not configure.
        ProcessError: It would not work.
    """
    access.require(actor, Permission.ADMINISTER)
    check_process(wanted)
    check_people(wanted)
    return teams.told_between(actor, reads.process(actor), teams.identified(actor, wanted))


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
