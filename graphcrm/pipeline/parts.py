"""A process taken apart into the nodes and edges that make it, and put together again."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar, get_args, get_type_hints

from graphcrm.buying.records import Role
from graphcrm.changes import Values
from graphcrm.pipeline.records import (
    Criterion,
    Currency,
    Effect,
    LossReason,
    OpportunityKind,
    Pipeline,
    Process,
    RoleNeed,
    Source,
    Stage,
)


Part: TypeAlias = tuple[str, ...]
"""A part of a process by its label or edge type and keys: ("Stage", "sales", "won")."""

Parts: TypeAlias = Mapping[Part, Values]
Record = TypeVar("Record")

WORDS: dict[str, tuple[str, Any]] = {
    "LossReason": ("loss_reasons", LossReason),
    "OpportunityKind": ("kinds", OpportunityKind),
    "Source": ("sources", Source),
    "Currency": ("currencies", Currency),
    "Role": ("roles", Role),
}
"""The lists of words by the label of their nodes: field of Process, record."""

_ELSEWHERE = {"pipelines", "stages", "leads_to", "criteria", "needs", "sets_off"}


def parts_of(process: Process) -> dict[Part, Values]:
    """Return the nodes and edges that make a process, with their properties, nodes first."""
    nodes: dict[Part, Values] = {}
    edges: dict[Part, Values] = {}
    for at, pipeline in enumerate(process.pipelines):
        nodes["Pipeline", pipeline.key] = _values(pipeline) | {"position": at}
        for stood, need in enumerate(pipeline.needs):
            told = {key: value for key, value in _values(need).items() if key != "role"}
            edges["NEEDS", pipeline.key, need.role] = told | {"position": stood}
        for place, stage in enumerate(pipeline.stages):
            within = (pipeline.key, stage.key)
            nodes["Stage", *within] = _values(stage)
            edges["HAS_STAGE", *within] = {"position": place}
            edges |= {("LEADS_TO", *within, to): {} for to in stage.leads_to}
            for asked, criterion in enumerate(stage.criteria):
                nodes["Criterion", *within, criterion.key] = _values(criterion)
                edges["REQUIRES", *within, criterion.key] = {"position": asked}
            for at_effect, effect in enumerate(stage.sets_off):
                nodes["Effect", *within, effect.key] = _values(effect)
                edges["SETS_OFF", *within, effect.key] = {"position": at_effect}
    for label, (name, _) in WORDS.items():
        for at, word in enumerate(getattr(process, name)):
            nodes[label, word.key] = _values(word) | {"position": at}
    return nodes | edges


def process_of(parts: Parts) -> Process:
    """Return the process that some parts make; arrows stand in the order of the stages."""
    children: dict[Part, list[Part]] = defaultdict(list)
    for part in parts:
        children[part[:-1]].append(part)

    def in_order(label: str, *within: str, by: str | None = None) -> list[Part]:
        def place(part: Part) -> tuple[int, Part]:
            return parts[by or label, *part[1:]]["position"], part

        return sorted(children[label, *within], key=place)

    def stage_of(part: Part, keys: list[str]) -> Stage:
        _, *within = part
        ahead = tuple(key for key in keys if ("LEADS_TO", *within, key) in parts)
        asked = in_order("Criterion", *within, by="REQUIRES")
        criteria = tuple(_record(Criterion, parts[one]) for one in asked)
        acting = in_order("Effect", *within, by="SETS_OFF")
        effects = tuple(_record(Effect, parts[one]) for one in acting)
        return _record(Stage, parts[part], leads_to=ahead, criteria=criteria, sets_off=effects)

    def pipeline_of(part: Part) -> Pipeline:
        stages = in_order("Stage", part[1], by="HAS_STAGE")
        keys = [stage[2] for stage in stages]
        made = tuple(stage_of(stage, keys) for stage in stages)
        needs = tuple(
            _record(RoleNeed, parts[one], role=one[2]) for one in in_order("NEEDS", part[1])
        )
        return _record(Pipeline, parts[part], stages=made, needs=needs)

    words = {
        name: tuple(_record(record, parts[part]) for part in in_order(label))
        for label, (name, record) in WORDS.items()
    }
    return Process(tuple(pipeline_of(part) for part in in_order("Pipeline")), **words)


def _values(record: Any) -> Values:
    """Return the properties that the graph keeps: nothing, no list and no "no" are absent."""
    given = {field.name: getattr(record, field.name) for field in fields(record)}
    return {
        name: _plain(value)
        for name, value in given.items()
        if name not in _ELSEWHERE and (value or (value == 0 and value is not False))
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, str) else value


def _record(kind: type[Record], values: Values, **further: Any) -> Record:
    hints = get_type_hints(kind)
    given = {name: _typed(hints[name], value) for name, value in values.items() if name in hints}
    return kind(**given, **further)


def _typed(hint: Any, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    kinds = get_args(hint) or (hint,)  # an optional one is a union with None
    words = next((one for one in kinds if isinstance(one, type) and issubclass(one, StrEnum)), None)
    return words(value) if words else value
