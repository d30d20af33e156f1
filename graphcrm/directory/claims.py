"""What only one record can have: an address, a mail domain, a place above others."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.directory import rules, words


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose an address is."""

    handle_id: str
    value: str
    contact_id: str | None
    name: str | None
    visible: bool


@dataclass(frozen=True, slots=True)
class DomainHolder:
    """Whose a mail domain is."""

    account_id: str
    name: str
    domain: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Above:
    """An account that another is part of, by any number of steps, or that account itself."""

    uid: str


HOLDERS = graph.load("directory/holders", Holder)
ACCOUNTS_OF_DOMAINS = graph.load("directory/accounts_of_domains", DomainHolder)
ACCOUNTS_ABOVE = graph.load("directory/accounts_above", Above)


def check_free(actor: Actor, handle_ids: Sequence[str]) -> set[str]:
    """Check that nobody has one of these handles; return those that are known all the same.

    Raises:
        AddressTakenError: Somebody has.
    """
    rows = graph.fetch(HOLDERS, handle_ids=list(handle_ids), scope=access.filter_of(actor))
    for row in rows:
        if row.contact_id:
            whose = (row.contact_id, row.name) if row.visible else (None, None)
            raise rules.AddressTakenError(row.value, *whose)
    return {row.handle_id for row in rows}


def check_domains(actor: Actor, account_id: str, domains: Sequence[str]) -> None:
    """Check that no other account has one of these mail domains.

    Raises:
        DomainTakenError: One has.
    """
    if not domains:
        return
    rows = graph.fetch(
        ACCOUNTS_OF_DOMAINS,
        words=words.domains_query(list(domains)),
        domains=list(domains),
        scope=access.filter_of(actor),
    )
    for row in rows:
        if row.account_id != account_id:
            whose = (row.account_id, row.name) if row.visible else (None, None)
            raise rules.DomainTakenError(row.domain, *whose)


def check_above(account_id: str, parent_id: str, name: str) -> None:
    """Check that an account may be part of another.

    Args:
        account_id: The account.
        parent_id: What it is to be part of.
        name: The account's, for the sentence.

    Raises:
        AccountCycleError: The other is part of it already, or is itself.
    """
    above = graph.fetch(ACCOUNTS_ABOVE, account_id=parent_id)
    if account_id in {row.uid for row in above}:
        raise rules.AccountCycleError(name)
