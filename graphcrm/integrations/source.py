"""The one interface of everything that brings data in, and the records it yields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeAlias

from graphcrm.activities.records import Address, Evidence
from graphcrm.pipeline.records import StageType


class SourceKind(StrEnum):
    """The kinds of sources, as the command line and the import screen name them."""

    MBOX = "mbox"
    EML = "eml"
    ICS = "ics"
    VCARD = "vcard"
    CSV_CONTACTS = "csv-contacts"
    CSV_ACCOUNTS = "csv-accounts"
    CSV_ACTIVITIES = "csv-activities"
    CSV_OPPORTUNITIES = "csv-opportunities"
    LINKEDIN = "linkedin"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A job of a person, as a source states it.

    Attributes:
        account: Name of the organisation.
        domain: Its mail domain; None where unknown.
        title: As written.
        from_on: First day; None where unknown.
        until_on: Last day; None while it lasts or where unknown.
        board: Whether it is a seat on the board.
    """

    account: str
    domain: str | None = None
    title: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    board: bool = False


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person a source states outright: a row of contacts, a vCard, a LinkedIn connection.

    Attributes:
        name: As written, spaces normalised.
        addresses: E-mails, phones and profile URLs, in the source's order; may be empty.
        title: As written; None where the source has none.
        jobs: As stated; may be empty.
        key: The source's own identity of the row (a vCard UID, an id column); None without one.
    """

    name: str
    addresses: tuple[Address, ...] = ()
    title: str | None = None
    jobs: tuple[JobFacts, ...] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An organisation a source states outright.

    Attributes:
        name: As written, spaces normalised.
        domains: Mail domains in lower case; may be empty.
        revenue_minor: Yearly, in minor units of `currency`; None where unknown.
        parent: Name of the organisation it is part of.
        key: The source's own identity of the row; None where it has none.
    """

    name: str
    domains: tuple[str, ...] = ()
    industry: str | None = None
    employee_count: int | None = None
    revenue_minor: int | None = None
    currency: str | None = None
    location: str | None = None
    parent: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class StageWords:
    """Where a deal stands, in the words of its source; the same words mean the same stage.

    Attributes:
        stage: As written; "" where the outcome says it all.
        meaning: What the mapping says that is: a stage's key or name, or pipeline/stage.
        outcome: Won or lost, where a status says so: it outweighs the stage.
        pipeline: As written; None where the source does not say.
        kind: Kind of the deal, as written.
    """

    stage: str
    meaning: str | None = None
    outcome: StageType | None = None
    pipeline: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class OpportunityFacts:
    """A deal a source states.

    Attributes:
        key: Tells the row from all others, of other sources too.
        stage: Where it stands.
        fields: Field key to text, as pipeline.fields reads them; what is not said is absent.
        has_currency: Whether the amount among them says its currency.
        account: Name of the organisation; None where the row names none.
        domain: The organisation's mail domain.
        owners: Names and addresses that the row gives its owner.
        source: Where the deal came from, as written.
        product: What is sold, as written.
        closed_on: When it was won or lost, where that is told apart from the expected close.
        loss_reason: As written.
        loss_note: As written.
    """

    key: str
    stage: StageWords
    fields: Mapping[str, str]
    has_currency: bool = False
    account: str | None = None
    domain: str | None = None
    owners: tuple[str, ...] = ()
    source: str | None = None
    product: str | None = None
    closed_on: date | None = None
    loss_reason: str | None = None
    loss_note: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A row that could not be read, and why, in words for the person who imports."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A row that was read and deliberately left out.

    Attributes:
        reason: A short stable phrase, the same for all rows alike: it is counted.
    """

    reason: str


Content: TypeAlias = Evidence | PersonFacts | AccountFacts | OpportunityFacts | Failed | Ignored


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a source.

    Attributes:
        row: Where it stands, for messages to people: "inbox.mbox: message 12", "people.csv: row 3".
        content: What it says.
        position: Bytes of the input consumed once this row is read, for progress.
    """

    row: str
    content: Content
    position: int = 0


class Source(Protocol):
    """Something that can be read from its beginning, as often as asked, in flat memory."""

    @property
    def kind(self) -> SourceKind:
        """What it is."""
        ...

    @property
    def name(self) -> str:
        """File name or folder, as shown to people."""
        ...

    @property
    def size(self) -> int | None:
        """Bytes to read, for progress; None where unknown."""
        ...

    def items(self) -> Iterator[Item]:
        """Yield every row in order; a bad row is a Failed, never an exception.

        Raises:
            InvalidError: The input as a whole is not what it should be (empty, binary, no header).
        """
        ...
