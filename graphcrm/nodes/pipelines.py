"""The process, as data: pipelines, their stages and arrows, and the words that deals are in."""

from neomodel import (
    ArrayProperty,
    BooleanProperty,
    DateTimeProperty,
    IntegerProperty,
    RelationshipTo,
    StringProperty,
    StructuredNode,
)

from graphcrm.nodes.people import Recorded


class HasStage(Recorded):
    """(Pipeline)-[:HAS_STAGE]->(Stage): in which place from the left, from 0."""

    position = IntegerProperty(required=True)


class Requires(Recorded):
    """(Stage)-[:REQUIRES]->(Criterion): in which place from above, from 0."""

    position = IntegerProperty(required=True)


class Needs(Recorded):
    """(Pipeline)-[:NEEDS]->(Role): how many people must have it, and from which stage on.

    `since` is the key of an open stage; without it the role is needed always.
    """

    position = IntegerProperty(required=True)
    minimum = IntegerProperty(required=True)
    since = StringProperty()


class Criterion(StructuredNode):
    """What a stage asks of the deals that come or go; see pipeline.records."""

    uid = StringProperty(unique_index=True, required=True)
    key = StringProperty(required=True)
    kind = StringProperty(required=True)
    name = StringProperty()
    when = StringProperty(required=True)
    to = StringProperty()
    severity = StringProperty(required=True)
    field = StringProperty()
    comparison = StringProperty()
    value = StringProperty()
    activity = StringProperty()
    days = IntegerProperty()
    count = IntegerProperty()
    amount_minor = IntegerProperty()
    currency = StringProperty()
    role = StringProperty()
    percent = IntegerProperty()
    approvers = ArrayProperty(StringProperty())
    changed_by = StringProperty()


class SetsOff(Recorded):
    """(Stage)-[:SETS_OFF]->(Effect): in which place from above, from 0."""

    position = IntegerProperty(required=True)


class Effect(StructuredNode):
    """What happens by itself when deals come, stay or go; see pipeline.records."""

    uid = StringProperty(unique_index=True, required=True)
    key = StringProperty(required=True)
    do = StringProperty(required=True)
    when = StringProperty(required=True)
    name = StringProperty()
    days = IntegerProperty()
    whom = StringProperty()
    user = StringProperty()
    title = StringProperty()
    due_days = IntegerProperty()
    field = StringProperty()
    value = StringProperty()
    changed_by = StringProperty()


class Stage(StructuredNode):
    """A stage; what it means is its type, never its name."""

    uid = StringProperty(unique_index=True, required=True)
    key = StringProperty(required=True)
    name = StringProperty(required=True)
    type = StringProperty(required=True)
    color = StringProperty()
    win_percent = IntegerProperty(required=True)
    rotting_days = IntegerProperty()
    changed_by = StringProperty()

    leads_to = RelationshipTo("graphcrm.nodes.pipelines.Stage", "LEADS_TO", model=Recorded)
    criteria = RelationshipTo("graphcrm.nodes.pipelines.Criterion", "REQUIRES", model=Requires)
    sets_off = RelationshipTo("graphcrm.nodes.pipelines.Effect", "SETS_OFF", model=SetsOff)


class Pipeline(StructuredNode):
    """A way that deals of some kinds go; `teams` are uids of those that bring deals in."""

    uid = StringProperty(unique_index=True, required=True)
    key = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    kinds = ArrayProperty(StringProperty())
    rhythm_days = IntegerProperty()
    teams = ArrayProperty(StringProperty())
    position = IntegerProperty(required=True)
    changed_by = StringProperty()

    stages = RelationshipTo("graphcrm.nodes.pipelines.Stage", "HAS_STAGE", model=HasStage)
    needs = RelationshipTo("graphcrm.nodes.pipelines.Role", "NEEDS", model=Needs)


class Word(StructuredNode):
    """A word that deals are described in: what it means is its key, never its name."""

    __abstract_node__ = True

    uid = StringProperty(unique_index=True, required=True)
    key = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    position = IntegerProperty(required=True)
    changed_by = StringProperty()


class LossReason(Word):
    """Why a deal was lost, as far as one may choose."""

    asks_text = BooleanProperty()
    retired = BooleanProperty()
    for_imports = BooleanProperty()


class OpportunityKind(Word):
    """A kind of deal."""


class Role(Word):
    """A part that somebody can have in a deal; what rules ask of it stands on it.

    `titles` are words of titles that suggest it.
    """

    authority = BooleanProperty()
    stance = StringProperty()
    retired = BooleanProperty()
    titles = ArrayProperty(StringProperty())
    neutral = BooleanProperty()


class Source(Word):
    """Where a deal came from."""

    retired = BooleanProperty()


class Currency(Word):
    """A currency that amounts may be in; its key is the ISO 4217 code."""


class Brought(Recorded):
    """(LeadForm)-[:BROUGHT]->(Opportunity): `note_id` is the uid of the note of what was sent."""

    came_at = DateTimeProperty(required=True)
    note_id = StringProperty(required=True)


class LeadForm(StructuredNode):
    """A form of a web site that brings leads; whoever knows its key may send.

    `origin` is the key of the source that its deals have, `origins` are the web sites that may
    read its answers, `role_key` is the part that whoever sends it gets in the deal.
    """

    uid = StringProperty(unique_index=True, required=True)
    key = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    origin = StringProperty(db_property="source", required=True)
    pipeline_key = StringProperty()
    role_key = StringProperty()
    origins = ArrayProperty(StringProperty())
    owner_id = StringProperty()
    created_by = StringProperty(required=True)
    created_at = DateTimeProperty(required=True)
    retired = BooleanProperty()
    changed_by = StringProperty()

    leads = RelationshipTo("graphcrm.nodes.opportunities.Opportunity", "BROUGHT", model=Brought)
