"""How the cells of a table are read: what the import screen offers of what a mapping can say."""

from collections.abc import Mapping as Names
from dataclasses import dataclass, fields

from werkzeug.datastructures import MultiDict  # noqa: TC002 - get_type_hints reads it

from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.tables.mapping import Mapping, MappingError


FORMAT = "format"


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a mapping that is not a column.

    Attributes:
        name: As in tables.mapping.Mapping.
        choices: Values with their names for people; without them it is typed.
        example: What a typed one may look like.
        is_number: Whether only whole numbers from 1 can be typed.
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    example: str = ""
    is_number: bool = False


ENCODING = Option("encoding", "Encoding", example="found by content")
TIMES = (
    ("auto", "Found by content"),
    ("day-first", "Day before month"),
    ("month-first", "Month before day"),
    ("unix", "Seconds since 1970"),
    ("unix-ms", "Milliseconds since 1970"),
    (FORMAT, "In the format beside"),
)
DAYS = tuple(choice for choice in TIMES if not choice[0].startswith("unix"))
KINDS = (
    ("email", "Mail"),
    ("reply", "Mail that answers"),
    ("message", "Message"),
    ("meeting", "Meeting"),
    ("call", "Call"),
    ("note", "Note"),
    ("task", "Task"),
)
DECIMALS = (("", "By what stands there"), (".", "Point: 1,200.50"), (",", "Comma: 1.200,50"))
FORMATTED = Option("time-format", "Format", example="%d.%m.%Y %H:%M")
OPTIONS = {
    SourceKind.CSV_CONTACTS: (
        Option("time", "Days", DAYS),
        Option("time-format", "Format", example="%d.%m.%Y"),
        Option("domain", "Domain of employers where no column says", example="acme.example"),
        ENCODING,
    ),
    SourceKind.CSV_ACCOUNTS: (
        Option("currency", "Currency of amounts without one", example="EUR"),
        Option("decimal", "Decimals", DECIMALS),
        Option("unit", "A revenue of 1 means", example="1", is_number=True),
        ENCODING,
    ),
    SourceKind.CSV_OPPORTUNITIES: (
        Option("time", "Days", DAYS),
        Option("time-format", "Format", example="%d.%m.%Y"),
        Option("currency", "Currency of amounts without one", example="EUR"),
        Option("decimal", "Decimals", DECIMALS),
        Option("unit", "An amount of 1 means", example="1", is_number=True),
        Option("namespace", "Name of the system, if ids repeat", example="old-crm"),
        ENCODING,
    ),
    SourceKind.CSV_ACTIVITIES: (
        Option("time", "Times", TIMES),
        FORMATTED,
        Option("zone", "Zone of times without one", example="UTC"),
        Option("kind", "Kind of rows that do not say", KINDS),
        Option("domain", "Domain of addresses without one", example="acme.example"),
        Option("namespace", "Name of this log, if ids repeat", example="old-crm"),
        ENCODING,
    ),
}


def proposed(mapping: Mapping) -> dict[str, str]:
    """Return what a mapping says, as the form's fields show it."""
    told = {each.name: getattr(mapping, each.name) for each in fields(Mapping)}
    texts = {name: "" if value is None else str(value) for name, value in told.items()}
    if mapping.time not in dict(TIMES):
        texts |= {"time": FORMAT, "time-format": mapping.time}
    names = {option.name for offered in OPTIONS.values() for option in offered}
    return {name: texts.get(name, "") for name in names}


def sent(form: "MultiDict[str, str]", kind: SourceKind) -> dict[str, str]:
    """Return what somebody chose and typed."""
    return {option.name: form.get(option.name, "").strip() for option in OPTIONS[kind]}


def stated(chosen: Names[str, str]) -> dict[str, str | int]:
    """Return the entries of a mapping that say something, as TOML has them.

    Raises:
        MappingError: A number is none, or a format is chosen and not typed.
    """
    texts = {name: text for name, text in chosen.items() if text and name != "time-format"}
    entries: dict[str, str | int] = {**texts}
    if texts.get("time") == FORMAT:
        if not chosen.get("time-format"):
            raise MappingError("time", "is said to have a format of its own: which?")
        entries["time"] = chosen["time-format"]
    if "unit" in texts:
        if not texts["unit"].isascii() or not texts["unit"].isdecimal() or not int(texts["unit"]):
            raise MappingError("unit", "must be a whole number from 1.")
        entries["unit"] = int(texts["unit"])
    return entries
