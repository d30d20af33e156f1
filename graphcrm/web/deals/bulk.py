"""Many deals changed at once: chosen in the table or by its filter, previewed, carried out."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm import ids
from graphcrm.access.records import Actor
from graphcrm.directory.rules import FieldError
from graphcrm.errors import InvalidError, NotFoundError
from graphcrm.jobs import batches as jobs
from graphcrm.jobs.batches import Batches, Doing
from graphcrm.members.reads import users
from graphcrm.pipeline.fields import FIELDS
from graphcrm.pipeline.opportunities.batch_undoing import commits_of
from graphcrm.pipeline.opportunities.batches import (
    MOST_CHOSEN,
    Batch,
    Tally,
    TooManyChosenError,
    all_of,
    tried,
)
from graphcrm.pipeline.opportunities.deciding import MOST
from graphcrm.pipeline.opportunities.records import Loss, Owner
from graphcrm.pipeline.reads import layout
from graphcrm.pipeline.records import Layout
from graphcrm.web.deals import filters
from graphcrm.web.deals.room import bp
from graphcrm.web.deals.showing import stages_shown
from graphcrm.web.receiving import config
from graphcrm.web.session import actor
from graphcrm.web.shell import tell


BULK_FIELDS = ("close_on", "next_step", "next_step_on", "kind", "source", "win_percent", "amount")


class NothingChosenError(InvalidError):
    """No deal was chosen to be changed."""

    code = "nothing-chosen"

    def __init__(self) -> None:
        super().__init__("Choose some deals first.")


@bp.post("/bulk")
def bulk() -> ResponseReturnValue:
    """Say what a change of many deals would come to, and keep what was chosen.

    Raises:
        NothingChosenError: No deal was.
        TooManyChosenError: They are more than 50,000.
        FieldError: It does not say what is to happen.
    """
    found = layout(actor())
    batch = _batch(actor(), found, _chosen(found))
    tally = tried(actor(), batch)
    Batches(config()).keep(batch)
    return render_template("deals/bulk.html", batch=batch, tally=tally)


@bp.post("/bulk/<batch_id>")
def carry_out(batch_id: str) -> ResponseReturnValue:
    """Change the deals that were chosen: at once, or, where they are many, by a worker."""
    batch = Batches(config()).get(actor().user_id, batch_id)
    if len(batch.opportunity_ids) > MOST:
        jobs.start(config(), actor(), batch_id)
        return redirect(url_for("deals.batch", batch_id=batch_id))
    tally = jobs.carry_out_now(actor(), batch)
    undo = url_for("deals.undo_batch", batch_id=batch_id) if tally.changed else None
    tell(_told("changed", tally), undo)
    return redirect(url_for("deals.table"))


@bp.get("/bulk/<batch_id>")
def batch(batch_id: str) -> ResponseReturnValue:
    """Show how far a change of many deals is, as a page or as its fragment.

    Raises:
        NotFoundError: It is a day old, somebody else's or never was.
    """
    progress = Batches(config()).find_progress(batch_id)
    if progress is None or progress.user_id != actor().user_id:
        raise NotFoundError("batch", batch_id)
    template = "deals/_batch.html" if request.headers.get("HX-Request") else "deals/batch.html"
    is_silent = jobs.is_silent(progress)
    return render_template(template, progress=progress, is_silent=is_silent)


@bp.post("/bulk/<batch_id>/undo")
def undo_batch(batch_id: str) -> ResponseReturnValue:
    """Take a change of many deals back, but for those that were changed since."""
    changed = sum(one.count for one in commits_of(actor(), batch_id))
    if changed > MOST:
        jobs.start_undo(config(), actor(), batch_id)
        return redirect(url_for("deals.batch", batch_id=batch_id))
    said = _told("taken back", jobs.undo_now(actor(), batch_id))
    if request.accept_mimetypes.best == "application/json":
        return jsonify(told=said)
    tell(said)
    return redirect(url_for("deals.table"))


@bp.post("/bulk/<batch_id>/again")
def go_on(batch_id: str) -> ResponseReturnValue:
    """Go on with a batch that nobody works on any more.

    Raises:
        NotFoundError: It is a day old, somebody else's or never was.
    """
    progress = Batches(config()).find_progress(batch_id)
    if progress is None or progress.user_id != actor().user_id:
        raise NotFoundError("batch", batch_id)
    begin = jobs.start_undo if progress.doing is Doing.UNDO else jobs.start
    begin(config(), actor(), batch_id)
    return redirect(url_for("deals.batch", batch_id=batch_id))


def _told(what: str, tally: Tally) -> str:
    count = tally.changed
    left = f", {tally.refused} stay as they were" if tally.refused else ""
    why = f": {tally.reasons[0].sentence}" if len(tally.reasons) == 1 else "."
    return f"{count} deal{'' if count == 1 else 's'} {what}{left}{why if left else '.'}"


def _chosen(found: Layout) -> tuple[str, ...]:
    """Return which deals are meant: all that the filter lets through, or those that are ticked."""
    if request.form.get("all"):
        stage_ids = stages_shown(actor(), found, request.args.get("pipeline")).stage_ids
        chosen = all_of(actor(), found, stage_ids, filters.asked())
    else:
        chosen = tuple(dict.fromkeys(request.form.getlist("id")))
    if len(chosen) > MOST_CHOSEN:
        raise TooManyChosenError
    if not chosen:
        raise NothingChosenError
    return chosen


def _batch(who: Actor, found: Layout, chosen: tuple[str, ...]) -> Batch:
    sent = request.form
    batch_id, what = ids.new(), sent.get("do", "")
    if what == "move":
        stage_id = sent.get("stage", "")
        to = found.places.get(stage_id)
        loss = Loss(sent.get("loss_reason"), sent.get("loss_note"))
        told = f"They move to {to.stage.name if to else 'a stage that is gone'}"
        return Batch(batch_id, who.user_id, told, chosen, stage_id=stage_id, loss=loss)
    if what == "owner":
        owner = Owner(sent.get("owner") or None)
        name = next((one.name for one in users(who) if one.user_id == owner.owner_id), "everybody")
        return Batch(batch_id, who.user_id, f"Their owner becomes {name}", chosen, owner=owner)
    if sent.get("field") not in BULK_FIELDS:
        raise FieldError("do", "say what is to happen with them.")
    field, text = FIELDS[sent["field"]], sent.get("value", "")
    told = f"{field.label} becomes {text}" if text.strip() else f"{field.label} is taken away"
    return Batch(batch_id, who.user_id, told, chosen, {field.key: text})
