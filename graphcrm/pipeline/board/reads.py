"""Boards read from the graph: a column's sums are over all of its cards, however few are shown."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.directory.reads import BadCursorError
from graphcrm.errors import NotFoundError
from graphcrm.money import Money
from graphcrm.pipeline import reads
from graphcrm.pipeline.board.records import Board, Card, Changes, Closed, Column, Filter, Sum
from graphcrm.pipeline.fields import money_of
from graphcrm.pipeline.records import Layout, Place, StageType
from graphcrm.pipeline.teams import own_first
from graphcrm.relationships.followed import stream_end


EVERYTHING = Filter()
PAGE = 20  # more than a screen shows; the next ones come before it is scrolled to
MOST_CHANGES = 200
MOST_ENTRIES = 5000  # of the stream; a board that was away longer is loaded anew
QUARTER = 3  # months
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_READ = {"amount_minor", "currency", "entered_us"}


class NoPipelineError(NotFoundError):
    """Nobody has configured a pipeline yet."""

    code = "no-pipeline"

    def __init__(self) -> None:
        super().__init__("pipeline", "")
        self.args = ("There is no pipeline yet; an administrator adds one.",)


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A row of pipeline/board."""

    stage_id: str
    sums: list[dict[str, Any]]
    cards: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A row of pipeline/closed."""

    stage_id: str
    sums: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A row of pipeline/changed_since."""

    seq: int
    verb: str
    by: str | None
    opportunity_ids: list[str]


BOARD = graph.load("pipeline/board", ColumnRow)
CLOSED = graph.load("pipeline/closed", ClosedRow)
CHANGED_SINCE = graph.load("pipeline/changed_since", ChangeRow)


def get_board(actor: Actor, pipeline_id: str | None, chosen: Filter = EVERYTHING) -> Board:
    """Return a pipeline's board; None = of the first pipeline of the actor's teams.

    Raises:
        NotFoundError: There is no such pipeline, or none at all.
    """
    seq = stream_end()
    layout = reads.layout(actor)
    pipelines = own_first(actor, layout)
    wanted = _pipeline_id(pipelines, pipeline_id)
    places = layout.of_pipeline(wanted)
    is_open = {place.stage_id: place.stage.type is StageType.OPEN for place in places}
    since = quarter_of(clock.now().date())
    rows = graph.fetch(
        CLOSED,
        stage_ids=[uid for uid, is_one in is_open.items() if not is_one],
        since=since,
        scope=access.filter_of(actor),
        filter=asdict(chosen),
    )
    sums = {row.stage_id: _sums(row.sums) for row in rows}
    return Board(
        wanted,
        pipelines[wanted],
        tuple(pipelines.items()),
        tuple(columns(actor, layout, [uid for uid, is_one in is_open.items() if is_one], chosen)),
        tuple(
            Closed(place, _count(sums.get(place.stage_id, ())), sums.get(place.stage_id, ()))
            for place in places
            if not is_open[place.stage_id]
        ),
        since,
        seq,
    )


def columns(  # noqa: PLR0913 - what a part of a board is asked for
    actor: Actor,
    layout: Layout,
    stage_ids: Sequence[str],
    chosen: Filter = EVERYTHING,
    *,
    after: str | None = None,
    only: Sequence[str] | None = None,
    limit: int = PAGE,
) -> list[Column]:
    """Return columns in the order asked for, each with the sums of all its cards.

    Args:
        actor: Who looks.
        layout: The process.
        stage_ids: Which.
        chosen: Which deals.
        after: The cursor of the page before.
        only: These cards alone; None = all.
        limit: Cards of each, 1..500.

    Raises:
        BadCursorError: `after` is no cursor.
    """
    rank, uid = _after(after) if after else (None, None)
    now = clock.now()
    rows = graph.fetch(
        BOARD,
        stage_ids=list(stage_ids),
        scope=access.filter_of(actor),
        filter=asdict(chosen),
        today=now.date(),
        now=now,
        after_rank=rank,
        after_id=uid,
        only_ids=None if only is None else list(only),
        limit=limit + 1,
    )
    found = {row.stage_id: row for row in rows}
    return [
        _column(layout.places[uid], found[uid], limit, now) for uid in stage_ids if uid in found
    ]


def open_columns(
    actor: Actor,
    pipeline_id: str | None,
    chosen: Filter = EVERYTHING,
    *,
    only: Sequence[str] | None = None,
) -> list[Column]:
    """Return the columns of a board's open stages; see `columns`.

    Raises:
        NotFoundError: There is no such pipeline, or none at all.
    """
    layout = reads.layout(actor)
    places = layout.of_pipeline(_pipeline_id(own_first(actor, layout), pipeline_id))
    stage_ids = [place.stage_id for place in places if place.stage.type is StageType.OPEN]
    return columns(actor, layout, stage_ids, chosen, only=only, limit=MOST_CHANGES)


def changes_since(actor: Actor, after: int) -> Changes:
    """Return which deals that the actor sees, or may have seen, changed after a place."""
    end = stream_end()
    if end - after > MOST_ENTRIES:
        return Changes(end, is_too_much=True, by={})
    scope = access.filter_of(actor)
    rows = graph.fetch(CHANGED_SINCE, after=after, until=end, scope=scope)
    by = {uid: row.by for row in rows for uid in row.opportunity_ids}
    is_wide = any(row.verb.startswith(("process.", "import.")) for row in rows)
    return Changes(end, is_wide or len(by) > MOST_CHANGES, by)


def quarter_of(today: date) -> date:
    """Return the first day of the quarter that a day lies in."""
    return today.replace(month=(today.month - 1) // QUARTER * QUARTER + 1, day=1)


def _pipeline_id(pipelines: Iterable[str], wanted: str | None) -> str:
    for uid in pipelines:
        if wanted in {None, uid}:
            return uid
    raise NotFoundError("pipeline", wanted) if wanted else NoPipelineError


def _column(place: Place, row: ColumnRow, limit: int, now: datetime) -> Column:
    cards = tuple(_card(place, values, now) for values in row.cards[:limit])
    sums = _sums(row.sums)
    cursor = _cursor(cards[-1]) if row.cards[limit:] else None
    return Column(place, _count(sums), sums, cards, cursor)


def _card(place: Place, values: Mapping[str, Any], now: datetime) -> Card:
    entered_at = _EPOCH + timedelta(microseconds=values["entered_us"])
    idle = now - entered_at
    limit, until = place.stage.rotting_days, values["stalled_until_on"]
    rotting = limit is not None and idle > timedelta(days=limit)
    return Card(
        stage_id=place.stage_id,
        entered_at=entered_at,
        money=money_of(values),
        idle_days=max(0, idle.days),
        is_rotting=rotting and not (until and until >= now.date()),
        **{key: value for key, value in values.items() if key not in _READ},
    )


def _sums(rows: Iterable[Mapping[str, Any]]) -> tuple[Sum, ...]:
    return tuple(
        Sum(
            row["count"],
            _money(row["amount_minor"], row["currency"]),
            _money(row.get("weighted_minor"), row["currency"]),
        )
        for row in rows
    )


def _money(minor: int | None, currency: str | None) -> Money | None:
    return Money(minor, currency) if minor is not None and currency else None


def _count(sums: Iterable[Sum]) -> int:
    return sum(one.count for one in sums)


def _cursor(card: Card) -> str:
    text = json.dumps([card.rank, card.opportunity_id])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _after(cursor: str) -> tuple[str, str]:
    try:
        rank, uid = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError as error:
        raise BadCursorError from error
    return str(rank), str(uid)
