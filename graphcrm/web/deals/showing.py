"""Which deals a table shows, as its address says, and what all of them come to."""

from dataclasses import dataclass

from flask import render_template, request

from graphcrm.access.records import Actor
from graphcrm.pipeline.opportunities.lists import Lines
from graphcrm.pipeline.records import Layout, Pipeline, Place, StageType
from graphcrm.pipeline.teams import own_first
from graphcrm.web.deals.board import added


@dataclass(frozen=True, slots=True)
class Shown:
    """What a table shows.

    Attributes:
        pipeline_id: Whose deals; "" = there is no pipeline.
        pipelines: All of them by uid, those of the reader's teams first.
        places: The pipeline's stages.
        which: open, or all: those that are won and lost as well.
    """

    pipeline_id: str
    pipelines: dict[str, Pipeline]
    places: list[Place]
    which: str

    @property
    def stage_ids(self) -> list[str]:
        """Return the stages whose deals are shown."""
        is_all = self.which == "all"
        return [one.stage_id for one in self.places if is_all or one.stage.type is StageType.OPEN]


def stages_shown(who: Actor, found: Layout, pipeline_id: str | None) -> Shown:
    """Return what the address asks for; of no pipeline, the first one of the reader's teams."""
    pipelines = own_first(who, found)
    wanted = pipeline_id or next(iter(pipelines), "")
    which = "all" if request.args.get("show") == "all" else "open"
    return Shown(wanted, pipelines, found.of_pipeline(wanted), which)


def count_of(lines: Lines) -> str:
    """Return the HTML of how many deals there are and what they come to."""
    return render_template("deals/_count.html", lines=lines, sums=added(lines.sums))
