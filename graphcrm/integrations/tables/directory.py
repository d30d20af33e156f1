"""Rows of contacts and accounts, as an address book or another CRM exports them."""

from collections.abc import Iterator
from functools import lru_cache

from graphcrm.activities.records import Address, HandleKind
from graphcrm.directory import addresses, names
from graphcrm.integrations.source import AccountFacts, Ignored, JobFacts, PersonFacts
from graphcrm.integrations.tables import values
from graphcrm.integrations.tables.cells import Cells


NO_NAME = "no name"


def person(cells: Cells) -> PersonFacts | Ignored:
    """Return the person a row of contacts states; ignored where it names nobody.

    Raises:
        ValueProblem: A cell cannot be read.
    """
    name = _name(cells)
    reached = list(_addresses(cells, name))
    if len(reached) > 1:
        reached = list(dict.fromkeys(reached))
    if name is None and reached:
        name = names.from_local_part(reached[0].value.partition("@")[0])
    if name is None:
        return Ignored(NO_NAME)
    title = cells.one("title") or None
    return PersonFacts(
        name=name,
        addresses=tuple(reached),
        title=title,
        jobs=tuple(_jobs(cells, title)),
        key=cells.one("id") or None,
    )


def account(cells: Cells) -> AccountFacts | Ignored:
    """Return the organisation a row of accounts states; ignored where it names none.

    Raises:
        ValueProblem: A cell cannot be read.
    """
    name = cells.one("name")
    if not name:
        return Ignored(NO_NAME)
    mapping = cells.mapping
    currency = cells.one("currency") or mapping.currency
    revenue = cells.read(
        "revenue", lambda text: values.money(text, currency, mapping.decimal, mapping.unit)
    )
    return AccountFacts(
        name=name,
        domains=tuple(dict.fromkeys(domains(cells))),
        industry=cells.one("industry") or None,
        employee_count=cells.read("employees", values.count),
        revenue_minor=revenue[0] if revenue else None,
        currency=revenue[1] if revenue else None,
        location=", ".join(dict.fromkeys(cells.every("location"))) or None,
        parent=cells.one("parent") or None,
        key=cells.one("id") or None,
    )


def _name(cells: Cells) -> str | None:
    written = cells.one("name")
    if not written:
        parts = (cells.one("first"), cells.one("middle"), cells.one("last"))
        written = " ".join(part for part in parts if part)
    return names.cleaned(written) if written else None


def _addresses(cells: Cells, name: str | None) -> Iterator[Address]:
    yield from cells.mail_addresses("email", name)
    for cell in cells.every("phone"):
        for part in values.listed(cell):
            number = addresses.phone(part)
            if number is None:
                raise values.ValueProblem(f"phone: {part[:60]!r} is not a phone number")
            yield Address(HandleKind.PHONE, number)
    for cell in cells.every("profile"):
        url = addresses.profile(cell)
        if url is None:
            raise values.ValueProblem(f"profile: {cell[:60]!r} is not the address of a profile")
        yield Address(HandleKind.PROFILE, url)


def _jobs(cells: Cells, title: str | None) -> Iterator[JobFacts]:
    employer = cells.one("account")
    if not employer:
        return
    how = cells.mapping.time
    yield JobFacts(
        account=employer,
        domain=next(domains(cells), None) or cells.mapping.domain,
        title=title,
        from_on=cells.read("from", lambda text: values.day(text, how)),
        until_on=cells.read("until", lambda text: values.day(text, how)),
        board=cells.read("board", values.truth) or False,
    )


def domains(cells: Cells) -> Iterator[str]:
    """Yield mail domains from cells that hold domains or web addresses.

    Raises:
        ValueProblem: A part is neither.
    """
    for cell in cells.every("domain"):
        for part in values.listed(cell):
            domain = _domain(part)
            if domain is None:
                raise values.ValueProblem(f"domain: {part[:60]!r} is not a domain")
            yield domain


@lru_cache(maxsize=8192)
def _domain(text: str) -> str | None:
    host = text.lower().partition("://")[2] or text.lower()
    host = host.partition("/")[0].partition("?")[0].partition(":")[0]
    address = addresses.email(f"x@{host.rpartition('@')[2].removeprefix('www.')}")
    return addresses.domain_of(address) if address and "." in address else None
