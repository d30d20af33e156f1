"""Looking at saved views."""

from collections.abc import Sequence
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


OF_ROOMS = graph.load("views/of_rooms", ViewsRow)


def views_of(actor: Actor, rooms: Sequence[str]) -> Views:
    """Return what somebody has saved of some rooms, and what their team shares.

    Args:
        actor: Who looks.
        rooms: Keys of the rooms.
    """
    access.require(actor, Permission.READ)
    teams = list(actor.team_ids)
    row = graph.fetch(OF_ROOMS, user_id=actor.user_id, team_ids=teams, rooms=list(rooms))[0]
    settings = {one["room"]: one["query"] for one in row.views if one["name"] is None}
    named = tuple(View(**one) for one in row.views if one["name"] is not None)
    return Views(named, settings, row.seq)
