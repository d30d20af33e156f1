"""The catalogue of labels, edge types and properties, derived from the node classes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from neomodel import StructuredNode
from neomodel.properties import Property

from graphcrm.nodes import (
    activities,
    introductions,
    links,
    members,
    opportunities,
    people,
    pipelines,
    tasks,
    views,
)


CLASSES: tuple[type[StructuredNode], ...] = (
    people.Contact,
    people.Account,
    people.Handle,
    members.User,
    members.Team,
    pipelines.Pipeline,
    pipelines.Stage,
    pipelines.Criterion,
    pipelines.Effect,
    pipelines.LossReason,
    pipelines.OpportunityKind,
    pipelines.Role,
    pipelines.Source,
    pipelines.Currency,
    pipelines.LeadForm,
    views.SavedView,
    opportunities.Opportunity,
    opportunities.Approval,
    links.Link,
    tasks.Task,
    tasks.Notification,
    introductions.Introduction,
    introductions.IntroductionPolicy,
    introductions.Calibration,
    activities.Activity,
    activities.Import,
    activities.Stream,
    activities.Follower,
    activities.Lease,
    activities.TieBatch,
    activities.SchemaStep,
)
REMOVED = "Removed"


@dataclass(frozen=True, slots=True)
class EdgeShape:
    """Which labels one type of edge joins, and what it carries.

    Attributes:
        type: The relationship type.
        start: Label it runs from.
        end: Label it runs to.
        properties: Names of its properties.
    """

    type: str
    start: str
    end: str
    properties: frozenset[str]


@cache
def properties() -> dict[str, frozenset[str]]:
    """Return each label's property names."""
    return {cls.__label__: frozenset(_names(cls)) for cls in CLASSES}


@cache
def edges() -> dict[tuple[str, str, str], EdgeShape]:
    """Return every shape of edge by (type, start label, end label)."""
    return {(shape.type, shape.start, shape.end): shape for shape in _shapes()}


def labels() -> list[str]:
    """Return every label, Removed included, in order."""
    return sorted([*properties(), REMOVED])


def edge_types() -> list[str]:
    """Return every relationship type, in order."""
    return sorted({shape.type for shape in edges().values()})


def property_names() -> list[str]:
    """Return every property of any node or edge, in order."""
    names = set().union(*properties().values())
    return sorted(names.union(*(shape.properties for shape in edges().values())))


def _names(cls: type) -> Iterator[str]:
    for name in dir(cls):
        value = getattr(cls, name, None)
        if isinstance(value, Property) and not name.startswith("_"):
            yield value.db_property or name


def _shapes() -> Iterator[EdgeShape]:
    for cls in CLASSES:
        for relation in cls.defined_properties(aliases=False, properties=False).values():
            relation.lookup_node_class()
            definition = relation.definition
            yield EdgeShape(
                definition["relation_type"],
                cls.__label__,
                definition["node_class"].__label__,
                frozenset(_names(definition["model"])),
            )
