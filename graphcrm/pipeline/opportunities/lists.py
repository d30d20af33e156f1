"""Deals line by line, in the order of their stages, with what all of them come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.money import Money
from graphcrm.pipeline.board.records import Filter, Sum
from graphcrm.pipeline.board.rules import narrowing
from graphcrm.pipeline.fields import money_of
from graphcrm.pipeline.needs import needed_by_stage
from graphcrm.pipeline.records import Layout, Place


@dataclass(frozen=True, slots=True)
class Line:
    """A deal in a list.

    Attributes:
        money: None where nobody said.
        win_percent: How likely it is won, as somebody set it; None = as its stage has it.
        account: Of the primary account; None where it has none or the reader may not see it.
        idle_days: Whole days in its stage.
    """

    opportunity_id: str
    name: str
    place: Place
    entered_at: datetime
    money: Money | None
    close_on: date | None
    win_percent: int | None
    next_step: str | None
    next_step_on: date | None
    owner_id: str | None
    owner: str | None
    account_id: str | None
    account: str | None
    idle_days: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The first of some deals.

    Attributes:
        count: Of all of them, shown or not.
        sums: Of all of them, by currency.
    """

    count: int
    sums: tuple[Sum, ...]
    lines: tuple[Line, ...]


SORTS = ("name", "account", "amount", "close_on", "next_step_on", "owner", "idle", "win_percent")


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: by one of SORTS, or as the board lies; what says nothing comes last."""

    by: str | None = None
    is_descending: bool = False


BOARD = Order()


@dataclass(frozen=True, slots=True)
class LinesRow:
    """The row of pipeline/opportunity_lines."""

    sums: list[dict[str, Any]]
    lines: list[dict[str, Any]]


OPPORTUNITY_LINES = graph.load("pipeline/opportunity_lines", LinesRow)


def list_opportunities(  # noqa: PLR0913 - what a list is asked for
    actor: Actor,
    layout: Layout,
    stage_ids: Sequence[str],
    chosen: Filter,
    *,
    limit: int,
    order: Order = BOARD,
    only: Sequence[str] | None = None,
) -> Lines:
    """Return the deals in some stages, stage by stage as given, each as its column lies.

    Args:
        actor: Who looks.
        layout: The process.
        stage_ids: Which stages.
        chosen: Which deals.
        limit: How many lines at most; count and sums are over all.
        order: In which order, where not in that one.
        only: These deals alone; None = all.
    """
    now = clock.now()
    row = graph.fetch(
        OPPORTUNITY_LINES,
        stage_ids=list(stage_ids),
        scope=access.filter_of(actor),
        filter=narrowing(chosen),
        needed=needed_by_stage(layout),
        only_ids=None if only is None else list(only),
        today=now.date(),
        now=now,
        limit=limit,
        sort=order.by,
        descending=order.is_descending,
    )[0]
    sums = tuple(_sum(one) for one in row.sums)
    lines = tuple(_line(layout, one, now) for one in row.lines)
    return Lines(sum(one.count for one in sums), sums, lines)


def _sum(row: dict[str, Any]) -> Sum:
    currency = row["currency"]
    if currency is None:
        return Sum(row["count"], None, None)
    weighted = Money(row["weighted_minor"], currency)
    return Sum(row["count"], Money(row["amount_minor"], currency), weighted)


def _line(layout: Layout, values: dict[str, Any], now: datetime) -> Line:
    own = {"stage_id", "amount_minor", "currency"}
    return Line(
        place=layout.places[values["stage_id"]],
        money=money_of(values),
        idle_days=max(0, (now - values["entered_at"]).days),
        **{key: value for key, value in values.items() if key not in own},
    )
