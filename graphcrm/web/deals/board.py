"""The board: columns of cards, more of them while one scrolls, and what others moved meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from graphcrm.errors import NotFoundError
from graphcrm.members.reads import teams, users
from graphcrm.pipeline.board import reads
from graphcrm.pipeline.board.grouping import (
    FEW,
    MOST as MOST_GROUPS,
    changed_groups,
    get_grouped,
    groups_of,
)
from graphcrm.pipeline.board.records import Board, Column, Ground, GroupBy, Sum
from graphcrm.pipeline.reads import layout
from graphcrm.pipeline.teams import own_first
from graphcrm.views.reads import views_of
from graphcrm.views.records import Views
from graphcrm.web.deals import filters, views
from graphcrm.web.deals.cards import card_in_group, card_in_stage
from graphcrm.web.deals.filters import BOARD, CARDS
from graphcrm.web.deals.room import bp
from graphcrm.web.session import actor


NOBODY: Mapping[str, str | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filter of a board can be set to."""

    owners: list[tuple[str, str]]
    teams: list[tuple[str, str]]
    roles: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    sources: list[tuple[str, str]]
    currencies: list[tuple[str, str]]


@bp.get("")
def index() -> ResponseReturnValue:
    """Show a pipeline's board: as its address says, or the view that it opens with."""
    saved = views_of(actor(), list(views.ROOMS), filters.people())
    if start := views.opened_by_default(saved, BOARD):
        return redirect(start)
    ground = Ground(saved.seq, layout(actor()))
    asked = filters.checked(ground.layout, saved.known, saved.settings.get(BOARD.key, ""))
    common = {"kept": asked.kept, "gone": asked.gone, "shows": asked.cards, "fields": CARDS}
    if asked.by:
        return _grouped(saved, ground, asked, common)
    board = reads.get_board(actor(), asked.pipeline_id, asked.filter, ground)
    menu = views.menu(saved, BOARD, board.pipeline_id)
    return render_template(
        "deals/board.html",
        board=board,
        total=total_of(board),
        by=None,
        views=menu,
        **common,
    )


def _grouped(
    saved: Views, ground: Ground, asked: filters.Asked, common: Mapping[str, object]
) -> ResponseReturnValue:
    by, most = asked.by or GroupBy.OWNER, groups_asked()
    board = get_grouped(actor(), asked.pipeline_id, by, asked.filter, ground, most=most)
    total = sum(one.count for one in board.grouped.sums), added(board.grouped.sums)
    return render_template(
        "deals/grouped.html",
        board=board,
        total=total,
        by=by,
        views=views.menu(saved, BOARD, board.pipeline_id),
        more=min(most * 2, MOST_GROUPS) if board.grouped.group_count > most else None,
        **common,
    )


@bp.get("/filter")
def choices() -> ResponseReturnValue:
    """Show what the filter can be set to, as a fragment that opens in its menu."""
    process = layout(actor()).process
    found = Choices(
        [(one.user_id, one.name) for one in users(actor())],
        [(one.team_id, one.name) for one in teams(actor())],
        [(one.key, one.name) for one in process.roles],
        [(one.key, one.name) for one in process.kinds],
        [(one.key, one.name) for one in process.sources],
        [(one.key, one.key) for one in process.currencies],
    )
    return render_template("deals/_filter.html", choices=found, kept=filters.address_of())


@bp.get("/column/<stage_id>")
def column(stage_id: str) -> ResponseReturnValue:
    """Show the next cards of a column, as a fragment.

    Raises:
        NotFoundError: There is no such stage.
    """
    after = request.args.get("after") or None
    found = reads.columns(actor(), layout(actor()), [stage_id], filters.asked(), after=after)
    if not found:
        raise NotFoundError("stage", stage_id)
    return render_template(
        "deals/_cards.html",
        column=found[0],
        kept=filters.address_of(),
        shows=filters.cards(),
    )


@bp.get("/group/<key>")
def group(key: str) -> ResponseReturnValue:
    """Show the next cards of a group, as a fragment.

    Raises:
        NotFoundError: Nothing is in it, or the board is not grouped.
    """
    by = filters.group()
    if by is None:
        raise NotFoundError("group", key)
    found = layout(actor())
    grouped = groups_of(
        actor(),
        found,
        reads.find_pipeline_id(own_first(actor(), found), request.args.get("pipeline") or None),
        by,
        filters.asked(),
        keys=[key],
        after=request.args.get("after") or None,
    )
    if not grouped.groups:
        raise NotFoundError("group", key)
    return render_template(
        "deals/_group_cards.html",
        grouped=grouped,
        lane=grouped.groups[0],
        by=by,
        kept=filters.address_of(),
        shows=filters.cards(),
        pipeline_id=request.args.get("pipeline"),
    )


@bp.get("/changes")
def changes() -> ResponseReturnValue:
    """Tell a board what has changed after a place of the stream, as JSON; see `parts`.

    `again` says that it is too much to be told card by card.
    """
    told = reads.changes_since(actor(), request.args.get("after", 0, int))
    if told.is_too_much or not told.by:
        return jsonify(seq=told.seq, again=told.is_too_much, cards=[], asked=[], heads={})
    if filters.group():
        return jsonify(seq=told.seq, again=False, **changed_parts(list(told.by), told.by))
    found = reads.open_columns(
        actor(), request.args.get("pipeline") or None, filters.asked(), only=list(told.by)
    )
    return jsonify(seq=told.seq, again=False, **parts(found, list(told.by), told.by))


def parts(
    columns: Sequence[Column], asked: Sequence[str], by: Mapping[str, str | None] = NOBODY
) -> dict[str, object]:
    """Return columns as a board takes them over.

    Returns:
        cards: of each its id, stage, rank, who changed it, and its HTML; asked: all ids that were
        looked for (those without a card are no longer on this board); heads: stage to HTML.
    """
    shows = filters.cards()
    return {
        "asked": list(asked),
        "cards": [
            {
                "id": card.opportunity_id,
                "stage": card.stage_id,
                "rank": card.rank,
                "by": by.get(card.opportunity_id),
                "html": card_in_stage(card, column.place, shows),
            }
            for column in columns
            for card in column.cards
        ],
        "heads": {
            one.place.stage_id: render_template("deals/_head.html", column=one) for one in columns
        },
    }


def changed_parts(
    asked: Sequence[str], by_whom: Mapping[str, str | None] = NOBODY
) -> dict[str, object]:
    """Return a grouped board as it takes changes over; see `parts`.

    Returns:
        As `parts` does, a group being what a stage is there; columns: the groups that it has now.
    """
    by, who = filters.group() or GroupBy.OWNER, actor()
    pipeline_id, most = request.args.get("pipeline") or None, groups_asked()
    grouped = changed_groups(who, pipeline_id, by, filters.asked(), asked, most=most)
    shows = filters.cards()
    return {
        "asked": list(asked),
        "cards": [
            {
                "id": card.opportunity_id,
                "stage": one.key,
                "rank": grouped.order_of(card),
                "by": by_whom.get(card.opportunity_id),
                "html": card_in_group(card, grouped, one.key, by, shows),
            }
            for one in grouped.groups
            for card in one.cards
        ],
        "heads": {
            one.key: render_template("deals/_group_head.html", lane=one, by=by)
            for one in grouped.groups
        },
        "columns": [one.key for one in grouped.groups],
    }


def groups_asked() -> int:
    """Return how many groups the address asks for at most."""
    return min(max(request.args.get("groups", FEW, int), 1), MOST_GROUPS)


def total_of(board: Board) -> tuple[int, list[Sum]]:
    """Return what all open columns of a board come to: the count, and a sum for each currency."""
    sums = added(one for column in board.columns for one in column.sums)
    return sum(one.count for one in board.columns), sums


def added(sums: Iterable[Sum]) -> list[Sum]:
    """Return sums added up currency by currency, the one of most deals first."""
    by_currency: dict[str, Sum] = {}
    for one in sums:
        if one.money and one.weighted:
            before = by_currency.get(one.money.currency)
            by_currency[one.money.currency] = one if before is None else before.plus(one)
    return sorted(by_currency.values(), key=lambda one: -one.count)
