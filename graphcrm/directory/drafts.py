"""Contacts and accounts as forms give them, and as the commands find them before they decide."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from graphcrm.activities.records import HandleUse
from graphcrm.changes import Values


@dataclass(frozen=True, slots=True)
class JobDraft:
    """A job of a contact as a form gives it.

    Attributes:
        account: Name of the organisation; one that exists is met by it, any other is made.
        account_id: Which organisation, where it was chosen; wins over `account`.
        job_id: Uid of the job that is edited; None for a new one.
        title: As written.
        from_on: First day; None where unknown.
        until_on: Last day; None while it lasts or where unknown.
        board: Whether it is a seat on the board.
        primary: Whether it is the one shown beside the name; at most one job of a contact is.
    """

    account: str = ""
    account_id: str | None = None
    job_id: str | None = None
    title: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    board: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """Everything about a contact that people edit; what is left out is taken away.

    Attributes:
        name: As written, 1..200 characters.
        title: As written.
        emails: E-mail addresses as typed.
        phones: Phone numbers as typed.
        profiles: URLs of profiles as typed.
        jobs: Now and before.
        kind: A person, a shared mailbox or a list.
        do_not_contact: Whether nobody is to be led to them.
    """

    name: str
    title: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    jobs: tuple[JobDraft, ...] = ()
    kind: HandleUse = HandleUse.PERSON
    do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """Everything about an account that people edit; what is left out is taken away.

    Attributes:
        name: As written, 1..200 characters.
        domains: Mail domains as typed; no two accounts share one.
        employee_count: How many work there, from 0; None = unknown.
        revenue_minor: Yearly, in minor units of `currency`; both or neither.
        currency: ISO 4217 code.
        parent_id: The account it is part of.
    """

    name: str
    domains: tuple[str, ...] = ()
    industry: str | None = None
    employee_count: int | None = None
    revenue_minor: int | None = None
    currency: str | None = None
    location: str | None = None
    parent_id: str | None = None


class EdgeState(TypedDict):
    """An edge on a record as the graph holds it.

    `other` is the uid of what it leads to or comes from; `kind`, `value` and `name` are that
    one's; `hidden` says that the actor may not see it.
    """

    type: str
    outgoing: bool
    values: Values
    other: str
    other_label: str
    kind: str | None
    value: str | None
    name: str | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """A record as the graph holds it, with what hangs on it; a command decides on it.

    Attributes:
        user_id: The user whose person a contact is; None of accounts.
        values: All properties.
    """

    uid: str
    owner_id: str | None
    team_id: str | None
    user_id: str | None
    values: Values
    edges: list[EdgeState]


@dataclass(frozen=True, slots=True)
class Saved:
    """What a command left.

    Attributes:
        uid: Of the record.
        activity_id: Of the entry of the stream that tells of it; None where nothing changed.
    """

    uid: str
    activity_id: str | None
