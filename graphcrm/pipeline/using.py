"""Which parts of a process deals hang on, so that they cannot go."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphcrm import graph
from graphcrm.errors import ConflictError
from graphcrm.pipeline.differences import Kept
from graphcrm.pipeline.parts import Part, Parts


@dataclass(frozen=True, slots=True)
class InUse:
    """A row of pipeline/parts_in_use."""

    name: str
    count: int


PARTS_IN_USE = graph.load("pipeline/parts_in_use", InUse)


class InUseError(ConflictError):
    """Deals hang on a part of the process that is to go."""

    code = "in-use"

    def __init__(self, name: str, count: int) -> None:
        deals = "1 deal is" if count == 1 else f"{count} deals are"
        super().__init__(f"{deals} still in {name}; move them first, or retire it.")


def find_in_use(before: Mapping[Part, Kept], after: Parts) -> InUseError | None:
    """Return that deals hang on what goes, or on stages that come to mean something else.

    Asked once the changes are made, it is sure: nobody else commits from then on.
    """
    words = {
        "OpportunityKind": "kinds",
        "Source": "sources",
        "LossReason": "loss_reasons",
        "Role": "roles",
    }
    gone = [part for part in before if part not in after]
    keys = {name: [part[1] for part in gone if part[0] == label] for label, name in words.items()}
    stage_ids = [
        kept.uid
        for part, kept in before.items()
        if part[0] == "Stage" and after.get(part, {}).get("type") != kept.values["type"]
    ]
    if stage_ids or any(keys.values()):
        for row in graph.fetch(PARTS_IN_USE, stage_ids=stage_ids, **keys)[:1]:
            return InUseError(row.name, row.count)
    return None
