"""Who somebody is when they come in."""

from dataclasses import dataclass

from graphcrm import graph
from graphcrm.access.records import Actor, Role


@dataclass(frozen=True, slots=True)
class ActorRow:
    """A row of access/first_admin, access/actors_of_role and access/actor_of_contact."""

    user_id: str
    name: str
    email: str
    role: str
    contact_id: str | None
    team_id: str | None
    team_ids: list[str]


@dataclass(frozen=True, slots=True)
class ReaderRow(ActorRow):
    """A row of access/actor."""

    unread_count: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is signed in, as every page shows them.

    Attributes:
        unread_count: How many notifications they have not read.
    """

    actor: Actor
    unread_count: int


ACTOR = graph.load("access/actor", ReaderRow)
ACTOR_OF_CONTACT = graph.load("access/actor_of_contact", ActorRow)
ACTORS_OF_ROLE = graph.load("access/actors_of_role", ActorRow)
FIRST_ADMIN = graph.load("access/first_admin", ActorRow)


def find_actor(user_id: str, *, via: str = "form") -> Actor | None:
    """Return the enabled user with this uid as an Actor."""
    return _actor(graph.find(ACTOR, user_id=user_id, email=None), via)


def find_reader(user_id: str) -> Reader | None:
    """Return the enabled user with this uid as pages show them, with one query."""
    row = graph.find(ACTOR, user_id=user_id, email=None)
    return Reader(_made(row, "form"), row.unread_count) if row else None


def find_actor_by_email(email: str, *, via: str = "form") -> Actor | None:
    """Return the enabled user with this sign-in address as an Actor."""
    return _actor(graph.find(ACTOR, user_id=None, email=email.strip().lower()), via)


def find_actor_of_contact(contact_id: str, *, via: str = "form") -> Actor | None:
    """Return the enabled user who is this contact as an Actor."""
    return _actor(graph.find(ACTOR_OF_CONTACT, contact_id=contact_id), via)


def actors_of_role(role: Role, *, via: str = "form") -> list[Actor]:
    """Return the enabled users of a role, by name."""
    rows = graph.fetch(ACTORS_OF_ROLE, role=role.value)
    return [_made(row, via) for row in rows]


def find_first_admin(*, via: str = "cli") -> Actor | None:
    """Return the administrator who was added first, for whom the command line acts by default."""
    return _actor(graph.find(FIRST_ADMIN), via)


def _actor(row: ActorRow | None, via: str) -> Actor | None:
    return _made(row, via) if row else None


def _made(row: ActorRow, via: str) -> Actor:
    return Actor(
        row.user_id,
        row.name,
        row.email,
        Role(row.role),
        row.contact_id,
        row.team_id,
        tuple(row.team_ids),
        via,
    )
