"""What a deal needs next, as its page says it, with a link to where it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from graphcrm.buying.groups import get_group
from graphcrm.buying.records import Group, Role, Seat
from graphcrm.buying.warnings import Ground, warnings_of
from graphcrm.pipeline.criteria.reads import StageItems
from graphcrm.pipeline.needs import needed_in, vacancies
from graphcrm.pipeline.next_actions import (
    Do,
    NextAction,
    Situation,
    next_action,
    stage_ahead,
)
from graphcrm.pipeline.opportunities.reads import OpportunityPage
from graphcrm.pipeline.records import CriterionKind, StageType
from graphcrm.web.session import actor


@dataclass(frozen=True, slots=True)
class Step:
    """An action with the words of its link."""

    sentence: str
    label: str
    href: str


_LABELS = {
    Do.FIND_CHAMPION: "Find one",
    Do.ANSWER: "See what they wrote",
    Do.CATCH_UP: "Change it",
    Do.FILL_ROLE: "See who could be",
    Do.MEET_DECIDER: "See the ways to them",
    Do.REVIVE: "Log a call",
    Do.WIDEN: "See who else there is",
    Do.PLAN: "Say it",
}
_OF_CONTACT = {Do.ANSWER: "contacts.page", Do.REVIVE: "contacts.log"}
_OF_DEAL = {
    Do.FIND_CHAMPION: ("groups.page", "could"),
    Do.CATCH_UP: ("deals.edit", "next_step"),
    Do.FILL_ROLE: ("ways.page", "missing-{role}"),
    Do.MEET_DECIDER: ("ways.page", "to-{contact}"),
    Do.WIDEN: ("groups.page", "could"),
    Do.PLAN: ("deals.edit", "next_step"),
}
_BY_PEOPLE = {CriterionKind.ENGAGED, CriterionKind.AUTHORITY}


def group_of(deal: OpportunityPage) -> Group:
    """Return the buying group of a deal, in two queries."""
    days = {uid: place.pipeline.rhythm_days for uid, place in deal.layout.places.items()}
    return get_group(actor(), deal.opportunity_id, deal.layout.process.roles, days)


def seats_of(group: Group, roles: Sequence[Role]) -> list[Seat]:
    """Return who has which part, in the order of the roles."""
    places = {one.key: at for at, one in enumerate(roles)}
    seats = [Seat(one.contact_id, one.name, role) for one in group.members for role in one.roles]
    return sorted(seats, key=lambda one: places.get(one.role.key, len(places)))


def action_on(deal: OpportunityPage, group: Group, checked: Sequence[StageItems]) -> Step | None:
    """Return what an open deal needs next; None where nothing is lacking, or it is closed."""
    place = deal.place
    if place.stage.type is not StageType.OPEN:
        return None
    taken = [role.key for one in group.members for role in one.roles]
    roles = deal.layout.process.roles
    ground = Ground(group.members, {}, group.since, group.now)
    found = Situation(
        deal.values,
        checked,
        stage_ahead(deal.layout, place),
        vacancies(needed_in(place.pipeline, place.stage.key), roles, taken),
        group.members,
        warnings_of(ground, group.snoozes),
        group.now,
    )
    action = next_action(found)
    return _step(action, deal.opportunity_id) if action else None


def _step(action: NextAction, uid: str) -> Step:
    if action.criterion:
        return Step(action.sentence, *_criterion(action, uid))
    return Step(action.sentence, _LABELS[action.do], _address(action, uid))


def _address(action: NextAction, uid: str) -> str:
    if action.do in _OF_CONTACT:
        return url_for(_OF_CONTACT[action.do], contact_id=action.contact_id)
    endpoint, anchor = _OF_DEAL[action.do]
    return url_for(
        endpoint,
        opportunity_id=uid,
        _anchor=anchor.format(role=action.role_key, contact=action.contact_id),
    )


def _criterion(action: NextAction, uid: str) -> tuple[str, str]:
    """Return the words and the address of the link that meets a criterion."""
    if action.field:
        return "Fill in", url_for("deals.edit", opportunity_id=uid, _anchor=action.field)
    match action.criterion:
        case CriterionKind.PATH:
            return "See the ways in", url_for("ways.page", opportunity_id=uid)
        case CriterionKind.ACTIVITY:
            return "Log it", url_for("deals.log", opportunity_id=uid)
        case kind if kind in _BY_PEOPLE:
            return "See the buying group", url_for("groups.page", opportunity_id=uid)
        case _:
            return "See what is asked", url_for("deals.page", opportunity_id=uid, _anchor="asked")
