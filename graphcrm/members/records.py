"""Users and teams."""

from dataclasses import dataclass

from graphcrm.access.records import Permission, Role
from graphcrm.access.rules import roles_with


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who signs in.

    Attributes:
        email: Sign-in address, lower case; unique.
        disabled: Whether signing in is refused.
    """

    user_id: str
    name: str
    email: str
    role: str
    disabled: bool
    team: str | None

    @property
    def works(self) -> bool:
        """Answer whether records can be given to them: they sign in, and may edit."""
        return not self.disabled and self.role in roles_with(Permission.EDIT)


@dataclass(frozen=True, slots=True)
class Team:
    """A team.

    Attributes:
        above: Uids of this team and of those it is part of.
    """

    team_id: str
    name: str
    above: list[str]


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to add; their person is found by the address or made."""

    name: str
    email: str
    role: Role
    password: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What an installation begins with.

    Attributes:
        name: Our own company.
        domain: Its mail domain.
        admin: The first administrator.
    """

    name: str
    domain: str
    admin: NewUser
