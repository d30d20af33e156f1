"""Tasks, and what users are told of: each Notification is one cause for one user."""

from neomodel import (
    BooleanProperty,
    DateProperty,
    DateTimeProperty,
    IntegerProperty,
    RelationshipTo,
    StringProperty,
    StructuredNode,
)

from graphcrm.nodes.people import Recorded


class Concerns(Recorded):
    """(Task or Notification)-[:CONCERNS]->(record): what it is about."""


class Task(StructuredNode):
    """Something to be done: `owner_id` is for whom, None = whoever comes first."""

    uid = StringProperty(unique_index=True, required=True)
    title = StringProperty(required=True)
    due_on = DateProperty()
    why = StringProperty()
    done = BooleanProperty(required=True)
    done_at = DateTimeProperty()
    owner_id = StringProperty()
    team_id = StringProperty()
    made_by = StringProperty(required=True)
    created_at = DateTimeProperty(required=True)
    changed_by = StringProperty()

    deals = RelationshipTo("graphcrm.nodes.opportunities.Opportunity", "CONCERNS", model=Concerns)
    contacts = RelationshipTo("graphcrm.nodes.people.Contact", "CONCERNS", model=Concerns)
    accounts = RelationshipTo("graphcrm.nodes.people.Account", "CONCERNS", model=Concerns)


class Notification(StructuredNode):
    """What one user is told: `cause_id` is the uid of the activity or approval it is of.

    `stage` is what a stage was called then, `words` is what else was said, `count` is how many
    records it is about where it concerns none alone.
    """

    uid = StringProperty(unique_index=True, required=True)
    user_id = StringProperty(required=True)
    kind = StringProperty(required=True)
    cause_id = StringProperty(required=True)
    by_id = StringProperty()
    stage = StringProperty()
    words = StringProperty()
    count = IntegerProperty()
    made_at = DateTimeProperty(required=True)
    read = BooleanProperty(required=True)
    read_at = DateTimeProperty()
    changed_by = StringProperty()

    deals = RelationshipTo("graphcrm.nodes.opportunities.Opportunity", "CONCERNS", model=Concerns)
    tasks = RelationshipTo("graphcrm.nodes.tasks.Task", "CONCERNS", model=Concerns)
    introductions = RelationshipTo(
        "graphcrm.nodes.introductions.Introduction", "CONCERNS", model=Concerns
    )
