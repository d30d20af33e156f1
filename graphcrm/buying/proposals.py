"""Who could have a seat in a deal: seen in its mail, by their titles, in other deals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.buying.records import Elsewhere, Proposal, Role
from graphcrm.buying.titles import Guess, guess_role


class Named(TypedDict):
    """A contact that was dismissed."""

    contact_id: str
    name: str


@dataclass(frozen=True, slots=True)
class CandidatesRow:
    """The row of buying/candidates."""

    ghosts: list[dict[str, Any]]
    people: list[dict[str, Any]]
    dismissed: list[Named]


@dataclass(frozen=True, slots=True)
class ElsewhereRow:
    """A row of buying/elsewhere."""

    opportunity_id: str
    opportunity: str
    contact_id: str
    name: str
    role_key: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Proposals:
    """Who could have a seat.

    Attributes:
        seen: People on mail or in meetings with the deal's people and ours, the most seen first.
        titled: Others at its accounts whose title suggests a role, best known to us first.
        dismissed: Of whom somebody said that they are no part of it.
    """

    seen: tuple[Proposal, ...]
    titled: tuple[Proposal, ...]
    dismissed: tuple[Named, ...]

    def for_role(self, key: str) -> list[Proposal]:
        """Return who could have a role."""
        return [one for one in (*self.seen, *self.titled) if one.role and one.role.key == key]


CANDIDATES = graph.load("buying/candidates", CandidatesRow)
ELSEWHERE = graph.load("buying/elsewhere", ElsewhereRow)
MOST_TITLED = 12


def proposals(actor: Actor, opportunity_id: str, roles: Sequence[Role]) -> Proposals:
    """Return who could have a seat in a deal, from evidence that the actor may see; one query.

    Args:
        actor: Who looks.
        opportunity_id: The deal.
        roles: All there are, in their order.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
    """
    now = clock.now()
    row: CandidatesRow = graph.get(
        CANDIDATES,
        "deal",
        opportunity_id,
        opportunity_id=opportunity_id,
        today=now.date(),
        now=now,
        scope=access.filter_of(actor),
    )
    days = {one["contact_id"]: one["days"] for one in row.people}
    seen = tuple(_seen(one, guess_role(one["title"], roles), days) for one in row.ghosts)
    taken = {one.contact_id for one in seen}
    titled: list[Proposal] = []
    for one in row.people:
        guess = guess_role(one["title"], roles)
        if guess and one["contact_id"] not in taken:
            titled.append(_titled(one, guess))
    return Proposals(seen, tuple(titled[:MOST_TITLED]), tuple(row.dismissed))


def seats_elsewhere(actor: Actor, opportunity_id: str, roles: Sequence[Role]) -> list[Elsewhere]:
    """Return who has which part in other deals of a deal's accounts, the newest deal first.

    Nobody whom the actor may not see is among them, and no role that is retired.
    """
    access.require(actor, Permission.READ)
    known = {role.key: role for role in roles}
    rows = graph.fetch(ELSEWHERE, opportunity_id=opportunity_id, scope=access.filter_of(actor))
    return [
        Elsewhere(
            row.opportunity_id,
            row.opportunity,
            row.contact_id,
            row.name,
            known[row.role_key],
            row.is_here,
        )
        for row in rows
        if row.role_key in known
    ]


def _seen(one: dict[str, Any], guess: Guess | None, days: dict[str, int]) -> Proposal:
    often = "once" if one["count"] == 1 else f"{one['count']} times"
    reason = f"On mail or in meetings with this deal's people and ours {often}"
    if guess:
        reason += f'; the title says "{guess.words}"'
    role = guess.role if guess else None
    known = days.get(one["contact_id"], 0)
    return Proposal(
        one["contact_id"],
        one["name"],
        one["title"],
        role,
        f"{reason}.",
        one["count"],
        one["last_at"],
        known,
    )


def _titled(one: dict[str, Any], guess: Guess) -> Proposal:
    met = f"in touch with us on {one['days']} days" if one["days"] > 1 else "hardly known to us"
    if not one["days"]:
        met = "nobody of us knows them yet"
    reason = f'The title says "{guess.words}"; {met}.'
    return Proposal(
        one["contact_id"], one["name"], one["title"], guess.role, reason, 0, None, one["days"]
    )
