"""The differences between two processes as people who do not know its keys read them."""

from collections.abc import Iterator
from typing import Any

from graphcrm.pipeline import edits, effects
from graphcrm.pipeline.criteria import wording
from graphcrm.pipeline.parts import Part, parts_of
from graphcrm.pipeline.records import Process


_KINDS = {
    "Pipeline": "Pipeline",
    "Stage": "Stage",
    "LossReason": "Loss reason",
    "OpportunityKind": "Kind",
    "Source": "Source",
    "Currency": "Currency",
    "Role": "Role",
}
_STAGES = ("since", "to")  # fields that hold the key of a stage
_PLACES = ("HAS_STAGE", "REQUIRES", "SETS_OFF")
_FIELDS = {
    "win_percent": "probability",
    "rotting_days": "days until a deal is marked",
    "color": "colour",
    "kinds": "kinds of deals",
    "teams": "teams that bring deals in",
    "asks_text": "asks for words",
    "retired": "retired",
    "authority": "can say yes",
    "neutral": "says nothing of somebody",
    "for_imports": "stands for what imports do not say",
    "amount_minor": "amount in minor units",
    "minimum": "how many people",
    "since": "from which stage on",
    "stance": "what it is in a deal",
    "titles": "words of titles",
    "rhythm_days": "days within which somebody is engaged",
    "due_days": "days until it is due",
    "do": "what it does",
}


def sentences(before: Process, after: Process) -> Iterator[str]:
    """Yield what differs, a sentence each: "Stage Lead of Sales: name Lead becomes First."."""
    old, new = _Words(before), _Words(after)
    had, has = old.parts, new.parts
    for part in had:
        if part not in has and part[0] not in _PLACES:
            yield f"{old.named(part)} goes."
    reordered = dict.fromkeys(
        "The order changes."
        for part in has
        if part in had and had[part].get("position") != has[part].get("position")
    )
    for part, wanted in has.items():
        if part[0] in _PLACES:
            continue
        if part not in had:
            yield f"{new.named(part)} comes."
            continue
        for key in sorted(had[part] | wanted):
            was, will = had[part].get(key), wanted.get(key)
            if was != will and key != "position":
                field = _FIELDS.get(key, key.replace("_", " "))
                becomes = f"{old.said(part, key, was)} becomes {new.said(part, key, will)}"
                yield f"{old.named(part)}: {field} {becomes}."
    yield from reordered


class _Words:
    """The parts of one process as people call them."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.parts = parts_of(process)

    def named(self, part: Part) -> str:
        """Return a part with its kind and where it belongs: "Stage Lead of Sales"."""
        label, *keys = part
        if label == "LEADS_TO":
            pipeline, start, end = keys
            ways = (self._name("Stage", pipeline, one) for one in (start, end))
            return f"The arrow from {' to '.join(ways)}"
        if label == "NEEDS":
            return f"The need of {self._name('Role', keys[1])} in {self._name('Pipeline', keys[0])}"
        if label in ("Criterion", "Effect"):
            return f"{label} {self._title(label, *keys)} of {self._name('Stage', *keys[:2])}"
        above = f" of {self._name('Pipeline', keys[0])}" if label == "Stage" else ""
        return f"{_KINDS[label]} {self._name(*part)}{above}"

    def said(self, part: Part, key: str, value: Any) -> str:
        """Return what a part says under a key; of what it points at, the name."""
        match value:
            case None:
                return "nothing"
            case True:
                return "yes"
            case list():
                return ", ".join(value)
        if key in _STAGES and ("Stage", part[1], value) in self.parts:
            return self._name("Stage", part[1], value)
        return self._name("Role", value) if ("Role", value) in self.parts else str(value)

    def _name(self, *part: str) -> str:
        return str(self.parts[part].get("name") or part[-1])

    def _title(self, label: str, pipeline: str, stage: str, key: str) -> str:
        within = edits.find_stage(self._process, pipeline, stage)
        if label == "Effect":
            effect = edits.find_effect(within, key)
            return effect.name or f'"{effects.sentence(effect)}"'
        return wording.title(self._process, edits.find_criterion(within, key))
