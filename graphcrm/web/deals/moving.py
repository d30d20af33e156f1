"""Moving cards: dropped, by keys or by menu; what a stage asks for is asked in one dialog."""

from collections.abc import Sequence
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm import clock, ids
from graphcrm.errors import NotFoundError
from graphcrm.members.reads import users
from graphcrm.pipeline.board.grouping import months_from
from graphcrm.pipeline.board.reads import columns
from graphcrm.pipeline.board.records import NONE, GroupBy
from graphcrm.pipeline.board.regrouping import Regroup, last_day, regroup_opportunities
from graphcrm.pipeline.fields import FIELDS, in_words
from graphcrm.pipeline.opportunities.deciding import MOST
from graphcrm.pipeline.opportunities.moving import move_opportunities
from graphcrm.pipeline.opportunities.reads import OpportunityPage, get_opportunity
from graphcrm.pipeline.opportunities.records import Done, Refusal
from graphcrm.pipeline.opportunities.rules import MissingError
from graphcrm.pipeline.reads import layout
from graphcrm.pipeline.records import Layout, Place, StageType
from graphcrm.pipeline.teams import offered
from graphcrm.web.deals import filters
from graphcrm.web.deals.board import changed_parts, parts
from graphcrm.web.deals.forms import FILLED, MoveForm
from graphcrm.web.deals.pages import permissions
from graphcrm.web.deals.room import bp
from graphcrm.web.formats import day, month_name
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


@bp.post("/move")
def move() -> ResponseReturnValue:
    """Move deals; to a board the answer is JSON, to a form the board or the form again.

    Of JSON: told and undo = what to say; refused = uid and sentence of each that stays;
    dialog = HTML that asks for what is missing; the rest as in `board.parts`.
    """
    form = MoveForm()
    form.fill_in(actor())
    if form.asks():
        return _asked(form, layout(actor()))
    done = move_opportunities(actor(), form.command())
    process = layout(actor())
    if request.accept_mimetypes.best == "application/json":
        return jsonify(**_answer(form, process, done))
    if done.refused:
        return _asking(form, process, done.refused, "deals/move.html"), 422
    tell(told(done, process.places[form.stage_id()]), undo_of(done.activity_id))
    return redirect(url_for("deals.index"))


@bp.get("/move")
def ask() -> ResponseReturnValue:
    """Ask where a deal is to go: in a dialog, or on a page of its own."""
    template = "deals/_move.html" if request.headers.get("HX-Request") else "deals/move.html"
    return _asking(MoveForm(formdata=request.args), layout(actor()), (), template)


@bp.post("/regroup")
def regroup() -> ResponseReturnValue:
    """Move deals to another group of a grouped board; the answer is that of `move`.

    Raises:
        NotFoundError: The board is not grouped.
    """
    by, sent = filters.group(), request.form
    if by is None:
        raise NotFoundError("group", "")
    wanted = Regroup(
        tuple(sent.getlist("id")),
        by,
        sent.get("stage", ""),
        seen=sent.get("seen") or None,
        key=sent.get("key") or None,
    )
    done = regroup_opportunities(actor(), wanted)
    said = told_of_group(done, wanted)
    if request.accept_mimetypes.best == "application/json":
        refused = [{"id": one.opportunity_id, "why": in_words(one.error)} for one in done.refused]
        changed = changed_parts(list(wanted.opportunity_ids))
        undo = undo_of(done.activity_id)
        return jsonify(told=said, undo=undo, refused=refused, dialog=None, **changed)
    for one in done.refused[:1]:
        raise one.error
    tell(said or "Nothing was different.", undo_of(done.activity_id))
    kept: dict[str, Any] = {"pipeline": request.args.get("pipeline"), **filters.address_of()}
    return redirect(url_for("deals.index", **kept))


def told_of_group(done: Done, wanted: Regroup) -> str:
    """Return what a move to a group came to in a few words; nothing where it came to nothing."""
    if not done.names:
        return ""
    what = done.names[0] if len(done.names) == 1 else f"{len(done.names)} deals"
    if wanted.by is GroupBy.OWNER:
        names = {one.user_id: one.name for one in users(actor())}
        verb = "belongs" if len(done.names) == 1 else "belong"
        return f"{what} {verb} to {names.get(wanted.to, 'everybody')}."
    verb = "closes" if len(done.names) == 1 else "close"
    if wanted.to == NONE:
        return f"{what} {verb} on no day."
    return f"{what} {verb} on {day(last_day(wanted.to))}."


def groups_ahead(deal: OpportunityPage) -> list[tuple[str, str]]:
    """Return the groups that a deal may be moved to by menu, each by key and name."""
    match filters.group():
        case GroupBy.OWNER:
            now = deal.values.get("owner_id")
            people = [(one.user_id, one.name) for one in users(actor()) if one.works]
            return [one for one in (*people, (NONE, "Everybody")) if one[0] != (now or NONE)]
        case GroupBy.MONTH:
            months = months_from(clock.now().date())
            return [*((one, month_name(one)) for one in months), (NONE, "No close date")]
        case _:
            return []


def told(done: Done, to: Place) -> str:
    """Return what a move came to in a few words; nothing where it came to nothing."""
    if not done.names:
        return ""
    what = done.names[0] if len(done.names) == 1 else f"{len(done.names)} deals"
    return f"{what} moved to {to.stage.name}."


def _asked(form: MoveForm, process: Layout) -> ResponseReturnValue:
    """Say that an approval is asked for: the deals lie where they lay until it is given."""
    waiting = Done(form.opportunity_ids(), None)
    said = "Approval is asked for; until it is given, nothing moves."
    if request.accept_mimetypes.best == "application/json":
        shown = _parts(form, process, waiting)
        return jsonify(told=said, undo=None, refused=[], dialog=None, **shown)
    tell(said)
    return redirect(url_for("deals.index"))


def _answer(form: MoveForm, process: Layout, done: Done) -> dict[str, object]:
    is_lacking = bool(_missing(done.refused))
    asked = _asking(form, process, done.refused, "deals/_move.html") if is_lacking else None
    return {
        "told": told(done, process.places[form.stage_id()]),
        "undo": undo_of(done.activity_id),
        "refused": [{"id": one.opportunity_id, "why": in_words(one.error)} for one in done.refused],
        "dialog": asked,
        **_parts(form, process, done),
    }


def _parts(form: MoveForm, process: Layout, done: Done) -> dict[str, object]:
    """Return the cards that moved, and the heads of the columns they left and came to."""
    if filters.group():
        return changed_parts(list(done.opportunity_ids))
    touched = {form.seen.data or "", form.stage_id()} & process.places.keys()
    is_open = {uid: process.places[uid].stage.type is StageType.OPEN for uid in touched}
    stage_ids = [uid for uid, is_one in is_open.items() if is_one]
    only = list(done.opportunity_ids)
    found = columns(actor(), process, stage_ids, filters.asked(), only=only, limit=MOST)
    return parts(found, only)


def _asking(form: MoveForm, process: Layout, refused: Sequence[Refusal], template: str) -> str:
    """Return the form that asks for what a stage needs of some deals."""
    missing = _missing(refused)
    wanted = list(missing) or list(form.opportunity_ids())
    deal = get_opportunity(actor(), wanted[0] if wanted else "")
    form.key.data = ids.new()  # sent again after an answer that was lost, it moves once
    known = process.process.loss_reasons
    reasons = [one for one in known if not (one.retired or one.for_imports)]
    form.loss_reason.choices = [("", "Choose one"), *((one.key, one.name) for one in reasons)]
    ours = offered(actor(), process.process)
    needs = {need.sentence: need for one in missing.values() for need in one.needs}
    return render_template(
        template,
        form=form,
        deal=deal,
        opportunity_ids=wanted,
        to=process.places.get(form.stage_id(), deal.place),
        ahead=process.ahead(deal.place),
        elsewhere=[
            one
            for one in process.places.values()
            if one.pipeline_id != deal.place.pipeline_id and one.pipeline.key in ours
        ],
        needs=list(needs.values()),
        refused=[one for one in refused if one.opportunity_id not in missing],
        fields=FIELDS,
        may=permissions(deal),
        filled=FILLED,
        groups=groups_ahead(deal) if not missing else (),
        by=filters.group(),
    )


def _missing(refused: Sequence[Refusal]) -> dict[str, MissingError]:
    """Return what each deal lacks, of those that lack something."""
    errors = {one.opportunity_id: one.error for one in refused}
    return {uid: error for uid, error in errors.items() if isinstance(error, MissingError)}
