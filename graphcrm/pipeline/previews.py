"""What a change of the process would mean for the deals that are under way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.pipeline import edits, reads, teams
from graphcrm.pipeline.criteria import wording
from graphcrm.pipeline.criteria.checking import outcome_of_move
from graphcrm.pipeline.criteria.gathering import gather
from graphcrm.pipeline.criteria.reads import Deal, deals_in
from graphcrm.pipeline.criteria.records import Asked, Facts, State
from graphcrm.pipeline.criteria.rules import asked_of_stage, evaluate
from graphcrm.pipeline.differences import Kept
from graphcrm.pipeline.effects import in_words
from graphcrm.pipeline.expecting import long_stays_of, set_off_anew
from graphcrm.pipeline.needs import needed_in, vacancies
from graphcrm.pipeline.opportunities.rules import Need
from graphcrm.pipeline.parts import Part, Parts, parts_of, process_of
from graphcrm.pipeline.people import check_people
from graphcrm.pipeline.records import (
    Criterion,
    CriterionKind,
    Heirs,
    Layout,
    Place,
    Process,
    StageType,
    When,
)
from graphcrm.pipeline.retiring import TooManyToRetireError, check_few
from graphcrm.pipeline.rules import check_process
from graphcrm.pipeline.using import find_in_use


SHOWN = 50
AT_HAND = (CriterionKind.CHECKLIST, CriterionKind.APPROVAL)


@dataclass(frozen=True, slots=True)
class SeatsTaken:
    """A row of pipeline/seats_taken."""

    opportunity_id: str
    roles: list[str]


SEATS_TAKEN = graph.load("pipeline/seats_taken", SeatsTaken)


class Why(StrEnum):
    """What becomes of deals."""

    LACK = "would lack"
    WARNED = "would be warned of"
    STUCK = "would be stuck in"
    VACANT = "would miss"
    MOVE = "must move first out of"
    MOVED = "would move to"
    OUTSIDE = "would be of other teams than"
    SET_OFF = "would at the next run set off"
    PAST = "have been there too long to set off"


Reason: TypeAlias = tuple[Why, Part]
"""What becomes of deals, and the keys that name it: of a pipeline, stage, criterion or role."""

_OF_NEXT = (Why.LACK, Why.WARNED, Why.VACANT, Why.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Affected:
    """Deals to which a change does the same.

    Attributes:
        what: The criterion, role, effect, stage or pipeline it is about, by name.
        opportunity_ids: All of them, by uid.
        names: Of the first 50.
    """

    why: Why
    what: str
    opportunity_ids: tuple[str, ...]
    names: tuple[str, ...]

    def __str__(self) -> str:
        """Return it in a line: "2 deals would lack Plan, asked by Lead of Sales: Yard, Gate"."""
        count = len(self.opportunity_ids)
        rest = count - len(self.names)
        more = f" and {rest} more" if rest else ""
        deals = "1 deal" if count == 1 else f"{count} deals"
        return f"{deals} {self.why} {self.what}: {', '.join(self.names)}{more}"


@dataclass(frozen=True, slots=True)
class Preview:
    """A change of the process before it is made.

    Attributes:
        lines: What would change, line by line.
        affected: Which deals that concerns, of those the actor may see.
        set_off: What would be set off from then on and is not so now, a sentence each.
        refused: Why it would be refused as long as nothing else changes; None = it would not.
    """

    lines: tuple[str, ...]
    affected: tuple[Affected, ...]
    set_off: tuple[str, ...]
    refused: str | None


def preview(actor: Actor, wanted: Process, heirs: Heirs | None = None) -> Preview:
    """Return what a change of the process would mean; nothing is written.

    A deal would lack what its stage asks of those who come, or before they leave, where it does
    not do so now. It would be stuck where each arrow asks for something that nobody can fill in,
    tick or approve, and this is not so now. It must move first where its stage goes, or becomes
    one of another type; with an heir to a stage that goes, it would move there. It would miss a
    role that is needed in its stage from then on, and not now, and that too few people have. An
    effect after some days would be set off at the next run by deals whose day has passed since it
    was there.

    Args:
        actor: Who configures.
        wanted: The process.
        heirs: Where the deals of stages go that are retired.

    Raises:
        NotPermittedError: The actor may not configure.
        ProcessError: It would not work.
    """
    heirs = heirs or {}
    access.require(actor, Permission.ADMINISTER)
    check_process(wanted)
    check_people(wanted)
    wanted = teams.identified(actor, wanted)
    there, parts, now = reads.kept_parts(), parts_of(wanted), clock.now()
    had = {part: kept.values for part, kept in there.items()}
    before, after = reads.laid(process_of(had), there), reads.laid(wanted, there)
    came = set_off_anew(before, after)
    late = [
        _some(
            Why.SET_OFF if one.is_due else Why.PAST,
            one.what,
            [(stay.opportunity_id, stay.name) for stay in one.stays],
        )
        for acting in came
        for one in long_stays_of(actor, acting, there, now)
    ]
    return Preview(
        tuple(teams.told_between(actor, before.process, wanted)),
        (*_affected(actor, before, after, heirs, now), *late),
        tuple(in_words(one.place.stage.name, one.effect) for one in came),
        _refusal(actor, there, parts, heirs),
    )


def _refusal(actor: Actor, there: Mapping[Part, Kept], wanted: Parts, heirs: Heirs) -> str | None:
    emptied = {("Stage", *keys) for keys in heirs}
    try:
        check_few(actor, heirs)
    except TooManyToRetireError as error:
        return str(error)
    refusal = find_in_use({one: there[one] for one in there if one not in emptied}, wanted)
    return str(refusal) if refusal else None


def _affected(
    actor: Actor, before: Layout, after: Layout, heirs: Heirs, now: datetime
) -> Iterator[Affected]:
    """Yield what becomes of the deals in the stages for which anything changes."""
    found: dict[Reason, list[Deal]] = {}
    is_outside = teams.outside(actor, after.process)
    concerned = [uid for uid in before.places if _is_concerned(before, after, uid)]
    asked = [
        one
        for layout in (before, after)
        for uid in concerned
        if uid in layout.places
        for one in _asked_around(layout, layout.places[uid])
    ]
    for deals in deals_in(actor, concerned):
        rows = graph.fetch(SEATS_TAKEN, opportunity_ids=[one.uid for one in deals])
        taken = {row.opportunity_id: row.roles for row in rows}
        facts = gather(actor, asked, {one.uid: (one.values, one.stage_id) for one in deals}, now)
        for deal in deals:
            heir = _heir_of(before.places[deal.stage_id], heirs)
            reasons = [
                *_reasons(before, after, deal, facts[deal.uid], now),
                *_vacant(before, after, deal, taken.get(deal.uid, [])),
                *_strange(before, after, deal, is_outside),
            ]
            for reason in [heir] if heir else reasons:
                found.setdefault(reason, []).append(deal)
    order = list(Why)
    for (why, part), deals in sorted(
        found.items(), key=lambda pair: (order.index(pair[0][0]), pair[0][1])
    ):
        what = _told(why, part, after if why in _OF_NEXT else before)
        yield _some(why, what, [(one.uid, one.name) for one in deals])


def _some(why: Why, what: str, deals: Sequence[tuple[str, str]]) -> Affected:
    """Return that the same becomes of some deals, each given by uid and name."""
    return Affected(
        why,
        what,
        tuple(uid for uid, _ in deals),
        tuple(name for _, name in deals[:SHOWN]),
    )


def _heir_of(place: Place, heirs: Heirs) -> Reason | None:
    """Return that deals of a stage would move, and where to; None where it has no heir."""
    heir = heirs.get((place.pipeline.key, place.stage.key))
    return (Why.MOVED, (place.pipeline.key, heir)) if heir else None


def _told(why: Why, part: Part, layout: Layout) -> str:
    """Return a pipeline, a stage of one, or a criterion or role of that, as people read it."""
    pipeline = edits.find_pipeline(layout.process, part[0])
    if len(part) == 1:
        return pipeline.name
    stage = edits.find_stage(layout.process, *part[:2])
    if why is Why.VACANT:
        role = next(one.name for one in layout.process.roles if one.key == part[2])
        return f"{role} in {stage.name} of {pipeline.name}"
    if part[2:]:
        title = wording.title(layout.process, edits.find_criterion(stage, part[2]))
        return f"{title}, asked by {stage.name} of {pipeline.name}"
    return f"{stage.name} of {pipeline.name}"


def _is_concerned(before: Layout, after: Layout, stage_id: str) -> bool:
    """Answer whether anything changes for deals in a stage; what is won or lost asks nothing."""
    was, will = before.places[stage_id], after.places.get(stage_id)
    if will is None or was.stage.type is not will.stage.type:
        return True
    if was.stage.type is not StageType.OPEN:
        return False
    return (
        before.process.roles != after.process.roles
        or [one.criterion for one in _asked_around(before, was)]
        != [one.criterion for one in _asked_around(after, will)]
        or was.stage.leads_to != will.stage.leads_to
        or needed_in(was.pipeline, was.stage.key) != needed_in(will.pipeline, will.stage.key)
        or was.pipeline.teams != will.pipeline.teams
    )


def _asked_around(layout: Layout, place: Place) -> list[Asked]:
    """Return what is asked of deals in a stage: by itself, and by those ahead."""
    own = [one for when in When for one in asked_of_stage(place, when)]
    return own + [one for to in layout.ahead(place) for one in asked_of_stage(to, When.ENTRY)]


def _reasons(
    before: Layout, after: Layout, deal: Deal, facts: Facts, now: datetime
) -> Iterator[Reason]:
    was, will = before.places[deal.stage_id], after.places.get(deal.stage_id)
    stage = was.pipeline.key, was.stage.key
    if will is None or was.stage.type is not will.stage.type:
        yield Why.MOVE, stage
        return
    lacked = {_bare(one.criterion) for one in _lacks(before, was, facts, now)}
    for one in _lacks(after, will, facts, now):
        if _bare(one.criterion) not in lacked:
            yield (
                Why.LACK if one.blocks else Why.WARNED,
                (*stage, one.criterion.key),
            )
    if _is_stuck(after, will, facts, now) and not _is_stuck(before, was, facts, now):
        yield Why.STUCK, stage


def _vacant(before: Layout, after: Layout, deal: Deal, seats: Sequence[str]) -> Iterator[Reason]:
    """Yield the roles that a deal would miss in its stage and does not miss now."""
    was, will = before.places[deal.stage_id], after.places.get(deal.stage_id)
    if will is None:
        return
    had, has = (
        vacancies(needed_in(one.pipeline, one.stage.key), layout.process.roles, seats)
        for layout, one in ((before, was), (after, will))
    )
    missed = {one.role.key: one.count for one in had}
    for one in has:
        if one.count > missed.get(one.role.key, 0):
            yield Why.VACANT, (will.pipeline.key, will.stage.key, one.role.key)


def _strange(
    before: Layout, after: Layout, deal: Deal, is_outside: Callable[[str, str | None], bool]
) -> Iterator[Reason]:
    """Yield that a deal of a pipeline that becomes one of some teams is of none of them.

    It stays and goes its way; none of theirs comes after it.
    """
    was, will = before.places[deal.stage_id], after.places.get(deal.stage_id)
    team_id = deal.values.get("team_id")
    is_new = will is not None and was.pipeline.teams != will.pipeline.teams
    if will and is_new and team_id and is_outside(will.pipeline.key, team_id):
        yield Why.OUTSIDE, (will.pipeline.key,)


def _lacks(layout: Layout, place: Place, facts: Facts, now: datetime) -> Iterator[Asked]:
    """Yield what a deal does not have of what its stage asks; approvals are of moves alone."""
    asked = [one for when in When for one in asked_of_stage(place, when)]
    for one in asked:
        is_of_move = one.criterion.kind is CriterionKind.APPROVAL
        if not is_of_move and evaluate(layout.process, one, facts, now).state is not State.MET:
            yield one


def _bare(criterion: Criterion) -> Criterion:
    return replace(criterion, name=None)


def _is_stuck(layout: Layout, place: Place, facts: Facts, now: datetime) -> bool:
    """Answer whether each arrow asks for something that nobody can fill in there and then."""
    outcomes = (outcome_of_move(layout, place, to, facts, now) for to in layout.ahead(place))
    return all(any(not _is_at_hand(one) for one in outcome.needs) for outcome in outcomes)


def _is_at_hand(need: Need) -> bool:
    return need.field is not None or (need.criterion is not None and need.criterion.kind in AT_HAND)
