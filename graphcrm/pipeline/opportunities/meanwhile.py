"""That somebody changed a field of a deal since it was looked at: who, and when."""

from collections.abc import Collection
from datetime import datetime

from graphcrm import graph
from graphcrm.changes import Node, Removed, Set, decode
from graphcrm.errors import ConflictError
from graphcrm.pipeline.fields import FIELDS, PROPERTIES, text_of
from graphcrm.pipeline.opportunities.history import HISTORY
from graphcrm.pipeline.opportunities.records import Edit, Standing


OWNER = "owner"
LOOKED_BACK = 50
"""Steps of a deal's history among which the change is looked for."""


class EditedMeanwhileError(ConflictError):
    """A field is no longer as it was when somebody began to edit it.

    Attributes:
        field: Its key; "owner" of whose the deal is.
    """

    code = "edited-meanwhile"

    def __init__(self, deal: str, field: str, by: str | None, at: datetime | None) -> None:
        label = FIELDS[field].label if field in FIELDS else "Owner"
        when = f" on {at:%Y-%m-%d at %H:%M} UTC" if at else ""
        super().__init__(
            f"{by or 'Somebody'} changed {label} of {deal}{when}; it stays as it is now."
        )
        self.field = field


def check_unchanged(deal: Standing, edit: Edit) -> None:
    """Check that what is about to be edited is still as it was looked at.

    Raises:
        EditedMeanwhileError: Somebody has changed it.
    """
    for field in edit.fields:
        if field in edit.seen and text_of(field, deal.values) != edit.seen[field]:
            raise _meanwhile(deal, field, PROPERTIES.get(field, (field,)))
    seen = edit.seen_owner
    if edit.owner and seen and deal.values.get("owner_id") != seen.owner_id:
        raise _meanwhile(deal, OWNER, ("owner_id",))


def _meanwhile(deal: Standing, field: str, properties: Collection[str]) -> EditedMeanwhileError:
    node = Node("Opportunity", deal.uid)
    for row in graph.fetch(HISTORY, opportunity_id=deal.uid, limit=LOOKED_BACK):
        for change in decode(row.changes) if row.changes else ():
            if change.what != node or isinstance(change, Removed):
                continue
            told = change.after if isinstance(change, Set) else change.values
            if not told.keys().isdisjoint(properties):
                return EditedMeanwhileError(deal.name, field, row.by, row.occurred_at)
    return EditedMeanwhileError(deal.name, field, None, None)
