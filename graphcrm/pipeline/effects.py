"""What a stage's effects must say to be carried out, and what each of them is in words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, timedelta
from itertools import combinations
from typing import TypeAlias

from graphcrm.directory.rules import FieldError
from graphcrm.pipeline.criteria.checks import MOST_DAYS
from graphcrm.pipeline.fields import FIELDS, FieldType, read_fields
from graphcrm.pipeline.records import Effect, EffectKind, Moment, Place, Process, Recipient


Wrong: TypeAlias = tuple[str, str]
"""What is wrong with an effect: the parameter it is wrong in, and a sentence."""

LONGEST = 200
LATER = re.compile(r"\+ ?(\d{1,4})")

_TAKES = {
    EffectKind.TASK: ("whom", "user", "title", "due_days"),
    EffectKind.NOTIFY: ("whom", "user"),
    EffectKind.SET_FIELD: ("field", "value"),
}
_NEEDS = {
    EffectKind.TASK: ("title", "whom"),
    EffectKind.NOTIFY: ("whom",),
    EffectKind.SET_FIELD: ("field",),
}
_WORDS = {
    "title": "a title: what is to be done",
    "whom": "somebody: owner, manager, team or user",
    "field": "a field",
    "days": "a number of days",
    "user": "the address of a user",
}
_EVERY_KIND = {"key", "do", "when", "name", "days"}
_USUAL = {field.name: field.default for field in fields(Effect)}
_WHOM = {
    Recipient.OWNER: "its owner",
    Recipient.MANAGER: "the manager",
    Recipient.TEAM: "the team",
}


def parameters_of(do: EffectKind) -> tuple[str, ...]:
    """Return what effects that do this take besides what every effect has."""
    return _TAKES[do]


def wrong_in(process: Process, effect: Effect) -> Iterator[Wrong]:
    """Yield what is wrong with an effect, the plainest first.

    Args:
        process: What fields may say.
        effect: The one.
    """
    yield from _wrong_parameters(effect)
    for name in ("days", "due_days"):
        number = getattr(effect, name)
        least = 0 if name == "due_days" else 1
        if number is not None and not least <= number <= MOST_DAYS:
            yield name, f"{number} is not {least} to {MOST_DAYS}."
    if effect.title is not None and not _is_line(effect.title):
        yield "title", f"it is 1 to {LONGEST} letters on one line."
    if effect.do is EffectKind.TASK and effect.whom is Recipient.TEAM:
        yield "whom", "a task is one person's: owner, manager or user."
    if effect.field is not None:
        yield from _wrong_field(process, effect.field, effect.value)


def contradictions(effects: Sequence[Effect]) -> Iterator[tuple[int, str]]:
    """Yield effects that an earlier one of their stage works against: where each stands, and why.

    Of two that set one field at one moment nobody could say what it says afterwards.
    """
    for (_, one), (at, other) in combinations(enumerate(effects), 2):
        is_same = (one.when, one.days, one.field) == (other.when, other.days, other.field)
        if one.field is not None and is_same:
            yield at, f"sets {one.field!r} at the same moment as {one.key!r}."


def value_on(effect: Effect, day: date) -> str:
    """Return what a field is set to on a day, as one would type it; "" takes it away."""
    value = effect.value or ""
    field = FIELDS.get(effect.field or "")
    later = LATER.fullmatch(value)
    if later and field is not None and field.type is FieldType.DAY:
        return str(day + timedelta(days=int(later[1])))
    return value


def due_on(effect: Effect, day: date) -> date | None:
    """Return by which day a task is due that is set off on one; None = whenever."""
    return None if effect.due_days is None else day + timedelta(days=effect.due_days)


def moment(effect: Effect) -> str:
    """Return when an effect happens, e.g. "after 14 days"."""
    if effect.when is not Moment.AFTER:
        return f"on {effect.when.value.removesuffix('e')}ing"
    return f"after {days_in_words(effect.days or 0)}"


def sentence(effect: Effect) -> str:
    """Return what an effect does, e.g. 'task for its owner: Send the offer, due in 3 days'."""
    match effect.do:
        case EffectKind.TASK:
            due = "" if effect.due_days is None else f", due in {days_in_words(effect.due_days)}"
            due = ", due the same day" if effect.due_days == 0 else due
            return f"task for {_whom(effect)}: {effect.title}{due}"
        case EffectKind.NOTIFY:
            return f"tells {_whom(effect)}"
    label = FIELDS[effect.field].label if effect.field in FIELDS else effect.field
    if not effect.value:
        return f"takes {label} away"
    later = LATER.fullmatch(effect.value)
    return f"sets {label} to {f'{days_in_words(int(later[1]))} later' if later else effect.value}"


def in_words(stage: str, effect: Effect) -> str:
    """Return what a stage sets off, e.g. "On entering Won: tells the team."."""
    within = "in " if effect.when is Moment.AFTER else ""
    return f"{moment(effect).capitalize()} {within}{stage}: {sentence(effect)}."


def told_on_way(place: Place, ahead: Sequence[Place]) -> list[str]:
    """Return what a deal sets off where it is and where arrows lead it, a sentence each.

    Args:
        place: Where it is: what happens after some days there, and when it leaves.
        ahead: Stages it may enter.
    """
    staying = (Moment.AFTER, Moment.LEAVE)
    here = [(place, one) for one in place.stage.sets_off if one.when in staying]
    entering = [
        (one, effect)
        for one in ahead
        for effect in one.stage.sets_off
        if effect.when is Moment.ENTER
    ]
    return [in_words(one.stage.name, effect) for one, effect in (*here, *entering)]


def named(effect: Effect) -> str:
    """Return what people call an effect: its name, else what it does."""
    return effect.name or sentence(effect)


def _wrong_parameters(effect: Effect) -> Iterator[Wrong]:
    given = [name for name, usual in _USUAL.items() if getattr(effect, name) != usual]
    for name in _needs(effect):
        if name not in given:
            yield name, f"{effect.do} needs {_WORDS[name]}."
    allowed = {*_EVERY_KIND, *_TAKES[effect.do]}
    for name in given:
        if name not in allowed:
            yield name, f"{effect.do} takes no {name}."
    if effect.days is not None and effect.when is not Moment.AFTER:
        yield "days", f"are of effects that happen after them, not on {effect.when}."
    if effect.user is not None and effect.whom is not Recipient.USER:
        yield "user", "is named where whom is user."


def _needs(effect: Effect) -> Iterator[str]:
    yield from _NEEDS[effect.do]
    if effect.when is Moment.AFTER:
        yield "days"
    if effect.whom is Recipient.USER:
        yield "user"


def _wrong_field(process: Process, key: str, value: str | None) -> Iterator[Wrong]:
    field = FIELDS.get(key)
    if field is None:
        yield "field", f"{key!r} is none of {', '.join(FIELDS)}."
        return
    if field.type is FieldType.DAY and LATER.fullmatch(value or ""):
        return
    try:
        read_fields(process, {key: value or ""}, {})
    except FieldError as error:
        yield "value", str(error)


def _is_line(text: str) -> bool:
    return bool(text.strip()) and len(text) <= LONGEST and text.isprintable()


def _whom(effect: Effect) -> str:
    if effect.whom is None or effect.whom is Recipient.USER:
        return effect.user or "nobody"
    return _WHOM[effect.whom]


def days_in_words(count: int) -> str:
    """Return "1 day", "2 days"."""
    return "1 day" if count == 1 else f"{count} days"
