"""Opening, editing, giving away and removing deals: one set of rules for every road."""

from collections.abc import Sequence

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit, find_done
from graphcrm.activities.records import Verb
from graphcrm.buying.commands import seat_all
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.directory import references
from graphcrm.directory.commands import OWNER
from graphcrm.directory.rules import FieldError, present, set_changes, stored
from graphcrm.errors import NotFoundError
from graphcrm.pipeline import reads, teams
from graphcrm.pipeline.criteria.checking import Outcome, outcome_of_new
from graphcrm.pipeline.fields import read_fields
from graphcrm.pipeline.opportunities import rules
from graphcrm.pipeline.opportunities.deciding import (
    change_each,
    done_before,
    gap_in,
    only,
    standing,
)
from graphcrm.pipeline.opportunities.meanwhile import check_unchanged
from graphcrm.pipeline.opportunities.overriding import Override, override_of
from graphcrm.pipeline.opportunities.records import (
    Accounts,
    Done,
    Edit,
    NewOpportunity,
    Standing,
    Told,
)
from graphcrm.pipeline.records import Layout, Place, StageType


@graph.atomic
def open_opportunity(actor: Actor, new: NewOpportunity, *, key: str | None = None) -> Done:
    """Begin a deal, on top of the column of its stage.

    Raises:
        NotPermittedError: The actor may not make any.
        FieldError: Something it says is not what it should be.
        NotFoundError: There is no such stage, account, contact or owner that the actor may see.
        OtherTeamError: The stage is of a pipeline of other teams.
        MissingError: It lacks something that the stage asks of those who come.
        OneOfUsError: Somebody with a part in it is one of us.
    """
    access.require(actor, Permission.CREATE, Ownership(actor.user_id, actor.team_id))
    uid = ids.of("form", "opportunity", actor.user_id, key) if key else ids.new()
    if done := find_done(actor, key):
        return Done((uid,), done)
    layout, now = reads.layout(actor), clock.now()
    values = read_fields(layout.process, {"name": "", "source": "other", **new.fields}, {})
    is_given = new.owner_id or new.is_nobodys
    owned = _owner_values(actor, new.owner_id) if is_given else _mine(actor)
    place = _beginning(actor, layout, new.stage_id, values.get("kind"), owned["team_id"])
    gap = gap_in(place.stage_id)
    values = {"opened_on": now.date(), **values, **owned}
    override, outcome = _judged(actor, new, outcome_of_new(layout, place, values, now), values)
    values |= {"rank": rules.ranks_between(gap.low, gap.high, 1)[0], "created_at": now}
    node = Node("Opportunity", uid)
    changes: list[Change] = [
        Added(node, present(values)),
        *_account_changes(actor, node, [], new.accounts),
        Added(_in_stage(node, place), {"entered_at": now}),
    ]
    verb, why = Verb.OPPORTUNITY_ADDED, override.text()
    made = commit(actor, verb, changes, about=[node.uid], key=key, reason=why)
    seat_all(actor, uid, new.seats)
    told = tuple(Told(uid, values["name"], one.sentence) for one in outcome.warnings)
    return Done((uid,), made.activity_id, names=(values["name"],), warnings=told)


@graph.atomic
def edit_opportunities(  # noqa: PLR0913 - what an edit of many is asked for
    actor: Actor,
    opportunity_ids: Sequence[str],
    edit: Edit,
    *,
    key: str | None = None,
    batch_id: str | None = None,
    is_trial: bool = False,
) -> Done:
    """Change what deals say, for whom they are and whose; those that refuse are told.

    Args:
        actor: Who edits.
        opportunity_ids: Which, at most 500.
        edit: What changes.
        key: Made by who asks, so that asking twice edits once.
        batch_id: What this is one chunk of.
        is_trial: Only say what it would come to.

    Raises:
        NotFoundError: There is no such deal, account or user, or the actor may not see it.
        TooManyError: They are more than 500.
        KeyTakenError: The key is that of a change of other deals.
    """
    access.require(actor, Permission.EDIT)
    if done := done_before(actor, key, opportunity_ids):
        return done
    layout = reads.layout(actor)
    owned = _owner_values(actor, edit.owner.owner_id) if edit.owner else {}

    def decide(deal: Standing) -> list[Change]:
        node = Node("Opportunity", deal.uid)
        check_unchanged(deal, edit)
        values = read_fields(layout.process, edit.fields, deal.values) | owned
        values |= rules.slipped(deal.values, values)
        accounts = _account_changes(actor, node, [deal], edit.accounts) if edit.accounts else []
        sets = set_changes(node, deal.values, values)
        return [*accounts, *(sets or [Set(node, {}, {})] if accounts else sets)]

    deals = standing(actor, opportunity_ids)
    verb = Verb.OPPORTUNITY_CHANGED
    return change_each(actor, verb, deals, decide, key=key, batch_id=batch_id, is_trial=is_trial)


def edit_opportunity(
    actor: Actor, opportunity_id: str, edit: Edit, *, key: str | None = None
) -> Done:
    """Change what one deal says, for whom it is and whose.

    Raises:
        NotFoundError: There is no such deal, account or user, or the actor may not see it.
        FieldError: A field is none, or its text is not what it may be.
        EditedMeanwhileError: Somebody has changed it since it was seen.
        NotPermittedError: The actor may not edit it.
    """
    return only(edit_opportunities(actor, [opportunity_id], edit, key=key))


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


def _beginning(
    actor: Actor, layout: Layout, stage_id: str | None, kind: str | None, team_id: str | None
) -> Place:
    """Return where a deal begins: as chosen, else in the first stage for its kind and team."""
    if stage_id:
        place = layout.places.get(stage_id)
        if place is None:
            raise rules.StageGoneError
        teams.check_offered(actor, layout.process, place.pipeline)
        return place
    fitting = teams.of_team(actor, layout.process, team_id)
    places = [one for one in layout.places.values() if one.pipeline.key in fitting]
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
    accounts: Accounts,
) -> list[Change]:
    """Return the changes that give a deal these accounts and take away the others it shows."""
    wanted = dict.fromkeys(accounts.further, False)
    wanted |= {accounts.primary: True} if accounts.primary else {}
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
