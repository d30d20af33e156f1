"""What a criterion must say to be one, and which criteria cannot hold together."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from itertools import combinations
from typing import TypeAlias

from graphcrm.access.records import Permission, Role as UserRole
from graphcrm.access.rules import ROLES
from graphcrm.activities.records import Kind
from graphcrm.directory.rules import FieldError
from graphcrm.money import Money
from graphcrm.pipeline.fields import FIELDS, MOST_MINOR, FieldType, money_of, read_fields
from graphcrm.pipeline.records import Comparison, Criterion, CriterionKind, Process, Stage, When


Wrong: TypeAlias = tuple[str, str]
"""What is wrong with a criterion: the parameter it is wrong in, and a sentence."""

Bound: TypeAlias = str | int | date | Money

ACTIVITIES = (Kind.EMAIL, Kind.MESSAGE, Kind.MEETING, Kind.CALL, Kind.NOTE, Kind.TASK)
MOST_DAYS = 3650
ORDERED = (FieldType.MONEY, FieldType.DAY, FieldType.PERCENT)

_TAKES: dict[CriterionKind, tuple[str, ...]] = {
    CriterionKind.FIELD: ("field", "comparison", "value"),
    CriterionKind.ACTIVITY: ("activity", "days"),
    CriterionKind.NEXT_STEP: (),
    CriterionKind.AMOUNT: ("amount_minor", "currency"),
    CriterionKind.ENGAGED: ("count", "days"),
    CriterionKind.AUTHORITY: ("days",),
    CriterionKind.PATH: ("role", "percent"),
    CriterionKind.CHECKLIST: (),
    CriterionKind.APPROVAL: ("approvers", "days"),
}
_WORDS = {
    "name": "a name",
    "field": "a field",
    "value": "a value",
    "activity": "a kind of activity",
    "days": "a number of days",
    "count": "a number of people",
    "amount_minor": "an amount in minor units",
    "currency": "a currency",
    "role": "a role",
    "percent": "a percentage",
    "approvers": "approvers",
}
_USUAL = {field.name: field.default for field in fields(Criterion)}
_LIMITS = {"days": MOST_DAYS, "count": 50, "amount_minor": MOST_MINOR, "percent": 100}
_EVERY_KIND = {"key", "kind", "name", "when", "to", "severity"}


def parameters_of(kind: CriterionKind) -> tuple[str, ...]:
    """Return what criteria of a kind take besides what every criterion has."""
    return _TAKES[kind]


def wrong_in(process: Process, stage: Stage, criterion: Criterion) -> Iterator[Wrong]:
    """Yield what is wrong with a criterion of a stage, the plainest first.

    Args:
        process: What fields, currencies and roles there are.
        stage: Where it stands.
        criterion: The one.
    """
    yield from _wrong_parameters(criterion)
    yield from _wrong_arrow(stage, criterion)
    yield from _wrong_words(process, criterion)
    if criterion.kind is CriterionKind.FIELD:
        yield from _wrong_field(process, criterion)


def contradictions(process: Process, criteria: Sequence[Criterion]) -> Iterator[tuple[int, str]]:
    """Yield criteria that an earlier one contradicts: where each stands, and a sentence.

    Args:
        process: What their values mean.
        criteria: Of one stage, each right in itself.
    """
    bounds = [_bounds(process, one) for one in criteria]
    for (first, one), (second, other) in combinations(enumerate(criteria), 2):
        if _meet(one, other) and any(
            field == its_field and _exclude(how, what, its, other_)
            for field, how, what in bounds[first]
            for its_field, its, other_ in bounds[second]
        ):
            yield second, f"cannot hold together with {one.key!r}."


def _wrong_parameters(criterion: Criterion) -> Iterator[Wrong]:
    takes, needs = _parameters(criterion)
    article = "an" if criterion.kind[0] in "ae" else "a"
    given = [name for name, usual in _USUAL.items() if getattr(criterion, name) != usual]
    for name in needs:
        if name not in given:
            yield name, f"{article} {criterion.kind} criterion needs {_WORDS[name]}."
    for name in given:
        if name not in takes | _EVERY_KIND:
            yield name, f"{article} {criterion.kind} criterion takes no {name} here."
        if name in _LIMITS and not 1 <= getattr(criterion, name) <= _LIMITS[name]:
            yield name, f"{getattr(criterion, name)} is not 1 to {_LIMITS[name]}."


def _parameters(criterion: Criterion) -> tuple[set[str], list[str]]:
    """Return which parameters a criterion may have, and which of them it must."""
    takes = set(_TAKES[criterion.kind])
    if criterion.comparison is Comparison.PRESENT:
        takes.discard("value")
    may_lack = {"comparison"} | ({"days"} if criterion.kind is CriterionKind.APPROVAL else set())
    must = ["name"] if criterion.kind is CriterionKind.CHECKLIST else []
    return takes, [*must, *(one for one in _TAKES[criterion.kind] if one in takes - may_lack)]


def _wrong_arrow(stage: Stage, criterion: Criterion) -> Iterator[Wrong]:
    if criterion.to is None:
        if criterion.kind is CriterionKind.APPROVAL and criterion.when is When.EXIT:
            yield "to", "an approval is of one move; say to where, or set when: entry."
        return
    if criterion.when is not When.EXIT:
        yield "to", "only who leaves goes along an arrow; set when: exit."
    if criterion.to not in stage.leads_to:
        yield "to", f"{stage.name} does not lead to {criterion.to!r}."


def _wrong_words(process: Process, criterion: Criterion) -> Iterator[Wrong]:
    may_edit = [one for one in UserRole if Permission.EDIT in ROLES[one]]
    known: dict[str, Sequence[str]] = {
        "field": list(FIELDS),
        "activity": ACTIVITIES,
        "currency": [one.key for one in process.currencies],
        "role": [one.key for one in process.roles],
        "approvers": may_edit,
    }
    for name, words in known.items():
        said = getattr(criterion, name) or ()
        for word in (said,) if isinstance(said, str) else said:
            if word not in words:
                yield name, f"{word!r} is none of {', '.join(words) or 'none'}."
    if criterion.count is not None and criterion.count > len(process.roles):
        yield "count", f"there are {len(process.roles)} roles, so never {criterion.count} people."
    is_of_authority = criterion.kind is CriterionKind.AUTHORITY
    if is_of_authority and not any(one.authority for one in process.roles):
        yield "kind", "no role has authority, so nobody could ever."


def _wrong_field(process: Process, criterion: Criterion) -> Iterator[Wrong]:
    field = FIELDS[str(criterion.field)]
    is_of_order = criterion.comparison in (Comparison.AT_LEAST, Comparison.AT_MOST)
    if is_of_order and field.type not in ORDERED:
        yield "comparison", f"{field.label} has no more and less; use is or is-not."
    if criterion.value is not None:
        try:
            if read_value(process, criterion) is None:
                yield "value", "is empty; a comparison needs something to compare with."
        except FieldError as error:
            yield "value", str(error)


def read_value(process: Process, criterion: Criterion) -> Bound | None:
    """Return what a criterion compares its field with, in the field's own type.

    Raises:
        FieldError: The field cannot be that.
    """
    key, text = str(criterion.field), str(criterion.value)
    values = read_fields(process, {key: text}, {key: text})  # what is retired may be asked for
    return value_of(values, key)


def value_of(values: dict[str, Bound], key: str) -> Bound | None:
    """Return what some properties say of a field; None = nothing."""
    return money_of(values) if FIELDS[key].type is FieldType.MONEY else values.get(key)


def _bounds(process: Process, one: Criterion) -> list[tuple[str, Comparison, Bound]]:
    """Return what a criterion lets a field be; nothing where it lets it be anything."""
    if one.kind is CriterionKind.AMOUNT:
        least = Money(one.amount_minor or 0, one.currency or "")
        return [("amount", Comparison.AT_LEAST, least)]
    if one.kind is CriterionKind.FIELD and one.comparison is not Comparison.PRESENT:
        value = read_value(process, one)
        return [(str(one.field), one.comparison, value)] if value is not None else []
    return []


def _meet(one: Criterion, other: Criterion) -> bool:
    """Answer whether two criteria are ever asked of one move."""
    return one.when is other.when and (one.to is None or other.to is None or one.to == other.to)


def _exclude(how: Comparison, what: Bound, its: Comparison, other: Bound) -> bool:
    """Answer whether nothing can be both."""
    both = {how, its}
    if Comparison.IS_NOT in both:
        return both == {Comparison.IS, Comparison.IS_NOT} and what == other
    if isinstance(what, Money) and isinstance(other, Money) and what.currency != other.currency:
        return True
    if both == {Comparison.IS}:
        return what != other
    if how is its:
        return False
    if its is Comparison.AT_MOST or how is Comparison.AT_LEAST:
        how, what, its, other = its, other, how, what
    # Now the first has the upper end, at-most or is, and the second the lower, at-least or is.
    return bool(what < other)  # type: ignore[operator]  # two of one field are of one type
