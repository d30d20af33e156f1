"""Deals edited in the table, cell by cell: one field, saved at once, and the row as it is then."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from graphcrm.directory.rules import FieldError
from graphcrm.pipeline.board.reads import EVERYTHING
from graphcrm.pipeline.fields import FIELDS, text_of
from graphcrm.pipeline.opportunities.commands import edit_opportunity
from graphcrm.pipeline.opportunities.lists import Line, list_opportunities
from graphcrm.pipeline.opportunities.meanwhile import OWNER
from graphcrm.pipeline.opportunities.records import Edit, Owner
from graphcrm.pipeline.reads import layout
from graphcrm.pipeline.records import Layout
from graphcrm.web.deals import filters
from graphcrm.web.deals.room import bp
from graphcrm.web.deals.showing import count_of, stages_shown
from graphcrm.web.session import actor
from graphcrm.web.shell import undo_of


IN_PLACE = ("name", "amount", "win_percent", "close_on", "next_step", "next_step_on")
"""The fields that are edited in their cells, besides owner and stage."""


@dataclass(frozen=True, slots=True)
class Row:
    """A deal as a row of the table.

    Attributes:
        texts: Field to what one would type for it.
        ahead: Uids of the stages that arrows lead to from where it is.
    """

    line: Line
    texts: Mapping[str, str]
    ahead: tuple[str, ...]


def row_of(found: Layout, line: Line) -> Row:
    """Return a deal as a row."""
    money = line.money
    values = {name: getattr(line, name) for name in IN_PLACE if name != "amount"}
    if money:
        values |= {"amount_minor": money.minor, "currency": money.currency}
    texts = {name: text_of(name, values) for name in IN_PLACE}
    ahead = tuple(place.stage_id for place in found.ahead(line.place))
    return Row(line, texts | {OWNER: line.owner_id or ""}, ahead)


@bp.post("/<opportunity_id>/cell")
def cell(opportunity_id: str) -> ResponseReturnValue:
    """Change one field of a deal, if it still says what was seen; the answer is JSON.

    Returns:
        told: what was done; undo: address that takes it back, null where nothing was different.
    """
    done = edit_opportunity(actor(), opportunity_id, _edit(), key=request.form.get("key"))
    return jsonify(told=f"{''.join(done.names)} is changed.", undo=undo_of(done.activity_id))


@bp.get("/<opportunity_id>/row")
def row(opportunity_id: str) -> ResponseReturnValue:
    """Tell how a deal's row looks now, and what the table comes to, as JSON.

    Returns:
        row: HTML, null where the deal is gone; count: HTML of the number and sums above the table.
    """
    found = layout(actor())
    every = list(found.places)
    own = list_opportunities(actor(), found, every, EVERYTHING, limit=1, only=[opportunity_id])
    shown = stages_shown(actor(), found, request.args.get("pipeline"))
    lines = list_opportunities(actor(), found, shown.stage_ids, filters.asked(), limit=0)
    html = [
        render_template("deals/_row.html", row=row_of(found, one), may_edit=True)
        for one in own.lines
    ]
    return jsonify(row=next(iter(html), None), count=count_of(lines))


def _edit() -> Edit:
    """Return what a cell says.

    Raises:
        FieldError: It is none that is edited in place.
    """
    sent = request.form
    field, text, seen = sent.get("field", ""), sent.get("value", ""), sent.get("seen", "")
    if field == OWNER:
        return Edit(owner=Owner(text or None), seen_owner=Owner(seen or None))
    if field not in IN_PLACE:
        raise FieldError("field", f"{field[:40]!r} is not edited in place; there are {_known()}.")
    return Edit({field: text}, {field: seen})


def _known() -> str:
    return ", ".join([*(FIELDS[name].label for name in IN_PLACE), "Owner"])
