"""One stage: its form, split in two, retired with its deals moved."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.pipeline import edits, effects, reads
from graphcrm.pipeline.criteria import wording
from graphcrm.web.session import actor
from graphcrm.web.settings.forms import StageForm, added_name
from graphcrm.web.settings.proposing import propose
from graphcrm.web.settings.room import bp


@bp.route("/pipelines/<pipeline>/stages/<stage>", methods=["GET", "POST"])
def stage(pipeline: str, stage: str) -> ResponseReturnValue:
    """Show a stage; sent, change it."""
    layout = reads.layout(actor())
    within = edits.find_pipeline(layout.process, pipeline)
    told = edits.find_stage(layout.process, pipeline, stage)
    form = StageForm(obj=told)
    form.leads_to.choices = [(one.key, one.name) for one in within.stages if one is not told]
    values = form.values
    done = form.carry_out(
        lambda: propose(
            lambda one: edits.change_stage(one, pipeline, stage, **values()),
            url_for("settings.stage", pipeline=pipeline, stage=stage),
        )
    )
    heirs = [one for one in within.stages if one.type is told.type and one is not told]
    return done or (
        render_template(
            "settings/stage.html",
            form=form,
            pipeline=within,
            stage=told,
            heirs=heirs,
            process=layout.process,
            called=wording.title,
            named=effects.named,
            moment=effects.moment,
            sentence=effects.sentence,
            moved=request.args.get("moved"),
        ),
        form.status,
    )


@bp.post("/pipelines/<pipeline>/stages/<stage>/split")
def split_stage(pipeline: str, stage: str) -> ResponseReturnValue:
    """Put a stage of the same settings behind one."""
    name = added_name()
    return propose(
        lambda one: edits.split_stage(one, pipeline, stage, name),
        url_for("settings.pipeline", pipeline=pipeline),
    )


@bp.post("/pipelines/<pipeline>/stages/<stage>/retire")
def retire_stage(pipeline: str, stage: str) -> ResponseReturnValue:
    """Take a stage away; its deals go to another."""
    heir = request.form.get("heir", "")
    return propose(
        lambda one: edits.retire_stage(one, pipeline, stage, heir),
        url_for("settings.stage", pipeline=pipeline, stage=stage),
        heirs={(pipeline, stage): heir},
        gone=url_for("settings.pipeline", pipeline=pipeline),
    )
