"""What the generated world consists of, beside the rows that any source yields."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from graphcrm.activities.records import Address
from graphcrm.integrations.source import AccountFacts, JobFacts


class Size(IntEnum):
    """How many contacts a world has, our own people among them."""

    SMALL = 400
    MEDIUM = 10_000
    LARGE = 100_000


class UserRole(StrEnum):
    """What somebody at our own firm may do."""

    ADMIN = "admin"
    MANAGER = "manager"
    REP = "rep"


@dataclass(frozen=True, slots=True)
class UserFacts:
    """Somebody who signs in; the contact with the same address is the same person."""

    name: str
    email: str
    role: UserRole
    team: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who looks after a contact.

    Attributes:
        email: The contact's present address.
        owner_email: Address of the user.
    """

    email: str
    owner_email: str


@dataclass(frozen=True, slots=True)
class DeclaredTie:
    """What one of us says about two people.

    Attributes:
        by_email: Address of the user who says so.
        one_email: Address of one of the two.
        other_email: Address of the other.
        level: weak, good or strong.
        declared_at: Instant in UTC.
        expires_on: Day from which it no longer counts; None = it stays.
    """

    by_email: str
    one_email: str
    other_email: str
    level: str
    declared_at: datetime
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Influence:
    """Sway of one person over another, as one of us sees it.

    Attributes:
        weight: -1..1; negative = opposes.
    """

    from_email: str
    to_email: str
    weight: float
    set_by_email: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class ReportingLine:
    """A formal line: `report_email` reports to `manager_email`, at one account."""

    report_email: str
    manager_email: str
    from_on: date


@dataclass(frozen=True, slots=True)
class Opening:
    """What the demo opens on: the question of `user_email`, who is a rep, about `target_email`."""

    user_email: str
    target_email: str


@dataclass(frozen=True, slots=True)
class DealStay:
    """A stage that a deal came into; `stage_key` is the stage's in the first pipeline."""

    stage_key: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal; what is not explained here is a property of the same name in the graph.

    Attributes:
        account: Name of the firm it is for.
        owner_email: Address of the user who looks after it.
        stays: The stages it was in, the present one last.
    """

    name: str
    account: str
    owner_email: str
    stays: tuple[DealStay, ...]
    kind: str
    source: str
    amount_minor: int | None
    currency: str | None
    opened_on: date
    close_on: date
    closed_on: date | None = None
    slip_count: int | None = None
    win_percent: int | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    stalled_until_on: date | None = None
    stalled_why: str | None = None
    competitor: str | None = None
    loss_reason: str | None = None
    loss_note: str | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """An invented firm.

    Attributes:
        facts: What is known of it in the CRM.
        domain: Its mail domain, under .example.
        pattern: How it makes addresses of names: first.last, f.last, last.first or firstl.
        owner: Number of the user who looks after it.
        culture: Where most of its people come from, an index into `names.CULTURES`.
    """

    facts: AccountFacts
    domain: str
    pattern: str
    owner: int
    culture: int


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person, by number in `Truth.people`; ours come first.

    Attributes:
        name: As they write it.
        title: Of the present job.
        address: Where they are reached now; a list or a shared mailbox is one too.
        former: Their address at the job before; None where they have not moved.
        moved_at: When the former address ended; None where they have not moved.
        organisation: Number in `Truth.organisations`; None for a list, or somebody on their own.
        jobs: The present one first.
        phone: None where unknown.
        level: 1 (chief) .. 5 (specialist).
        owner: Number of the user who looks after them.
        do_not_contact: They asked to be left alone.
    """

    name: str
    title: str | None
    address: Address
    former: Address | None = None
    moved_at: datetime | None = None
    organisation: int | None = None
    jobs: tuple[JobFacts, ...] = ()
    phone: Address | None = None
    level: int = 5
    owner: int = 0
    do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class Ties:
    """The true ties, as columns of one length; what is seen of them is drawn from these.

    Attributes:
        first: Number of one person; the one of us, where one of the two is ours.
        second: Number of the other.
        group: Number in `Truth.groups` of those who are there too, 0 = nobody.
        weekly: Exchanges a week while it lasts.
        regular: 0 (bursts) .. 1 (like clockwork).
        since: Start, weeks before now.
        until: End, weeks before now; 0 = it lasts.
        begins: Share of exchanges that `first` begins, 0..1.
        answered: Chance that a message is answered, 0..1; 0 = one way.
        mail: Share of exchanges that are mail, 0..1.
        meeting: Share that are meetings; the rest are calls.
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    group: NDArray[np.int32]
    weekly: NDArray[np.float64]
    regular: NDArray[np.float64]
    since: NDArray[np.float64]
    until: NDArray[np.float64]
    begins: NDArray[np.float64]
    answered: NDArray[np.float64]
    mail: NDArray[np.float64]
    meeting: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is really so in the world; the CRM is given only what its users would have seen.

    Attributes:
        organisations: Ours first.
        people: Ours first, then theirs, then lists and shared mailboxes.
        person_count: How many of `people` are persons.
        user_count: How many of `people` are ours.
        groups: Numbers of people who take part together; the first is empty.
        ties: Who deals with whom, and how.
    """

    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]
    person_count: int
    user_count: int
    groups: tuple[tuple[int, ...], ...]
    ties: Ties


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's part in a deal, and what we think of them there.

    Attributes:
        email: Present address of the contact.
        role_key: Of a role of the process.
        support: -2..2; None = not known.
        power: 1..5.
    """

    email: str
    role_key: str
    support: int | None
    power: int
