"""The facts that criteria ask for, of up to 500 deals in one query; nothing that none asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.buying.groups import TouchRow, touches
from graphcrm.changes import Values
from graphcrm.influence import keeping
from graphcrm.influence.answers import answer
from graphcrm.influence.index import Index
from graphcrm.influence.questions import sight_of
from graphcrm.influence.records import Question, Sight
from graphcrm.pipeline.criteria.records import (
    Approval,
    ApprovalState,
    Asked,
    Facts,
    Person,
    Way,
)
from graphcrm.pipeline.criteria.rules import state_of
from graphcrm.pipeline.fields import money_of
from graphcrm.pipeline.records import CriterionKind


@dataclass(frozen=True, slots=True)
class FactsRow:
    """A row of pipeline/criteria/facts."""

    opportunity_id: str
    amount_minor: int | None
    currency: str | None
    people: list[dict[str, Any]]
    activities: list[dict[str, Any]]
    approvals: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Colleague:
    """A row of pipeline/criteria/colleagues."""

    contact_id: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What some criteria ask the graph for.

    Attributes:
        activities: Kinds of activity.
        activity_days: How many days back.
        people: Whether it matters who has which part.
        contact_days: How many days back it matters who was in touch; 0 = not at all.
        roles: To whom introductions are asked for.
        approvals: Whether it matters what was approved.
    """

    activities: frozenset[str] = frozenset()
    activity_days: int = 0
    people: bool = False
    contact_days: int = 0
    roles: frozenset[str] = field(default_factory=frozenset)
    approvals: bool = False


FACTS = graph.load("pipeline/criteria/facts", FactsRow)
COLLEAGUES = graph.load("pipeline/criteria/colleagues", Colleague)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
MOST_SEATED = 24
"""Of people with one part at most as many are searched for."""


def wanted_by(asked: Iterable[Asked]) -> Wanted:
    """Return what criteria ask the graph for."""
    by_kind: dict[CriterionKind, list[Asked]] = {kind: [] for kind in CriterionKind}
    for one in asked:
        by_kind[one.criterion.kind].append(one)
    seen = by_kind[CriterionKind.ACTIVITY]
    touched = by_kind[CriterionKind.ENGAGED] + by_kind[CriterionKind.AUTHORITY]
    reached = by_kind[CriterionKind.PATH]
    return Wanted(
        frozenset(str(one.criterion.activity) for one in seen),
        _most_days(seen),
        bool(touched or reached),
        _most_days(touched),
        frozenset(str(one.criterion.role) for one in reached),
        bool(by_kind[CriterionKind.APPROVAL]),
    )


def gather(
    actor: Actor,
    asked: Iterable[Asked],
    deals: Mapping[str, tuple[Values, str | None]],
    now: datetime,
) -> dict[str, Facts]:
    """Return what criteria ask of deals, by uid; without a query where values tell all.

    Args:
        actor: Who asks: what they may not see is told apart.
        asked: Every criterion that is asked of any of them.
        deals: Uid to properties and stage; at most 500.
        now: What happens later does not count.
    """
    wanted = wanted_by(asked)
    if wanted == Wanted():
        return {uid: Facts(values, stage_id) for uid, (values, stage_id) in deals.items()}
    rows = graph.fetch(
        FACTS,
        opportunity_ids=list(deals),
        now=now,
        today=now.date(),
        kinds=sorted(wanted.activities),
        activities_since=now - timedelta(days=wanted.activity_days),
        people=wanted.people,
        approvals=wanted.approvals,
        scope=access.filter_of(actor),
    )
    found = {row.opportunity_id: row for row in rows}
    seated = {one["contact_id"] for row in rows for one in row.people}
    since = now - timedelta(days=wanted.contact_days)
    touched = touches(actor, sorted(seated), since, now) if wanted.contact_days else {}
    people = {uid: [_person(one, touched) for one in row.people] for uid, row in found.items()}
    ways = _ways(actor, people, wanted.roles) if wanted.roles else {}
    return {
        uid: Facts(
            values,
            stage_id,
            people.get(uid, ()),
            _last(found.get(uid), "at"),
            _last(found.get(uid), "seen_at"),
            ways.get(uid, {}),
            [approval_of(one, values, now) for one in found[uid].approvals] if uid in found else (),
        )
        for uid, (values, stage_id) in deals.items()
    }


def approval_of(one: Mapping[str, Any], values: Values, now: datetime) -> Approval:
    """Return an approval of a row of pipeline/criteria/facts, in the state it is in by now.

    Args:
        one: Of the row's approvals.
        values: Properties of its deal.
        now: As of when.
    """
    kept = Approval(
        one["approval_id"],
        ApprovalState(one["state"]),
        one["stage_id"],
        one["from_id"],
        tuple(one["approvers"]),
        one["step"],
        one["asked_by_id"],
        one["asked_by"],
        one["asked_at"],
        one["expires_on"],
        one["reason"],
        money_of(one),
    )
    return replace(kept, state=state_of(kept, values, now))


def _most_days(asked: Sequence[Asked]) -> int:
    return max((one.criterion.days or 0 for one in asked), default=0)


def _person(one: Mapping[str, Any], touched: Mapping[str, TouchRow]) -> Person:
    who = one["contact_id"], one["name"], tuple(one["role_keys"])
    touch = touched.get(one["contact_id"])
    if touch is None:
        return Person(*who)
    return Person(*who, touch.in_at, touch.out_at, touch.seen_in_at, touch.seen_out_at)


def _last(row: FactsRow | None, when: str) -> dict[str, datetime]:
    found = row.activities if row else []
    return {one["kind"]: one[when] for one in found if one[when] is not None}


def _ways(
    actor: Actor, people: Mapping[str, Sequence[Person]], roles: Iterable[str]
) -> dict[str, dict[str, Way]]:
    """Return the best introductions from anybody of us who shares their ties, by deal and role."""
    rows = graph.fetch(COLLEAGUES, user_id=actor.user_id)
    sources = tuple(row.contact_id for row in rows)
    index, sight = keeping.current().index, sight_of(actor)
    found: dict[str, dict[str, Way]] = {}
    for uid, seated in people.items():
        for role in roles:
            those = [one for one in seated if role in one.role_keys][:MOST_SEATED]
            if those:
                seen = _best(index, sources, [one for one in those if one.name is not None], sight)
                whole = seen if sight.everybody else _best(index, sources, those, _EVERYBODY)
                found.setdefault(uid, {})[role] = Way(max(seen, whole), seen)
    return found


_EVERYBODY = Sight(everybody=True)


def _best(index: Index, sources: tuple[str, ...], targets: Sequence[Person], sight: Sight) -> float:
    """Return the probability of the best introduction to one of some people; 0 = there is none."""
    if not targets or not sources:
        return 0.0
    target_ids = tuple(one.contact_id for one in targets)
    paths = answer(index, Question(sources, target_ids, sight, path_count=1)).paths
    return paths[0].probability if paths else 0.0
