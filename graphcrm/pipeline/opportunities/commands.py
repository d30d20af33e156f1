"""Opening, editing, giving away and removing deals: one set of rules for every road."""

from collections.abc import Mapping, Sequence

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit, find_done
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Edge, Node, Removed, Values
from graphcrm.directory import references
from graphcrm.directory.commands import OWNER
from graphcrm.directory.rules import FieldError, present, set_changes, stored
from graphcrm.errors import NotFoundError
from graphcrm.pipeline import reads
from graphcrm.pipeline.criteria.checking import Outcome, outcome_of_new
from graphcrm.pipeline.fields import read_fields
from graphcrm.pipeline.opportunities import rules
from graphcrm.pipeline.opportunities.deciding import (
    change_each,
    check_places,
    gap_in,
    only,
    standing,
)
from graphcrm.pipeline.opportunities.overriding import Override, override_of
from graphcrm.pipeline.opportunities.records import Done, NewOpportunity, Standing, Told
from graphcrm.pipeline.records import Layout, Place, StageType


@graph.atomic
def open_opportunity(actor: Actor, new: NewOpportunity, *, key: str | None = None) -> Done:
    """Begin a deal, on top of the column of its stage.

    Raises:
        NotPermittedError: The actor may not make any.
        FieldError: Something it says is not what it should be.
        NotFoundError: There is no such stage, account or owner, or the actor may not see it.
        MissingError: It lacks something that the stage asks of those who come.
    """
    access.require(actor, Permission.CREATE, Ownership(actor.user_id, actor.team_id))
    uid = ids.of("form", "opportunity", actor.user_id, key) if key else ids.new()
    if done := find_done(actor, key):
        return Done((uid,), done)
    layout, now = reads.layout(actor), clock.now()
    values = read_fields(layout.process, {"name": "", "source": "other", **new.fields}, {})
    place = _beginning(layout, new.stage_id, values.get("kind"))
    gap = gap_in(place.stage_id)
    owned = _owner_values(actor, new.owner_id) if new.owner_id else _mine(actor)
    values = {"opened_on": now.date(), **values, **owned}
    override, outcome = _judged(actor, new, outcome_of_new(layout, place, values, now), values)
    values |= {"rank": rules.ranks_between(gap.low, gap.high, 1)[0], "created_at": now}
    node = Node("Opportunity", uid)
    changes: list[Change] = [
        Added(node, present(values)),
        *_account_changes(actor, node, [], new.account_id, new.further_account_ids),
        Added(_in_stage(node, place), {"entered_at": now}),
    ]
    verb, why = Verb.OPPORTUNITY_ADDED, override.text()
    made = commit(actor, verb, changes, about=[node.uid], key=key, reason=why)
    check_places([node.uid])
    told = tuple(Told(uid, values["name"], one.sentence) for one in outcome.warnings)
    return Done((node.uid,), made.activity_id, at=now, warnings=told)


@graph.atomic
def edit_opportunities(
    actor: Actor,
    opportunity_ids: Sequence[str],
    fields: Mapping[str, str],
    *,
    key: str | None = None,
) -> Done:
    """Set some fields of deals; those that refuse are told, the others change.

    Args:
        actor: Who edits.
        opportunity_ids: Which, at most 500.
        fields: Field key to text; an empty text takes a field away.
        key: Made by who asks, so that asking twice edits once.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
        TooManyError: They are more than 500.
    """
    access.require(actor, Permission.EDIT)
    if done := find_done(actor, key):
        return Done(tuple(opportunity_ids), done)
    layout = reads.layout(actor)

    def decide(deal: Standing) -> list[Change]:
        values = read_fields(layout.process, fields, deal.values)
        values |= rules.slipped(deal.values, values)
        return set_changes(Node("Opportunity", deal.uid), deal.values, values)

    deals = standing(actor, opportunity_ids)
    return change_each(actor, Verb.OPPORTUNITY_CHANGED, deals, decide, key=key)


def edit_opportunity(
    actor: Actor, opportunity_id: str, fields: Mapping[str, str], *, key: str | None = None
) -> Done:
    """Set some fields of one deal.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
        FieldError: A field is none, or its text is not what it may be.
        NotPermittedError: The actor may not edit it.
    """
    return only(edit_opportunities(actor, [opportunity_id], fields, key=key))


@graph.atomic
def set_accounts(
    actor: Actor, opportunity_id: str, account_id: str | None, further: Sequence[str] = ()
) -> Done:
    """Say for which account a deal is, and which others it concerns; hidden ones stay.

    Raises:
        NotFoundError: There is no such deal or account, or the actor may not see it.
        NotPermittedError: The actor may not edit it.
    """
    access.require(actor, Permission.EDIT)

    def decide(deal: Standing) -> list[Change]:
        node = Node("Opportunity", deal.uid)
        return _account_changes(actor, node, [deal], account_id, further)

    deals = standing(actor, [opportunity_id])
    return only(change_each(actor, Verb.OPPORTUNITY_CHANGED, deals, decide))


@graph.atomic
def assign_opportunities(
    actor: Actor, opportunity_ids: Sequence[str], owner_id: str | None
) -> Done:
    """Give deals to another user and their team, or, by None, to everybody.

    Raises:
        NotFoundError: There is no such deal or user, or the actor may not see the deal.
        TooManyError: They are more than 500.
    """
    access.require(actor, Permission.EDIT)
    after = _owner_values(actor, owner_id)

    def decide(deal: Standing) -> list[Change]:
        return set_changes(Node("Opportunity", deal.uid), deal.values, after)

    deals = standing(actor, opportunity_ids)
    return change_each(actor, Verb.OPPORTUNITY_CHANGED, deals, decide)


@graph.atomic
def remove_opportunities(actor: Actor, opportunity_ids: Sequence[str]) -> Done:
    """Take deals away; undoing the activity brings them back where they were.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
        TooManyError: They are more than 500.
    """
    access.require(actor, Permission.REMOVE)

    def decide(deal: Standing) -> list[Change]:
        node = Node("Opportunity", deal.uid)
        return [Removed(node, stored(deal.values))]

    deals = standing(actor, opportunity_ids)
    return change_each(actor, Verb.OPPORTUNITY_REMOVED, deals, decide)


def _judged(
    actor: Actor, new: NewOpportunity, outcome: Outcome, values: Values
) -> tuple[Override, Outcome]:
    """Return what a stage says of a new deal, and the override where it lacks something.

    Raises:
        MissingError: It does, and nobody says why that should not matter.
        NotPermittedError: The actor may not override that.
    """
    override = override_of(actor, new.override_reason)
    if outcome.needs and override.reason is None:
        raise rules.MissingError(outcome.needs)
    owned = Ownership(values.get("owner_id"), values.get("team_id"))
    override.take(values["name"], owned, [one.sentence for one in outcome.needs])
    return override, outcome


def _beginning(layout: Layout, stage_id: str | None, kind: str | None) -> Place:
    """Return the stage in which a deal begins: the one that was chosen, else its kind's first."""
    if stage_id:
        place = layout.places.get(stage_id)
        if place is None:
            raise rules.StageGoneError
        return place
    places = list(layout.places.values())
    for wanted in ([kind] if kind else [], []):
        for place in places:
            kinds = place.pipeline.kinds
            if place.stage.type is StageType.OPEN and (kinds == () or set(wanted) & set(kinds)):
                if wanted and kinds == ():
                    continue
                return place
    raise FieldError("stage", "there is no pipeline in which it could begin.")


def _account_changes(
    actor: Actor,
    node: Node,
    before: Sequence[Standing],
    account_id: str | None,
    further: Sequence[str],
) -> list[Change]:
    """Return the changes that give a deal these accounts and take away the others it shows."""
    wanted = dict.fromkeys(further, False) | ({account_id: True} if account_id else {})
    known = {one.account_id for one in references.accounts_by_id(actor, list(wanted))}
    for uid in wanted:
        if uid not in known:
            raise NotFoundError("account", uid)
    has = [one for deal in before for one in deal.accounts if not one["hidden"]]
    kept = {one["account_id"] for one in has if wanted.get(one["account_id"]) == one["primary"]}
    gone = [one for one in has if one["account_id"] not in kept]
    return [
        *(
            Removed(_for(node, one["account_id"], one["edge"]), _primary(one["primary"]))
            for one in gone
        ),
        *(
            Added(_for(node, uid, ids.new()), _primary(is_primary))
            for uid, is_primary in wanted.items()
            if uid not in kept
        ),
    ]


def _for(node: Node, account_id: str, edge_id: str) -> Edge:
    return Edge("FOR", edge_id, node, Node("Account", account_id))


def _primary(is_primary: bool) -> Values:  # noqa: FBT001 - the one property of the edge
    return {"primary": True} if is_primary else {}


def _in_stage(node: Node, place: Place) -> Edge:
    return Edge("IN_STAGE", ids.new(), node, Node("Stage", place.stage_id))


def _mine(actor: Actor) -> Values:
    return {"owner_id": actor.user_id, "team_id": actor.team_id}


def _owner_values(actor: Actor, owner_id: str | None) -> Values:
    """Return whose a deal becomes.

    Raises:
        NotFoundError: There is no such user.
    """
    if owner_id is None:
        return {"owner_id": None, "team_id": None}
    if owner_id == actor.user_id:
        return _mine(actor)
    owner = graph.get(OWNER, "user", owner_id, user_id=owner_id)
    return {"owner_id": owner.owner_id, "team_id": owner.team_id}
