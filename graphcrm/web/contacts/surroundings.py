"""Who is around a contact: a map that grows person by person, and the same as a list."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from graphcrm.directory import reads
from graphcrm.errors import InvalidError
from graphcrm.relationships.around import MOST_OPENED, around
from graphcrm.relationships.around_layout import lay_out
from graphcrm.web.contacts.room import bp
from graphcrm.web.session import actor


LEAST = {"0": "All ties", "0.2": "20% or more", "0.4": "40% or more", "0.6": "60% or more"}
USUAL = "0.2"


class BadThresholdError(InvalidError):
    """The threshold of ties is none of those that can be chosen."""

    code = "bad-threshold"

    def __init__(self, sent: str) -> None:
        super().__init__(f"least: {sent!r} is none of {', '.join(LEAST)}.")


@bp.get("/<contact_id>/around")
def surroundings(contact_id: str) -> ResponseReturnValue:
    """Show who is around a contact; the map alone, as a fragment, where it grows by script.

    Raises:
        BadThresholdError: `least` is none of the choices.
    """
    part = "_around" if request.headers.get("HX-Request") else "around"
    return render_template(f"contacts/{part}.html", **_words(contact_id))


def _words(contact_id: str) -> Mapping[str, Any]:
    least = request.args.get("least", USUAL)
    if least not in LEAST:
        raise BadThresholdError(least)
    asked = [one for one in request.args.get("open", "").split(",") if one][:MOST_OPENED]
    contact = reads.get_contact(actor(), contact_id)
    shown = around(actor(), contact_id, least=float(least), opened=asked)
    names = {contact_id: contact.name}
    names |= {one.contact_id: one.tie.name for one in shown.neighbours}
    return {
        "contact": contact,
        "shown": shown,
        "rings": lay_out(shown),
        "names": names,
        "least": least,
        "thresholds": LEAST,
    }
