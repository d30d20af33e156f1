"""Taking a generated world into the graph, by the same commands that people and imports use."""

from collections.abc import Callable
from dataclasses import dataclass

from graphcrm import graph, ids
from graphcrm.access import reads as access, rules
from graphcrm.access.records import Actor, Permission, Role
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Address, HandleKind, Verb
from graphcrm.changes import Added, Change, Edge, Node, Set
from graphcrm.chunks import chunks
from graphcrm.demo.records import UserFacts, UserRole
from graphcrm.demo.world import World
from graphcrm.integrations import commands
from graphcrm.integrations.records import ContactPolicy, ImportOptions, Progress
from graphcrm.members import commands as members
from graphcrm.members.records import House, NewUser
from graphcrm.pipeline.commands import found
from graphcrm.relationships import declarations, following


PASSWORD = "try-graphcrm"  # noqa: S105 - it is printed, and opens invented people only
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A contact by one of their addresses."""

    handle_id: str
    contact_id: str
    owner_id: str | None
    team_id: str | None


CONTACTS_OF_HANDLES = graph.load("demo/contacts_of_handles", Found)


def load(world: World, on_progress: Callable[[Progress], None] = lambda _: None) -> None:
    """Found the world's house and take in its people, their history and what is said of them."""
    admin = _found(world)
    owners = _add_users(admin, world)
    options = ImportOptions(ContactPolicy.NONE)
    commands.run_import(admin, world, options, on_progress)
    people = _people(world)
    for some in chunks(_assigned(world, people, owners), CHUNK):
        _change(admin, some)
    for some in chunks(_sway(world, people, owners), CHUNK):
        _change(admin, some)
    for tie in world.declared():
        by = access.find_actor_by_email(tie.by_email, via="demo") or admin
        one, other = people[tie.one_email].contact_id, people[tie.other_email].contact_id
        declarations.declare_tie(by, one, other, tie.level, expires_on=tie.expires_on)
    following.catch_up()


def founder(world: World) -> UserFacts:
    """Return the administrator who founds the world's house."""
    return next(user for user in world.users if user.role is UserRole.ADMIN)


@graph.atomic
def _change(actor: Actor, changes: list[Change]) -> None:
    rules.require(actor, Permission.ADMINISTER)
    commit(actor, Verb.CONTACT_CHANGED, changes)


def _found(world: World) -> Actor:
    first = founder(world)
    admin = NewUser(first.name, first.email, Role.ADMIN, PASSWORD, first.team)
    found(House(world.home.name, world.home.domains[0], admin), via="demo")
    actor = access.find_first_admin(via="demo")
    if actor is None:
        raise AssertionError
    return actor


def _add_users(admin: Actor, world: World) -> dict[str, Actor]:
    for user in world.users:
        if user == founder(world):
            continue
        new = NewUser(user.name, user.email, Role(user.role), PASSWORD, user.team)
        members.add_user(admin, new)
    found = (access.find_actor_by_email(user.email, via="demo") for user in world.users)
    return {actor.email: actor for actor in found if actor}


def _people(world: World) -> dict[str, Found]:
    emails = [person.address.value for person in world.persons]
    handles = {Address(HandleKind.EMAIL, email).uid: email for email in emails}
    rows = (
        row for some in chunks(handles, 5000) for row in graph.fetch(CONTACTS_OF_HANDLES, ids=some)
    )
    return {handles[row.handle_id]: row for row in rows}


def _assigned(world: World, people: dict[str, Found], owners: dict[str, Actor]) -> list[Change]:
    """Return who looks after whom, and who does not want to be contacted."""
    changes: list[Change] = []
    for ownership in world.owners():
        found, owner = people.get(ownership.email), owners.get(ownership.owner_email)
        if found and owner:
            before = {"owner_id": found.owner_id, "team_id": found.team_id}
            after = {"owner_id": owner.user_id, "team_id": owner.team_id}
            changes.append(Set(Node("Contact", found.contact_id), before, after))
    barred = (people[email].contact_id for email in world.do_not_contact() if email in people)
    changes += [
        Set(Node("Contact", uid), {"do_not_contact": None}, {"do_not_contact": True})
        for uid in barred
    ]
    return changes


def _sway(world: World, people: dict[str, Found], owners: dict[str, Actor]) -> list[Change]:
    """Return reporting lines, and influence as our own people see it."""
    changes: list[Change] = []
    for line in world.reporting_lines():
        ends = people[line.report_email].contact_id, people[line.manager_email].contact_id
        edge = _edge("REPORTS_TO", *ends)
        changes.append(Added(edge, {"from_on": line.from_on, "source": "demo"}))
    for influence in world.influences():
        ends = people[influence.from_email].contact_id, people[influence.to_email].contact_id
        by = owners.get(influence.set_by_email)
        values = {"weight": influence.weight, "set_at": influence.set_at}
        if by:
            values["set_by"] = by.user_id
        changes.append(Added(_edge("INFLUENCES", *ends), values))
    return changes


def _edge(kind: str, start_id: str, end_id: str) -> Edge:
    return Edge(kind, ids.new(), Node("Contact", start_id), Node("Contact", end_id))
