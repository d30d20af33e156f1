"""Who may do what, and how a scope becomes a filter."""

from graphcrm.access.records import Actor, Ownership, Permission, Role, Scope
from graphcrm.errors import ForbiddenError


_EVERYTHING = dict.fromkeys(Permission, Scope.ALL)
ROLES: dict[Role, dict[Permission, Scope]] = {
    Role.ADMIN: _EVERYTHING,
    Role.MANAGER: {
        permission: Scope.TEAM for permission in Permission if permission != Permission.ADMINISTER
    },
    Role.REP: {
        Permission.READ: Scope.TEAM,
        Permission.CREATE: Scope.OWN,
        Permission.EDIT: Scope.TEAM,
        Permission.REMOVE: Scope.OWN,
        Permission.IMPORT: Scope.OWN,
        Permission.DECLARE: Scope.TEAM,
    },
    Role.ANALYST: {Permission.READ: Scope.ALL},
    Role.READ_ONLY: {Permission.READ: Scope.TEAM},
}


class NotPermittedError(ForbiddenError):
    """The actor may not do this to this record."""

    code = "not-permitted"

    def __init__(self, actor: Actor, permission: Permission) -> None:
        super().__init__(f"{actor.name} ({actor.role}) may not {permission} this.")
        self.permission = permission


def scope_of(actor: Actor, permission: Permission) -> Scope | None:
    """Return how far `permission` reaches for `actor`; None = they do not hold it."""
    return ROLES[actor.role].get(permission)


def roles_with(permission: Permission) -> list[Role]:
    """Return the roles that hold `permission` over anything at all."""
    return [role for role, held in ROLES.items() if permission in held]


def is_allowed(actor: Actor, permission: Permission, record: Ownership | None = None) -> bool:
    """Tell whether `actor` holds `permission`, and over `record` where one is given."""
    scope = scope_of(actor, permission)
    if scope is None or record is None:
        return scope is not None
    if permission is Permission.READ and record.owner_id is None:
        return True
    return (
        scope is Scope.ALL
        or record.owner_id == actor.user_id
        or (scope is Scope.TEAM and record.team_id in actor.team_ids)
    )


def require(actor: Actor, permission: Permission, record: Ownership | None = None) -> None:
    """Check that `actor` may do this, to `record` where one is given.

    Raises:
        NotPermittedError: They may not.
    """
    if not is_allowed(actor, permission, record):
        raise NotPermittedError(actor, permission)


def filter_of(actor: Actor) -> dict[str, object]:
    """Return the read scope as the parameter `$scope` that every query of records takes.

    A record is visible when it is nobody's, the reader's own, or of one of `team_ids`, or when
    `all` is set.
    """
    scope = scope_of(actor, Permission.READ)
    return {
        "all": scope is Scope.ALL,
        "user_id": actor.user_id,
        "team_ids": list(actor.team_ids) if scope is Scope.TEAM else [],
    }
