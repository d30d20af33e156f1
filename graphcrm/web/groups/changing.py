"""Changing a buying group: seats, lines, what is said of people, warnings, proposals."""

from datetime import date

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.buying import commands, lines
from graphcrm.buying.records import Warned
from graphcrm.buying.rules import ASSESSED
from graphcrm.directory import references
from graphcrm.directory.rules import FieldError
from graphcrm.pipeline.groups import get_group_page
from graphcrm.web.groups.drawn import evidence_of, map_words, opened
from graphcrm.web.groups.room import bp
from graphcrm.web.groups.shown import WARNINGS
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


@bp.post("/seat")
def seat(opportunity_id: str) -> ResponseReturnValue:
    """Give somebody a seat.

    Raises:
        FieldError: Nobody was chosen.
    """
    ref = _sent("contact_id") or _sent("contact")
    if not ref:
        raise FieldError("contact", "say who has that part.")
    person = references.resolve_contact(actor(), ref)
    source = "evidence" if _sent("proposed") else None
    done = commands.seat(actor(), opportunity_id, person.contact_id, _sent("role"), source=source)
    return _answer(opportunity_id, f"{person.name} has a seat.", done)


@bp.post("/unseat")
def unseat(opportunity_id: str) -> ResponseReturnValue:
    """Take a seat from somebody; all of theirs where no role is named."""
    role = _sent("role") or None
    done = commands.unseat(actor(), opportunity_id, _sent("contact_id"), role)
    return _answer(opportunity_id, "The seat is free.", done)


@bp.post("/assess")
def assess(opportunity_id: str) -> ResponseReturnValue:
    """Say what is thought of somebody in this deal."""
    told = {key: request.form[key] for key in ASSESSED if key in request.form}
    seen = {key: request.form[f"seen-{key}"] for key in told if f"seen-{key}" in request.form}
    done = commands.assess(actor(), opportunity_id, _sent("contact_id"), told, seen=seen)
    return _answer(opportunity_id, "Noted.", done)


@bp.post("/report")
def report(opportunity_id: str) -> ResponseReturnValue:
    """Say to whom somebody reports.

    Raises:
        FieldError: Nobody was chosen.
    """
    done = lines.declare_reporting(
        actor(), opportunity_id, _sent("contact_id"), _chosen("superior_id")
    )
    return _answer(opportunity_id, "The reporting line is drawn.", done)


@bp.post("/unreport")
def unreport(opportunity_id: str) -> ResponseReturnValue:
    """Say that somebody reports to somebody no longer."""
    done = lines.end_reporting(actor(), opportunity_id, _sent("contact_id"), _sent("superior_id"))
    return _answer(opportunity_id, "The reporting line is gone.", done)


@bp.post("/influence")
def influence(opportunity_id: str) -> ResponseReturnValue:
    """Say how strongly somebody sways somebody.

    Raises:
        FieldError: Nobody was chosen.
    """
    other_id = _chosen("other_id")
    done = lines.declare_influence(
        actor(), opportunity_id, _sent("contact_id"), other_id, _sent("weight")
    )
    return _answer(opportunity_id, "The influence is drawn; it holds for a year.", done)


@bp.post("/uninfluence")
def uninfluence(opportunity_id: str) -> ResponseReturnValue:
    """Say that somebody does not sway somebody."""
    done = lines.end_influence(actor(), opportunity_id, _sent("contact_id"), _sent("other_id"))
    return _answer(opportunity_id, "The influence is gone.", done)


@bp.post("/dismiss-influence")
def dismiss_influence(opportunity_id: str) -> ResponseReturnValue:
    """Say that somebody does not sway somebody, whatever evidence suggests."""
    pair = _sent("contact_id"), _sent("other_id")
    done = lines.dismiss_influence(actor(), opportunity_id, *pair)
    return _answer(opportunity_id, "Not suggested any more.", done)


@bp.post("/recall-influence")
def recall_influence(opportunity_id: str) -> ResponseReturnValue:
    """Let evidence suggest it again."""
    pair = _sent("contact_id"), _sent("other_id")
    done = lines.recall_influence(actor(), opportunity_id, *pair)
    return _answer(opportunity_id, "Suggested again, where evidence does.", done)


@bp.post("/snooze")
def snooze(opportunity_id: str) -> ResponseReturnValue:
    """Let a warning rest."""
    until_on = _day("until_on")
    done = commands.snooze(
        actor(),
        opportunity_id,
        _sent("contact_id"),
        _sent("warned"),
        until_on=until_on,
        reason=_sent("reason"),
    )
    kind = WARNINGS[Warned(_sent("warned"))]
    return _answer(opportunity_id, f"{kind} rests until {until_on.isoformat()}.", done)


@bp.post("/wake")
def wake(opportunity_id: str) -> ResponseReturnValue:
    """Let a warning no longer rest."""
    done = commands.wake(actor(), opportunity_id, _sent("contact_id"), _sent("warned"))
    return _answer(opportunity_id, "The warning is back.", done)


@bp.post("/dismiss")
def dismiss(opportunity_id: str) -> ResponseReturnValue:
    """Say that somebody is no part of this deal."""
    done = commands.dismiss(actor(), opportunity_id, _sent("contact_id"))
    return _answer(opportunity_id, "Not proposed any more.", done)


@bp.post("/recall")
def recall(opportunity_id: str) -> ResponseReturnValue:
    """Let somebody be proposed again."""
    done = commands.recall(actor(), opportunity_id, _sent("contact_id"))
    return _answer(opportunity_id, "Proposed again.", done)


@bp.post("/copy")
def copy(opportunity_id: str) -> ResponseReturnValue:
    """Copy the chosen seats of another deal.

    Raises:
        FieldError: None was chosen.
    """
    pairs = [one.partition("/") for one in request.form.getlist("seat")]
    if not pairs:
        raise FieldError("seat", "choose at least one.")
    seats = [(contact_id, role) for contact_id, _, role in pairs]
    done = commands.seat_all(actor(), opportunity_id, seats, source="copy")
    return _answer(opportunity_id, "Copied.", done)


def _sent(name: str) -> str:
    return request.form.get(name, "").strip()


def _chosen(name: str) -> str:
    """Return whom somebody chose.

    Raises:
        FieldError: Nobody.
    """
    if not _sent(name):
        raise FieldError(name, "choose somebody.")
    return _sent(name)


def _day(name: str) -> date:
    """Return a day that was sent.

    Raises:
        FieldError: It is none.
    """
    try:
        return date.fromisoformat(_sent(name))
    except ValueError as error:
        raise FieldError(name, f"{_sent(name)[:20]!r} is no day; write 2026-03-31.") from error


def _answer(opportunity_id: str, told: str, activity_id: str | None) -> ResponseReturnValue:
    """Answer the page's script with what to say and show, a form with the page."""
    undo = undo_of(activity_id)
    if request.accept_mimetypes.best == "application/json":
        page = get_group_page(actor(), opportunity_id)
        words = map_words(page, opened(), evidence=evidence_of(page))
        html = render_template("groups/_group.html", is_asked=False, **words)
        return jsonify(told=told, undo=undo, html=html)
    tell(told, undo)
    return redirect(url_for("groups.page", opportunity_id=opportunity_id))
