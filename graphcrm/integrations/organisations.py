"""Organisations of an import: matched by domain, then by name; added where there is none."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphcrm.changes import Node
from graphcrm.directory import addresses, names
from graphcrm.integrations.plan import Plan
from graphcrm.integrations.source import AccountFacts, JobFacts, OpportunityFacts


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as the graph holds it, and whether the importer may see it."""

    uid: str
    name: str
    domains: list[str]
    employee_count: int | None
    industry: str | None
    location: str | None
    revenue_minor: int | None
    currency: str | None
    parent_id: str | None
    visible: bool = True


class AccountBook:
    """Every account by domain and by name, as one run knows them."""

    def __init__(self, rows: Iterable[AccountState]) -> None:
        self._by_domain: dict[str, AccountState] = {}
        self._by_name: dict[str, AccountState] = {}
        for row in rows:
            self.note(row)

    def note(self, row: AccountState) -> None:
        """Remember an account, new or as it is now."""
        self._by_name[names.folded(row.name)] = row
        for domain in row.domains:
            self._by_domain[domain] = row

    def find(self, name: str | None, domains: Iterable[str]) -> AccountState | None:
        """Return the account of one of the domains, or else of the name."""
        for domain in domains:
            if (row := self._by_domain.get(domain)) is not None:
                return row
        return self._by_name.get(names.folded(name)) if name else None


def is_hidden(book: AccountBook, facts: AccountFacts) -> bool:
    """Answer whether a stated organisation is an account that the importer may not see."""
    state = book.find(facts.name, facts.domains)
    return state is not None and not state.visible


def plan_account(plan: Plan, book: AccountBook, facts: AccountFacts) -> bool | None:
    """Plan what a stated organisation adds or changes.

    Returns:
        True where it is new, None where it changes something, False where all is known.
    """
    state = book.find(facts.name, facts.domains)
    parent = _parent_id(plan, book, facts.parent) if facts.parent else None
    if state is None:
        state = _new(plan, book, facts)
        if parent and parent != state.uid:
            plan.add_edge("PART_OF", Node("Account", state.uid), Node("Account", parent), {})
        return True
    changed = AccountState(
        state.uid,
        state.name,
        sorted({*state.domains, *facts.domains}) if facts.domains else state.domains,
        facts.employee_count if facts.employee_count is not None else state.employee_count,
        facts.industry or state.industry,
        facts.location or state.location,
        facts.revenue_minor if facts.revenue_minor is not None else state.revenue_minor,
        facts.currency or state.currency,
        state.parent_id or (parent if parent != state.uid else None),
    )
    if changed == state:
        return False
    node = Node("Account", state.uid)
    plan.set(node, _values(state), _values(changed))
    if changed.parent_id and state.parent_id is None:
        plan.add_edge("PART_OF", node, Node("Account", changed.parent_id), {})
    book.note(changed)
    return None


def account_of_job(plan: Plan, book: AccountBook, job: JobFacts) -> Node:
    """Return the account of a stated job, planned where it is not there yet."""
    return _account(plan, book, AccountFacts(job.account, domains_of(job.domain)))


def account_of_deal(plan: Plan, book: AccountBook, facts: OpportunityFacts) -> Node | None:
    """Return the account a stated deal is for, planned where it is not there yet; None = no one."""
    stated = stated_account(facts)
    return _account(plan, book, stated) if stated else None


def stated_account(facts: OpportunityFacts) -> AccountFacts | None:
    """Return the organisation a stated deal names, by its name or its domain alone."""
    domains = domains_of(facts.domain)
    name = facts.account or (name_of_domain(domains[0]) if domains else None)
    return AccountFacts(name, domains) if name else None


def domains_of(domain: str | None) -> tuple[str, ...]:
    """Return the domain by which an organisation is known, where it is its own."""
    found = addresses.organisation_domain(domain) if domain else None
    return (found,) if found and not addresses.is_free_mail(found) else ()


def account_of_domain(plan: Plan, book: AccountBook, domain: str) -> Node:
    """Return the account whose mail comes from `domain`, planned where it is not there yet."""
    state = book.find(None, (domain,))
    if state is None:
        state = _new(plan, book, AccountFacts(name_of_domain(domain), (domain,)))
    return Node("Account", state.uid)


def name_of_domain(domain: str) -> str:
    """Return what an organisation may be called: "lindqvist-rao.example" gives "Lindqvist Rao"."""
    label = domain.partition(".")[0]
    return " ".join(word.capitalize() for word in label.replace("_", "-").split("-"))


def _account(plan: Plan, book: AccountBook, facts: AccountFacts) -> Node:
    state = book.find(facts.name, facts.domains) or _new(plan, book, facts)
    return Node("Account", state.uid)


def _parent_id(plan: Plan, book: AccountBook, name: str) -> str:
    return (book.find(name, ()) or _new(plan, book, AccountFacts(name))).uid


def _new(plan: Plan, book: AccountBook, facts: AccountFacts) -> AccountState:
    values = {
        "domains": list(facts.domains) or None,
        "employee_count": facts.employee_count,
        "industry": facts.industry,
        "location": facts.location,
        "revenue_minor": facts.revenue_minor,
        "currency": facts.currency,
    }
    node = plan.add_account(facts.name, values)
    state = AccountState(
        node.uid,
        facts.name,
        list(facts.domains),
        facts.employee_count,
        facts.industry,
        facts.location,
        facts.revenue_minor,
        facts.currency,
        None,
    )
    book.note(state)
    return state


def _values(state: AccountState) -> dict[str, object]:
    return {
        "domains": state.domains or None,
        "employee_count": state.employee_count,
        "industry": state.industry,
        "location": state.location,
        "revenue_minor": state.revenue_minor,
        "currency": state.currency,
    }
