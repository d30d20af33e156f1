"""Looking at a deal."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.changes import Values
from graphcrm.money import Money
from graphcrm.pipeline import reads
from graphcrm.pipeline.fields import money_of
from graphcrm.pipeline.records import Layout, Place


class AccountLine(TypedDict):
    """An account that a deal is for."""

    account_id: str
    name: str
    primary: bool


class LinkLine(TypedDict):
    """A file that lies elsewhere."""

    link_id: str
    title: str
    url: str


class Stay(TypedDict):
    """A stay in a stage that is over; `stage` is its name now."""

    stage: str
    entered_at: datetime
    left_at: datetime


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """A row of pipeline/opportunity."""

    values: Values
    stage_id: str
    entered_at: datetime
    owner: str | None
    accounts: list[AccountLine]
    hidden_account_count: int
    links: list[LinkLine]
    stays: list[Stay]


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    """A deal as its page shows it.

    Attributes:
        values: Its properties, by the names of the graph.
        layout: The process, for where else it may go.
        links: Files that lie elsewhere, by title.
        stays: In which stages it was before, oldest first.
        hidden_account_count: How many of its accounts the reader may not see.
    """

    opportunity_id: str
    name: str
    values: Values
    place: Place
    layout: Layout
    entered_at: datetime
    owner: str | None
    accounts: tuple[AccountLine, ...]
    hidden_account_count: int
    links: tuple[LinkLine, ...]
    stays: tuple[Stay, ...]

    @property
    def account(self) -> AccountLine | None:
        """Return the primary account; None where it has none or the reader may not see it."""
        return next((one for one in self.accounts if one["primary"]), None)

    @property
    def money(self) -> Money | None:
        """Return the amount; None where nobody said."""
        return money_of(self.values)

    @property
    def win_percent(self) -> int:
        """Return how likely it is won: as somebody set it, else as its stage has it."""
        by_hand = self.values.get("win_percent")
        return self.place.stage.win_percent if by_hand is None else int(by_hand)


OPPORTUNITY = graph.load("pipeline/opportunity", OpportunityRow)


def get_opportunity(actor: Actor, opportunity_id: str) -> OpportunityPage:
    """Return a deal.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
    """
    row: OpportunityRow = graph.get(
        OPPORTUNITY,
        "deal",
        opportunity_id,
        opportunity_id=opportunity_id,
        scope=access.filter_of(actor),
    )
    layout = reads.layout(actor)
    return OpportunityPage(
        opportunity_id,
        row.values["name"],
        row.values,
        layout.places[row.stage_id],
        layout,
        row.entered_at,
        row.owner,
        tuple(row.accounts),
        row.hidden_account_count,
        tuple(row.links),
        tuple(row.stays),
    )
