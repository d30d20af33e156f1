"""What an entry of the stream sets off, and who is meant by owner, manager, team and user."""

from collections.abc import Iterator, Sequence

from graphcrm.activities.records import Verb
from graphcrm.automation.records import Asked, Company, Crossing, Entry, Given
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set
from graphcrm.pipeline.records import Acting, Moment, Recipient


MOST_DEPTH = 3
"""What lies so many causes deep sets nothing off, whatever is configured."""

SILENT = frozenset({"demo", "import"})
"""Doors through which records come whose past is told, not lived: nothing is set off by them."""

CROSSING = frozenset({Verb.OPPORTUNITY_ADDED, Verb.OPPORTUNITY_MOVED, Verb.LEAD_CREATED})
GIVING = CROSSING | {Verb.OPPORTUNITY_CHANGED, Verb.TASK_ADDED, Verb.TASK_CHANGED}
INTRODUCING = frozenset(
    {Verb.INTRODUCTION_ASKED, Verb.INTRODUCTION_ANSWERED, Verb.INTRODUCTION_ENDED}
)
FOLLOWED = (
    *sorted(GIVING | INTRODUCING),
    Verb.UNDONE,
    Verb.NOTIFICATION_SENT,
    Verb.NOTIFICATION_READ,
)


def is_followed(entry: Entry) -> bool:
    """Answer whether an entry may set something off: not what was taken back or lies too deep."""
    return entry.via not in SILENT and not entry.is_undone and entry.depth < MOST_DEPTH


def crossings(entry: Entry, changes: Sequence[Change]) -> list[Crossing]:
    """Return which deals came into which stages, where that is what was done."""
    if entry.verb not in CROSSING:
        return []
    left: dict[str, str] = {}
    entered: dict[str, str] = {}
    for change in changes:
        match change:
            case Removed(Edge("IN_STAGE", _, deal, stage), _):
                left[deal.uid] = stage.uid
            case Added(Edge("IN_STAGE", _, deal, stage), _):
                entered[deal.uid] = stage.uid
    return [Crossing(uid, left.get(uid), stage_id) for uid, stage_id in entered.items()]


def set_off(crossing: Crossing, effects: Sequence[Acting], entry: Entry) -> list[Acting]:
    """Return what a deal sets off that came into a stage: leaving the one, then entering the other.

    Args:
        crossing: The deal.
        effects: All that are configured, each with when it came in `came_at`.
        entry: When that was.
    """
    moments = ((crossing.left_id, Moment.LEAVE), (crossing.entered_id, Moment.ENTER))
    return [
        one
        for stage_id, moment in moments
        for one in effects
        if (one.place.stage_id, one.effect.when) == (stage_id, moment)
        and one.came_at <= entry.recorded_at
    ]


def given(entry: Entry, changes: Sequence[Change]) -> Iterator[Given]:
    """Yield what became somebody's by an entry that another did; what a form brings always is."""
    if entry.verb not in GIVING:
        return
    for change in changes:
        match change:
            case Added(
                Node(("Opportunity" | "Task") as label, uid), {"owner_id": str(owner_id)}
            ) | Set(
                Node(("Opportunity" | "Task") as label, uid), _, {"owner_id": str(owner_id)}
            ) if owner_id != entry.by_id or entry.via.startswith("form:"):
                yield Given(label, uid, owner_id)


def asked(entry: Entry, changes: Sequence[Change]) -> Iterator[Asked]:
    """Yield the requests for approval that were made, or came to a step or an end."""
    if entry.verb != Verb.OPPORTUNITY_CHANGED:
        return
    for change in changes:
        match change:
            case Added(Node("Approval", uid), values) | Set(Node("Approval", uid), _, values):
                yield Asked(uid, values["state"], values.get("step"), values.get("reason"))


def told(entry: Entry, changes: Sequence[Change]) -> set[str]:
    """Return whose count of unread notifications is another by an entry."""
    if entry.verb == Verb.NOTIFICATION_READ:
        return {entry.by_id}
    return {
        change.values["user_id"]
        for change in changes
        if isinstance(change, Added) and change.what == Node("Notification", change.what.uid)
    }


def managers_in(company: Company) -> list[str]:
    """Return who manages a deal: the managers of its team, else of the nearest team above.

    Where no team above has one, the administrators do.
    """
    nearest = min((one["floors"] for one in company.managers), default=0)
    found = [one["user_id"] for one in company.managers if one["floors"] == nearest]
    return found or list(company.admin_ids)


def people(company: Company, whom: Recipient) -> list[str]:
    """Return who is meant; where that is nobody any more, the owner, else who manages the deal."""
    owner = [company.owner_id] if company.owner_id else []
    meant = {
        Recipient.OWNER: owner,
        Recipient.MANAGER: managers_in(company),
        Recipient.TEAM: list(company.member_ids),
        Recipient.USER: [company.named_id] if company.named_id else [],
    }
    return meant[whom] or owner or managers_in(company)
