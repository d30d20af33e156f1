"""The process, as data: pipelines, their stages, the arrows between those, reasons of a loss."""

from neomodel import (
    ArrayProperty,
    BooleanProperty,
    IntegerProperty,
    RelationshipTo,
    StringProperty,
    StructuredNode,
)

from graphcrm.nodes.people import Recorded


class HasStage(Recorded):
    """(Pipeline)-[:HAS_STAGE]->(Stage): in which place from the left, from 0."""

    position = IntegerProperty(required=True)


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

    leads_to = RelationshipTo("Stage", "LEADS_TO", model=Recorded)


class Pipeline(StructuredNode):
    """A way that deals of some kinds go."""

    uid = StringProperty(unique_index=True, required=True)
    key = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    kinds = ArrayProperty(StringProperty())
    position = IntegerProperty(required=True)
    changed_by = StringProperty()

    stages = RelationshipTo("Stage", "HAS_STAGE", model=HasStage)


class LossReason(StructuredNode):
    """Why a deal was lost, as far as one may choose."""

    uid = StringProperty(unique_index=True, required=True)
    key = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    asks_text = BooleanProperty()
    position = IntegerProperty(required=True)
    changed_by = StringProperty()
