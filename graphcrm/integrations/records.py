"""What an import is asked for, and what it tells afterwards."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


MOST_FAILURES_TOLD = 1000
MOST_NOTES_TOLD = 500
OTHER_NOTES = "of which more could be said"


class ContactPolicy(StrEnum):
    """Who in the evidence becomes a contact: who wrote and was written to, everybody, nobody."""

    TWO_WAY = "two-way"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import.

    Attributes:
        contacts: Who in the evidence becomes a contact.
        dry_run: Read and look everything up, but write nothing.
        owner_id: Uid of the user to whom belongs what is created.
        team_id: That user's team.
    """

    contacts: ContactPolicy = ContactPolicy.TWO_WAY
    dry_run: bool = False
    owner_id: str | None = None
    team_id: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that could not be read, and why."""

    row: str
    reason: str


@dataclass(slots=True)
class Tally:
    """The counts of a run while it goes on; every row read is in exactly one of them."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed_count: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    failed: list[Failure] = field(default_factory=list)
    noted: Counter[str] = field(default_factory=Counter)

    def fail(self, row: str, reason: str) -> None:
        """Count a row that could not be read; the first thousand are kept with their reasons."""
        self.failed_count += 1
        if len(self.failed) < MOST_FAILURES_TOLD:
            self.failed.append(Failure(row, reason))

    def note(self, reason: str, count: int = 1) -> None:
        """Count rows of which something should be known; the first 500 things are told apart."""
        is_told = reason in self.noted or len(self.noted) < MOST_NOTES_TOLD
        self.noted[reason if is_told else OTHER_NOTES] += count


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come.

    Attributes:
        import_id: Of the run; None on a dry run.
        read: Rows read.
        position: Bytes consumed.
        size: Bytes to read; None where unknown.
        step: What it does now: reading, people or ties.
    """

    import_id: str | None
    read: int
    position: int
    size: int | None
    step: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a run did.

    Attributes:
        import_id: None on a dry run.
        read: Rows read = new + changed + unchanged + ignored + failed.
        new: Rows that the graph did not hold.
        changed: Rows that changed something it held.
        unchanged: Rows it held just so.
        ignored: Rows left out on purpose, by reason.
        failed: Rows that could not be read, the first thousand.
        failed_count: All of those.
        contacts: People added; None on a dry run, as all evidence together tells who is one.
        accounts: Organisations added; None on a dry run.
        noted: Rows taken in, of which something should be known, by what that is: "without an
            account". A row may be among several, or none.
    """

    import_id: str | None
    read: int
    new: int
    changed: int
    unchanged: int
    ignored: dict[str, int]
    failed: list[Failure]
    failed_count: int
    contacts: int | None
    accounts: int | None
    noted: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back an import did.

    Attributes:
        import_id: Of the import.
        reverted: Changes taken back.
        kept: Records that somebody has edited or built on since, as sentences.
        kept_count: Contacts and accounts of it that remain: those, and whom other mail shows.
    """

    import_id: str
    reverted: int
    kept: list[str]
    kept_count: int
