"""Links: files that lie elsewhere, attached to records by their URL."""

from neomodel import StringProperty, StructuredNode

from graphcrm.nodes.people import Recorded


class HasLink(Recorded):
    """(Opportunity)-[:HAS_LINK]->(Link): a file that lies elsewhere."""


class Link(StructuredNode):
    """A file or a page that lies elsewhere: what it is called, and its URL."""

    uid = StringProperty(unique_index=True, required=True)
    title = StringProperty(required=True)
    url = StringProperty(required=True)
    changed_by = StringProperty()
