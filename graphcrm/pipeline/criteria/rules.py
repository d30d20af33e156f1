"""Whether a deal is as a criterion asks, and which criteria a move asks."""

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from graphcrm.buying.rules import is_engaged, most_roles
from graphcrm.changes import Values
from graphcrm.money import Money
from graphcrm.pipeline.criteria import wording
from graphcrm.pipeline.criteria.checks import Bound, read_value, value_of
from graphcrm.pipeline.criteria.records import (
    Approval,
    ApprovalState,
    Asked,
    Facts,
    Item,
    Person,
    State,
    Verdict,
)
from graphcrm.pipeline.fields import FIELDS, money_of
from graphcrm.pipeline.records import (
    Comparison,
    Criterion,
    CriterionKind,
    Place,
    Process,
    When,
)


_OPERATORS: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.IS: operator.eq,
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
}
_MUST = {Comparison.IS: "", Comparison.AT_LEAST: "at least ", Comparison.AT_MOST: "at most "}


def asked_of_move(start: Place, to: Place) -> list[Asked]:
    """Return what is asked of a deal that goes from one stage to another: its exit, then entry."""
    if start.stage_id == to.stage_id:
        return []
    is_within = start.pipeline_id == to.pipeline_id
    leaving = [
        one
        for one in asked_of_stage(start, When.EXIT)
        if one.criterion.to is None or (is_within and one.criterion.to == to.stage.key)
    ]
    return leaving + asked_of_stage(to, When.ENTRY)


def asked_of_stage(place: Place, when: When) -> list[Asked]:
    """Return what a stage asks of those who come, or of those who leave on any arrow."""
    return [Asked(place, one) for one in place.stage.criteria if one.when is when]


def items_of(
    process: Process, asked: Iterable[Asked], facts: Facts, now: datetime, to: Place | None = None
) -> list[Item]:
    """Return what criteria say of a deal; see `evaluate`."""
    return [Item(one, evaluate(process, one, facts, now, to)) for one in asked]


def evaluate(
    process: Process, asked: Asked, facts: Facts, now: datetime, to: Place | None = None
) -> Verdict:
    """Return what a criterion says of a deal.

    Args:
        process: The names of roles, kinds and sources.
        asked: The criterion.
        facts: What is known of the deal.
        now: As of when; what happens later does not count.
        to: Where the deal goes, which an approval is for; None = where the criterion stands.
    """
    criterion = asked.criterion
    match criterion.kind:
        case CriterionKind.CHECKLIST:
            return _checklist(asked, facts)
        case CriterionKind.APPROVAL:
            return _approval(criterion, facts, now, to or asked.place)
    verdict = _RULES[criterion.kind](process, criterion, facts, now)
    if criterion.name is None:
        return verdict
    return Verdict(verdict.state, f"{criterion.name}: {verdict.sentence}", verdict.field)


def usable_approval(
    criterion: Criterion, facts: Facts, now: datetime, to: Place
) -> Approval | None:
    """Return the approval by which a deal may go where it is meant to."""
    for one in facts.approvals:
        is_for = one.stage_id == to.stage_id and one.from_id == facts.stage_id
        is_whole = set(criterion.approvers) <= set(one.approvers)
        if is_for and is_whole and state_of(one, facts.values, now) is ApprovalState.APPROVED:
            return one
    return None


def state_of(approval: Approval, values: Values, now: datetime) -> ApprovalState:
    """Return how far an approval is at an instant.

    Args:
        approval: As it was kept.
        values: Properties of its deal: who said yes to one amount did not say so to another.
        now: After its last day it is expired.
    """
    if approval.state not in (ApprovalState.PENDING, ApprovalState.APPROVED):
        return approval.state
    if approval.money != money_of(values):
        return ApprovalState.VOID
    if approval.expires_on is not None and approval.expires_on < now.date():
        return ApprovalState.EXPIRED
    return approval.state


def _field(process: Process, criterion: Criterion, facts: Facts, _: datetime) -> Verdict:
    key = str(criterion.field)
    label, has = FIELDS[key].label, value_of(facts.values, key)
    if criterion.comparison is Comparison.PRESENT:
        return _said(has is not None, f"{label} is filled in.", f"{label} is missing.", key)
    wanted = read_value(process, criterion)
    if criterion.comparison is Comparison.IS_NOT:
        word = wording.value(process, key, wanted)
        met = f"{label} is not {word}."
        return _said(has != wanted, met, f"{label} must not be {word}.", key)
    return _compared(process, key, has, wanted, criterion.comparison)


def _amount(process: Process, criterion: Criterion, facts: Facts, _: datetime) -> Verdict:
    least = Money(criterion.amount_minor or 0, criterion.currency or "")
    return _compared(process, "amount", money_of(facts.values), least, Comparison.AT_LEAST)


def _compared(
    process: Process, key: str, has: Bound | None, wanted: Bound | None, how: Comparison
) -> Verdict:
    label = FIELDS[key].label
    must = f"{_MUST[how]}{wording.value(process, key, wanted)}"
    if has is None:
        return Verdict(State.UNMET, f"{label} is missing; it must be {must}.", key)
    word = wording.value(process, key, has)
    if isinstance(has, Money) and isinstance(wanted, Money) and has.currency != wanted.currency:
        sentence = f"{label} is {word}, which cannot be compared with {must}."
        return Verdict(State.CANNOT_TELL, sentence, key)
    is_so = bool(_OPERATORS[how](has, wanted))
    return _said(is_so, f"{label} is {word}.", f"{label} is {word}; it must be {must}.", key)


def _next_step(_: Process, __: Criterion, facts: Facts, now: datetime) -> Verdict:
    step, on = facts.values.get("next_step"), facts.values.get("next_step_on")
    if not step:
        return Verdict(State.UNMET, "Next step is missing.", "next_step")
    if on is None:
        return Verdict(State.UNMET, "The next step has no day.", "next_step_on")
    if on < now.date():
        sentence = f"The next step was due on {on.isoformat()}; set another day."
        return Verdict(State.UNMET, sentence, "next_step_on")
    return Verdict(State.MET, f"The next step is due on {on.isoformat()}.")


def _activity(_: Process, criterion: Criterion, facts: Facts, now: datetime) -> Verdict:
    kind, since = str(criterion.activity), _since(criterion, now)
    article, word = wording.ACTIVITIES[kind]
    seen, last = facts.last_seen.get(kind), facts.last.get(kind)
    if seen is not None and seen >= since:
        return Verdict(State.MET, f"The last {word} was {wording.ago(seen, now)}.")
    asked = f"{word} in {wording.days(criterion.days or 0)}"
    return _unseen(
        last is not None and last >= since,
        f"There was no {asked}.",
        f"You see no {asked}; there is {article} {word} that you may not see.",
    )


def _engaged(_: Process, criterion: Criterion, facts: Facts, now: datetime) -> Verdict:
    since, wanted = _since(criterion, now), criterion.count or 0
    seen = most_roles(_roles_of(facts.people, since, only_seen=True))
    within = f"in touch both ways in {wording.days(criterion.days or 0)}"
    who = f"{seen} of {wanted} people in different roles"
    if seen >= wanted:
        return Verdict(State.MET, f"{seen} people in different roles were {within}.")
    return _unseen(
        most_roles(_roles_of(facts.people, since, only_seen=False)) >= wanted,
        f"Only {who} were {within}." if seen else f"Nobody of {wanted} people was {within}.",
        f"You see {who} {within}; there are others that you may not see.",
    )


def _authority(process: Process, criterion: Criterion, facts: Facts, now: datetime) -> Verdict:
    since = _since(criterion, now)
    deciding = {one.key for one in process.roles if one.authority}
    people = [one for one in facts.people if deciding & set(one.role_keys)]
    within = f"in touch both ways in {wording.days(criterion.days or 0)}"
    engaged = _roles_of(people, since, only_seen=True)
    for one in people:
        if one.contact_id in engaged:
            role = next(key for key in one.role_keys if key in deciding)
            sentence = f"{one.name} ({wording.role(process, role)}) was {within}."
            return Verdict(State.MET, sentence)
    return _unseen(
        bool(_roles_of(people, since, only_seen=False)),
        f"Nobody with authority was {within}." if people else "Nobody in the deal has authority.",
        f"You see nobody with authority {within}; there is somebody that you may not see.",
    )


def _path(process: Process, criterion: Criterion, facts: Facts, _: datetime) -> Verdict:
    role = wording.role(process, criterion.role)
    way = facts.ways.get(str(criterion.role))
    percent = criterion.percent or 0
    if way is None:
        return Verdict(State.UNMET, f"Nobody in the deal is {role}.")
    best = f"The best introduction to {role} has {way.seen * 100:.0f} %"
    if way.seen * 100 >= percent:
        return Verdict(State.MET, f"{best}.")
    nobody = f"There is no introduction to {role}"
    return _unseen(
        way.probability * 100 >= percent,
        f"{best if way.seen else nobody}; it must have {percent} %.",
        f"You see no introduction to {role} of {percent} %; there is one that you may not see.",
    )


def _checklist(asked: Asked, facts: Facts) -> Verdict:
    name = asked.criterion.name
    is_ticked = asked.item in (facts.values.get("ticks") or ())
    return _said(is_ticked, f"{name}: ticked.", f"{name}: not ticked.", None)


def _approval(criterion: Criterion, facts: Facts, now: datetime, to: Place) -> Verdict:
    start_id = facts.stage_id
    prefix = f"{criterion.name}: " if criterion.name else ""
    if usable_approval(criterion, facts, now, to):
        return Verdict(State.MET, f"{prefix}{to.stage.name} is approved.")
    needs = (
        f"{prefix}{to.stage.name} needs the approval of {wording.listed([*criterion.approvers])}"
    )
    for one in facts.approvals:
        if one.stage_id != to.stage_id or one.from_id != start_id:
            continue
        told = {
            ApprovalState.PENDING: "it has been asked for",
            ApprovalState.DECLINED: f"it was declined: {one.reason}",
            ApprovalState.EXPIRED: "the last one expired",
            ApprovalState.VOID: f"the last one was for {_worth(one)}",
            ApprovalState.CLOSED: f"the last one was closed: {one.reason}",
        }.get(state_of(one, facts.values, now))
        if told:
            return Verdict(State.UNMET, f"{needs}; {told.rstrip('.')}.")
    return Verdict(State.UNMET, f"{needs}.")


def _worth(approval: Approval) -> str:
    return wording.amount(approval.money) if approval.money else "a deal without an amount"


def _roles_of(
    people: Sequence[Person], since: datetime, *, only_seen: bool
) -> dict[str, tuple[str, ...]]:
    """Return the roles of those who are engaged."""
    if only_seen:
        return {
            one.contact_id: one.role_keys
            for one in people
            if one.name is not None and is_engaged(one.seen_in_at, one.seen_out_at, since)
        }
    return {
        one.contact_id: one.role_keys for one in people if is_engaged(one.in_at, one.out_at, since)
    }


def _since(criterion: Criterion, now: datetime) -> datetime:
    return now - timedelta(days=criterion.days or 0)


def _said(is_met: bool, met: str, unmet: str, field: str | None) -> Verdict:  # noqa: FBT001 - the one question
    return Verdict(State.MET, met) if is_met else Verdict(State.UNMET, unmet, field)


def _unseen(is_met: bool, unmet: str, cannot_tell: str) -> Verdict:  # noqa: FBT001 - as it really is
    """Return the verdict where nothing of what one sees will do."""
    return Verdict(State.CANNOT_TELL, cannot_tell) if is_met else Verdict(State.UNMET, unmet)


_RULES: dict[CriterionKind, Callable[[Process, Criterion, Facts, datetime], Verdict]] = {
    CriterionKind.FIELD: _field,
    CriterionKind.ACTIVITY: _activity,
    CriterionKind.NEXT_STEP: _next_step,
    CriterionKind.AMOUNT: _amount,
    CriterionKind.ENGAGED: _engaged,
    CriterionKind.AUTHORITY: _authority,
    CriterionKind.PATH: _path,
}
