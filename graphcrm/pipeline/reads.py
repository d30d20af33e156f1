"""The configured process, read from the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.changes import Values
from graphcrm.directory.rules import stored
from graphcrm.pipeline.differences import Kept
from graphcrm.pipeline.parts import Part, process_of
from graphcrm.pipeline.records import Acting, Layout, Place, Process


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """The row of pipeline/process."""

    configured_at: datetime | None
    pipelines: list[dict[str, Any]]
    words: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Populated:
    """A row of pipeline/deals_per_stage."""

    stage_id: str
    count: int


@dataclass(frozen=True, slots=True)
class Configured:
    """The row of pipeline/configured."""

    configured_at: datetime | None


@dataclass(slots=True)
class _Memory:
    """The process as this Python process last read it, with when it had been changed.

    Both are one value: threads that read at the same time never see one of each.
    """

    known: tuple[datetime, Layout] | None = None


PROCESS = graph.load("pipeline/process", ProcessRow)
CONFIGURED = graph.load("pipeline/configured", Configured)
DEALS_PER_STAGE = graph.load("pipeline/deals_per_stage", Populated)


SETTLED: Final = timedelta(minutes=1)
"""A process that has stood so long is read once: Neo4j may show a commit piece by piece."""

_memory = _Memory()


def process(actor: Actor) -> Process:
    """Return the process as it is configured; everybody who may read anything may read it."""
    return layout(actor).process


def layout(actor: Actor) -> Layout:
    """Return the process with the uids of its stages, read anew whenever somebody changed it."""
    access.require(actor, Permission.READ)
    known = _memory.known
    if known and graph.fetch(CONFIGURED)[0].configured_at == known[0]:
        return known[1]
    row = graph.fetch(PROCESS)[0]
    found, at = _laid(_parts_in(row)), row.configured_at
    _memory.known = (at, found) if at and at < clock.now() - SETTLED else None
    return found


def acting_effects(actor: Actor) -> list[Acting]:
    """Return what the stages set off, in the order of the process."""
    access.require(actor, Permission.READ)
    parts = kept_parts()
    layout = _laid(parts)
    found = []
    for place in layout.places.values():
        for one in place.stage.sets_off:
            uid = parts["Effect", place.pipeline.key, place.stage.key, one.key].uid
            found.append(Acting(uid, one, place, ids.made_at(uid)))
    return found


def deals_per_stage(actor: Actor) -> dict[str, int]:
    """Return how many deals that the actor may see lie in each stage, by its uid, if any do."""
    access.require(actor, Permission.READ)
    rows = graph.fetch(DEALS_PER_STAGE, scope=access.filter_of(actor))
    return {row.stage_id: row.count for row in rows}


def laid(process: Process, parts: Mapping[Part, Kept]) -> Layout:
    """Return a process, applied or not, with the uids of its stages.

    Args:
        process: The process.
        parts: What the graph holds; a stage that is not among it stands under its keys.
    """

    def uid_of(*part: str) -> str:
        return parts[part].uid if part in parts else " ".join(part)

    places = {}
    for pipeline in process.pipelines:
        pipeline_id = uid_of("Pipeline", pipeline.key)
        for stage in pipeline.stages:
            stage_id = uid_of("Stage", pipeline.key, stage.key)
            places[stage_id] = Place(stage_id, stage, pipeline_id, pipeline)
    return Layout(process, places)


def kept_parts() -> dict[Part, Kept]:
    """Return the nodes and edges of the process as the graph holds them."""
    return _parts_in(graph.fetch(PROCESS)[0])


def _laid(parts: Mapping[Part, Kept]) -> Layout:
    return laid(process_of({part: kept.values for part, kept in parts.items()}), parts)


def _parts_in(row: ProcessRow) -> dict[Part, Kept]:
    found: dict[Part, Kept] = {}
    for one in row.pipelines:
        found["Pipeline", one["values"]["key"]] = _kept(one["values"])
        for need in one["needs"]:
            found["NEEDS", one["values"]["key"], need["role"]] = _kept(need["edge"])
        keys = {stage["values"]["uid"]: stage["values"]["key"] for stage in one["stages"]}
        for stage in one["stages"]:
            found |= _stage_parts((one["values"]["key"], stage["values"]["key"]), stage, keys)
    for word in row.words:
        found[word["label"], word["values"]["key"]] = _kept(word["values"])
    return found


def _stage_parts(
    within: tuple[str, str], stage: Mapping[str, Any], keys: Mapping[str, str]
) -> dict[Part, Kept]:
    found: dict[Part, Kept] = {("Stage", *within): _kept(stage["values"])}
    found["HAS_STAGE", *within] = _kept(stage["edge"])
    for arrow in stage["leads_to"]:
        found["LEADS_TO", *within, keys[arrow["to"]]] = _kept(arrow["edge"])
    for asked in stage["criteria"]:
        key = asked["values"]["key"]
        found["Criterion", *within, key] = _kept(asked["values"])
        found["REQUIRES", *within, key] = _kept(asked["edge"])
    for acting in stage["sets_off"]:
        key = acting["values"]["key"]
        found["Effect", *within, key] = _kept(acting["values"])
        found["SETS_OFF", *within, key] = _kept(acting["edge"])
    return found


def _kept(values: Values) -> Kept:
    return Kept(values["uid"], stored(values))
