"""Contacts and accounts as pages, lists, searches and timelines show them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from graphcrm.activities.records import Kind
from graphcrm.directory.drafts import AccountDraft, ContactDraft


@dataclass(frozen=True, slots=True)
class ContactRef:
    """A contact, short: enough to tell them from others."""

    contact_id: str
    name: str
    address: str | None
    account: str | None


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account, short."""

    account_id: str
    name: str
    domain: str | None


@dataclass(frozen=True, slots=True)
class Authored:
    """Who last changed a record, and when; None of a record that the stream does not tell of."""

    activity_id: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class HandleLine:
    """An address on a contact's page."""

    handle_id: str
    kind: str
    value: str
    use: str


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job on a contact's page: what somebody stated, and when mail showed it."""

    job_id: str
    account_id: str
    account: str
    title: str | None
    from_on: date | None
    until_on: date | None
    seen_from_on: date | None
    seen_until_on: date | None
    board: bool
    primary: bool


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A contact's page; accounts and people that the reader may not see are left out.

    Attributes:
        user_id: The user who is this person; None for everybody else.
        source: What made the contact: a door, a kind of import, "mail".
        superiors: To whom they report now.
        reports: Who reports to them now, at most 100.
        draft: What the edit form starts with ...
        version: ... and what it gives back, to tell whether somebody else saved meanwhile.
    """

    contact_id: str
    name: str
    title: str | None
    kind: str
    do_not_contact: bool
    user_id: str | None
    owner_id: str | None
    owner: str | None
    team_id: str | None
    source: str | None
    created_at: datetime | None
    created_by: str | None
    changed: Authored | None
    handles: tuple[HandleLine, ...]
    jobs: tuple[JobLine, ...]
    superiors: tuple[ContactRef, ...]
    reports: tuple[ContactRef, ...]
    draft: ContactDraft
    version: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody at an account: their latest job there and the last contact with them."""

    contact_id: str
    name: str
    title: str | None
    is_former: bool
    last_contact_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """An account's page.

    Attributes:
        people: Of those the reader may see, the first 200 by name.
        person_count: All whom the reader may see.
        parent: The account it is part of.
        children: The accounts that are part of it, at most 100.
        draft: What the edit form starts with ...
        version: ... and what it gives back, to tell whether somebody else saved meanwhile.
    """

    account_id: str
    name: str
    domains: tuple[str, ...]
    industry: str | None
    employee_count: int | None
    revenue_minor: int | None
    currency: str | None
    location: str | None
    home: bool
    owner_id: str | None
    owner: str | None
    team_id: str | None
    source: str | None
    created_at: datetime | None
    changed: Authored | None
    people: tuple[PersonLine, ...]
    person_count: int
    parent: AccountRef | None
    children: tuple[AccountRef, ...]
    draft: AccountDraft
    version: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A row of the list of contacts.

    Attributes:
        account: The primary or latest job's.
        last_contact_at: The last contact of anybody with them; None = none is known.
    """

    contact_id: str
    name: str
    title: str | None
    kind: str
    account_id: str | None
    account: str | None
    address: str | None
    owner: str | None
    last_contact_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A row of the list of accounts; `person_count` and `last_contact_at` of visible people."""

    account_id: str
    name: str
    domain: str | None
    industry: str | None
    home: bool
    owner: str | None
    person_count: int
    last_contact_at: datetime | None


@dataclass(frozen=True, slots=True)
class ContactList:
    """One page of the contacts, by name.

    Attributes:
        count: How many there are on all pages.
        cursor: Give it back as `after` for the next page; None on the last.
    """

    rows: tuple[ContactLine, ...]
    count: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class AccountList:
    """One page of the accounts, by name; see ContactList."""

    rows: tuple[AccountLine, ...]
    count: int
    cursor: str | None


class Subject(StrEnum):
    """What a search finds."""

    CONTACT = "contact"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found while typing.

    Attributes:
        title: A contact's; None of accounts.
        account: A contact's primary or latest employer; None of accounts.
        address: The address that was found, or the first; an account's domain.
    """

    subject: Subject
    uid: str
    name: str
    title: str | None
    account: str | None
    address: str | None


class Likeness(StrEnum):
    """Why two records may be one, the strongest first."""

    ADDRESS = "same address"
    NAME_AND_PLACE = "same name at the same organisation"
    NAME = "same name"
    SIMILAR_NAME = "similar name"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that what is being typed may already be.

    Attributes:
        address: A contact's first e-mail address, or an account's domain.
        account: A contact's primary or latest employer.
    """

    subject: Subject
    uid: str
    name: str
    address: str | None
    account: str | None
    reason: Likeness


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two contacts who may be one person; nothing merges them by itself."""

    one: ContactRef
    other: ContactRef
    reason: Likeness


@dataclass(frozen=True, slots=True)
class Involved:
    """Who took part: the contact where there is one that the reader may see, else the address."""

    contact_id: str | None
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a timeline.

    Attributes:
        verb: Of changes: what was done; None of evidence.
        subject: Of evidence that has one; a reason that was given with a change.
        body: Of what people logged by hand only.
        involved: The first few who took part, senders first; empty of changes.
        involved_count: All who took part.
        changed: Of changes: what they touched, e.g. ("title", "addresses").
        by: The user who made the change or logged it.
        is_own: Whether the reader logged it by hand and can withdraw it.
    """

    activity_id: str
    kind: Kind
    occurred_at: datetime
    verb: str | None
    subject: str | None
    body: str | None
    involved: tuple[Involved, ...]
    involved_count: int
    changed: tuple[str, ...]
    by: str | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of what happened, the newest first.

    Attributes:
        has_hidden: Whether there is evidence that the reader may not see; nothing more is told.
        cursor: Give it back as `before` for the next page; None on the last.
    """

    entries: tuple[Entry, ...]
    has_hidden: bool
    cursor: str | None
