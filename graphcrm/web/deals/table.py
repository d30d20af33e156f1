"""Deals as a table: the filters of the board, sorted, each cell to be edited in place."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from graphcrm.members.reads import users
from graphcrm.pipeline.fields import FIELDS
from graphcrm.pipeline.opportunities.lists import SORTS, Order, list_opportunities
from graphcrm.pipeline.reads import layout
from graphcrm.views.reads import views_of
from graphcrm.web.deals import filters, views
from graphcrm.web.deals.bulk import BULK_FIELDS
from graphcrm.web.deals.cells import row_of
from graphcrm.web.deals.room import bp
from graphcrm.web.deals.showing import count_of, stages_shown
from graphcrm.web.session import actor


PAGE = 100
MOST = 500


@bp.get("/table")
def table() -> ResponseReturnValue:
    """Show deals as a table, sorted; the first hundred, or as many as were asked for."""
    saved = views_of(actor(), list(views.ROOMS), filters.people())
    if start := views.opened_by_default(saved, filters.TABLE):
        return redirect(start)
    found = layout(actor())
    asked = filters.checked(found, saved.known)
    shown = stages_shown(actor(), found, asked.pipeline_id)
    limit = min(max(request.args.get("limit", PAGE, int), 1), MOST)
    order = _order()
    lines = list_opportunities(
        actor(), found, shown.stage_ids, asked.filter, limit=limit, order=order
    )
    return render_template(
        "deals/table.html",
        lines=lines,
        rows=[row_of(found, one) for one in lines.lines],
        count=count_of(lines),
        shown=shown,
        pipeline=shown.pipelines.get(shown.pipeline_id),
        kept=asked.kept,
        gone=asked.gone,
        views=views.menu(saved, filters.TABLE, shown.pipeline_id),
        order=order,
        limit=limit,
        most=MOST,
        owners=users(actor()),
        fields=[FIELDS[key] for key in BULK_FIELDS],
        reasons=[one for one in found.process.loss_reasons if not (one.retired or one.for_imports)],
    )


def _order() -> Order:
    by = request.args.get("sort")
    return Order(by if by in SORTS else None, request.args.get("down") == "1")
