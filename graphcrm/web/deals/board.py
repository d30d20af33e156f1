"""The board: columns of cards, more of them while one scrolls, and what others moved meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from graphcrm.errors import NotFoundError
from graphcrm.members.reads import users
from graphcrm.pipeline.board import reads
from graphcrm.pipeline.board.records import Board, Column, Sum
from graphcrm.pipeline.reads import layout
from graphcrm.web.deals import filters
from graphcrm.web.deals.room import bp
from graphcrm.web.session import actor


NOBODY: Mapping[str, str | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filter of a board can be set to."""

    owners: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    sources: list[tuple[str, str]]
    currencies: list[tuple[str, str]]


@bp.get("")
def index() -> ResponseReturnValue:
    """Show a pipeline's board."""
    board = reads.get_board(actor(), request.args.get("pipeline") or None, filters.asked())
    return render_template(
        "deals/board.html", board=board, kept=filters.address_of(), total=total_of(board)
    )


@bp.get("/filter")
def choices() -> ResponseReturnValue:
    """Show what the filter can be set to, as a fragment that opens in its menu."""
    process = layout(actor()).process
    found = Choices(
        [(one.user_id, one.name) for one in users(actor())],
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
    return render_template("deals/_cards.html", column=found[0], kept=filters.address_of())


@bp.get("/changes")
def changes() -> ResponseReturnValue:
    """Tell a board what has changed after a place of the stream, as JSON; see `parts`.

    `again` says that it is too much to be told card by card.
    """
    told = reads.changes_since(actor(), request.args.get("after", 0, int))
    if told.is_too_much or not told.by:
        return jsonify(seq=told.seq, again=told.is_too_much, cards=[], asked=[], heads={})
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
    return {
        "asked": list(asked),
        "cards": [
            {
                "id": card.opportunity_id,
                "stage": card.stage_id,
                "rank": card.rank,
                "by": by.get(card.opportunity_id),
                "html": render_template("deals/_card.html", card=card, place=column.place),
            }
            for column in columns
            for card in column.cards
        ],
        "heads": {
            one.place.stage_id: render_template("deals/_head.html", column=one) for one in columns
        },
    }


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
