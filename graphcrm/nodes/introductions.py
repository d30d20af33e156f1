"""Introductions that were asked for, and what those that are over have taught."""

from neomodel import (
    ArrayProperty,
    DateTimeProperty,
    FloatProperty,
    IntegerProperty,
    RelationshipTo,
    StringProperty,
    StructuredNode,
)

from graphcrm.nodes.people import Recorded


class Introduction(StructuredNode):
    """A colleague was asked to introduce somebody to a contact, `target_id`.

    `asker_id` and `connector_id` are uids of users; `way_ids` are uids of contacts from the
    connector to the target, `edges` the probabilities on the way from the asker over all of
    them, as they were when it was asked and by which `index_seq` of the path index; `probability`
    is what was claimed of the whole way. `passed_count` of those between passed it on.
    """

    uid = StringProperty(unique_index=True, required=True)
    state = StringProperty(required=True)
    asker_id = StringProperty(required=True)
    connector_id = StringProperty(required=True)
    target_id = StringProperty(required=True)
    way_ids = ArrayProperty(StringProperty(), required=True)
    edges = ArrayProperty(FloatProperty(), required=True)
    probability = FloatProperty(required=True)
    index_seq = IntegerProperty(required=True)
    note = StringProperty()
    text = StringProperty(required=True)
    asked_at = DateTimeProperty(required=True)
    waits_since = DateTimeProperty()
    answered_at = DateTimeProperty()
    done_at = DateTimeProperty()
    over_at = DateTimeProperty()
    outcome = StringProperty()
    passed_count = IntegerProperty()
    declined_because = StringProperty()
    lapsed_because = StringProperty()
    changed_by = StringProperty()

    asked_by = RelationshipTo("graphcrm.nodes.members.User", "ASKED_BY", model=Recorded)
    asks = RelationshipTo("graphcrm.nodes.members.User", "ASKS", model=Recorded)
    to = RelationshipTo("graphcrm.nodes.people.Contact", "TO", model=Recorded)
    helps = RelationshipTo("graphcrm.nodes.opportunities.Opportunity", "HELPS", model=Recorded)
    passed_by = RelationshipTo("graphcrm.nodes.people.Contact", "PASSED_BY", model=Recorded)
    stopped_at = RelationshipTo("graphcrm.nodes.people.Contact", "STOPPED_AT", model=Recorded)


class IntroductionPolicy(StructuredNode):
    """How often the house lets one person be asked, and after how many days they are reminded."""

    uid = StringProperty(unique_index=True, required=True)
    open_most = IntegerProperty(required=True)
    month_most = IntegerProperty(required=True)
    remind_days = IntegerProperty(required=True)
    changed_by = StringProperty()


class Calibration(StructuredNode):
    """What introductions that were over by `fitted_at` have taught; the latest version holds.

    The curves are `influence.calibration.Curve`, `reliability` is its record as JSON.
    """

    uid = StringProperty(unique_index=True, required=True)
    version = IntegerProperty(required=True)
    fitted_at = DateTimeProperty(required=True)
    outcome_count = IntegerProperty(required=True)
    edge_slope = FloatProperty(required=True)
    edge_offset = FloatProperty(required=True)
    edge_count = IntegerProperty(required=True)
    path_slope = FloatProperty(required=True)
    path_offset = FloatProperty(required=True)
    path_count = IntegerProperty(required=True)
    reliability = StringProperty()
    changed_by = StringProperty()
