"""The fields of a deal: what each is called, and what it may say, on whatever road it comes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from graphcrm.changes import Values
from graphcrm.directory.rules import FieldError, FieldsError
from graphcrm.errors import CrmError
from graphcrm.money import AmountError, Money, digits_of, read_money
from graphcrm.pipeline.records import Process


LONGEST = 200
MOST_MINOR = 10**15
YEARS = range(1970, 2100)


class FieldType(StrEnum):
    """What the value of a field is."""

    TEXT = "text"
    MONEY = "money"
    DAY = "day"
    PERCENT = "percent"
    KIND = "kind"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a deal.

    Attributes:
        key: As the process, the command line and tables name it.
        label: As people read it.
        required: Whether every deal has it.
    """

    key: str
    label: str
    type: FieldType
    required: bool = False


FIELDS = {
    field.key: field
    for field in (
        Field("name", "Name", FieldType.TEXT, required=True),
        Field("amount", "Amount", FieldType.MONEY),
        Field("close_on", "Expected close", FieldType.DAY),
        Field("win_percent", "Probability", FieldType.PERCENT),
        Field("next_step", "Next step", FieldType.TEXT),
        Field("next_step_on", "Next step on", FieldType.DAY),
        Field("kind", "Kind", FieldType.KIND),
        Field("source", "Source", FieldType.SOURCE, required=True),
        Field("competitor", "Competitor", FieldType.TEXT),
        Field("stalled_until_on", "Stalled until", FieldType.DAY),
        Field("stalled_why", "Why it stalls", FieldType.TEXT),
        Field("opened_on", "Opened", FieldType.DAY),
    )
}


PROPERTIES = {"amount": ("amount_minor", "currency")}
"""Of fields that are kept under other names than their own."""


def read_fields(process: Process, told: Mapping[str, str], now: Values) -> Values:
    """Return the properties that some fields, as typed, give a deal; None = it has it no longer.

    Args:
        process: What kinds, sources and currencies there are.
        told: Field key to text; an empty text takes the field away.
        now: What the deal has: an amount without a currency keeps its own.

    Raises:
        FieldError: There is no such field, or its text is not what it may be.
        FieldsError: Several are not.
    """
    values: Values = {}
    wrong: list[FieldError] = []
    for key, text in told.items():
        try:
            values |= _read(process, key, " ".join(text.split()), now)
        except FieldError as error:
            wrong.append(error)
    if wrong:
        raise FieldsError(wrong) if len(wrong) > 1 else wrong[0]
    return values


def in_words(error: CrmError) -> str:
    """Return an error's sentence for people: a field is called by its label, not by its key."""
    if isinstance(error, FieldsError):
        return " ".join(map(in_words, error.errors))
    if not isinstance(error, FieldError):
        return str(error)
    field, sentence = FIELDS.get(error.field), str(error).removeprefix(f"{error.field}: ")
    label = field.label if field else error.field.replace("_", " ").capitalize()
    return sentence if sentence.startswith(label) else f"{label}: {sentence}"


def text_of(key: str, values: Mapping[str, Any]) -> str:
    """Return what a field of a deal says, as one would type it; "" where it says nothing."""
    if key == "amount":
        money = money_of(values)
        if money is None:
            return ""
        digits = digits_of(money.currency)
        whole, rest = divmod(money.minor, 10**digits)
        return f"{whole}.{rest:0{digits}} {money.currency}" if rest else f"{whole} {money.currency}"
    value = values.get(key)
    return "" if value is None else str(value)


def money_of(values: Mapping[str, Any]) -> Money | None:
    """Return a deal's amount; None where nobody said."""
    if values.get("amount_minor") is None or not values.get("currency"):
        return None
    return Money(values["amount_minor"], values["currency"])


def _read(process: Process, key: str, text: str, now: Values) -> Values:
    field = FIELDS.get(key)
    if field is None:
        raise FieldError(key, f"there is no such field; there are {', '.join(FIELDS)}.")
    if text:
        return _READERS[field.type](process, field.key, text, now)
    if field.required:
        raise FieldError(field.key, f"{field.label} is missing.")
    return dict.fromkeys(PROPERTIES.get(field.key, (field.key,)))


def _text(_: Process, key: str, text: str, __: Values) -> Values:
    if len(text) > LONGEST:
        raise FieldError(key, f"at most {LONGEST} characters, not {len(text)}.")
    return {key: text}


def _money(process: Process, key: str, text: str, now: Values) -> Values:
    usual = process.currencies[0].key if process.currencies else None
    try:
        minor, code = read_money(text, now.get("currency") or usual, ".")
    except AmountError as error:
        raise FieldError(key, f"{error}.") from error
    known = [one.key for one in process.currencies]
    if code not in known:
        raise FieldError(key, f"{code} is none of the currencies {', '.join(known)}.")
    if not 0 <= minor <= MOST_MINOR:
        raise FieldError(key, f"{text!r} is not between 0 and {MOST_MINOR // 100}.")
    return {"amount_minor": minor, "currency": code}


def _day(_: Process, key: str, text: str, __: Values) -> Values:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise FieldError(key, f"{text[:40]!r} is no day; write 2026-03-31.") from None
    if day.year not in YEARS:
        raise FieldError(key, f"{text!r} is not between {YEARS[0]} and {YEARS[-1]}.")
    return {key: day}


def _percent(_: Process, key: str, text: str, __: Values) -> Values:
    digits = text.removesuffix("%").strip()
    if not digits.isdecimal() or int(digits) > 100:  # noqa: PLR2004 - percent
        raise FieldError(key, f"{text[:40]!r} is no whole percentage from 0 to 100.")
    return {key: int(digits)}


def _kind(process: Process, key: str, text: str, _: Values) -> Values:
    return {key: _word(key, text, {one.key: one.name for one in process.kinds})}


def _source(process: Process, key: str, text: str, now: Values) -> Values:
    offered = (one for one in process.sources if not one.retired or one.key == now.get(key))
    return {key: _word(key, text, {one.key: one.name for one in offered})}


_READERS: dict[FieldType, Callable[[Process, str, str, Values], Values]] = {
    FieldType.TEXT: _text,
    FieldType.MONEY: _money,
    FieldType.DAY: _day,
    FieldType.PERCENT: _percent,
    FieldType.KIND: _kind,
    FieldType.SOURCE: _source,
}


def _word(key: str, text: str, names: Mapping[str, str]) -> str:
    """Return the key of a word, given by its key or its name."""
    if text in names:
        return text
    for one, name in names.items():
        if name.casefold() == text.casefold():
            return one
    raise FieldError(key, f"{text[:40]!r} is none of {', '.join(names) or 'none'}.")
