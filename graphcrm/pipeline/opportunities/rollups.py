"""The deals of an account, and what they come to: open, won and lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.money import Money
from graphcrm.pipeline.board.records import Sum
from graphcrm.pipeline.records import StageType


MOST = 500


@dataclass(frozen=True, slots=True)
class AccountDeal:
    """A deal of an account; a row of pipeline/opportunities_of_account.

    Attributes:
        primary: Whether it is for this account; otherwise the account has to do with it, and its
            amount counts elsewhere.
        win_percent: How likely it is won, 0..100.
        close_on: Expected, or the day on which it was closed.
    """

    opportunity_id: str
    name: str
    stage: str
    type: str
    primary: bool
    amount_minor: int | None
    currency: str | None
    win_percent: int
    close_on: date | None
    owner: str | None

    @property
    def money(self) -> Money | None:
        """Return the amount; None where nobody said."""
        if self.amount_minor is None or self.currency is None:
            return None
        return Money(self.amount_minor, self.currency)


@dataclass(frozen=True, slots=True)
class Rollup:
    """What the deals of an account come to.

    Attributes:
        deals: Open ones first, the largest first, at most 500.
        sums: Type of stage to sums by currency, over the deals that are for this account.
    """

    deals: tuple[AccountDeal, ...]
    sums: dict[StageType, tuple[Sum, ...]]


OF_ACCOUNT = graph.load("pipeline/opportunities_of_account", AccountDeal)


def deals_of_account(actor: Actor, account_id: str) -> Rollup:
    """Return the deals of an account that the actor may see."""
    deals = tuple(
        graph.fetch(OF_ACCOUNT, account_id=account_id, scope=access.filter_of(actor), limit=MOST)
    )
    own = [one for one in deals if one.primary]
    sums = {type_: summed(one for one in own if one.type == type_) for type_ in StageType}
    return Rollup(deals, {type_: found for type_, found in sums.items() if found})


class Weighed(Protocol):
    """What has an amount and a chance: a deal in whatever form."""

    @property
    def money(self) -> Money | None:
        """None where nobody said."""

    @property
    def win_percent(self) -> int:
        """How likely it is won, 0..100."""


def summed(deals: Iterable[Weighed]) -> tuple[Sum, ...]:
    """Return what deals come to, currency by currency; those without an amount are counted too."""
    sums: dict[str, Sum] = {}
    for deal in deals:
        weighted = deal.money.weighted(deal.win_percent) if deal.money else None
        one = Sum(1, deal.money, weighted)
        currency = deal.money.currency if deal.money else ""
        sums[currency] = sums[currency].plus(one) if currency in sums else one
    return tuple(sums[currency] for currency in sorted(sums, reverse=True))
