"""Deals of an import: met again by their rows' ids, opened where nobody has them."""

from datetime import UTC, datetime, time

from graphcrm import ids
from graphcrm.access import rules as access
from graphcrm.access.records import Ownership, Permission
from graphcrm.changes import Added, Edge, Node, Removed, Values
from graphcrm.directory.rules import present
from graphcrm.errors import ConflictError, ForbiddenError
from graphcrm.integrations.deals import (
    DealBook,
    KnownDeal,
    Told,
    loss_of,
    notes_on,
    told_by,
    usual_source,
)
from graphcrm.integrations.organisations import (
    AccountBook,
    account_of_deal,
    is_hidden,
    stated_account,
)
from graphcrm.integrations.plan import Plan
from graphcrm.integrations.source import OpportunityFacts
from graphcrm.pipeline.criteria.checking import check_entry
from graphcrm.pipeline.criteria.gathering import gather
from graphcrm.pipeline.criteria.records import Facts
from graphcrm.pipeline.criteria.rules import asked_of_stage
from graphcrm.pipeline.fields import read_fields
from graphcrm.pipeline.opportunities import rules
from graphcrm.pipeline.records import Layout, Place, StageType, When


class HiddenError(ForbiddenError):
    """A row is about something that the importer may not see."""

    code = "hidden"

    def __init__(self, what: str) -> None:
        super().__init__(f"the {what} is one that you may not see")


class SameIdError(ConflictError):
    """Two rows of one import have the same id and say different things."""

    code = "same-id"

    def __init__(self) -> None:
        super().__init__("id: another row has the same one and says something else")


def plan_opportunity(
    plan: Plan, deals: DealBook, facts: OpportunityFacts
) -> tuple[bool | None, list[str]]:
    """Plan what a stated deal adds or changes.

    Returns:
        True where it is new, None where it changes something, False where all is known; and what
        should be noted of the row, in words behind "rows ".

    Raises:
        CrmError: The row cannot be taken in; nothing of it is planned.
    """
    known = deals.known.get(facts.key)
    if known and not known.visible:
        raise HiddenError("deal")
    stated = stated_account(facts)
    if stated and is_hidden(deals.accounts, stated):
        raise HiddenError("account")
    told = told_by(deals, facts)
    key, row = hash(facts.key), hash(told.row)
    if deals.said(key) not in {None, row}:
        raise SameIdError
    answer: bool | None = False
    if deals.said(key) == row or (known and known.values.get("import_row") == told.row):
        pass
    elif known is None:
        _open(plan, deals, facts, told)
        answer = True
    else:
        _change(plan, deals, facts, told, known)
        answer = None
    deals.rows[key] = row
    return answer, list(notes_on(deals, facts, told, known))


def entry_values(
    layout: Layout, to: Place, facts: OpportunityFacts, known: Facts, now: datetime
) -> Values:
    """Return what entering a stage makes of an imported deal; what the stage asks is asked here.

    Args:
        layout: The process.
        to: Where it enters.
        facts: The row.
        known: What is known of the deal, with the properties that the row gives it.
        now: The current instant, for a deal whose end the row does not date.

    Raises:
        MissingError: The stage asks for what the row does not say.
    """
    loss = loss_of(layout.process, facts) if to.stage.type is StageType.LOST else {}
    check_entry(layout, to, known, now)
    return rules.stay_values(to, loss, _midnight(known.values, "closed_on") or now)


def _open(plan: Plan, deals: DealBook, facts: OpportunityFacts, told: Told) -> None:
    """Plan a new deal, its account and its place.

    Raises:
        OtherTeamError: Its pipeline is of other teams.
        FieldError: There is no source that it could have.
        MissingError: Its stage asks for what the row does not say.
    """
    layout, place = deals.ground.layout, told.found.place
    deals.ground.check_pipeline(place)
    values = {**usual_source(layout.process), **told.values}
    entry = entry_values(layout, place, facts, Facts(values), plan.now)
    owned: Values = {key: plan.values[key] for key in ("owner_id", "team_id") if key in plan.values}
    node = Node("Opportunity", ids.new())
    made: Values = {
        **owned,
        **entry,
        **values,
        "rank": deals.ground.next_rank(place),
        "import_key": facts.key,
        "import_row": told.row,
        "created_at": plan.now,
    }
    plan.nodes.append(Added(node, present(made)))
    if account := account_of_deal(plan, deals.accounts, facts):
        plan.add_edge("FOR", node, account, {"primary": True})
    is_open = place.stage.type is StageType.OPEN
    entered_at = _midnight(values, "opened_on" if is_open else "closed_on") or plan.now
    stage = Node("Stage", place.stage_id)
    plan.placed.append(node.uid)
    plan.add_edge("IN_STAGE", node, stage, {"entered_at": entered_at})


def _change(
    plan: Plan, deals: DealBook, facts: OpportunityFacts, told: Told, known: KnownDeal
) -> None:
    """Plan what a row changes of a deal; its history happened elsewhere, so any way is open.

    Raises:
        NotPermittedError: The importer may not edit it.
        HiddenError: It is for an account that the importer may not see.
        CrmError: See `plan_opportunity`.
    """
    has, place, process = known.values, told.found.place, deals.process
    owned = Ownership(has.get("owner_id"), has.get("team_id"))
    access.require(deals.actor, Permission.EDIT, owned)
    values, at = {**told.values, "import_row": told.row}, plan.now
    if "amount" in facts.fields:  # without a currency of its own it keeps the deal's
        values |= read_fields(process, {"amount": facts.fields["amount"]}, has)
    values |= rules.slipped(has, values)
    if known.stage_id != place.stage_id:
        was = deals.ground.layout.places.get(known.stage_id)
        if was is None or was.pipeline_id != place.pipeline_id:
            deals.ground.check_pipeline(place)
        asked = asked_of_stage(place, When.ENTRY)
        deal = {known.standing.uid: (has | values, known.stage_id)}
        (met,) = gather(deals.actor, asked, deal, at).values()
        values = entry_values(deals.ground.layout, place, facts, met, at) | values
        values["rank"] = deals.ground.next_rank(place)
        plan.placed.append(known.standing.uid)
        at = max(_midnight(values, "closed_on") or at, known.stay["entered_at"])
    elif place.stage.type is StageType.LOST and facts.loss_reason:
        values |= loss_of(process, facts)
    _reassign(plan, deals.accounts, facts, known)
    plan.moves += rules.move_changes(known.standing, place, values, at)


def _reassign(plan: Plan, book: AccountBook, facts: OpportunityFacts, known: KnownDeal) -> None:
    """Plan that a deal is for the account that its row names, where it names one.

    Raises:
        HiddenError: It is for another one, which the importer may not see.
    """
    stated = stated_account(facts)
    account = book.find(stated.name, stated.domains) if stated else None
    before = [one for one in known.accounts if one["primary"]]
    if stated is None or (account and [one["account_id"] for one in before] == [account.uid]):
        return
    if any(one["hidden"] for one in before):
        raise HiddenError("account")
    node, new = Node("Opportunity", known.standing.uid), account_of_deal(plan, book, facts)
    for one in known.accounts:
        if new and (one["primary"] or one["account_id"] == new.uid):
            edge = Edge("FOR", one["edge"], node, Node("Account", one["account_id"]))
            plan.moves.append(Removed(edge, {"primary": True} if one["primary"] else {}))
    if new:
        plan.add_edge("FOR", node, new, {"primary": True})


def _midnight(values: Values, key: str) -> datetime | None:
    """Return the first instant of a day among some properties."""
    day = values.get(key)
    return datetime.combine(day, time(), UTC) if day else None
