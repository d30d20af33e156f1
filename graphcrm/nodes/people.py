"""People and organisations: contacts, their handles and jobs, accounts."""

from neomodel import (
    ArrayProperty,
    BooleanProperty,
    DateProperty,
    DateTimeProperty,
    FloatProperty,
    IntegerProperty,
    RelationshipTo,
    StringProperty,
    StructuredNode,
    StructuredRel,
)


class Recorded(StructuredRel):
    """What every edge of the stream carries: its uid and the activity that last changed it."""

    uid = StringProperty(required=True)
    changed_by = StringProperty()


class Has(Recorded):
    """(Contact)-[:HAS]->(Handle): this address is theirs; moving it moves all its evidence."""

    origin = StringProperty(db_property="source")


class WorksAt(Recorded):
    """(Contact)-[:WORKS_AT]->(Account): a job; several at once are normal.

    `from_on` and `until_on` are what somebody stated; `seen_from_on` and `seen_until_on` are the
    first and last day on which mail shows the person at the account's domain.
    """

    title = StringProperty()
    from_on = DateProperty()
    until_on = DateProperty()
    seen_from_on = DateProperty()
    seen_until_on = DateProperty()
    board = BooleanProperty()
    primary = BooleanProperty()
    origin = StringProperty(db_property="source")


class ReportsTo(Recorded):
    """(Contact)-[:REPORTS_TO]->(Contact): a formal line."""

    from_on = DateProperty()
    until_on = DateProperty()
    origin = StringProperty(db_property="source")


class Influences(Recorded):
    """(Contact)-[:INFLUENCES]->(Contact): directed sway set by people, -1..1; negative opposes."""

    weight = FloatProperty(required=True)
    set_by = StringProperty()
    set_at = DateTimeProperty()
    expires_on = DateProperty()


class Plays(Recorded):
    """(Contact)-[:PLAYS]->(Opportunity): a part in a deal; somebody may have several.

    What is said of the person in the deal (support, power, orientation, note) stands on each of
    their edges alike.
    """

    role_key = StringProperty(required=True)
    support = IntegerProperty()
    power = IntegerProperty()
    orientation = StringProperty()
    note = StringProperty()
    since_on = DateProperty()
    origin = StringProperty(db_property="source")


class Knows(StructuredRel):
    """(Contact)-[:KNOWS]-(Contact): wholly derived from evidence; once per pair, read both ways.

    The sums are of contact faded to `as_of_on`, per half-life class 30, 56, 112, 224, 365 days;
    `sums_out` runs with the edge's own direction, from the lower uid to the higher.
    """

    sums_in = ArrayProperty(FloatProperty())
    sums_out = ArrayProperty(FloatProperty())
    as_of_on = DateProperty()
    days = IntegerProperty()
    evidence_count = IntegerProperty()
    first_at = DateTimeProperty()
    last_at = DateTimeProperty()
    declared = StringProperty()
    declared_by = StringProperty()
    declared_until_on = DateProperty()


class Handle(StructuredNode):
    """An address by which somebody is reached; `kind` and `value` are unique together."""

    uid = StringProperty(unique_index=True, required=True)
    kind = StringProperty(required=True)
    value = StringProperty(required=True)
    use = StringProperty(required=True)
    name = StringProperty()
    changed_by = StringProperty()


class Account(StructuredNode):
    """An organisation; `home` marks our own."""

    uid = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    domains = ArrayProperty(StringProperty())
    industry = StringProperty()
    employee_count = IntegerProperty()
    revenue_minor = IntegerProperty()
    currency = StringProperty()
    location = StringProperty()
    home = BooleanProperty()
    source = StringProperty()
    owner_id = StringProperty()
    team_id = StringProperty()
    created_at = DateTimeProperty()
    changed_by = StringProperty()

    part_of = RelationshipTo("graphcrm.nodes.people.Account", "PART_OF", model=Recorded)


class Contact(StructuredNode):
    """A person, ours or theirs, or a shared mailbox or list that somebody filed as one."""

    uid = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    title = StringProperty()
    kind = StringProperty(required=True)
    do_not_contact = BooleanProperty()
    source = StringProperty()
    owner_id = StringProperty()
    team_id = StringProperty()
    created_at = DateTimeProperty()
    changed_by = StringProperty()

    handles = RelationshipTo("graphcrm.nodes.people.Handle", "HAS", model=Has)
    jobs = RelationshipTo("graphcrm.nodes.people.Account", "WORKS_AT", model=WorksAt)
    superiors = RelationshipTo("graphcrm.nodes.people.Contact", "REPORTS_TO", model=ReportsTo)
    sways = RelationshipTo("graphcrm.nodes.people.Contact", "INFLUENCES", model=Influences)
    knows = RelationshipTo("graphcrm.nodes.people.Contact", "KNOWS", model=Knows)
    plays = RelationshipTo("graphcrm.nodes.opportunities.Opportunity", "PLAYS", model=Plays)
