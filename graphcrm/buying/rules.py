"""What a seat must be, and who counts as engaged."""

from collections.abc import Collection, Mapping
from datetime import datetime

from graphcrm.directory.rules import FieldError


class RoleError(FieldError):
    """There is no such role."""

    code = "invalid-role"

    def __init__(self, key: str, known: Collection[str]) -> None:
        super().__init__("role", f"{key[:40]!r} is none of {', '.join(known) or 'none'}.")


def is_engaged(in_at: datetime | None, out_at: datetime | None, since: datetime) -> bool:
    """Answer whether somebody was in touch with our people both ways since an instant.

    Args:
        in_at: When they last turned to one of us; None = never.
        out_at: When one of us last turned to them.
        since: From when on it counts.
    """
    return in_at is not None and out_at is not None and min(in_at, out_at) >= since


def most_roles(roles_of: Mapping[str, Collection[str]]) -> int:
    """Return how many people can stand for a role each, no two of them for the same.

    A maximum matching of people and roles by augmenting paths (Kuhn, 1955).

    Args:
        roles_of: Person to the roles they have.
    """
    standing: dict[str, str] = {}

    def place(person: str, tried: set[str]) -> bool:
        for role in roles_of[person]:
            if role in tried:
                continue
            tried.add(role)
            if role not in standing or place(standing[role], tried):
                standing[role] = person
                return True
        return False

    return sum(place(person, set()) for person in roles_of)
