"""The map of a whole account: its people, their parts in open deals, who of us knows them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.buying.group_map import GroupMap, map_of
from graphcrm.buying.records import Chair, Influence, Member, Reporting, Role
from graphcrm.changes import Values
from graphcrm.relationships.acquaintances import Acquaintance, acquaintances


MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class AccountTableRow:
    """The row of buying/account_table."""

    account_id: str
    name: str
    home: bool
    person_count: int
    people: list[Values]
    lines: list[Values]
    influences: list[Values]


@dataclass(frozen=True, slots=True)
class AccountTable:
    """The people of an account, as far as the reader may see them.

    Attributes:
        home: It is our own house.
        person_count: All of them; `members` are at most 200, those with a part in a deal first.
        members: Each with their roles in open deals, of which the name tells the deal; support,
            power and engagement belong to a deal and are none here.
        threads: Who of us knows somebody, by contact, the strongest first.
    """

    account_id: str
    name: str
    home: bool
    person_count: int
    members: tuple[Member, ...]
    reporting: tuple[Reporting, ...]
    influences: tuple[Influence, ...]
    threads: Mapping[str, Sequence[Acquaintance]]


ACCOUNT_TABLE = graph.load("buying/account_table", AccountTableRow)


def get_account_table(actor: Actor, account_id: str, roles: Sequence[Role]) -> AccountTable:
    """Return the people of an account, in two queries.

    Args:
        actor: Who looks.
        account_id: The account.
        roles: Those that are configured.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
    """
    access.require(actor, Permission.READ)
    row = graph.get(
        ACCOUNT_TABLE,
        "account",
        account_id,
        account_id=account_id,
        most=MOST_PEOPLE,
        today=clock.now().date(),
        scope=access.filter_of(actor),
    )
    known = {role.key: role for role in roles}
    members = tuple(_member(one, known) for one in row.people)
    threads: dict[str, list[Acquaintance]] = defaultdict(list)
    for one in acquaintances(actor, [one["contact_id"] for one in row.people], ours_only=True):
        threads[one.of_id].append(one)
    return AccountTable(
        row.account_id,
        row.name,
        row.home,
        row.person_count,
        members,
        tuple(Reporting(**one) for one in row.lines),
        tuple(Influence(**one) for one in row.influences),
        threads,
    )


def map_of_account(table: AccountTable, opened: Collection[str] = ()) -> GroupMap:
    """Return the map of an account's people; see `group_map.map_of`.

    Args:
        table: The people.
        opened: Keys of stacks that are open.
    """
    shown = map_of(table, table.threads, (), opened)
    bare = tuple(replace(card, member=None) for card in shown.theirs)
    return replace(shown, theirs=bare)


def _member(one: Values, roles: Mapping[str, Role]) -> Member:
    chairs = tuple(Chair(_role(seat, roles)) for seat in one["seats"])
    return Member(one["contact_id"], one["name"], one["title"], chairs)


def _role(seat: Values, roles: Mapping[str, Role]) -> Role:
    """Return somebody's role in one deal, as a role of its own: deals are not lumped together."""
    key = seat["role_key"]
    role = roles.get(key) or Role(key, key, retired=True)
    told = f"{role.name} in {seat['deal']}"
    return replace(role, key=f"{key}-{seat['opportunity_id']}", name=told)
