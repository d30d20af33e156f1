"""Values in the sentences of criteria."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from graphcrm.money import Money, digits_of
from graphcrm.pipeline.fields import FIELDS, FieldType
from graphcrm.pipeline.records import Criterion, CriterionKind, OpportunityKind, Process, Source


ACTIVITIES = {
    "email": ("an", "e-mail"),
    "message": ("a", "message"),
    "meeting": ("a", "meeting"),
    "call": ("a", "call"),
    "note": ("a", "note"),
    "task": ("a", "task"),
}


_TITLES = {
    CriterionKind.NEXT_STEP: "Next step",
    CriterionKind.AUTHORITY: "Somebody with authority",
    CriterionKind.CHECKLIST: "Tick",
    CriterionKind.APPROVAL: "Approval",
}


def amount(money: Money) -> str:
    """Return an amount as one would type it: "12,500.00 EUR"."""
    digits = digits_of(money.currency)
    return f"{Decimal(money.minor).scaleb(-digits):,.{digits}f} {money.currency}"


def value(process: Process, key: str, what: Any) -> str:
    """Return what a field says, as people read it."""
    if isinstance(what, Money):
        return amount(what)
    if FIELDS[key].type is FieldType.PERCENT:
        return f"{what} %"
    words: dict[FieldType, tuple[OpportunityKind, ...] | tuple[Source, ...]] = {
        FieldType.KIND: process.kinds,
        FieldType.SOURCE: process.sources,
    }
    names = {one.key: one.name for one in words.get(FIELDS[key].type, ())}
    return names.get(what, str(what))  # of a day, the way it is typed


def title(process: Process, criterion: Criterion) -> str:
    """Return what a criterion is called: its name, else what it asks in a few words."""
    said = criterion.name or _TITLES.get(criterion.kind, "")
    match criterion.kind if not said else None:
        case CriterionKind.FIELD:
            said = FIELDS[str(criterion.field)].label
        case CriterionKind.AMOUNT:
            least = Money(criterion.amount_minor or 0, criterion.currency or "")
            said = f"Amount of at least {amount(least)}"
        case CriterionKind.ACTIVITY:
            _, word = ACTIVITIES[str(criterion.activity)]
            said = f"{word.capitalize()} in {days(criterion.days or 0)}"
        case CriterionKind.PATH:
            said = f"Introduction to {role(process, criterion.role)}"
        case CriterionKind.ENGAGED:
            said = f"{criterion.count} engaged people"
    return said


def days(count: int) -> str:
    """Return so many days back: "the last 14 days"."""
    return "the last day" if count == 1 else f"the last {count} days"


def ago(at: datetime, now: datetime) -> str:
    """Return how many days ago an instant is: "today", "yesterday", "3 days ago"."""
    passed = (now.date() - at.date()).days
    return {0: "today", 1: "yesterday"}.get(passed, f"{passed} days ago")


def role(process: Process, key: str | None) -> str:
    """Return what a part in a deal is called."""
    return next((one.name for one in process.roles if one.key == key), str(key))


def listed(words: list[str]) -> str:
    """Return words one after the other: "a manager, then an admin"."""
    named = [f"an {word}" if word[0] in "aeiou" else f"a {word}" for word in words]
    return ", then ".join(named)
