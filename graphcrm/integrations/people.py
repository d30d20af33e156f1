"""People of an import: met again by their addresses, added where nobody has them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from rapidfuzz import fuzz

from graphcrm.activities.records import Address, HandleKind
from graphcrm.changes import Edge, Node
from graphcrm.directory import names
from graphcrm.integrations.organisations import AccountBook, account_of_job
from graphcrm.integrations.plan import Plan
from graphcrm.integrations.source import JobFacts, PersonFacts, SourceKind


ALIKE_PERCENT = 40
FULL_NAME = 2  # words


class JobState(TypedDict):
    """A job of a contact as the graph holds it."""

    uid: str
    account_id: str
    title: str | None
    from_on: date | None
    until_on: date | None
    seen_from_on: date | None
    seen_until_on: date | None
    board: bool | None


@dataclass(frozen=True, slots=True)
class ContactState:
    """A contact as the graph holds it, with their jobs, and whether the importer may see them."""

    contact_id: str
    name: str
    title: str | None
    jobs: list[JobState]
    visible: bool = True


def with_identity(facts: PersonFacts, kind: SourceKind) -> PersonFacts:
    """Return a person who can be found again: by the row's own key, or else by name and employer.

    Who has an address and no key needs nothing more; a phone may be a whole house's.
    """
    if facts.key is None and any(a.kind is not HandleKind.PHONE for a in facts.addresses):
        return facts
    employer = facts.jobs[0].account if facts.jobs else ""
    key = facts.key or f"{names.folded(facts.name)}|{names.folded(employer)}"
    record = Address(HandleKind.RECORD, f"{kind}:{key}")
    return replace(facts, addresses=(*facts.addresses, record))


def is_somebody_else(name: str, other: str) -> bool:
    """Answer whether two full names at one address are certainly not one person's.

    "Ann Bell" and "Bo Bell" are two; "Bill" and "William Bell", "Ann Bell" and "Ann Moss", a name
    and the same in another script may be one.
    """
    mine, theirs = names.tokens(name), names.tokens(other)
    if min(len(mine), len(theirs)) < FULL_NAME or not "".join(mine + theirs).isascii():
        return False
    if {mine[0], theirs[0]} & set(mine) & set(theirs) or mine[0][0] == theirs[0][0]:
        return False
    return fuzz.ratio(mine[0], theirs[0]) < ALIKE_PERCENT


def why_not_theirs(plan: Plan, contacts: dict[str, ContactState], facts: PersonFacts) -> str | None:
    """Return why a stated person cannot be taken in: they go by an address of somebody else."""
    for address in facts.addresses:
        owner = _somebody_else(plan, contacts, address, facts)
        if owner and not owner.visible and address.kind is not HandleKind.PHONE:
            return "one of the addresses is taken by somebody you may not see"
        if owner and address.kind is not HandleKind.PHONE:
            return f"{address.value} is {owner.name}'s already, and {facts.name} is somebody else"
    return None


def _somebody_else(
    plan: Plan, contacts: dict[str, ContactState], address: Address, facts: PersonFacts
) -> ContactState | None:
    owner = contacts.get(plan.owners.get(address.uid, ""))
    if owner and not owner.visible:
        return owner
    if address.kind is HandleKind.RECORD:  # the row's own key outlives a change of name
        return None
    return owner if owner and is_somebody_else(owner.name, facts.name) else None


def plan_person(
    plan: Plan,
    book: AccountBook,
    facts: PersonFacts,
    contacts: dict[str, ContactState],
    origin: str,
) -> bool | None:
    """Plan what a stated person adds or changes; their handles are planned already.

    A phone that is somebody else's already stays with them.

    Args:
        plan: Where it is planned.
        book: Every account.
        facts: What the source states.
        origin: What new edges name as their source.
        contacts: The people found by any of the addresses, by uid; grows by those planned.

    Returns:
        True where the person is new, None where something changes, False where all is known.
    """
    theirs = [a for a in facts.addresses if not _somebody_else(plan, contacts, a, facts)]
    owned = [plan.owners[a.uid] for a in theirs if a.uid in plan.owners]
    state = contacts.get(owned[0]) if owned else None
    if state is None:
        contact = plan.add_contact(facts.name, title=facts.title)
        state = ContactState(contact.uid, facts.name, facts.title, [])
        contacts[contact.uid] = state
        is_new = True
    else:
        contact, is_new = Node("Contact", state.contact_id), False
    steps = plan.steps
    for address in theirs:
        if address.uid not in plan.owners:
            plan.give_handle(contact, address.uid, origin)
    if facts.title and not is_new:
        plan.set(contact, {"title": state.title}, {"title": facts.title})
    jobs = [_plan_job(plan, book, state, job, origin) for job in facts.jobs]
    title = facts.title or state.title
    contacts[contact.uid] = replace(state, title=title, jobs=_merged(state.jobs, jobs))
    if is_new:
        return True
    return None if plan.steps != steps else False


def _plan_job(
    plan: Plan, book: AccountBook, state: ContactState, job: JobFacts, origin: str
) -> JobState:
    account = account_of_job(plan, book, job)
    contact = Node("Contact", state.contact_id)
    stated = {"title": job.title, "from_on": job.from_on, "until_on": job.until_on}
    known = _same_job(state.jobs, account.uid, job)
    if known is None:
        values = {**stated, "board": job.board or None, "source": origin}
        uid = plan.add_edge("WORKS_AT", contact, account, values)
        return JobState(
            uid=uid,
            account_id=account.uid,
            title=job.title,
            from_on=job.from_on,
            until_on=job.until_on,
            seen_from_on=None,
            seen_until_on=None,
            board=job.board or None,
        )
    told = {key: value for key, value in stated.items() if value is not None}
    before = {
        "title": known["title"],
        "from_on": known["from_on"],
        "until_on": known["until_on"],
    }
    plan.set(Edge("WORKS_AT", known["uid"], contact, account), before, told)
    return JobState(**{**known, **told})  # type: ignore[typeddict-item]  # keys are the same


def _same_job(jobs: list[JobState], account_id: str, job: JobFacts) -> JobState | None:
    """Return the job at the same account that is this one: its start agrees or is not told."""
    at_account = [one for one in jobs if one["account_id"] == account_id]
    return next(
        (
            one
            for one in at_account
            if bool(one["board"]) == job.board
            and (one["from_on"] == job.from_on or None in {one["from_on"], job.from_on})
        ),
        None,
    )


def _merged(before: list[JobState], planned: list[JobState]) -> list[JobState]:
    return list({job["uid"]: job for job in [*before, *planned]}.values())
