"""The map of an account: all its people, drawn as the buying group of a deal is, to read only."""

from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from graphcrm.buying.account_maps import get_account_table, map_of_account
from graphcrm.buying.deciding import get_deciders
from graphcrm.buying.map_layout import lay_out
from graphcrm.pipeline import reads
from graphcrm.web.groups.drawn import called, card_words, fitted, line_words, opened, signed
from graphcrm.web.session import actor


account_bp = Blueprint("account_maps", __name__, url_prefix="/accounts/<account_id>/map")


@account_bp.get("")
def page(account_id: str) -> ResponseReturnValue:
    """Show who is who at an account, and who of us knows them."""
    table = get_account_table(actor(), account_id, reads.process(actor()).roles)
    shown = map_of_account(table, opened())
    return render_template(
        "groups/account.html",
        account=table,
        shown=shown,
        plan=lay_out(shown),
        called=called,
        fitted=fitted,
        card_words=card_words,
        line_words=partial(line_words, {card.key: card.name for card in shown.cards}),
        signed=signed,
        names={one.contact_id: one.name for one in table.members},
    )


@account_bp.get("/deciders")
def deciders(account_id: str) -> ResponseReturnValue:
    """Show who probably decides at an account, and what speaks for each."""
    found = get_deciders(actor(), account_id, reads.process(actor()).roles)
    part = request.headers.get("HX-Request") is not None
    template = "groups/_deciders.html" if part else "groups/deciders.html"
    return render_template(template, found=found)
