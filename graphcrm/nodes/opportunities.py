"""Opportunities: deals with their accounts, the stage they are in and those they were in."""

from neomodel import (
    ArrayProperty,
    BooleanProperty,
    DateProperty,
    DateTimeProperty,
    IntegerProperty,
    RelationshipTo,
    StringProperty,
    StructuredNode,
)

from graphcrm.nodes.links import HasLink
from graphcrm.nodes.people import Recorded


class For(Recorded):
    """(Opportunity)-[:FOR]->(Account): one primary and any number of further accounts."""

    primary = BooleanProperty()


class InStage(Recorded):
    """(Opportunity)-[:IN_STAGE]->(Stage): the stay that goes on."""

    entered_at = DateTimeProperty(required=True)


class WasIn(Recorded):
    """(Opportunity)-[:WAS_IN]->(Stage): a stay that is over, kept for ever."""

    entered_at = DateTimeProperty(required=True)
    left_at = DateTimeProperty(required=True)


class HasApproval(Recorded):
    """(Opportunity)-[:HAS_APPROVAL]->(Approval): what was asked for on its way, kept for ever."""


class Snoozes(Recorded):
    """(Opportunity)-[:SNOOZES]->(Contact): what it warns of about somebody rests, once a kind."""

    warning = StringProperty(required=True)
    until_on = DateProperty(required=True)
    reason = StringProperty(required=True)


class Dismisses(Recorded):
    """(Opportunity)-[:DISMISSES]->(Contact): who is no part of it, whatever mail suggests."""


class DismissesInfluence(Recorded):
    """(Opportunity)-[:DISMISSES_INFLUENCE]->(Contact): on whom they have none."""

    on_id = StringProperty(required=True)


class Approval(StructuredNode):
    """A request that a deal may move: from `from_id` to `stage_id`, both uids of stages.

    `approvers` are roles of users who have to approve one after the other; `step` of them have.
    The amount is the one that the deal had when it was asked.
    """

    uid = StringProperty(unique_index=True, required=True)
    state = StringProperty(required=True)
    stage_id = StringProperty(required=True)
    from_id = StringProperty(required=True)
    approvers = ArrayProperty(StringProperty())
    step = IntegerProperty(required=True)
    asked_by = StringProperty(required=True)
    asked_at = DateTimeProperty(required=True)
    expires_on = DateProperty()
    amount_minor = IntegerProperty()
    currency = StringProperty()
    reason = StringProperty()
    changed_by = StringProperty()


class Opportunity(StructuredNode):
    """A deal; a lead is one in an early stage.

    `rank` orders the cards of a column; `ticks` are the items of checklists that somebody ticked,
    each the uid of its stage and the key of its criterion; `import_key` tells which row of another
    system it is, `import_row` what that said last, hashed.
    """

    uid = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    kind = StringProperty()
    origin = StringProperty(db_property="source", required=True)
    amount_minor = IntegerProperty()
    currency = StringProperty()
    close_on = DateProperty()
    slip_count = IntegerProperty()
    win_percent = IntegerProperty()
    next_step = StringProperty()
    next_step_on = DateProperty()
    stalled_until_on = DateProperty()
    stalled_why = StringProperty()
    competitor = StringProperty()
    loss_reason = StringProperty()
    loss_note = StringProperty()
    opened_on = DateProperty()
    closed_on = DateProperty()
    rank = StringProperty(required=True)
    ticks = ArrayProperty(StringProperty())
    import_key = StringProperty()
    import_row = StringProperty()
    owner_id = StringProperty()
    team_id = StringProperty()
    created_at = DateTimeProperty(required=True)
    changed_by = StringProperty()

    accounts = RelationshipTo("graphcrm.nodes.people.Account", "FOR", model=For)
    stage = RelationshipTo("graphcrm.nodes.pipelines.Stage", "IN_STAGE", model=InStage)
    approvals = RelationshipTo(
        "graphcrm.nodes.opportunities.Approval", "HAS_APPROVAL", model=HasApproval
    )
    snoozes = RelationshipTo("graphcrm.nodes.people.Contact", "SNOOZES", model=Snoozes)
    dismisses = RelationshipTo("graphcrm.nodes.people.Contact", "DISMISSES", model=Dismisses)
    dismisses_influences = RelationshipTo(
        "graphcrm.nodes.people.Contact", "DISMISSES_INFLUENCE", model=DismissesInfluence
    )
    links = RelationshipTo("graphcrm.nodes.links.Link", "HAS_LINK", model=HasLink)
    stages_before = RelationshipTo("graphcrm.nodes.pipelines.Stage", "WAS_IN", model=WasIn)
