"""What a stage sets off: an effect by form, whose fields are those of what it does."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.members.reads import users
from graphcrm.pipeline import edits, reads
from graphcrm.pipeline.records import EffectKind
from graphcrm.web.session import actor
from graphcrm.web.settings.effect_forms import DOES, EffectForm, new_effect_key
from graphcrm.web.settings.proposing import propose
from graphcrm.web.settings.room import bp


NEW = "new"


@bp.route("/pipelines/<pipeline>/stages/<stage>/effects/<key>", methods=["GET", "POST"])
def effect(pipeline: str, stage: str, key: str) -> ResponseReturnValue:
    """Show an effect, or under "new" an empty one that does what is asked for; sent, keep it.

    An effect is never called "new": its key then ends in a number.
    """
    process = reads.process(actor())
    told = edits.find_stage(process, pipeline, stage)
    had = None if key == NEW else edits.find_effect(told, key)
    asked = request.args.get("do", had.do if had else EffectKind.TASK)
    do = EffectKind(asked) if asked in list(EffectKind) else abort(404)
    form = EffectForm()
    form.of_kind(do, users(actor()))
    if had and had.do is do and not form.is_submitted():
        form.show(had)
    back = url_for("settings.stage", pipeline=pipeline, stage=stage)

    def send() -> ResponseReturnValue:
        wanted = form.effect(key if key != NEW else new_effect_key(told, form, do), do)
        return propose(lambda one: edits.put_effect(one, pipeline, stage, wanted), back)

    return form.carry_out(send) or (
        render_template(
            "settings/effect.html",
            form=form,
            do=do,
            does=DOES,
            pipeline=edits.find_pipeline(process, pipeline),
            stage=told,
            key=key,
            back=back,
        ),
        form.status,
    )


@bp.post("/pipelines/<pipeline>/stages/<stage>/effects/<key>/remove")
def remove_effect(pipeline: str, stage: str, key: str) -> ResponseReturnValue:
    """Take an effect away."""
    return propose(
        lambda one: edits.remove_effect(one, pipeline, stage, key),
        url_for("settings.stage", pipeline=pipeline, stage=stage),
    )
