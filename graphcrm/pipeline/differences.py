"""From one process to another: which nodes and edges come, go and change, and that in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.pipeline.records import Process, Stage


Part: TypeAlias = tuple[str, ...]
"""A part of a process by its label or edge type and keys: ("Stage", "sales", "won")."""

NODES = ("Pipeline", "Stage", "LossReason")
_WORDS = {
    "Pipeline": "pipeline {}",
    "Stage": "stage {1} of {0}",
    "LossReason": "loss reason {}",
    "HAS_STAGE": "place of stage {1} of {0}",
    "LEADS_TO": "arrow {1} to {2} of {0}",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A part as the graph holds it: its uid, and its properties but those the writer keeps."""

    uid: str
    values: Values


def parts_of(process: Process) -> dict[Part, Values]:
    """Return the nodes and edges that make a process, with their properties, nodes first."""
    nodes: dict[Part, Values] = {}
    edges: dict[Part, Values] = {}
    for at, pipeline in enumerate(process.pipelines):
        nodes["Pipeline", pipeline.key] = _present(
            key=pipeline.key, name=pipeline.name, kinds=list(pipeline.kinds), position=at
        )
        for place, stage in enumerate(pipeline.stages):
            nodes["Stage", pipeline.key, stage.key] = _stage(stage)
            edges["HAS_STAGE", pipeline.key, stage.key] = {"position": place}
            edges |= {("LEADS_TO", pipeline.key, stage.key, to): {} for to in stage.leads_to}
    for at, reason in enumerate(process.loss_reasons):
        nodes["LossReason", reason.key] = _present(
            key=reason.key, name=reason.name, asks_text=reason.asks_text, position=at
        )
    return nodes | edges


def changes_between(
    before: Mapping[Part, Kept], after: Mapping[Part, Values], new_uid: Callable[[], str]
) -> list[Change]:
    """Return the changes that turn the graph's process into the wanted one, edges between nodes.

    What keeps its keys stays the same node or edge, whatever else changes.
    """
    uids = {part: kept.uid for part, kept in before.items()}
    uids |= {part: new_uid() for part in after if part not in uids}
    come = [Added(_what(part, uids), after[part]) for part in after if part not in before]
    go = [Removed(_what(part, uids), before[part].values) for part in before if part not in after]
    sets: list[Change] = []
    for part, wanted in after.items():
        had = before[part].values if part in before else wanted
        keys = [key for key in had | wanted if had.get(key) != wanted.get(key)]
        if keys:
            old, new = ({key: values.get(key) for key in keys} for values in (had, wanted))
            sets.append(Set(_what(part, uids), old, new))
    return [
        *(change for change in go if isinstance(change.what, Edge)),
        *(change for change in go if isinstance(change.what, Node)),
        *come,
        *sets,
    ]


def told(before: Mapping[Part, Values], after: Mapping[Part, Values]) -> Iterator[str]:
    """Yield the differences line by line, e.g. "~ stage won of sales: name Won -> Signed"."""
    for part in before:
        if part not in after:
            yield f"- {_named(part)}"
    for part, wanted in after.items():
        if part not in before:
            yield f"+ {_named(part)}"
            continue
        for key in sorted(before[part] | wanted):
            had, has = before[part].get(key), wanted.get(key)
            if had != has:
                yield f"~ {_named(part)}: {key} {_value(had)} -> {_value(has)}"


def _stage(stage: Stage) -> Values:
    return _present(
        key=stage.key,
        name=stage.name,
        type=stage.type.value,
        win_percent=stage.win_percent,
        rotting_days=stage.rotting_days,
        color=stage.color,
    )


def _what(part: Part, uids: Mapping[Part, str]) -> Node | Edge:
    start: Part
    end: Part
    match part:
        case ("HAS_STAGE", pipeline, stage):
            start, end = ("Pipeline", pipeline), ("Stage", pipeline, stage)
        case ("LEADS_TO", pipeline, stage, to):
            start, end = ("Stage", pipeline, stage), ("Stage", pipeline, to)
        case _:
            return Node(part[0], uids[part])
    return Edge(part[0], uids[part], Node(start[0], uids[start]), Node(end[0], uids[end]))


def _named(part: Part) -> str:
    return _WORDS[part[0]].format(*part[1:])


def _value(value: Any) -> str:
    return "nothing" if value is None else repr(value) if isinstance(value, str) else str(value)


def _present(**values: Any) -> Values:
    """Return the properties that the graph keeps: nothing, no list and no "no" are absent."""
    return {key: one for key, one in values.items() if one or (one == 0 and one is not False)}
