"""Whether a deal may come into a stage, by what its stages ask: what it lacks, what is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from graphcrm.changes import Values
from graphcrm.pipeline.criteria.records import Approval, Facts, Item, State
from graphcrm.pipeline.criteria.rules import (
    asked_of_move,
    asked_of_stage,
    items_of,
    usable_approval,
)
from graphcrm.pipeline.opportunities.rules import MissingError, Need
from graphcrm.pipeline.records import CriterionKind, Layout, Place, When


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the stages of a move say of one deal.

    Attributes:
        needs: What it lacks and cannot move without.
        warnings: What it lacks and is only told.
        approvals: Those by which it moves: they are used up by it.
    """

    needs: tuple[Need, ...] = ()
    warnings: tuple[Need, ...] = ()
    approvals: tuple[Approval, ...] = ()


def outcome_of_move(
    layout: Layout, start: Place, to: Place, facts: Facts, now: datetime
) -> Outcome:
    """Return what two stages say of a deal that goes from one to the other.

    Args:
        layout: The process.
        start: Where the deal is.
        to: Where it goes; the same stage asks for nothing.
        facts: What is known of it, with the properties it would have there.
        now: As of when.
    """
    asked = asked_of_move(start, to)
    items = items_of(layout.process, asked, facts, now, to)
    approvals = [
        usable_approval(one.criterion, facts, now, to)
        for one in asked
        if one.criterion.kind is CriterionKind.APPROVAL
    ]
    used = {one.approval_id: one for one in approvals if one}
    return Outcome(
        tuple(needs_of(one for one in items if one.asked.blocks)),
        tuple(needs_of(one for one in items if not one.asked.blocks)),
        tuple(used.values()),
    )


def outcome_of_new(layout: Layout, place: Place, values: Values, now: datetime) -> Outcome:
    """Return what a stage says of a deal that begins in it: nothing has happened with it yet."""
    return outcome_of_entry(layout, place, Facts(values), now)


def outcome_of_entry(layout: Layout, place: Place, facts: Facts, now: datetime) -> Outcome:
    """Return what a stage says of a deal that comes into it from wherever it was."""
    items = items_of(layout.process, asked_of_stage(place, When.ENTRY), facts, now)
    return Outcome(
        tuple(needs_of(one for one in items if one.asked.blocks)),
        tuple(needs_of(one for one in items if not one.asked.blocks)),
    )


def check_entry(layout: Layout, place: Place, facts: Facts, now: datetime) -> tuple[Need, ...]:
    """Check that a deal may come into a stage from wherever it was; return what is only told.

    Args:
        layout: The process.
        place: Where it comes.
        facts: What is known of it, with the properties it would have there.
        now: As of when.

    Raises:
        MissingError: It lacks something that the stage asks of those who come; all is named.
    """
    outcome = outcome_of_entry(layout, place, facts, now)
    if outcome.needs:
        raise MissingError(outcome.needs)
    return outcome.warnings


def needs_of(items: Iterable[Item]) -> list[Need]:
    """Return what those ask for that are not met."""
    return [
        Need(
            one.verdict.field,
            one.verdict.sentence,
            one.asked.place.stage_id,
            one.asked.criterion,
        )
        for one in items
        if one.verdict.state is not State.MET
    ]
