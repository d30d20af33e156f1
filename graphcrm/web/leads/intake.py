"""The door through which web sites send leads; everybody who knows a form's key may."""

from flask import Response, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from graphcrm.directory.rules import FieldError
from graphcrm.pipeline.leads import commands, reads
from graphcrm.pipeline.leads.records import OpenForm
from graphcrm.pipeline.leads.rules import allowed_next
from graphcrm.web.leads.limits import Limits
from graphcrm.web.leads.room import bp
from graphcrm.web.marks import accepts_bytes, posted_from_elsewhere, public
from graphcrm.web.receiving import config


BODY_BYTES = 64 * 1024
TRAP = "website"  # a field that people do not see; what fills it in is a machine


@bp.post("/forms/<key>", provide_automatic_options=False)  # `ask` answers that
@public
@posted_from_elsewhere
@accepts_bytes(BODY_BYTES)
def receive(key: str) -> ResponseReturnValue:
    """Take a lead; it is committed before this answers. Fields come as a form or as JSON."""
    limits = Limits(config())
    limits.let_through(key, request.remote_addr or "")
    form = _allowed(key)
    told = _told()
    if told.get(TRAP):
        limits.trap(key)
    else:
        commands.receive_lead(key, told)
    page = allowed_next(form, str(told.get("next") or ""))
    return redirect(page, 303) if page else (jsonify(ok=True), 201)


@bp.route("/forms/<key>", methods=["OPTIONS"])
@public
def ask(key: str) -> ResponseReturnValue:
    """Tell a browser whether a page of another web site may send JSON (Fetch standard, CORS)."""
    _allowed(key)
    return "", 204


@bp.after_request
def share(answer: Response) -> Response:
    """Let the web sites of a form, and no others, read what it answers."""
    origin = g.get("lead_origin")
    if origin:
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Allow-Methods"] = "POST"
        answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
        answer.vary.add("Origin")
    return answer


def _allowed(key: str) -> OpenForm:
    form = reads.get_form(key)
    origin = request.headers.get("Origin")
    g.lead_origin = origin if origin in form.origins else None
    return form


def _told() -> dict[str, object]:
    """Return what was sent, field by field.

    Raises:
        FieldError: It is JSON, but no object.
    """
    if not request.is_json:
        return dict(request.form.items())
    try:
        told = request.get_json()
    except BadRequest as error:
        raise FieldError("body", "it is no JSON.") from error
    if not isinstance(told, dict):
        raise FieldError("body", "send one object with a member for each field.")
    return told
