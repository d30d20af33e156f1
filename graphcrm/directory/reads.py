"""Contacts and accounts as their pages and lists show them."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.changes import Values
from graphcrm.directory import rules, search, words
from graphcrm.directory.drafts import JobDraft
from graphcrm.directory.records import (
    AccountLine,
    AccountList,
    AccountPage,
    AccountRef,
    Authored,
    ContactLine,
    ContactList,
    ContactPage,
    ContactRef,
    HandleLine,
    JobLine,
    PersonLine,
)
from graphcrm.errors import InvalidError


MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A row of directory/contact_page."""

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
    changed: Values
    handles: list[Values]
    jobs: list[Values]
    superiors: list[Values]
    reports: list[Values]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A row of directory/account_page."""

    account_id: str
    name: str
    domains: list[str]
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
    changed: Values
    people: list[Values]
    person_count: int
    parent: Values | None
    children: list[Values]


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are."""

    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """What words find: how many in all, and the rows of one page."""

    count: int
    rows: list[Values]


CONTACT_PAGE = graph.load("directory/contact_page", ContactRow)
ACCOUNT_PAGE = graph.load("directory/account_page", AccountRow)
CONTACT_LINES = graph.load("directory/contact_lines", ContactLine)
CONTACT_LINES_FOUND = graph.load("directory/contact_lines_found", Found)
CONTACT_COUNT = graph.load("directory/contact_count", Count)
ACCOUNT_LINES = graph.load("directory/account_lines", AccountLine)
ACCOUNT_LINES_FOUND = graph.load("directory/account_lines_found", Found)
ACCOUNT_COUNT = graph.load("directory/account_count", Count)


class BadCursorError(InvalidError):
    """A cursor is none that a list gave out."""

    code = "bad-cursor"

    def __init__(self) -> None:
        super().__init__("This place in the list does not exist; start from its beginning.")


def get_contact(actor: Actor, contact_id: str) -> ContactPage:
    """Return what a contact's page shows but ties and timeline.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
    """
    scope = access.filter_of(actor)
    row = graph.get(CONTACT_PAGE, "contact", contact_id, contact_id=contact_id, scope=scope)
    handles = tuple(HandleLine(**handle) for handle in row.handles)
    jobs = tuple(JobLine(**job) for job in row.jobs)
    values = {
        "name": row.name,
        "title": row.title,
        "kind": row.kind,
        "do_not_contact": row.do_not_contact,
    }
    draft = rules.contact_draft(
        values, [(handle.kind, handle.value) for handle in handles], [_draft(job) for job in jobs]
    )
    facts: dict[str, Any] = {key: getattr(row, key) for key in ContactRow.__slots__}
    facts |= {
        "changed": _authored(row.changed),
        "handles": handles,
        "jobs": jobs,
        "superiors": tuple(ContactRef(**one) for one in row.superiors),
        "reports": tuple(ContactRef(**one) for one in row.reports),
    }
    return ContactPage(**facts, draft=draft, version=rules.version_of(draft))


def get_account(actor: Actor, account_id: str) -> AccountPage:
    """Return what an account's page shows but its timeline.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
    """
    row = graph.get(
        ACCOUNT_PAGE,
        "account",
        account_id,
        account_id=account_id,
        today=clock.now().date(),
        scope=access.filter_of(actor),
    )
    facts: dict[str, Any] = {key: getattr(row, key) for key in AccountRow.__slots__}
    parent = AccountRef(**row.parent) if row.parent else None
    draft = rules.draft_of_account(facts, parent.account_id if parent else None)
    facts |= {
        "domains": tuple(row.domains),
        "changed": _authored(row.changed),
        "people": tuple(PersonLine(**person) for person in row.people),
        "parent": parent,
        "children": tuple(AccountRef(**one) for one in row.children),
    }
    return AccountPage(**facts, draft=draft, version=rules.version_of(draft))


def contacts(
    actor: Actor, text: str = "", *, after: str | None = None, limit: int = 50
) -> ContactList:
    """Return a page of the contacts the actor may see, by name.

    Args:
        actor: Who looks.
        text: Words that begin words of the name or title, or the beginning of an address; all
            contacts where it is empty, none where nothing in it can be looked for.
        after: The cursor of the page before.
        limit: 1..500.

    Raises:
        BadCursorError: `after` is no cursor.
    """
    params = {**_place(after, limit), "scope": access.filter_of(actor)}
    if not text.strip():
        rows = graph.fetch(CONTACT_LINES, **params)
        count = graph.fetch(CONTACT_COUNT, scope=params["scope"])[0].count
    elif (query := words.prefix_query(text, words.OF_CONTACTS)) is None:
        return ContactList((), 0, None)
    else:
        prefix = next(iter(search.address_prefixes(text)), None)
        found = graph.fetch(CONTACT_LINES_FOUND, words=query, prefix=prefix, **params)[0]
        rows, count = [ContactLine(**row) for row in found.rows], found.count
    cursor = _cursor(rows[limit - 1].name, rows[limit - 1].contact_id) if rows[limit:] else None
    return ContactList(tuple(rows[:limit]), count, cursor)


def accounts(
    actor: Actor, text: str = "", *, after: str | None = None, limit: int = 50
) -> AccountList:
    """Return a page of the accounts the actor may see, by name; see `contacts`.

    Raises:
        BadCursorError: `after` is no cursor.
    """
    params = {**_place(after, limit), "scope": access.filter_of(actor)}
    if not text.strip():
        rows = graph.fetch(ACCOUNT_LINES, **params)
        count = graph.fetch(ACCOUNT_COUNT, scope=params["scope"])[0].count
    elif (query := words.prefix_query(text, words.OF_ACCOUNTS)) is None:
        return AccountList((), 0, None)
    else:
        found = graph.fetch(ACCOUNT_LINES_FOUND, words=query, **params)[0]
        rows, count = [AccountLine(**row) for row in found.rows], found.count
    cursor = _cursor(rows[limit - 1].name, rows[limit - 1].account_id) if rows[limit:] else None
    return AccountList(tuple(rows[:limit]), count, cursor)


def _draft(job: JobLine) -> JobDraft:
    return JobDraft(
        account=job.account,
        account_id=job.account_id,
        job_id=job.job_id,
        title=job.title,
        from_on=job.from_on,
        until_on=job.until_on,
        board=job.board,
        primary=job.primary,
    )


def _authored(changed: Values) -> Authored | None:
    return Authored(**changed) if changed["activity_id"] else None


def _place(after: str | None, limit: int) -> dict[str, Any]:
    """Return the parameters of a page, one row longer, to know whether another follows."""
    name, uid = _after(after) if after else ("", "")
    return {"after_name": name, "after_id": uid, "limit": min(max(limit, 1), MOST_ROWS) + 1}


def _cursor(name: str, uid: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([name, uid]).encode()).decode()


def _after(cursor: str) -> tuple[str, str]:
    try:
        name, uid = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError) as error:
        raise BadCursorError from error
    if not isinstance(name, str) or not isinstance(uid, str):
        raise BadCursorError
    return name, uid
