"""Taking a generated world into the graph, by the same commands that people and imports use."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from graphcrm import graph, ids
from graphcrm.access import reads as access, rules
from graphcrm.access.records import Actor, Permission, Role
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Address, HandleKind, Verb
from graphcrm.changes import Added, Change, Edge, Node, Set, Values
from graphcrm.chunks import chunks
from graphcrm.demo import acting
from graphcrm.demo.records import Deal, Seat, UserFacts, UserRole
from graphcrm.demo.world import World
from graphcrm.directory.rules import present
from graphcrm.integrations import commands
from graphcrm.integrations.records import ContactPolicy, ImportOptions, Progress
from graphcrm.members import commands as members
from graphcrm.members.records import House, NewUser
from graphcrm.pipeline import reads
from graphcrm.pipeline.commands import found
from graphcrm.pipeline.opportunities.rules import ranks_between
from graphcrm.pipeline.records import Layout
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


@dataclass(frozen=True, slots=True)
class Named:
    """An account by its name."""

    name: str
    account_id: str


@dataclass(frozen=True, slots=True)
class Seating:
    """Who has which part in deals; contacts by their addresses."""

    seats: Mapping[Deal, Sequence[Seat]]
    contact_ids: Mapping[str, str]


NOBODY = Seating({}, {})
CONTACTS_OF_HANDLES = graph.load("demo/contacts_of_handles", Found)
ACCOUNTS_BY_NAME = graph.load("demo/accounts_by_name", Named)


def load(world: World, on_progress: Callable[[Progress], None] = lambda _: None) -> None:
    """Found the world's house; take in its people, their history, what is said of them, deals."""
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
    acting.configure(admin, reads.process(admin))
    layout = reads.layout(admin)
    drawn = world.deals(layout.process)
    seats = world.seats(layout.process, drawn)
    contact_ids = {email: row.contact_id for email, row in people.items()}
    add_deals(admin, layout, drawn, owners, Seating(seats, contact_ids))
    acting.give_tasks(admin, layout, owners.values(), world.now.date())
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


def add_deals(
    actor: Actor,
    layout: Layout,
    drawn: Sequence[Deal],
    owners: Mapping[str, Actor],
    seating: Seating = NOBODY,
) -> None:
    """Add deals with the stays they had, the latest on top of its column.

    Args:
        actor: Who adds them; they administer.
        layout: The process whose first pipeline they are in.
        drawn: The deals; accounts of their names are there.
        owners: The users by their addresses.
        seating: Who has which part in them.
    """
    key = layout.process.pipelines[0].key
    stages = {
        place.stage.key: Node("Stage", place.stage_id)
        for place in layout.places.values()
        if place.pipeline.key == key
    }
    names = list({deal.account for deal in drawn})
    accounts = {row.name: row.account_id for row in graph.fetch(ACCOUNTS_BY_NAME, names=names)}
    for some in chunks(in_columns(drawn), CHUNK):
        nodes: list[Change] = []
        edges: list[Change] = []
        for deal, rank in some:
            node = Node("Opportunity", ids.new())
            nodes.append(Added(node, _values(deal, owners[deal.owner_email]) | {"rank": rank}))
            account = Node("Account", accounts[deal.account])
            edges.append(Added(Edge("FOR", ids.new(), node, account), {"primary": True}))
            edges += _stays(deal, node, stages)
            edges += _parts(deal, node, seating)
        _add(actor, [*nodes, *edges], [change.what.uid for change in nodes])


def in_columns(drawn: Sequence[Deal]) -> list[tuple[Deal, str]]:
    """Return deals with their ranks: each column for itself, the latest to come in on top."""
    columns: dict[str, list[Deal]] = defaultdict(list)
    for deal in sorted(drawn, key=lambda one: one.stays[-1].entered_at, reverse=True):
        columns[deal.stays[-1].stage_key].append(deal)
    return [
        pair
        for deals in columns.values()
        for pair in zip(deals, ranks_between(None, None, len(deals)), strict=True)
    ]


@graph.atomic
def _add(actor: Actor, changes: list[Change], opportunity_ids: list[str]) -> None:
    rules.require(actor, Permission.ADMINISTER)
    commit(actor, Verb.OPPORTUNITY_ADDED, changes, about=opportunity_ids)


def _values(deal: Deal, owner: Actor) -> Values:
    own = asdict(deal)
    for name in ("account", "owner_email", "stays"):
        del own[name]
    owned = {"owner_id": owner.user_id, "team_id": owner.team_id}
    return present(own | owned | {"created_at": deal.stays[0].entered_at})


def _stays(deal: Deal, node: Node, stages: dict[str, Node]) -> list[Change]:
    *before, last = deal.stays
    entered = Edge("IN_STAGE", ids.new(), node, stages[last.stage_key])
    return [
        Added(entered, {"entered_at": last.entered_at}),
        *(
            Added(
                Edge("WAS_IN", ids.new(), node, stages[stay.stage_key]),
                {"entered_at": stay.entered_at, "left_at": after.entered_at},
            )
            for stay, after in zip(before, deal.stays[1:], strict=True)
        ),
    ]


def _parts(deal: Deal, node: Node, seating: Seating) -> list[Change]:
    since = {"since_on": deal.stays[0].entered_at.date(), "source": "demo"}
    return [
        Added(
            Edge("PLAYS", ids.new(), Node("Contact", seating.contact_ids[one.email]), node),
            present({"role_key": one.role_key, "support": one.support, "power": one.power}) | since,
        )
        for one in seating.seats.get(deal, ())
        if one.email in seating.contact_ids
    ]
