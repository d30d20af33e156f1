"""Asking that a deal may move, and answering: by one or several, one after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission, Role
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Edge, Node, Set, Values
from graphcrm.directory.rules import FieldError, present
from graphcrm.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from graphcrm.members.reads import users
from graphcrm.pipeline import reads, teams
from graphcrm.pipeline.criteria.gathering import FACTS, NEVER, approval_of
from graphcrm.pipeline.criteria.records import Approval, ApprovalState
from graphcrm.pipeline.criteria.rules import asked_of_move
from graphcrm.pipeline.fields import money_of
from graphcrm.pipeline.opportunities import rules
from graphcrm.pipeline.opportunities.deciding import ownership_of, standing
from graphcrm.pipeline.opportunities.records import Standing
from graphcrm.pipeline.records import CriterionKind


LONGEST = 2000


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """The row of pipeline/criteria/approval."""

    opportunity_id: str


APPROVAL = graph.load("pipeline/criteria/approval", ApprovalRow)


class NothingToApproveError(InvalidError):
    """No approval stands between a deal and a stage."""

    code = "nothing-to-approve"

    def __init__(self, name: str, stage: str) -> None:
        super().__init__(f"{name} needs nobody's approval to go to {stage}.")


class AskedAlreadyError(ConflictError):
    """The same has been asked for, and is neither answered nor expired nor used."""

    code = "asked-already"

    def __init__(self, stage: str, state: ApprovalState) -> None:
        super().__init__(f"That this goes to {stage} has been asked for already; it is {state}.")


class AnsweredError(ConflictError):
    """An approval waits for nobody any more."""

    code = "answered"

    def __init__(self, state: ApprovalState) -> None:
        super().__init__(f"This is {state} already.")


class MovedOnError(ConflictError):
    """The deal has left the stage from which it was to move."""

    code = "moved-on"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has moved on meanwhile; this approval is for nothing any more.")


class NobodyApprovesError(ConflictError):
    """Nobody but who asks could approve."""

    code = "nobody-approves"

    def __init__(self, role: str) -> None:
        super().__init__(
            f"Nobody else is {role} or an administrator; somebody else would have to approve it."
        )


class NotApproverError(ForbiddenError):
    """Somebody else is asked."""

    code = "not-approver"


@graph.atomic
def request(actor: Actor, opportunity_id: str, stage_id: str) -> Approval:
    """Ask those whom the stages name whether a deal may move from where it is.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
        NotPermittedError: The actor may not edit it.
        StageGoneError: There is no such stage.
        NoArrowError: No arrow leads there.
        OtherTeamError: The stage is of a pipeline of other teams.
        NothingToApproveError: No approval is asked for.
        AskedAlreadyError: The same has been asked for already.
        NobodyApprovesError: There is nobody who could answer.
    """
    deal = _editable(actor, opportunity_id)
    layout, now = reads.layout(actor), clock.now()
    start, to = layout.places.get(deal.stage_id), layout.places.get(stage_id)
    if start is None or to is None:
        raise rules.StageGoneError
    rules.check_way(layout, start, to, other_pipeline=True)
    if start.pipeline_id != to.pipeline_id:
        teams.check_offered(actor, layout.process, to.pipeline)
    criteria = [one.criterion for one in asked_of_move(start, to)]
    wanted = [one for one in criteria if one.kind is CriterionKind.APPROVAL]
    if not wanted:
        raise NothingToApproveError(deal.name, to.stage.name)
    for one in _of(actor, [deal.uid], now).get(deal.uid, ()):
        is_same = (one.stage_id, one.from_id) == (to.stage_id, start.stage_id)
        if is_same and one.state in (ApprovalState.PENDING, ApprovalState.APPROVED):
            raise AskedAlreadyError(to.stage.name, one.state)
    approvers = tuple(dict.fromkeys(role for one in wanted for role in one.approvers))
    _check_answerable(actor, approvers)
    made = Approval(
        ids.new(),
        ApprovalState.PENDING,
        to.stage_id,
        start.stage_id,
        approvers,
        0,
        actor.user_id,
        actor.name,
        now,
        _last_day(now, [one.days for one in wanted]),
        money=money_of(deal.values),
    )
    node, approval = Node("Opportunity", deal.uid), Node("Approval", made.approval_id)
    _commit(
        actor,
        deal,
        [
            Added(approval, _values(made)),
            Added(Edge("HAS_APPROVAL", ids.new(), node, approval), {}),
        ],
    )
    return made


@graph.atomic
def approve(actor: Actor, approval_id: str, seen_step: int | None = None) -> ApprovalState:
    """Approve in one's turn; by the last one the deal may move.

    Args:
        actor: Who approves.
        approval_id: What.
        seen_step: Whose turn it was when the actor looked, from 0; None = whoever's it is.

    Raises:
        NotFoundError: There is no such approval, or the actor may not see its deal.
        NotPermittedError: The actor may not edit that.
        NotApproverError: It is somebody else's turn, or the actor asked for it.
        AnsweredError: It waits for nobody any more.
        MovedOnError: The deal has left the stage from which it was to move.
    """
    deal, found = _waiting(actor, approval_id)
    if seen_step not in {None, found.step}:
        raise AnsweredError(ApprovalState.APPROVED)
    step = found.step + 1
    is_last = step == len(found.approvers)
    state = ApprovalState.APPROVED if is_last else ApprovalState.PENDING
    before: Values = {"state": found.state.value, "step": found.step}
    after = {"state": state.value, "step": step}
    _commit(actor, deal, [Set(Node("Approval", approval_id), before, after)])
    return state


@graph.atomic
def decline(actor: Actor, approval_id: str, reason: str) -> None:
    """Say that a deal may not move, and why.

    Raises:
        FieldError: There is no reason, or it is too long.
        CrmError: See `approve`.
    """
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST:
        raise FieldError("reason", f"say why, in at most {LONGEST} characters.")
    deal, found = _waiting(actor, approval_id)
    before: Values = {"state": found.state.value, "reason": None}
    after = {"state": ApprovalState.DECLINED.value, "reason": words}
    _commit(actor, deal, [Set(Node("Approval", approval_id), before, after)], words)


def approvals_of(actor: Actor, opportunity_ids: Sequence[str]) -> dict[str, list[Approval]]:
    """Return the approvals of deals that the actor may see, the newest first.

    A card shows one that is pending where its `from_id` is the stage that the card is in.

    Args:
        actor: Who looks.
        opportunity_ids: At most 500.
    """
    access.require(actor, Permission.READ)
    return _of(actor, opportunity_ids, clock.now())


def _of(actor: Actor, opportunity_ids: Sequence[str], now: datetime) -> dict[str, list[Approval]]:
    """Return approvals by deal, each in the state it is in by now."""
    rows = graph.fetch(
        FACTS,
        opportunity_ids=list(opportunity_ids),
        now=now,
        today=now.date(),
        kinds=[],
        activities_since=NEVER,
        people=False,
        approvals=True,
        scope=access.filter_of(actor),
    )
    return {
        row.opportunity_id: [
            approval_of(one, {"amount_minor": row.amount_minor, "currency": row.currency}, now)
            for one in row.approvals
        ]
        for row in rows
    }


def _check_answerable(actor: Actor, approvers: Iterable[str]) -> None:
    """Check that somebody else has each of the roles that are asked.

    Raises:
        NobodyApprovesError: Nobody has.
    """
    roles = {one.role for one in users(actor) if not one.disabled and one.user_id != actor.user_id}
    for role in approvers:
        if not roles & {role, Role.ADMIN}:
            raise NobodyApprovesError(role)


def _editable(actor: Actor, opportunity_id: str) -> Standing:
    """Return a deal that the actor may edit, locked until the command is over."""
    (deal,) = standing(actor, [opportunity_id])
    access.require(actor, Permission.EDIT, ownership_of(deal))
    return deal


def _waiting(actor: Actor, approval_id: str) -> tuple[Standing, Approval]:
    """Return an approval that waits for the actor, with its deal."""
    row = graph.find(APPROVAL, approval_id=approval_id, scope=access.filter_of(actor))
    if row is None:
        raise NotFoundError("approval", approval_id)
    deal = _editable(actor, row.opportunity_id)
    all_found = _of(actor, [deal.uid], clock.now())[deal.uid]
    found = next(one for one in all_found if one.approval_id == approval_id)
    if found.state is not ApprovalState.PENDING:
        raise AnsweredError(found.state)
    if found.from_id != deal.stage_id:
        raise MovedOnError(deal.name)
    role = found.approvers[found.step]
    if actor.role not in (role, Role.ADMIN):
        raise NotApproverError(f"This waits for somebody who is {role}.")
    if actor.user_id == found.asked_by_id:
        raise NotApproverError("You asked for this yourself; somebody else has to approve it.")
    return deal, found


def _last_day(now: datetime, days: Iterable[int | None]) -> date | None:
    shortest = min((one for one in days if one), default=None)
    return now.date() + timedelta(days=shortest) if shortest else None


def _values(made: Approval) -> Values:
    values: Values = {
        "state": made.state.value,
        "stage_id": made.stage_id,
        "from_id": made.from_id,
        "approvers": list(made.approvers),
        "step": made.step,
        "asked_by": made.asked_by_id,
        "asked_at": made.asked_at,
    }
    money = made.money
    worth = {"amount_minor": money.minor, "currency": money.currency} if money else {}
    return present({**values, **worth, "expires_on": made.expires_on})


def _commit(
    actor: Actor, deal: Standing, changes: Sequence[Change], reason: str | None = None
) -> None:
    verb = Verb.OPPORTUNITY_CHANGED
    commit(actor, verb, changes, about=[deal.uid], reason=reason)
