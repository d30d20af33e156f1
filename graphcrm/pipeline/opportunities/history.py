"""What was done with a deal, change by change, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values, decode
from graphcrm.pipeline.fields import FIELDS, PROPERTIES, text_of
from graphcrm.pipeline.opportunities.reads import OpportunityPage
from graphcrm.pipeline.records import Layout


MOST = 100
_SHOWN = {"loss_reason": "Reason of the loss", "loss_note": "The loss in words"}
_WORDS = {
    "opportunity.added": "began it",
    "opportunity.removed": "removed it",
    "undone": "undid",
    "task.added": "gave a task",
    "task.changed": "changed a task",
    "task.removed": "removed a task",
    "notification.sent": "told people",
    "effect.refused": "could not do what it should",
    "effect.unneeded": "had nothing to do",
    "activity.withdrawn": "took back what was logged",
}


_HANGING = {
    "PLAYS": "people",
    "FOR": "accounts",
    "Approval": "approval",
    "SNOOZES": "warnings",
    "DISMISSES": "proposals",
    "DISMISSES_INFLUENCE": "suggestions",
}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A row of pipeline/opportunity_history."""

    activity_id: str
    seq: int
    occurred_at: datetime
    verb: str
    via: str | None
    by: str | None
    reason: str | None
    changes: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done with a deal.

    Attributes:
        by: Name of the user; None = nobody knows any more.
        via: By which road: form, cli, import, job, demo.
        what: In words, where it was more than changes of fields.
        reason: Why, in their own words.
        lines: What became what, line by line; "" where nothing was or is.
    """

    occurred_at: datetime
    by: str | None
    via: str | None
    what: str | None
    reason: str | None
    lines: tuple[tuple[str, str, str], ...]


HISTORY = graph.load("pipeline/opportunity_history", HistoryRow)


def history(actor: Actor, deal: OpportunityPage) -> list[Step]:
    """Return what was done with a deal that the actor sees, the newest first, at most 100 steps."""
    access.require(actor, Permission.READ)
    opportunity_id = deal.opportunity_id
    rows = graph.fetch(HISTORY, opportunity_id=opportunity_id, limit=MOST)
    currency: str | None = deal.values.get("currency")
    steps = []
    for row in rows:
        changes = decode(row.changes) if row.changes else []
        sets = [_both(one) for one in changes if one.what == Node("Opportunity", opportunity_id)]
        # An amount that changes within its currency is told without it: it is the one of then.
        sets = [_in_currency(before, after, currency) for before, after in sets]
        steps.append(_step(deal.layout, opportunity_id, row, changes, sets))
        currency = next(
            (before["currency"] for before, _ in sets if "currency" in before), currency
        )
    return steps


def _step(
    layout: Layout,
    opportunity_id: str,
    row: HistoryRow,
    changes: list[Change],
    sets: list[tuple[Values, Values]],
) -> Step:
    fields = [line for before, after in sets for line in _differences(before, after)]
    lines = (*_stages(layout, opportunity_id, changes), *fields, *_links(changes))
    what = _WORDS.get(row.verb) or _touched(changes)
    return Step(row.occurred_at, row.by, row.via, what, row.reason, lines)


def _touched(changes: list[Change]) -> str | None:
    """Return what was changed that hangs on a deal, in words."""
    what = [one.what for one in changes]
    types = {one.type if isinstance(one, Edge) else one.label for one in what}
    told = [word for type_, word in _HANGING.items() if type_ in types]
    return f"changed its {' and '.join(told)}" if told else None


def _stages(layout: Layout, uid: str, changes: list[Change]) -> Iterator[tuple[str, str, str]]:
    """Yield from which stage to which a deal went."""
    names: dict[type, str] = {}
    for one in changes:
        if isinstance(one.what, Edge) and one.what.type == "IN_STAGE" and one.what.start.uid == uid:
            place = layout.places.get(one.what.end.uid)
            names[type(one)] = place.stage.name if place else "a stage that is gone"
    if names:
        yield "Stage", names.get(Removed, ""), names.get(Added, "")


def _links(changes: list[Change]) -> Iterator[tuple[str, str, str]]:
    """Yield what became of links; one that is renamed is told by its titles."""
    for one in changes:
        if isinstance(one.what, Node) and one.what.label == "Link":
            before, after = _both(one)
            yield "Link", str(before.get("title") or ""), str(after.get("title") or "")


def _both(change: Change) -> tuple[Values, Values]:
    match change:
        case Added(_, values):
            return {}, values
        case Removed(_, values):
            return values, {}
        case Set(_, before, after):
            return before, after


def _in_currency(before: Values, after: Values, currency: str | None) -> tuple[Values, Values]:
    if "amount_minor" not in before or "currency" in before:
        return before, after
    return {**before, "currency": currency}, {**after, "currency": currency}


def _differences(before: Values, after: Values) -> Iterator[tuple[str, str, str]]:
    for key, field in FIELDS.items():
        if not _touches(key, before, after):
            continue
        was, will = text_of(key, before), text_of(key, after)
        if was != will:
            yield field.label, was, will
    for key, label in _SHOWN.items():
        if before.get(key) != after.get(key):
            yield label, str(before.get(key) or ""), str(after.get(key) or "")


def _touches(key: str, *values: Mapping[str, object]) -> bool:
    names = PROPERTIES.get(key, (key,))
    return any(name in some for some in values for name in names)
