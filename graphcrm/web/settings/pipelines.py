"""Pipelines: all of them, and one with its stages in order and the arrows between them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.members.reads import teams
from graphcrm.pipeline import edits, reads
from graphcrm.pipeline.records import Layout, StageType
from graphcrm.web.session import actor
from graphcrm.web.settings.forms import ALWAYS, PipelineForm, added_name, needs_sent
from graphcrm.web.settings.proposing import propose
from graphcrm.web.settings.room import bp


@bp.get("")
def index() -> ResponseReturnValue:
    """Lead to the first page of settings."""
    return redirect(url_for("settings.pipelines"))


@bp.get("/pipelines")
def pipelines() -> ResponseReturnValue:
    """Show all pipelines."""
    layout = reads.layout(actor())
    counts = _counts(layout)
    sums = {
        one.key: sum(count for (key, _), count in counts.items() if key == one.key)
        for one in layout.process.pipelines
    }
    names = {one.team_id: one.name for one in teams(actor())}
    return render_template(
        "settings/pipelines.html",
        layout=layout,
        sums=sums,
        teams=names,
        moved=request.args.get("moved"),
    )


@bp.post("/pipelines")
def add_pipeline() -> ResponseReturnValue:
    """Add a pipeline of three stages."""
    name = added_name()
    return propose(lambda one: edits.add_pipeline(one, name), url_for("settings.pipelines"))


@bp.post("/order/pipelines")
def order_pipelines() -> ResponseReturnValue:
    """Put pipelines in another order: all of them as dragged, or one up or down by its buttons."""
    key, _, way = request.form.get("move", "").partition(":")
    if key:
        by = -1 if way == "up" else 1
        back = url_for("settings.pipelines", moved=f"{key}:{way}")
        return propose(lambda one: edits.move_pipeline(one, key, by), back)
    keys = request.form.getlist("order")
    return propose(lambda one: edits.order_pipelines(one, keys), url_for("settings.pipelines"))


@bp.route("/pipelines/<pipeline>", methods=["GET", "POST"])
def pipeline(pipeline: str) -> ResponseReturnValue:
    """Show one pipeline with its stages; sent, change its name, kinds and teams."""
    layout = reads.layout(actor())
    told = edits.find_pipeline(layout.process, pipeline)
    form = PipelineForm(obj=told)
    form.kinds.choices = [(one.key, one.name) for one in layout.process.kinds]
    form.teams.choices = [(one.team_id, one.name) for one in teams(actor())]
    values = form.values
    done = form.carry_out(
        lambda: propose(
            lambda one: edits.change_pipeline(one, pipeline, **values()), _page(pipeline)
        )
    )
    return done or (
        render_template(
            "settings/pipeline.html",
            form=form,
            pipeline=told,
            counts={key: count for (of, key), count in _counts(layout).items() if of == pipeline},
            pipeline_id=next(
                (one.pipeline_id for one in layout.places.values() if one.pipeline is told), ""
            ),
            moved=request.args.get("moved"),
            roles=layout.process.roles,
            needs={one.role: one for one in told.needs},
            opens=[one for one in told.stages if one.type is StageType.OPEN],
            always=ALWAYS,
        ),
        form.status,
    )


@bp.post("/pipelines/<pipeline>/remove")
def remove_pipeline(pipeline: str) -> ResponseReturnValue:
    """Take a pipeline away."""
    return propose(
        lambda one: edits.remove_pipeline(one, pipeline),
        _page(pipeline),
        gone=url_for("settings.pipelines"),
    )


@bp.post("/pipelines/<pipeline>/order")
def order_stages(pipeline: str) -> ResponseReturnValue:
    """Put stages in another order: all of them as dragged, or one up or down by its buttons."""
    key, _, way = request.form.get("move", "").partition(":")
    if key:
        by = -1 if way == "up" else 1
        back = url_for("settings.pipeline", pipeline=pipeline, moved=f"{key}:{way}")
        return propose(lambda one: edits.move_stage(one, pipeline, key, by), back)
    keys = request.form.getlist("order")
    return propose(lambda one: edits.order_stages(one, pipeline, keys), _page(pipeline))


@bp.post("/pipelines/<pipeline>/arrows")
def draw_arrows(pipeline: str) -> ResponseReturnValue:
    """Draw the arrows between the stages anew."""
    pairs = (one.partition(">") for one in request.form.getlist("arrow"))
    arrows = {(start, end) for start, _, end in pairs}
    return propose(lambda one: edits.draw_arrows(one, pipeline, arrows), _page(pipeline))


@bp.post("/pipelines/<pipeline>/needs")
def set_needs(pipeline: str) -> ResponseReturnValue:
    """Say anew which roles the deals of a pipeline need."""
    return propose(
        lambda one: edits.set_needs(one, pipeline, needs_sent(one)), f"{_page(pipeline)}#needs"
    )


@bp.post("/pipelines/<pipeline>/stages")
def add_stage(pipeline: str) -> ResponseReturnValue:
    """Add a stage."""
    name = added_name()
    return propose(lambda one: edits.add_stage(one, pipeline, name), _page(pipeline))


def _page(pipeline: str) -> str:
    return url_for("settings.pipeline", pipeline=pipeline)


def _counts(layout: Layout) -> dict[tuple[str, str], int]:
    """Return how many deals lie in each stage, by keys of pipeline and stage."""
    found = reads.deals_per_stage(actor())
    return {
        (one.pipeline.key, one.stage.key): found.get(one.stage_id, 0)
        for one in layout.places.values()
    }
