"""Looking at who works here."""

from dataclasses import dataclass

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.members.records import Team, User


@dataclass(frozen=True, slots=True)
class Home:
    """Our own company.

    Attributes:
        domains: Its mail domains, lower case.
    """

    uid: str
    name: str
    domains: list[str]


USERS = graph.load("members/users", User)
TEAMS = graph.load("members/teams", Team)
HOME = graph.load("members/home", Home)


def users(actor: Actor) -> list[User]:
    """Return every user, by name; colleagues are no secret."""
    access.require(actor, Permission.READ)
    return graph.fetch(USERS)


def teams(actor: Actor) -> list[Team]:
    """Return every team, by name."""
    access.require(actor, Permission.READ)
    return graph.fetch(TEAMS)


def find_home() -> Home | None:
    """Return our own company, or None before `init`."""
    return graph.find(HOME)
