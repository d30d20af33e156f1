"""Boards read from the graph: a column's sums are over all of its cards, however few are shown."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.directory.reads import BadCursorError
from graphcrm.errors import NotFoundError
from graphcrm.money import Money
from graphcrm.pipeline import reads
from graphcrm.pipeline.board.records import (
    Board,
    Card,
    Changes,
    Closed,
    Column,
    Filter,
    Ground,
    Sum,
    Waiting,
)
from graphcrm.pipeline.board.rules import narrowing
from graphcrm.pipeline.fields import money_of
from graphcrm.pipeline.needs import needed_by_stage, needed_in, vacancies
from graphcrm.pipeline.records import Layout, OpportunityKind, Place, Source, StageType
from graphcrm.pipeline.teams import own_first
from graphcrm.relationships.followed import stream_end


EVERYTHING = Filter()
PAGE = 12  # more than a screen shows; the next ones come before it is scrolled to
MOST_CHANGES = 200
MOST_ENTRIES = 5000  # of the stream; a board that was away longer is loaded anew
QUARTER = 3  # months
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_READ = {"amount_minor", "approval", "currency", "entered_us", "kind", "source", "seats"}


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


def get_board(
    actor: Actor,
    pipeline_id: str | None,
    chosen: Filter = EVERYTHING,
    ground: Ground | None = None,
) -> Board:
    """Return a pipeline's board; None = of the first pipeline of the actor's teams.

    Args:
        actor: Who looks.
        pipeline_id: Which pipeline.
        chosen: Which deals.
        ground: What it stands on, where that has been read.

    Raises:
        NotFoundError: There is no such pipeline, or none at all.
    """
    ground = ground or ground_of(actor)
    seq, layout = ground.seq, ground.layout
    pipelines = own_first(actor, layout)
    wanted = find_pipeline_id(pipelines, pipeline_id)
    places = layout.of_pipeline(wanted)
    is_open = {place.stage_id: place.stage.type is StageType.OPEN for place in places}
    since = quarter_of(clock.now().date())
    rows = graph.fetch(
        CLOSED,
        stage_ids=[uid for uid, is_one in is_open.items() if not is_one],
        since=since,
        scope=access.filter_of(actor),
        filter=narrowing(chosen),
    )
    sums = {row.stage_id: sums_of(row.sums) for row in rows}
    return Board(
        wanted,
        pipelines[wanted],
        tuple(pipelines.items()),
        tuple(columns(actor, layout, [uid for uid, is_one in is_open.items() if is_one], chosen)),
        tuple(
            Closed(place, count_of(sums.get(place.stage_id, ())), sums.get(place.stage_id, ()))
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
        filter=narrowing(chosen),
        needed=needed_by_stage(layout),
        today=now.date(),
        now=now,
        after_rank=rank,
        after_id=uid,
        only_ids=None if only is None else list(only),
        limit=limit + 1,
    )
    found = {row.stage_id: row for row in rows}
    return [
        _column(layout, layout.places[uid], found[uid], limit, now)
        for uid in stage_ids
        if uid in found
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
    places = layout.of_pipeline(find_pipeline_id(own_first(actor, layout), pipeline_id))
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


def ground_of(actor: Actor) -> Ground:
    """Return what a board of this moment stands on."""
    seq = stream_end()  # before the rest: what comes meanwhile is told twice, never not at all
    return Ground(seq, reads.layout(actor))


def find_pipeline_id(pipelines: Iterable[str], wanted: str | None) -> str:
    """Return the uid of a pipeline; None = of the first.

    Raises:
        NotFoundError: There is no such pipeline, or none at all.
    """
    for uid in pipelines:
        if wanted in {None, uid}:
            return uid
    raise NotFoundError("pipeline", wanted) if wanted else NoPipelineError


def _column(layout: Layout, place: Place, row: ColumnRow, limit: int, now: datetime) -> Column:
    cards = tuple(card_of(layout, place, values, now) for values in row.cards[:limit])
    sums = sums_of(row.sums)
    cursor = _cursor(cards[-1]) if row.cards[limit:] else None
    return Column(place, count_of(sums), sums, cards, cursor)


def card_of(layout: Layout, place: Place, values: Mapping[str, Any], now: datetime) -> Card:
    """Return a card as pipeline/board and pipeline/grouped read it."""
    process = layout.process
    needs = needed_in(place.pipeline, place.stage.key)
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
        approval=Waiting(**values["approval"]) if values["approval"] else None,
        kind=_named(process.kinds, values["kind"]),
        source=_named(process.sources, values["source"]),
        vacancies=vacancies(needs, process.roles, values["seats"]),
        **{key: value for key, value in values.items() if key not in _READ},
    )


def _named(words: Iterable[OpportunityKind | Source], key: str | None) -> str | None:
    return next((one.name for one in words if one.key == key), key)


def sums_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Sum, ...]:
    """Return sums by currency as queries of boards return them."""
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


def count_of(sums: Iterable[Sum]) -> int:
    """Return how many deals some sums are of."""
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
