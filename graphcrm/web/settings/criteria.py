"""What a stage asks for: a criterion by form, whose fields are those of its kind."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.pipeline import edits, reads
from graphcrm.pipeline.records import CriterionKind
from graphcrm.web.session import actor
from graphcrm.web.settings.forms import KINDS, CriterionForm, new_key
from graphcrm.web.settings.proposing import propose
from graphcrm.web.settings.room import bp


NEW = "new"


@bp.route("/pipelines/<pipeline>/stages/<stage>/criteria/<key>", methods=["GET", "POST"])
def criterion(pipeline: str, stage: str, key: str) -> ResponseReturnValue:
    """Show a criterion, or under "new" an empty one of the kind that is asked for; sent, keep it.

    A criterion is never called "new": its key then ends in a number.
    """
    process = reads.process(actor())
    within = edits.find_pipeline(process, pipeline)
    told = edits.find_stage(process, pipeline, stage)
    had = None if key == NEW else edits.find_criterion(told, key)
    asked = request.args.get("kind", had.kind if had else CriterionKind.FIELD)
    kind = CriterionKind(asked) if asked in list(CriterionKind) else abort(404)
    form = CriterionForm()
    form.of_kind(kind, process, within, told)
    if had and had.kind is kind and not form.is_submitted():
        form.show(had)
    back = url_for("settings.stage", pipeline=pipeline, stage=stage)

    def send() -> ResponseReturnValue:
        kept = key if key != NEW else new_key(told, form, kind)
        wanted = form.criterion(process, kept, kind)
        return propose(lambda one: edits.put_criterion(one, pipeline, stage, wanted), back)

    return form.carry_out(send) or (
        render_template(
            "settings/criterion.html",
            form=form,
            kind=kind,
            kinds=KINDS,
            pipeline=within,
            stage=told,
            key=key,
            back=back,
        ),
        form.status,
    )


@bp.post("/pipelines/<pipeline>/stages/<stage>/order")
def order_criteria(pipeline: str, stage: str) -> ResponseReturnValue:
    """Put criteria in another order: all of them as dragged, or one up or down by its buttons."""
    key, _, way = request.form.get("move", "").partition(":")
    moved = f"{key}:{way}" if key else None
    back = url_for("settings.stage", pipeline=pipeline, stage=stage, moved=moved)
    if key:
        by = -1 if way == "up" else 1
        return propose(lambda one: edits.move_criterion(one, pipeline, stage, key, by), back)
    keys = request.form.getlist("order")
    return propose(lambda one: edits.order_criteria(one, pipeline, stage, keys), back)


@bp.post("/pipelines/<pipeline>/stages/<stage>/criteria/<key>/remove")
def remove_criterion(pipeline: str, stage: str, key: str) -> ResponseReturnValue:
    """Take a criterion away."""
    return propose(
        lambda one: edits.remove_criterion(one, pipeline, stage, key),
        url_for("settings.stage", pipeline=pipeline, stage=stage),
    )
