"""The differences between two processes as people who do not know its keys read them."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphcrm.pipeline.parts import Part, parts_of
from graphcrm.pipeline.records import Process


_KINDS = {
    "Pipeline": "Pipeline",
    "Stage": "Stage",
    "Criterion": "Criterion",
    "Effect": "Effect",
    "LossReason": "Loss reason",
    "OpportunityKind": "Kind",
    "Source": "Source",
    "Currency": "Currency",
    "Role": "Role",
}
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
    had, has = parts_of(before), parts_of(after)
    for part in had:
        if part not in has and part[0] not in _PLACES:
            yield f"{_named(part, had)} goes."
    reordered = dict.fromkeys(
        "The order changes."
        for part in has
        if part in had and had[part].get("position") != has[part].get("position")
    )
    for part, wanted in has.items():
        if part[0] in _PLACES:
            continue
        if part not in had:
            yield f"{_named(part, has)} comes."
            continue
        for key in sorted(had[part] | wanted):
            was, will = had[part].get(key), wanted.get(key)
            if was != will and key != "position":
                field = _FIELDS.get(key, key.replace("_", " "))
                yield f"{_named(part, had)}: {field} {_said(was)} becomes {_said(will)}."
    yield from reordered


def _named(part: Part, parts: Mapping[Part, Mapping[str, Any]]) -> str:
    def name(*of: str) -> str:
        return str(parts[of].get("name") or of[-1])

    label, *keys = part
    if label == "LEADS_TO":
        pipeline, start, end = keys
        ways = f"{name('Stage', pipeline, start)} to {name('Stage', pipeline, end)}"
        return f"The arrow from {ways}"
    if label == "NEEDS":
        return f"The need of {name('Role', keys[1])} in {name('Pipeline', keys[0])}"
    above = f" of {name('Pipeline', keys[0])}" if label == "Stage" else ""
    if label in ("Criterion", "Effect"):
        above = f" of {name('Stage', *keys[:2])}"
    return f"{_KINDS[label]} {name(*part)}{above}"


def _said(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case True:
            return "yes"
        case list():
            return ", ".join(value)
    return str(value)
