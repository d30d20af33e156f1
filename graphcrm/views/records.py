"""Views as people save, share and open them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """A list that can be filtered and arranged by its address.

    Attributes:
        key: Names it; views of one room say nothing in another.
        parameters: What its address may say.
    """

    key: str
    parameters: frozenset[str]


@dataclass(frozen=True, slots=True)
class NewView:
    """A view to be saved.

    Attributes:
        query: The query string of the address.
        is_shared: The team of whoever saves it sees it too.
    """

    room: Room
    name: str
    query: str
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class ViewEdit:
    """What changes of a view; None = as before."""

    name: str | None = None
    query: str | None = None
    is_shared: bool | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A saved view.

    Attributes:
        room: Key of its room.
        query: Query string of the address that opens it, without what tells that it is a view.
        owner: Name of who saved it.
        is_mine: The reader did.
        is_shared: Its owner's team sees it.
        is_default: The reader's room opens with it.
    """

    view_id: str
    name: str
    room: str
    query: str
    owner: str | None
    is_mine: bool
    is_shared: bool
    is_default: bool


@dataclass(frozen=True, slots=True)
class Views:
    """What somebody has of some rooms.

    Attributes:
        views: Their own and those of their team, by room and name.
        settings: How they arranged a room for themselves: its key to a query string.
        seq: Place of the stream up to which all of this is told.
        known: Of the uids that were named those of users and teams.
    """

    views: tuple[View, ...]
    settings: dict[str, str]
    seq: int
    known: frozenset[str]

    def find(self, view_id: str | None) -> View | None:
        """Return a view by its uid."""
        return next((one for one in self.views if one.view_id == view_id), None)

    def default(self, room: str) -> View | None:
        """Return the view that a room opens with."""
        return next((one for one in self.views if one.is_default and one.room == room), None)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a command on a view came to; `activity_id` is None where nothing changed."""

    view_id: str
    name: str
    activity_id: str | None
