"""From one process to another: which nodes and edges come, go and change, and that in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.pipeline.parts import Part, Parts


_WORDS = {
    "Pipeline": "pipeline {}",
    "Stage": "stage {1} of {0}",
    "Criterion": "criterion {2} of stage {1} of {0}",
    "Effect": "effect {2} of stage {1} of {0}",
    "LossReason": "loss reason {}",
    "OpportunityKind": "kind {}",
    "Source": "source {}",
    "Currency": "currency {}",
    "Role": "role {}",
    "HAS_STAGE": "place of stage {1} of {0}",
    "LEADS_TO": "arrow {1} to {2} of {0}",
    "REQUIRES": "place of criterion {2} of stage {1} of {0}",
    "NEEDS": "need of role {1} in {0}",
    "SETS_OFF": "place of effect {2} of stage {1} of {0}",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A part as the graph holds it: its uid, and its properties but those the writer keeps."""

    uid: str
    values: Values


def changes_between(
    before: Mapping[Part, Kept], after: Parts, new_uid: Callable[[], str]
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


def told(before: Parts, after: Parts) -> Iterator[str]:
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


def _what(part: Part, uids: Mapping[Part, str]) -> Node | Edge:
    start: Part
    end: Part
    match part:
        case ("HAS_STAGE", pipeline, stage):
            start, end = ("Pipeline", pipeline), ("Stage", pipeline, stage)
        case ("LEADS_TO", pipeline, stage, to):
            start, end = ("Stage", pipeline, stage), ("Stage", pipeline, to)
        case ("REQUIRES", pipeline, stage, criterion):
            start, end = ("Stage", pipeline, stage), ("Criterion", pipeline, stage, criterion)
        case ("NEEDS", pipeline, role):
            start, end = ("Pipeline", pipeline), ("Role", role)
        case ("SETS_OFF", pipeline, stage, effect):
            start, end = ("Stage", pipeline, stage), ("Effect", pipeline, stage, effect)
        case _:
            return Node(part[0], uids[part])
    return Edge(part[0], uids[part], Node(start[0], uids[start]), Node(end[0], uids[end]))


def _named(part: Part) -> str:
    return _WORDS[part[0]].format(*part[1:])


def _value(value: Any) -> str:
    return "nothing" if value is None else repr(value) if isinstance(value, str) else str(value)
