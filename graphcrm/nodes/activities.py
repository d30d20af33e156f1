"""The stream, what brought evidence into it, and what follows it."""

from neomodel import (
    ArrayProperty,
    BooleanProperty,
    DateProperty,
    DateTimeProperty,
    IntegerProperty,
    RelationshipTo,
    StringProperty,
    StructuredNode,
    StructuredRel,
)


class Involves(StructuredRel):
    """(Activity)-[:INVOLVES]->(Handle): who took part, by the address really used."""

    part = StringProperty(db_property="as", required=True)
    occurred_at = DateTimeProperty(required=True)


class About(StructuredRel):
    """(Activity)-[:ABOUT]->(anything): whose timeline shows it."""

    occurred_at = DateTimeProperty(required=True)


class Changed(StructuredRel):
    """(Activity)-[:CHANGED]->(a contact, account or deal): it changed, or an edge of it did."""


class Withdrew(StructuredRel):
    """(Activity)-[:WITHDREW]->(Activity): since this entry that evidence counts no longer."""


class By(StructuredRel):
    """(Activity)-[:BY]->(User): who did it."""


class Brought(StructuredRel):
    """(Import or User)-[:BROUGHT]->(Activity): who met this evidence, new or not."""


class Activity(StructuredNode):
    """One entry of the stream, never edited: evidence, or a change with old and new values."""

    uid = StringProperty(unique_index=True, required=True)
    seq = IntegerProperty(unique_index=True, required=True)
    kind = StringProperty(required=True)
    occurred_at = DateTimeProperty(required=True)
    recorded_at = DateTimeProperty(required=True)
    verb = StringProperty()
    via = StringProperty()
    changes = StringProperty()
    brought = ArrayProperty(StringProperty())
    withdrawn = ArrayProperty(StringProperty())
    batch_id = StringProperty()
    subject = StringProperty()
    body = StringProperty()
    replies_to = ArrayProperty(StringProperty())
    is_reply = BooleanProperty()
    thread_id = StringProperty()
    log_uid = StringProperty()
    cause_id = StringProperty()
    depth = IntegerProperty()
    effect_id = StringProperty()
    stay_id = StringProperty()
    level = StringProperty()
    expires_on = DateProperty()
    owner_id = StringProperty()
    team_id = StringProperty()

    involves = RelationshipTo("graphcrm.nodes.people.Handle", "INVOLVES", model=Involves)
    by = RelationshipTo("graphcrm.nodes.members.User", "BY", model=By)
    about_contacts = RelationshipTo("graphcrm.nodes.people.Contact", "ABOUT", model=About)
    about_accounts = RelationshipTo("graphcrm.nodes.people.Account", "ABOUT", model=About)
    about_imports = RelationshipTo("graphcrm.nodes.activities.Import", "ABOUT", model=About)
    about_opportunities = RelationshipTo(
        "graphcrm.nodes.opportunities.Opportunity", "ABOUT", model=About
    )
    about_tasks = RelationshipTo("graphcrm.nodes.tasks.Task", "ABOUT", model=About)
    about_users = RelationshipTo("graphcrm.nodes.members.User", "ABOUT", model=About)
    withdrew = RelationshipTo("graphcrm.nodes.activities.Activity", "WITHDREW", model=Withdrew)
    changed_contacts = RelationshipTo("graphcrm.nodes.people.Contact", "CHANGED", model=Changed)
    changed_accounts = RelationshipTo("graphcrm.nodes.people.Account", "CHANGED", model=Changed)
    changed_opportunities = RelationshipTo(
        "graphcrm.nodes.opportunities.Opportunity", "CHANGED", model=Changed
    )


class Import(StructuredNode):
    """One run of an importer; its evidence counts while it is `standing`."""

    uid = StringProperty(unique_index=True, required=True)
    kind = StringProperty(required=True)
    name = StringProperty(required=True)
    standing = BooleanProperty(required=True)
    contacts = StringProperty()
    started_at = DateTimeProperty(required=True)
    finished_at = DateTimeProperty()
    result = StringProperty()
    kept_count = IntegerProperty()
    owner_id = StringProperty()
    team_id = StringProperty()
    changed_by = StringProperty()

    brought = RelationshipTo("graphcrm.nodes.activities.Activity", "BROUGHT", model=Brought)


class Stream(StructuredNode):
    """The one node whose lock puts all commits in order; `seq` is the last entry's.

    `configured_at` is when the process last changed.
    """

    uid = StringProperty(unique_index=True, required=True)
    seq = IntegerProperty(required=True)
    configured_at = DateTimeProperty()


class Follower(StructuredNode):
    """How far one follower of the stream has come; outside the stream."""

    uid = StringProperty(unique_index=True, required=True)
    seq = IntegerProperty(required=True)
    step = IntegerProperty()
    epoch = StringProperty()
    until_at = DateTimeProperty()


class Lease(StructuredNode):
    """Who does work that one process does at a time, and until when; outside the stream."""

    uid = StringProperty(unique_index=True, required=True)
    holder = StringProperty(required=True)
    until_at = DateTimeProperty(required=True)


class TieBatch(StructuredNode):
    """Which ties and contacts one step of the strengths' follower touched, for the path indexes."""

    step = IntegerProperty(unique_index=True, required=True)
    pairs = ArrayProperty(StringProperty())
    contact_ids = ArrayProperty(StringProperty())
    account_ids = ArrayProperty(StringProperty())


class SchemaStep(StructuredNode):
    """A schema file that has been applied."""

    name = StringProperty(unique_index=True, required=True)
    applied_at = DateTimeProperty(required=True)
