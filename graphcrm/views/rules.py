"""What a view may be called and say, and whose it is to change."""

from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode

from graphcrm.directory.rules import FieldError
from graphcrm.errors import ConflictError, ForbiddenError, InvalidError
from graphcrm.views.records import Room


LONGEST_NAME = 80
LONGEST_QUERY = 2000
MOST = 100


class NameTakenError(ConflictError):
    """Somebody has two views of one name in a room."""

    code = "view-name-taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"You have a view called {name} here already; open it to change it.")


class TooManyViewsError(ConflictError):
    """Somebody has as many views as anybody can find their way in."""

    code = "too-many-views"

    def __init__(self) -> None:
        super().__init__(f"You have {MOST} views; remove one that you no longer open.")


class NoTeamError(InvalidError):
    """A view is to be shared by somebody who has nobody to share it with."""

    code = "no-team"

    def __init__(self) -> None:
        super().__init__("You belong to no team that you could share a view with.")


class NotYourViewError(ForbiddenError):
    """A view is somebody else's."""

    code = "not-your-view"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is somebody else's view; save one of your own.")


def checked_name(name: str, taken: Collection[str]) -> str:
    """Return a name without superfluous spaces.

    Args:
        name: As typed.
        taken: Names of the other views that its owner has in the room.

    Raises:
        FieldError: It is none.
        NameTakenError: Another view is called so.
    """
    told = " ".join(name.split())
    if not told or len(told) > LONGEST_NAME or not told.isprintable():
        raise FieldError("name", f"a name has 1 to {LONGEST_NAME} letters.")
    if told.casefold() in {one.casefold() for one in taken}:
        raise NameTakenError(told)
    return told


def checked_query(query: str, room: Room) -> str:
    """Return a query string as views keep it: parameters in order, empty ones left out.

    Raises:
        FieldError: It says something that the room does not know, or too much.
    """
    pairs = parse_qsl(query)
    for name, _ in pairs:
        if name not in room.parameters:
            raise FieldError("query", f"{name[:40]!r} is nothing that this list can be asked for.")
    told = urlencode(sorted(pairs))
    if len(told) > LONGEST_QUERY:
        raise FieldError("query", f"at most {LONGEST_QUERY} characters, not {len(told)}.")
    return told
