"""What a form says against what was saved meanwhile, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from graphcrm.web.formats import day


NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is saved otherwise than the form has it."""

    label: str
    saved: str
    typed: str


def differences(labels: Mapping[str, str], saved: object, typed: object) -> tuple[Difference, ...]:
    """Return the fields in which two drafts of one kind differ, in the order of `labels`.

    Args:
        labels: Field names to what people call them.
        saved: The draft as it is now.
        typed: The draft that the form says.
    """
    pairs = [
        (label, words(getattr(saved, key)), words(getattr(typed, key)))
        for key, label in labels.items()
    ]
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def words(value: Any) -> str:
    """Return a value of a draft as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return "; ".join(sorted(words(item) for item in value)) or NOTHING
    if is_dataclass(value):
        told = [(field.name, getattr(value, field.name)) for field in fields(value)]
        return ", ".join(_part(name, one) for name, one in told if one not in (None, "", False))
    return str(value) if value not in (None, "") else NOTHING


def _part(name: str, value: Any) -> str:
    plain = {"from_on": "from", "until_on": "until"}
    if value is True:
        return name
    return f"{plain[name]} {words(value)}" if name in plain else words(value)
