"""The people on whose behalf everything runs, and what they may do."""

from dataclasses import dataclass
from enum import StrEnum

from graphcrm import ids


AUTOMATION_ID = ids.of("user", "automation")
"""Uid of the user in whose name happens what nobody does by hand."""


class Scope(StrEnum):
    """How far a permission reaches."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


class Permission(StrEnum):
    """What an actor may be allowed to do."""

    READ = "read"
    CREATE = "create"
    EDIT = "edit"
    REMOVE = "remove"
    IMPORT = "import"
    DECLARE = "declare"
    OVERRIDE = "override"
    ASSIGN = "assign"
    ADMINISTER = "administer"


class Role(StrEnum):
    """The roles a user can have; their permissions are in `access.rules`."""

    ADMIN = "admin"
    MANAGER = "manager"
    REP = "rep"
    ANALYST = "analyst"
    READ_ONLY = "read-only"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something happens by itself; every activity of the actor who has it tells of it.

    Attributes:
        activity_id: Uid of the activity that set it off.
        depth: 1 where a person's change did, 2 where that one's consequence did, and so on.
        sentence: In words, where the activity has no reason of its own.
        effect_id: Uid of the configured Effect; None = it always happens so.
        stay_id: Of an effect after some days: uid of the stay that lasted so long.
    """

    activity_id: str
    depth: int
    sentence: str | None = None
    effect_id: str | None = None
    stay_id: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a read or a command runs for; a job acts for the user who asked for it.

    Attributes:
        user_id: Uid of the User.
        name: As shown to people.
        email: The sign-in address.
        role: Decides the permissions and their scopes.
        contact_id: The user's own person in the graph; None where there is none yet.
        team_id: The team whose records they make; None without a team.
        team_ids: That team and every team below it.
        via: The door: form, cli, import, job, demo, rule; of a lead "form:" and its form's name.
        cause: Of what happens by itself: why.
    """

    user_id: str
    name: str
    email: str
    role: Role
    contact_id: str | None = None
    team_id: str | None = None
    team_ids: tuple[str, ...] = ()
    via: str = "form"
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a record is; a record of nobody is the house's and everybody sees it."""

    owner_id: str | None
    team_id: str | None
