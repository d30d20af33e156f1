"""Who works here: users and teams."""

from neomodel import (
    BooleanProperty,
    DateTimeProperty,
    RelationshipTo,
    StringProperty,
    StructuredNode,
)

from graphcrm.nodes.activities import Brought
from graphcrm.nodes.people import Recorded
from graphcrm.nodes.views import StartsWith


class Team(StructuredNode):
    """A team; teams form a tree."""

    uid = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    changed_by = StringProperty()

    part_of = RelationshipTo("graphcrm.nodes.members.Team", "PART_OF", model=Recorded)


class User(StructuredNode):
    """Somebody who signs in; the person they are is a Contact.

    The `automatic` one nobody is: in its name happens what nobody does by hand.
    """

    uid = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    email = StringProperty(unique_index=True, required=True)
    role = StringProperty(required=True)
    password_hash = StringProperty()
    disabled = BooleanProperty()
    shares_ties = BooleanProperty()
    automatic = BooleanProperty()
    created_at = DateTimeProperty()
    changed_by = StringProperty()

    contact = RelationshipTo("graphcrm.nodes.people.Contact", "IS", model=Recorded)
    teams = RelationshipTo("graphcrm.nodes.members.Team", "MEMBER_OF", model=Recorded)
    starts_with = RelationshipTo("graphcrm.nodes.views.SavedView", "STARTS_WITH", model=StartsWith)
    brought = RelationshipTo("graphcrm.nodes.activities.Activity", "BROUGHT", model=Brought)
