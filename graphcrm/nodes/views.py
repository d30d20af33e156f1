"""Saved views of lists."""

from neomodel import DateTimeProperty, StringProperty, StructuredNode

from graphcrm.nodes.people import Recorded


class StartsWith(Recorded):
    """(User)-[:STARTS_WITH]->(SavedView): the room that opens with it for them."""

    room = StringProperty(required=True)


class SavedView(StructuredNode):
    """A list as somebody filtered and arranged it; its address is the room's with `query`.

    Without a name it is how its owner arranged the room for themselves. Those of the team
    `team_id` see it too.
    """

    uid = StringProperty(unique_index=True, required=True)
    name = StringProperty()
    room = StringProperty(required=True)
    query = StringProperty(required=True)
    owner_id = StringProperty(required=True)
    team_id = StringProperty()
    created_at = DateTimeProperty(required=True)
    changed_by = StringProperty()
