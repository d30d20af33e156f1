"""What ways into deals start from: the deals, who in them can say yes, and who of us can begin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.money import Money
from graphcrm.pipeline.fields import money_of


MOST_DEALS = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat of a deal; `contact_id` is None of somebody whom the reader may not see."""

    contact_id: str | None
    role_key: str
    authority: bool


@dataclass(frozen=True, slots=True)
class ReachedDeal:
    """A deal as ways lead into it.

    Attributes:
        money: None where nobody said.
        win_percent: How likely it is won, set by hand or that of its stage, 0..100.
        account: The primary one, or another that the reader may see; None where there is none.
        is_mine: Whether it is the reader's own, and open.
        seats: All that are taken, in the order of roles.
    """

    opportunity_id: str
    name: str
    stage_id: str
    stage: str
    money: Money | None
    win_percent: int
    account_id: str | None
    account: str | None
    is_mine: bool
    is_open: bool
    seats: tuple[Taken, ...]

    @property
    def decider_ids(self) -> tuple[str, ...]:
        """Return those who can say yes and whom the reader may see, each once."""
        found = (one.contact_id for one in self.seats if one.authority and one.contact_id)
        return tuple(dict.fromkeys(found))

    @property
    def weighted(self) -> Money | None:
        """Return the amount times how likely the deal is won; None where nobody said one."""
        return self.money.weighted(self.win_percent) if self.money else None


@dataclass(frozen=True, slots=True)
class Ground:
    """Deals and people that ways are looked for between.

    Attributes:
        deals: The next to close first.
        own_count: Open deals of the reader, also beyond the most that are looked at.
        colleague_ids: Who of us can begin, the reader among them.
        gone_ids: Who is done without, as far as the reader may see them.
    """

    deals: tuple[ReachedDeal, ...]
    own_count: int
    colleague_ids: tuple[str, ...]
    gone_ids: tuple[str, ...]

    @property
    def own(self) -> tuple[ReachedDeal, ...]:
        """Return the reader's own open deals."""
        return tuple(one for one in self.deals if one.is_mine)

    def find(self, opportunity_id: str) -> ReachedDeal | None:
        """Return one of the deals."""
        return next((one for one in self.deals if one.opportunity_id == opportunity_id), None)


@dataclass(frozen=True, slots=True)
class GroundRow:
    """The row of pipeline/ways/ground."""

    deals: list[dict[str, Any]]
    own_count: int
    colleague_ids: list[str]
    gone: list[dict[str, str]]


GROUND = graph.load("pipeline/ways/ground", GroundRow)


def find_ground(
    actor: Actor,
    *,
    opportunity_id: str | None = None,
    without: Sequence[str] = (),
    team_ids: Iterable[str] | None = None,
    starts: bool = True,
) -> Ground:
    """Return the actor's own open deals, and one more, in one query.

    Args:
        actor: Who looks.
        opportunity_id: A deal of anybody's; it is left out where the actor may not see it.
        without: Contacts or users to do without, by uid; unknown ones are passed over.
        team_ids: Whose colleagues can begin; None = every team's.
        starts: Whether it is asked who can begin at all.
    """
    access.require(actor, Permission.READ)
    (row,) = graph.fetch(
        GROUND,
        user_id=actor.user_id,
        opportunity_id=opportunity_id,
        given=list(without),
        starts=starts,
        team_ids=None if team_ids is None else list(team_ids),
        most=MOST_DEALS,
        scope=access.filter_of(actor),
    )
    gone = dict.fromkeys(one["contact_id"] for one in row.gone)
    return Ground(
        tuple(map(_deal, row.deals)), row.own_count, tuple(row.colleague_ids), tuple(gone)
    )


def _deal(one: dict[str, Any]) -> ReachedDeal:
    own = {"seats", "amount_minor", "currency"}
    return ReachedDeal(
        money=money_of(one),
        seats=tuple(Taken(**seat) for seat in one["seats"]),
        **{key: value for key, value in one.items() if key not in own},
    )
