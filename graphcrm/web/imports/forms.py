"""What a browser sends to import: files with what they are, and which column says what."""

import json
from collections.abc import Iterator, Mapping as Names
from dataclasses import dataclass, field
from pathlib import Path

from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import BooleanField, MultipleFileField, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from graphcrm.errors import InvalidError
from graphcrm.integrations.records import ContactPolicy
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.tables.csv_files import Preview
from graphcrm.integrations.tables.mapping import FIELDS, Mapping, missing
from graphcrm.jobs.uploads import Draft, Received
from graphcrm.web.forms import Form
from graphcrm.web.imports import options


MAIL = "mail"
KINDS = (
    (MAIL, "Mail", "An mbox, single .eml messages, or an archive of them"),
    (SourceKind.ICS.value, "Calendar", "An .ics file: meetings and who took part"),
    (SourceKind.VCARD.value, "Address book", "A .vcf file of people"),
    (SourceKind.CSV_CONTACTS.value, "Contacts", "A table of people: CSV, any delimiter"),
    (SourceKind.CSV_ACCOUNTS.value, "Accounts", "A table of organisations"),
    (SourceKind.CSV_OPPORTUNITIES.value, "Deals", "A table of deals, e.g. of another CRM"),
    (SourceKind.CSV_ACTIVITIES.value, "Activities", "A log of messages, calls or meetings"),
    (SourceKind.LINKEDIN.value, "LinkedIn", "Connections.csv, or the whole export"),
)
DELIMITERS = ((",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar"))
FIELD_NAMES = {
    "account": "Company",
    "bcc": "Bcc",
    "board": "Seat on the board",
    "cc": "Cc",
    "close_on": "Expected close",
    "closed_on": "Won or lost on",
    "employees": "Employees",
    "first": "First name",
    "from": "From",
    "id": "Id",
    "in_reply_to": "Reply to (id)",
    "last": "Last name",
    "loss_note": "Lost: in words",
    "loss_reason": "Lost: reason",
    "middle": "Middle name",
    "next_step": "Next step",
    "opened_on": "Opened",
    "parent": "Parent company",
    "profile": "Profile (LinkedIn)",
    "references": "References (ids)",
    "status": "Status (open, won, lost)",
    "win_percent": "Probability",
}

JOB_NAMES = {"from": "In the job since", "until": "In the job until", "title": "Job title"}


class NotMappedError(InvalidError):
    """A table lacks a column for something it cannot do without."""

    code = "not-mapped"

    def __init__(self, needed: list[str]) -> None:
        named = ", and ".join(needed)
        super().__init__(f"Say which column is the {named}: without it no row can be read.")
        self.needed = needed


class UploadForm(Form):
    """Files, what they are, and how they are to be read."""

    files = MultipleFileField("Files")
    kind = RadioField("What is it?", choices=[SelectChoice(*one[:2]) for one in KINDS])
    contacts = RadioField(
        "Who becomes a contact",
        choices=[
            SelectChoice(ContactPolicy.TWO_WAY.value, "Who wrote and was written to"),
            SelectChoice(ContactPolicy.ALL.value, "Everybody"),
            SelectChoice(ContactPolicy.NONE.value, "Nobody new"),
        ],
        default=ContactPolicy.TWO_WAY.value,
    )
    with_bodies = BooleanField("Keep the text of mail as well")

    def draft(self) -> Draft:
        """Return what is to be imported, and how."""
        kind = None if self.kind.data == MAIL else SourceKind(self.kind.data)
        return Draft(kind, ContactPolicy(self.contacts.data), bool(self.with_bodies.data))

    def received(self) -> Iterator[Received]:
        """Yield the files as they lie on the disk."""
        for file in self.files.data or ():
            if isinstance(file, FileStorage) and file.filename:
                file.stream.flush()
                yield Received(Path(file.stream.name), file.filename)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table says what.

    Attributes:
        chosen: For each column in order its field; "" leaves it out.
        delimiter: Between cells.
        header: Whether the first row names the columns.
        options: The other entries of a mapping, as `options` shows them.
        problem: Why this does not go; None where it does.
        stages: For stages of a table of deals, as written there, which of ours they are.
    """

    chosen: tuple[str, ...]
    delimiter: str
    header: bool
    options: Names[str, str]
    problem: str | None = None
    stages: Names[str, str] = field(default_factory=dict)

    @classmethod
    def proposed(cls, preview: Preview, mapping: Mapping) -> "Columns":
        """Return what the header says by itself, beside what was chosen before."""
        width = max([len(preview.header), *(len(row) for row in preview.rows)], default=0)
        found = {at: name for name, indexes in preview.columns.items() for at in indexes}
        chosen = tuple(found.get(at, "") for at in range(width))
        header = bool(preview.header) or preview.problem is not None
        said = options.proposed(mapping)
        return cls(chosen, preview.delimiter, header, said, stages=mapping.stages)

    @classmethod
    def sent(cls, form: "MultiDict[str, str]", kind: SourceKind) -> "Columns":
        """Return what somebody chose."""
        told = (key.removeprefix("column-") for key in form if key.startswith("column-"))
        numbers = sorted(int(number) for number in told if number.isdecimal())
        return cls(
            tuple(form[f"column-{number}"] for number in numbers),
            form.get("delimiter", ","),
            "header" in form,
            options.sent(form, kind),
            stages={
                key.removeprefix("stage-"): ref
                for key, ref in form.items()
                if key.startswith("stage-") and ref
            },
        )

    def check(self, kind: SourceKind) -> None:
        """Check that nothing is missing.

        Raises:
            NotMappedError: Something is.
        """
        needed = missing({name: () for name in self.chosen if name}, kind)
        if needed:
            raise NotMappedError([label(name).lower() for name in needed])

    def text(self) -> str:
        """Return the mapping as TOML; JSON's texts, numbers and lists of them are TOML's.

        Raises:
            MappingError: An option is not what it should be.
        """
        by_field: dict[str, list[int]] = {}
        for number, name in enumerate(self.chosen, 1):
            if name:
                by_field.setdefault(name, []).append(number)
        said = {
            "delimiter": self.delimiter,
            "header": self.header,
            **options.stated(self.options),
        }
        lines = [
            f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in said.items()
        ]
        columns = [f"{json.dumps(name)} = {numbers}" for name, numbers in by_field.items()]
        stages = [f"{json.dumps(word)} = {json.dumps(ref)}" for word, ref in self.stages.items()]
        tables = ["[columns]", *columns, *(["[stages]", *stages] if stages else [])]
        return "\n".join([*lines, *tables]) + "\n"


def label(field: str) -> str:
    """Return a field's name for people, of "name or email" both."""
    words = [FIELD_NAMES.get(one, one.capitalize()) for one in field.split(" or ")]
    return " or ".join([words[0], *(word.lower() for word in words[1:])])


def fields(kind: SourceKind) -> list[tuple[str, str]]:
    """Return the fields a table of `kind` can have, with their names for people."""
    special = JOB_NAMES if kind is SourceKind.CSV_CONTACTS else {}
    return [(name, special.get(name) or label(name)) for name in FIELDS[kind]]
