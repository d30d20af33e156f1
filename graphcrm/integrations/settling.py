"""Settling: after evidence came or went, who is a contact, and where mail shows people at work.

What is settled depends on all evidence that stands, never on the order in which it came.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Edge, Node
from graphcrm.chunks import chunks
from graphcrm.directory import addresses, names
from graphcrm.integrations import reads
from graphcrm.integrations.organisations import AccountBook, account_of_domain
from graphcrm.integrations.people import ContactState, JobState
from graphcrm.integrations.plan import Plan
from graphcrm.integrations.records import ContactPolicy, ImportOptions


CHUNK = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """What the evidence that stands says about one handle."""

    uid: str
    kind: str
    value: str
    use: str
    name: str | None
    contact_id: str | None
    first_at: datetime | None
    last_at: datetime | None
    wrote_to: list[str]
    heard_from: list[str]
    met: bool


@dataclass(frozen=True, slots=True)
class Namesake:
    """A contact of some exact name, with their e-mail addresses."""

    contact_id: str
    name: str
    addresses: list[str]


@dataclass(frozen=True, slots=True)
class NoPerson:
    """A contact that turned out to be no person."""

    contact_id: str
    use: str


@dataclass(frozen=True, slots=True)
class Settled:
    """How much settling added."""

    contacts: int
    accounts: int


HANDLES_OF_IMPORT = graph.load("integrations/handles_of_import", graph.Uid)
HANDLES_TO_SETTLE = graph.load("integrations/handles_to_settle", Standing)
NO_PERSONS = graph.load("integrations/no_persons", NoPerson)
NAMESAKES = graph.load("integrations/namesakes", Namesake)


def settle_import(actor: Actor, import_id: str, options: ImportOptions) -> Settled:
    """Settle every handle in the evidence that an import met, in chunks."""
    rows = graph.fetch(HANDLES_OF_IMPORT, import_id=import_id)
    contacts = accounts = 0
    for chunk in chunks((row.uid for row in rows), CHUNK):
        settled = settle(actor, chunk, options, batch_id=import_id)
        contacts += settled.contacts
        accounts += settled.accounts
    return Settled(contacts, accounts)


@graph.atomic
def settle(
    actor: Actor, handle_ids: Sequence[str], options: ImportOptions, *, batch_id: str
) -> Settled:
    """Make contacts of those handles that have earned it, and date the jobs their mail shows."""
    access.require(actor, Permission.IMPORT)
    graph.write_derived(reads.LOCK_INTAKE, mine=0)
    rows = graph.fetch(HANDLES_TO_SETTLE, ids=list(handle_ids))
    values = {"source": "mail", "owner_id": options.owner_id, "team_id": options.team_id}
    plan = Plan({k: v for k, v in values.items() if v is not None})
    promoted = [row for row in rows if is_contact(row, options.contacts)]
    _promote(plan, promoted)
    _refile(plan, rows)
    _date_jobs(actor, plan, rows)
    if not plan.is_empty():
        commit(actor, Verb.IMPORT_SETTLED, plan.changes(), about=[batch_id], batch_id=batch_id)
    return Settled(plan.contacts, plan.accounts)


def is_contact(row: Standing, policy: ContactPolicy) -> bool:
    """Decide whether a handle without a contact becomes one."""
    if row.contact_id or row.use != "person" or row.first_at is None:
        return False
    if row.kind not in {"email", "exchange"}:
        return False
    if policy is ContactPolicy.TWO_WAY:
        return row.met or not set(row.wrote_to).isdisjoint(set(row.heard_from) - {row.uid})
    return policy is ContactPolicy.ALL


def display_name(row: Standing) -> str:
    """Return a name as mail shows it, else as the address spells it, else the address itself."""
    shown = row.name if row.name and len(names.tokens(row.name)) > 1 else None
    local = row.value.partition("@")[0]
    return shown or names.from_local_part(local) or row.name or row.value


def is_same_person(row: Standing, name: str, address: str) -> bool:
    """Decide by strong rules alone whether a handle is of somebody of the same name.

    Same organisation, a name of at least two words, and both addresses made of that name.
    """
    mine, other = addresses.domain_of(row.value), addresses.domain_of(address)
    organisation = addresses.organisation_domain(mine)
    return (
        len(names.tokens(name)) > 1
        and organisation is not None
        and not addresses.is_free_mail(mine)
        and organisation == addresses.organisation_domain(other)
        and names.agrees(name, row.value.partition("@")[0])
        and names.agrees(name, address.partition("@")[0])
    )


def _promote(plan: Plan, rows: Sequence[Standing]) -> None:
    if not rows:
        return
    called = {row.uid: display_name(row) for row in rows}
    known: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for found in graph.fetch(NAMESAKES, names=sorted(set(called.values()))):
        known[found.name] += [(address, found.contact_id) for address in found.addresses]
    for row in rows:
        name = called[row.uid]
        same = [uid for address, uid in known[name] if is_same_person(row, name, address)]
        contact = Node("Contact", min(same)) if same else plan.add_contact(name)
        plan.give_handle(contact, row.uid, "mail")
        known[name].append((row.value, contact.uid))


def _refile(plan: Plan, rows: Iterable[Standing]) -> None:
    """Plan that a contact is no person where later mail shows a list or a shared mailbox."""
    owners = {row.contact_id for row in rows if row.contact_id and row.use != "person"}
    if owners:
        for found in graph.fetch(NO_PERSONS, ids=sorted(owners)):
            contact = Node("Contact", found.contact_id)
            plan.set(contact, {"kind": "person"}, {"kind": found.use})


def _date_jobs(actor: Actor, plan: Plan, rows: Iterable[Standing]) -> None:
    """Plan the jobs that mail from an organisation's domain shows, and when it was seen."""
    seen: dict[tuple[str, str], tuple[date, date]] = {}
    for row in rows:
        contact_id = plan.owners.get(row.uid, row.contact_id)
        organisation = addresses.organisation_domain(addresses.domain_of(row.value))
        if contact_id and organisation and row.first_at and row.last_at and row.kind == "email":
            if addresses.is_free_mail(organisation):
                continue
            days = row.first_at.date(), row.last_at.date()
            before = seen.get((contact_id, organisation), days)
            seen[contact_id, organisation] = min(before[0], days[0]), max(before[1], days[1])
    states = reads.known_contacts(actor, {contact_id for contact_id, _ in seen})
    book = AccountBook(reads.all_accounts(actor)) if seen else AccountBook(())
    for (contact_id, organisation), days in sorted(seen.items()):
        account = account_of_domain(plan, book, organisation)
        _date_job(plan, states.get(contact_id), Node("Contact", contact_id), account, days)


def _lasting_first(job: JobState) -> tuple[bool, date, str]:
    """Sort jobs at one organisation: those that last, the earliest, the oldest record."""
    return job["until_on"] is not None, job["from_on"] or date.min, job["uid"]


def _date_job(
    plan: Plan, state: ContactState | None, contact: Node, account: Node, days: tuple[date, date]
) -> None:
    jobs = [job for job in state.jobs if job["account_id"] == account.uid] if state else []
    if not jobs:
        values = {"seen_from_on": days[0], "seen_until_on": days[1], "source": "mail"}
        plan.add_edge("WORKS_AT", contact, account, values)
        return
    job = min(jobs, key=_lasting_first)
    edge = Edge("WORKS_AT", job["uid"], contact, account)
    earliest = min(filter(None, (job["seen_from_on"], days[0])))
    latest = max(filter(None, (job["seen_until_on"], days[1])))
    before = {"seen_from_on": job["seen_from_on"], "seen_until_on": job["seen_until_on"]}
    plan.set(edge, before, {"seen_from_on": earliest, "seen_until_on": latest})
