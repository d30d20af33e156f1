"""What a deal needs next: one action with its reason, the most urgent of all that could be done.

In this order, which docs/influence.md gives reasons for: what has gone wrong with a person, what
was promised and is late, what stops the next move, who is missing, whose tie is running out, what
nobody has planned. Within one of these the order is that of the rules that found it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from graphcrm.buying.records import DealWarning, Engagement, Member, Stance, Warned
from graphcrm.changes import Values
from graphcrm.pipeline.criteria.reads import StageItems
from graphcrm.pipeline.criteria.records import Item, State
from graphcrm.pipeline.needs import Vacancy
from graphcrm.pipeline.records import CriterionKind, Layout, Place, StageType, When


class Do(StrEnum):
    """What is to be done, the most urgent first."""

    FIND_CHAMPION = "find-champion"
    ANSWER = "answer"
    CATCH_UP = "catch-up"
    MEET_CRITERION = "meet-criterion"
    FILL_ROLE = "fill-role"
    MEET_DECIDER = "meet-decider"
    REVIVE = "revive"
    WIDEN = "widen"
    PLAN = "plan"
    CONSIDER = "consider"


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of an open deal.

    Attributes:
        values: Its properties.
        checked: What its stage asks before it leaves, and the stages ahead ask.
        ahead: The stage that comes next; None where there is none.
        vacancies: Roles that it needs and nobody has.
        members: Its buying group, hidden people among them.
        warnings: Of the group, also those that rest.
        now: What happens later does not count.
    """

    values: Values
    checked: Sequence[StageItems]
    ahead: Place | None
    vacancies: Sequence[Vacancy]
    members: Sequence[Member]
    warnings: Sequence[DealWarning]
    now: datetime


@dataclass(frozen=True, slots=True)
class NextAction:
    """What a deal needs next.

    Attributes:
        sentence: What to do and why.
        contact_id: With whom; None = with nobody in particular.
        role_key: Of `fill-role`: which.
        field: Of a criterion: what to fill in; None = that alone would not do.
        criterion: Of a criterion: its kind.
    """

    do: Do
    sentence: str
    contact_id: str | None = None
    role_key: str | None = None
    field: str | None = None
    criterion: CriterionKind | None = None


def next_action(found: Situation) -> NextAction | None:
    """Return what an open deal needs next; None where nothing is lacking."""
    return next((action for rule in RULES for action in rule(found)), None)


def stage_ahead(layout: Layout, place: Place) -> Place | None:
    """Return the next stage to the right that arrows lead to and that is not a loss."""
    within = layout.of_pipeline(place.pipeline_id)
    right = within[within.index(place) + 1 :]
    leads = [one for one in right if one.stage.key in place.stage.leads_to]
    return next((one for one in leads if one.stage.type is not StageType.LOST), None)


def _championless(found: Situation) -> Iterator[NextAction]:
    for one in _awake(found, Warned.CHAMPION_LEFT):
        sentence = f"Find a new champion: {_lower(one.sentence, one.name)}"
        yield NextAction(Do.FIND_CHAMPION, sentence, one.contact_id)


def _unanswered(found: Situation) -> Iterator[NextAction]:
    for one in _awake(found, Warned.BLOCKER_UNANSWERED):
        sentence = f"Answer {one.name}: {_lower(one.sentence, one.name)}"
        yield NextAction(Do.ANSWER, sentence, one.contact_id)


def _late(found: Situation) -> Iterator[NextAction]:
    step, due = found.values.get("next_step"), found.values.get("next_step_on")
    today = found.now.date()
    if step and isinstance(due, date) and due < today:
        yield NextAction(Do.CATCH_UP, f"{step}: it was due on {_day(due)}.")


def _blocked(found: Situation) -> Iterator[NextAction]:
    for one in _unmet(found):
        if one.asked.blocks:
            yield _criterion(Do.MEET_CRITERION, one)


def _vacant(found: Situation) -> Iterator[NextAction]:
    for one in found.vacancies:
        lack = "nobody has this role" if one.count == 1 else f"{one.count} people are missing"
        yield NextAction(
            Do.FILL_ROLE, f"Find the {one.role.name}: {lack} yet.", role_key=one.role.key
        )


def _unmet_decider(found: Situation) -> Iterator[NextAction]:
    shy = {one.contact_id for one in found.members if one.do_not_contact}
    for one in _awake(found, Warned.DECIDER_NOT_MET):
        if one.contact_id not in shy:
            sentence = f"Meet {one.name}: {_lower(one.sentence, one.name)}"
            yield NextAction(Do.MEET_DECIDER, sentence, one.contact_id)


def _fading(found: Situation) -> Iterator[NextAction]:
    for one in found.members:
        counts = one.is_stanced(Stance.CHAMPION) or any(role.authority for role in one.roles)
        last = one.touch.last_at
        is_silent = one.engagement is Engagement.SILENT and not one.do_not_contact
        if counts and one.contact_id and is_silent and last:
            days = (found.now - last).days
            sentence = f"Call {one.name}: no contact with any of us for {days} days."
            yield NextAction(Do.REVIVE, sentence, one.contact_id)


def _thin(found: Situation) -> Iterator[NextAction]:
    for one in _awake(found, Warned.SINGLE_THREAD):
        yield NextAction(
            Do.WIDEN, f"Bring in somebody else: {_lower(one.sentence, one.name)}", one.contact_id
        )


def _unplanned(found: Situation) -> Iterator[NextAction]:
    stalled = found.values.get("stalled_until_on")
    rests = isinstance(stalled, date) and stalled >= found.now.date()
    if not found.values.get("next_step") and not rests:
        yield NextAction(Do.PLAN, "Say what comes next: nobody has.")


def _advised(found: Situation) -> Iterator[NextAction]:
    for one in _unmet(found):
        if not one.asked.blocks:
            yield _criterion(Do.CONSIDER, one)


RULES: tuple[Callable[[Situation], Iterator[NextAction]], ...] = (
    _championless,
    _unanswered,
    _late,
    _blocked,
    _vacant,
    _unmet_decider,
    _fading,
    _thin,
    _unplanned,
    _advised,
)


def _awake(found: Situation, warned: Warned) -> Iterator[DealWarning]:
    return (one for one in found.warnings if one.snooze is None and one.warned is warned)


def _unmet(found: Situation) -> Iterator[Item]:
    """Yield what lacks before the deal leaves its stage, then before it comes into the next."""
    arrows = (None, found.ahead.stage.key if found.ahead else None)
    for part in found.checked:
        if part.when is When.EXIT or part.place == found.ahead:
            for one in part.items:
                if one.verdict.state is State.UNMET and one.asked.criterion.to in arrows:
                    yield one


def _criterion(do: Do, one: Item) -> NextAction:
    stage = one.asked.place.stage.name
    where = f"before it leaves {stage}" if one.asked.criterion.when is When.EXIT else f"for {stage}"
    return NextAction(
        do,
        f"{one.verdict.sentence.rstrip('.')}, {where}.",
        field=one.verdict.field,
        criterion=one.asked.criterion.kind,
    )


def _lower(sentence: str, name: str) -> str:
    """Return a sentence as it goes on after a colon; a name stays as it is."""
    return sentence if sentence.startswith(name) else f"{sentence[0].lower()}{sentence[1:]}"


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"
