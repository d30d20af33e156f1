"""Looking at a deal's buying group."""

from dataclasses import dataclass

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.buying.records import Role, Seat
from graphcrm.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class SeatsRow:
    """The row of buying/seats."""

    seats: list[dict[str, str | bool | None]]


SEATS = graph.load("buying/seats", SeatsRow)


def seats(actor: Actor, opportunity_id: str) -> list[Seat]:
    """Return who has which part in a deal, in the order of the roles.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
    """
    row = graph.find(SEATS, opportunity_id=opportunity_id, scope=access.filter_of(actor))
    if row is None:
        raise NotFoundError("deal", opportunity_id)
    return [
        Seat(
            _text(one["contact_id"]),
            _text(one["name"]),
            Role(str(one["role_key"]), str(one["role"]), bool(one["authority"])),
        )
        for one in row.seats
    ]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
