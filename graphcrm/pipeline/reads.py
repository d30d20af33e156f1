"""The configured process, read from the graph."""

from dataclasses import dataclass

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.changes import Values
from graphcrm.directory.rules import stored
from graphcrm.pipeline.differences import Kept, Part
from graphcrm.pipeline.records import LossReason, Pipeline, Process, Stage, StageType


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """A pipeline with its stages; a row of pipeline/process."""

    values: Values
    stages: list[Values]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason of a loss; a row of pipeline/loss_reasons."""

    values: Values


PROCESS = graph.load("pipeline/process", PipelineRow)
LOSS_REASONS = graph.load("pipeline/loss_reasons", ReasonRow)


def process(actor: Actor) -> Process:
    """Return the process as it is configured; everybody who may read anything may read it."""
    access.require(actor, Permission.READ)
    return Process(
        tuple(_pipeline(row) for row in graph.fetch(PROCESS)),
        tuple(_reason(row.values) for row in graph.fetch(LOSS_REASONS)),
    )


def kept_parts() -> dict[Part, Kept]:
    """Return the nodes and edges of the process as the graph holds them."""
    found: dict[Part, Kept] = {}
    for row in graph.fetch(PROCESS):
        pipeline = row.values["key"]
        found["Pipeline", pipeline] = _kept(row.values)
        keys = {one["values"]["uid"]: one["values"]["key"] for one in row.stages}
        for one in row.stages:
            key = one["values"]["key"]
            found["Stage", pipeline, key] = _kept(one["values"])
            found["HAS_STAGE", pipeline, key] = _kept(one["edge"])
            for arrow in one["leads_to"]:
                found["LEADS_TO", pipeline, key, keys[arrow["to"]]] = _kept(arrow["edge"])
    for reason in graph.fetch(LOSS_REASONS):
        found["LossReason", reason.values["key"]] = _kept(reason.values)
    return found


def _kept(values: Values) -> Kept:
    return Kept(values["uid"], stored(values))


def _pipeline(row: PipelineRow) -> Pipeline:
    keys = [one["values"]["key"] for one in row.stages]
    by_uid = {one["values"]["uid"]: one["values"]["key"] for one in row.stages}
    stages = []
    for one in row.stages:
        values, ahead = one["values"], {by_uid[arrow["to"]] for arrow in one["leads_to"]}
        stages.append(
            Stage(
                values["key"],
                values["name"],
                StageType(values["type"]),
                values["win_percent"],
                values.get("rotting_days"),
                values.get("color"),
                tuple(key for key in keys if key in ahead),
            )
        )
    values = row.values
    return Pipeline(values["key"], values["name"], tuple(values.get("kinds", ())), tuple(stages))


def _reason(values: Values) -> LossReason:
    return LossReason(values["key"], values["name"], values.get("asks_text", False))
