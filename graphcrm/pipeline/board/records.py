"""A board as it is asked for and as it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from graphcrm.money import Money
from graphcrm.pipeline.needs import Vacancy
from graphcrm.pipeline.records import Layout, Pipeline, Place


NONE, HIDDEN = "none", "hidden"
"""Keys of groups of deals without an owner, account or day, and with a hidden account."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which deals a board or a table shows; None does not narrow.

    Attributes:
        text: In the deal's name or in that of one of its accounts, in any case.
        currency: Of the amounts; `amount_from` and `amount_until` are in its minor units.
        stale: Longer in their stage than it allows, and nobody said until when they stall.
        no_next_step: Nobody said what comes next.
        missing_seats: A role that its pipeline needs in its stage has too few people.
        without_role: Key of a role that nobody has.
    """

    text: str | None = None
    owner_id: str | None = None
    team_id: str | None = None
    kind: str | None = None
    source: str | None = None
    currency: str | None = None
    amount_from: int | None = None
    amount_until: int | None = None
    close_from: date | None = None
    close_until: date | None = None
    stale: bool | None = None
    no_next_step: bool | None = None
    missing_seats: bool | None = None
    without_role: str | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """Deals of one currency.

    Attributes:
        money: What they come to; None = nobody said an amount.
        weighted: The same, each deal times its probability.
    """

    count: int
    money: Money | None
    weighted: Money | None

    def plus(self, other: "Sum") -> "Sum":
        """Return both together; they are of one currency."""
        return Sum(
            self.count + other.count,
            _together(self.money, other.money),
            _together(self.weighted, other.weighted),
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """An approval that a card waits for: whose turn it is, where to, and who asked."""

    role: str
    stage: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """A deal as a board shows it.

    Attributes:
        win_percent: As somebody set it; None = the stage's.
        account: Of the primary account; None where it has none or the reader may not see it.
        has_account: Whether it has one.
        idle_days: Whole days in its stage.
        is_rotting: Longer in its stage than that allows, and nobody said that it stalls.
        changed_by: Uid of the activity that last changed it.
        approval: What it waits for; None = nothing.
        kind: What kind of deal it is, by its name; None = nobody said.
        source: Where it came from, by its name.
        vacancies: Seats that its stage needs and nobody has.
    """

    opportunity_id: str
    stage_id: str
    name: str
    rank: str
    entered_at: datetime
    money: Money | None
    close_on: date | None
    next_step: str | None
    next_step_on: date | None
    win_percent: int | None
    stalled_until_on: date | None
    stalled_why: str | None
    owner_id: str | None
    owner: str | None
    account_id: str | None
    account: str | None
    has_account: bool
    idle_days: int
    is_rotting: bool
    changed_by: str | None
    approval: Waiting | None = None
    kind: str | None = None
    source: str | None = None
    vacancies: tuple[Vacancy, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cards.

    Attributes:
        count: Of all its cards in the filter.
        sums: By currency.
        cards: The first of them.
        cursor: Where the next ones begin; None = these are all.
    """

    place: Place
    count: int
    sums: tuple[Sum, ...]
    cards: tuple[Card, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """What was won or lost in a stage since a day."""

    place: Place
    count: int
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A pipeline with the columns of its open stages.

    Attributes:
        pipelines: All there are, for choosing another: pairs of uid and pipeline.
        columns: Open stages, from the left.
        closed: Won and lost stages.
        since: From which day on those count.
        seq: Place of the stream up to which all of it is told; what came later may be in it.
    """

    pipeline_id: str
    pipeline: Pipeline
    pipelines: tuple[tuple[str, Pipeline], ...]
    columns: tuple[Column, ...]
    closed: tuple[Closed, ...]
    since: date
    seq: int


class GroupBy(StrEnum):
    """What the columns of a board are, where they are not its stages."""

    OWNER = "owner"
    ACCOUNT = "account"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Group:
    """Deals of one owner or account, or that close in one month.

    Attributes:
        key: Uid of the owner or account, or "2026-12"; NONE where there is none, HIDDEN where
            the reader may not see the account.
        name: Of the owner or account; None of everything else.
        count: Of all its cards in the filter.
        sums: By currency.
        cards: The first of them, those of the furthest stage on top.
        cursor: Where the next ones begin; None = these are all.
    """

    key: str
    name: str | None
    count: int = 0
    sums: tuple[Sum, ...] = ()
    cards: tuple[Card, ...] = ()
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """The open deals of a pipeline, grouped.

    Attributes:
        places: Its open stages in the order in which cards lie, by uid.
        groups: Those that are shown; deals can come to those that have none.
        group_count: How many have deals.
        sums: Of all of them, shown or not, by currency.
    """

    by: GroupBy
    places: Mapping[str, Place]
    groups: tuple[Group, ...]
    group_count: int
    sums: tuple[Sum, ...]

    def order_of(self, card: "Card") -> str:
        """Return where a card lies in its group, in words that sort so."""
        return f"{list(self.places).index(card.stage_id):03d} {card.rank}"


@dataclass(frozen=True, slots=True)
class GroupedBoard:
    """A pipeline whose open deals are grouped.

    Attributes:
        pipelines: All there are, for choosing another: pairs of uid and pipeline.
        seq: As of `Board`.
    """

    pipeline_id: str
    pipeline: Pipeline
    pipelines: tuple[tuple[str, Pipeline], ...]
    grouped: Groups
    seq: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What a board stands on: the process, and the place of the stream before it was read."""

    seq: int
    layout: Layout


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to deals after a place of the stream.

    Attributes:
        seq: Up to where.
        is_too_much: More than can be told one by one, or the process itself: look at all again.
        by: Uid of each deal to the name of who changed it last; None where the reader did.
    """

    seq: int
    is_too_much: bool
    by: dict[str, str | None]


def _together(one: Money | None, other: Money | None) -> Money | None:
    if one is None or other is None:
        return one or other
    return Money(one.minor + other.minor, one.currency)
