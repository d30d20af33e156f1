"""Looking at saved views."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.views.records import View, Views


@dataclass(frozen=True, slots=True)
class ViewsRow:
    """The row of views/of_rooms."""

    seq: int
    views: list[dict[str, Any]]
    known: list[str]


OF_ROOMS = graph.load("views/of_rooms", ViewsRow)


def views_of(actor: Actor, rooms: Sequence[str], named: Collection[str] = ()) -> Views:
    """Return what somebody has saved of some rooms, and what their team shares.

    Args:
        actor: Who looks.
        rooms: Keys of the rooms.
        named: Uids that an address names, which may be of users and teams.
    """
    access.require(actor, Permission.READ)
    teams = list(actor.team_ids)
    (row,) = graph.fetch(
        OF_ROOMS, user_id=actor.user_id, team_ids=teams, rooms=list(rooms), named=list(named)
    )
    settings = {one["room"]: one["query"] for one in row.views if one["name"] is None}
    saved = tuple(View(**one) for one in row.views if one["name"] is not None)
    return Views(saved, settings, row.seq, frozenset(row.known))
