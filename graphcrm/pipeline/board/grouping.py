"""Boards whose columns are owners, accounts or months of closing, with the sums of all of them."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.directory.reads import BadCursorError
from graphcrm.pipeline.board.reads import (
    EVERYTHING,
    MOST_CHANGES,
    PAGE,
    card_of,
    count_of,
    find_pipeline_id,
    ground_of,
    sums_of,
)
from graphcrm.pipeline.board.records import (
    HIDDEN,
    NONE,
    Card,
    Filter,
    Ground,
    Group,
    GroupBy,
    GroupedBoard,
    Groups,
)
from graphcrm.pipeline.board.rules import narrowing
from graphcrm.pipeline.needs import needed_by_stage
from graphcrm.pipeline.records import Layout, StageType
from graphcrm.pipeline.teams import own_first


FEW = 24  # accounts at first; there may be thousands, and those of most deals come first
MOST = 200
MONTHS = 6  # from this one on, into which deals can be dragged though none closes then
YEAR = 12
_LAST = (HIDDEN, NONE)


@dataclass(frozen=True, slots=True)
class GroupedRow:
    """The row of pipeline/grouped."""

    group_count: int
    sums: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    cards: list[dict[str, Any]]
    owners: list[dict[str, str]]


GROUPED = graph.load("pipeline/grouped", GroupedRow)


def get_grouped(  # noqa: PLR0913 - what such a board is asked for
    actor: Actor,
    pipeline_id: str | None,
    by: GroupBy,
    chosen: Filter = EVERYTHING,
    ground: Ground | None = None,
    *,
    most: int = FEW,
) -> GroupedBoard:
    """Return a pipeline's open deals in groups; None = of the first pipeline.

    Args:
        actor: Who looks.
        pipeline_id: Which pipeline.
        by: Grouped by what.
        chosen: Which deals.
        ground: What it stands on, where that has been read.
        most: How many groups, 1..200.

    Raises:
        NotFoundError: There is no such pipeline, or none at all.
    """
    ground = ground or ground_of(actor)
    pipelines = own_first(actor, ground.layout)
    wanted = find_pipeline_id(pipelines, pipeline_id)
    found = groups_of(actor, ground.layout, wanted, by, chosen, most=most)
    return GroupedBoard(wanted, pipelines[wanted], tuple(pipelines.items()), found, ground.seq)


def changed_groups(  # noqa: PLR0913 - what such a board is asked for
    actor: Actor,
    pipeline_id: str | None,
    by: GroupBy,
    chosen: Filter,
    only: Sequence[str],
    *,
    most: int = FEW,
) -> Groups:
    """Return the groups of a board with these cards alone; see `get_grouped`."""
    layout = ground_of(actor).layout
    wanted = find_pipeline_id(own_first(actor, layout), pipeline_id)
    return groups_of(actor, layout, wanted, by, chosen, only=only, limit=MOST_CHANGES, most=most)


def groups_of(  # noqa: PLR0913 - what a part of such a board is asked for
    actor: Actor,
    layout: Layout,
    pipeline_id: str,
    by: GroupBy,
    chosen: Filter = EVERYTHING,
    *,
    keys: Sequence[str] | None = None,
    after: str | None = None,
    only: Sequence[str] | None = None,
    limit: int = PAGE,
    most: int = FEW,
) -> Groups:
    """Return groups, each with the sums of all its cards.

    Args:
        actor: Who looks.
        layout: The process.
        pipeline_id: Whose open stages.
        by: Grouped by what.
        chosen: Which deals.
        keys: These groups alone; None = all.
        after: The cursor of the page before.
        only: These cards alone; None = all.
        limit: Cards of each, 1..500.
        most: Groups, 1..200; by month and owner more, so that none is left out.

    Raises:
        BadCursorError: `after` is no cursor.
    """
    ahead = [one for one in layout.of_pipeline(pipeline_id) if one.stage.type is StageType.OPEN]
    places = {one.stage_id: one for one in reversed(ahead)}
    stage_id, rank, uid = _after(after) if after else (None, None, None)
    order, now = {one: at for at, one in enumerate(places)}, clock.now()
    row = graph.fetch(
        GROUPED,
        stage_ids=list(places),
        by=by.value,
        scope=access.filter_of(actor),
        filter=narrowing(chosen),
        needed=needed_by_stage(layout),
        today=now.date(),
        now=now,
        only_keys=None if keys is None else list(keys),
        after_place=None if stage_id is None else order.get(stage_id, len(order)),
        after_rank=rank,
        after_id=uid,
        only_ids=None if only is None else list(only),
        limit=limit + 1,
        most=most if by is GroupBy.ACCOUNT else MOST,
        working=access.roles_with(Permission.EDIT),
    )[0]
    cards: dict[str, list[Card]] = {}
    for values in row.cards:
        said = {key: value for key, value in values.items() if key not in {"key", "place"}}
        place = places[said.pop("stage_id")]
        cards.setdefault(values["key"], []).append(card_of(layout, place, said, now))
    groups = {one["key"]: _group(one, cards.get(one["key"], []), limit) for one in row.groups}
    if keys is None:
        groups = _with_empty(by, groups, row.owners, now.date())
    return Groups(by, places, tuple(groups.values()), row.group_count, sums_of(row.sums))


def months_from(today: date) -> list[str]:
    """Return this month and those that follow, e.g. "2026-12"."""
    first = today.year * YEAR + today.month - 1
    return [f"{at // YEAR}-{at % YEAR + 1:02d}" for at in range(first, first + MONTHS)]


def _group(values: Mapping[str, Any], cards: Sequence[Card], limit: int) -> Group:
    shown, sums = tuple(cards[:limit]), sums_of(values["sums"])
    cursor = _cursor(shown[-1]) if cards[limit:] else None
    return Group(values["key"], values["name"], count_of(sums), sums, shown, cursor)


def _with_empty(
    by: GroupBy, groups: Mapping[str, Group], owners: Iterable[Mapping[str, str]], today: date
) -> dict[str, Group]:
    """Return groups in their order, and those to which deals can be moved though they have none."""
    offered: dict[str, Group] = {}
    if by is GroupBy.OWNER:
        offered = {one["key"]: Group(one["key"], one["name"]) for one in owners}
    elif by is GroupBy.MONTH:
        offered = {month: Group(month, None) for month in months_from(today)}
    if offered:
        offered[NONE] = Group(NONE, None)
    every = list({**offered, **groups}.values())
    if by is GroupBy.OWNER:
        every.sort(key=lambda one: ((one.name or "").casefold(), one.key))
    elif by is GroupBy.MONTH:
        every.sort(key=lambda one: one.key)
    every.sort(key=lambda one: _LAST.index(one.key) + 1 if one.key in _LAST else 0)
    return {one.key: one for one in every}


def _cursor(card: Card) -> str:
    text = json.dumps([card.stage_id, card.rank, card.opportunity_id])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _after(cursor: str) -> tuple[str, str, str]:
    try:
        stage_id, rank, uid = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError as error:
        raise BadCursorError from error
    return str(stage_id), str(rank), str(uid)
