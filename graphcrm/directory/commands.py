"""Making, editing, removing and giving away contacts and accounts by hand.

Whoever decides here holds the lock that imports hold too: two of them never make the same person
or take the same address at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Address, Verb
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.directory import claims, references, rules, words
from graphcrm.directory.drafts import (
    AccountDraft,
    ContactDraft,
    EdgeState,
    JobDraft,
    Saved,
    Whole,
)
from graphcrm.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who can own records."""

    owner_id: str
    team_id: str | None


LOCK = graph.load("directory/lock", graph.Uid)
MADE = graph.load("directory/made", graph.Uid)
CONTACT_TO_CHANGE = graph.load("directory/contact_to_change", Whole)
ACCOUNT_TO_CHANGE = graph.load("directory/account_to_change", Whole)
ACCOUNT_TO_REMOVE = graph.load("directory/account_to_remove", Whole)
OWNER = graph.load("directory/owner", Owner)


@graph.atomic
def create_contact(actor: Actor, draft: ContactDraft, *, key: str | None = None) -> Saved:
    """Make a contact of the actor's; mail that their addresses were seen in comes along.

    Args:
        actor: Who makes it.
        draft: What is known of them.
        key: Made by the form, so that sending it twice makes one contact.

    Raises:
        FieldError: The draft is not what it should be.
        AddressTakenError: An address belongs to another contact.
    """
    access.require(actor, Permission.CREATE, Ownership(actor.user_id, actor.team_id))
    checked = rules.checked_contact(draft)
    contact = Node("Contact", _uid("contact", actor, key))
    graph.write_derived(LOCK)
    if key and graph.find(MADE, uid=contact.uid):
        return Saved(contact.uid, None)
    changes: list[Change] = [Added(contact, _made(actor, rules.contact_values(checked)))]
    changes += _address_changes(actor, contact, [], rules.addresses_of(checked))
    changes += _job_changes(actor, contact, Whole(contact.uid, None, None, None, {}, []), checked)
    made = commit(actor, Verb.CONTACT_ADDED, changes, about=[contact.uid])
    return Saved(contact.uid, made.activity_id)


@graph.atomic
def edit_contact(actor: Actor, contact_id: str, draft: ContactDraft, *, version: str) -> Saved:
    """Make a contact what `draft` says; addresses and jobs that it leaves out are taken away.

    Addresses of kinds that nobody types and jobs at accounts that the actor may not see stay.

    Args:
        actor: Who edits.
        contact_id: Whom.
        draft: All of it, jobs with their uids.
        version: The page's, as the form showed it.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
        StaleError: Somebody saved it since.
        FieldError: The draft is not what it should be.
        AddressTakenError: An address belongs to another contact.
    """
    checked = rules.checked_contact(draft)
    graph.write_derived(LOCK)
    whole = _get_contact(actor, contact_id, Permission.EDIT)
    _check_version(whole, rules.draft_of_contact(whole), version)
    contact = Node("Contact", contact_id)
    facts = rules.set_changes(contact, whole.values, rules.contact_values(checked))
    changes = _address_changes(
        actor,
        contact,
        [edge for edge in whole.edges if edge["kind"] in rules.TYPED_KINDS],
        rules.addresses_of(checked),
    )
    changes += _job_changes(actor, contact, whole, checked)
    return _keep(actor, Verb.CONTACT_CHANGED, contact, facts, changes)


@graph.atomic
def remove_contact(actor: Actor, contact_id: str) -> Saved:
    """Take a contact away with addresses, jobs and lines; undoing the activity brings all back.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
        IsUserError: They sign in here.
    """
    graph.write_derived(LOCK)
    whole = _get_contact(actor, contact_id, Permission.REMOVE)
    if whole.user_id:
        raise rules.IsUserError(whole.values["name"])
    return _remove(actor, Verb.CONTACT_REMOVED, Node("Contact", contact_id), whole)


@graph.atomic
def assign_contact(actor: Actor, contact_id: str, owner_id: str | None) -> Saved:
    """Give a contact to another user and their team, or, by None, to everybody.

    Raises:
        NotFoundError: There is no such contact or user, or the actor may not see the contact.
        IsUserError: They sign in here, and stay everybody's.
    """
    whole = _get_contact(actor, contact_id, Permission.EDIT)
    if whole.user_id:
        raise rules.IsUserError(whole.values["name"])
    return _assign(actor, Verb.CONTACT_CHANGED, Node("Contact", contact_id), whole, owner_id)


@graph.atomic
def create_account(actor: Actor, draft: AccountDraft, *, key: str | None = None) -> Saved:
    """Make an account of the actor's.

    Args:
        actor: Who makes it.
        draft: What is known of it.
        key: Made by the form, so that sending it twice makes one account.

    Raises:
        FieldError: The draft is not what it should be.
        DomainTakenError: A domain belongs to another account.
        NotFoundError: There is no such parent, or the actor may not see it.
    """
    access.require(actor, Permission.CREATE, Ownership(actor.user_id, actor.team_id))
    checked = rules.checked_account(draft)
    account = Node("Account", _uid("account", actor, key))
    graph.write_derived(LOCK)
    if key and graph.find(MADE, uid=account.uid):
        return Saved(account.uid, None)
    claims.check_domains(actor, account.uid, checked.domains)
    changes: list[Change] = [Added(account, _made(actor, rules.account_values(checked)))]
    if checked.parent_id:
        changes.append(_part_of(actor, account, checked))
    made = commit(actor, Verb.ACCOUNT_ADDED, changes, about=[account.uid])
    return Saved(account.uid, made.activity_id)


@graph.atomic
def edit_account(actor: Actor, account_id: str, draft: AccountDraft, *, version: str) -> Saved:
    """Make an account what `draft` says; a parent that the actor may not see stays.

    Args:
        actor: Who edits.
        account_id: Which.
        draft: All of it.
        version: The page's, as the form showed it.

    Raises:
        NotFoundError: There is no such account or parent, or the actor may not see it.
        StaleError: Somebody saved it since.
        FieldError: The draft is not what it should be.
        DomainTakenError: A domain belongs to another account.
        AccountCycleError: It would be part of itself.
    """
    checked = rules.checked_account(draft)
    graph.write_derived(LOCK)
    whole = _get_account(actor, account_id, Permission.EDIT)
    parents = [edge for edge in whole.edges if not edge["hidden"]]
    parent_id = parents[0]["other"] if parents else None
    _check_version(whole, rules.draft_of_account(whole.values, parent_id), version)
    claims.check_domains(actor, account_id, checked.domains)
    account = Node("Account", account_id)
    facts = rules.set_changes(account, whole.values, rules.account_values(checked))
    changes: list[Change] = []
    if checked.parent_id != parent_id:
        changes += [rules.removal(account, edge) for edge in parents]
        if checked.parent_id:
            changes.append(_part_of(actor, account, checked))
    return _keep(actor, Verb.ACCOUNT_CHANGED, account, facts, changes)


@graph.atomic
def remove_account(actor: Actor, account_id: str) -> Saved:
    """Take an account away with every job at it; undoing the activity brings all back.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
        HomeAccountError: It is our own.
    """
    graph.write_derived(LOCK)
    whole = _get_account(actor, account_id, Permission.REMOVE, removing=True)
    if whole.values.get("home"):
        raise rules.HomeAccountError(whole.values["name"])
    return _remove(actor, Verb.ACCOUNT_REMOVED, Node("Account", account_id), whole)


@graph.atomic
def assign_account(actor: Actor, account_id: str, owner_id: str | None) -> Saved:
    """Give an account to another user and their team, or, by None, to everybody.

    Raises:
        NotFoundError: There is no such account or user, or the actor may not see the account.
        HomeAccountError: It is our own, and stays everybody's.
    """
    whole = _get_account(actor, account_id, Permission.EDIT)
    if whole.values.get("home"):
        raise rules.HomeAccountError(whole.values["name"])
    return _assign(actor, Verb.ACCOUNT_CHANGED, Node("Account", account_id), whole, owner_id)


def _uid(kind: str, actor: Actor, key: str | None) -> str:
    return ids.of("form", kind, actor.user_id, key) if key else ids.new()


def _made(actor: Actor, values: Values) -> Values:
    """Return the properties of a new record of the actor's."""
    mine = {"owner_id": actor.user_id, "team_id": actor.team_id, "source": actor.via}
    return rules.present({**values, **mine, "created_at": clock.now()})


def _get_contact(actor: Actor, contact_id: str, permission: Permission) -> Whole:
    scope = access.filter_of(actor)
    whole: Whole = graph.get(
        CONTACT_TO_CHANGE, "contact", contact_id, contact_id=contact_id, scope=scope
    )
    access.require(actor, permission, Ownership(whole.owner_id, whole.team_id))
    return whole


def _get_account(
    actor: Actor, account_id: str, permission: Permission, *, removing: bool = False
) -> Whole:
    query = ACCOUNT_TO_REMOVE if removing else ACCOUNT_TO_CHANGE
    scope = access.filter_of(actor)
    whole: Whole = graph.get(query, "account", account_id, account_id=account_id, scope=scope)
    access.require(actor, permission, Ownership(whole.owner_id, whole.team_id))
    return whole


def _check_version(whole: Whole, now: ContactDraft | AccountDraft, version: str) -> None:
    if rules.version_of(now) != version:
        raise rules.StaleError(whole.values["name"])


def _keep(
    actor: Actor, verb: Verb, record: Node, facts: Sequence[Change], changes: Sequence[Change]
) -> Saved:
    """Commit changes of a record and of what hangs on it; the record itself is always marked."""
    if not facts and not changes:
        return Saved(record.uid, None)
    marked = facts or [Set(record, {}, {})]
    made = commit(actor, verb, [*changes, *marked], about=[record.uid])
    return Saved(record.uid, made.activity_id)


def _remove(actor: Actor, verb: Verb, record: Node, whole: Whole) -> Saved:
    changes: list[Change] = [rules.removal(record, edge) for edge in whole.edges]
    changes.append(Removed(record, rules.stored(whole.values)))
    made = commit(actor, verb, changes, about=[record.uid])
    return Saved(record.uid, made.activity_id)


def _assign(actor: Actor, verb: Verb, record: Node, whole: Whole, owner_id: str | None) -> Saved:
    owner = graph.get(OWNER, "user", owner_id, user_id=owner_id) if owner_id else None
    after = {"owner_id": owner_id, "team_id": owner.team_id if owner else None}
    before = {"owner_id": whole.owner_id, "team_id": whole.team_id}
    return _keep(actor, verb, record, rules.set_changes(record, before, after), [])


def _address_changes(
    actor: Actor, contact: Node, before: Sequence[EdgeState], wanted: Sequence[Address]
) -> list[Change]:
    """Return the changes that give a contact the wanted addresses and take the others away."""
    had = {edge["other"] for edge in before}
    uids = {address.uid for address in wanted}
    new = [address for address in wanted if address.uid not in had]
    known = claims.check_free(actor, [address.uid for address in new])
    changes: list[Change] = [
        rules.removal(contact, edge) for edge in before if edge["other"] not in uids
    ]
    changes += [
        Added(
            Node("Handle", address.uid),
            {"kind": address.kind.value, "value": address.value, "use": address.use.value},
        )
        for address in new
        if address.uid not in known
    ]
    for address in new:
        has = Edge("HAS", ids.new(), contact, Node("Handle", address.uid))
        changes.append(Added(has, {"source": actor.via}))
    return changes


def _job_changes(actor: Actor, contact: Node, whole: Whole, draft: ContactDraft) -> list[Change]:
    """Return the changes that give a contact the draft's jobs; organisations it names are made."""
    before = [e for e in whole.edges if e["type"] == "WORKS_AT" and not e["hidden"]]
    placed: list[tuple[JobDraft, Node]] = []
    made: dict[tuple[str, ...], Added] = {}
    chosen = [job.account_id for job in draft.jobs if job.account_id]
    known = {row.account_id for row in references.accounts_by_id(actor, chosen)}
    for job in draft.jobs:
        if job.account_id:
            if job.account_id not in known:
                raise NotFoundError("account", job.account_id)
            placed.append((job, Node("Account", job.account_id)))
            continue
        found = references.find_account_named(actor, job.account)
        name = words.compared(job.account)
        if found is None and name not in made:
            values = _made(actor, {"name": job.account})
            made[name] = Added(Node("Account", ids.new()), values)
        uid = found.account_id if found else made[name].what.uid
        placed.append((job, Node("Account", uid)))
    return [*made.values(), *rules.job_changes(contact, before, placed, actor.via)]


def _part_of(actor: Actor, account: Node, draft: AccountDraft) -> Added:
    """Return the change that puts an account under the draft's parent."""
    parent_id = draft.parent_id or ""
    if not references.accounts_by_id(actor, [parent_id]):
        raise NotFoundError("account", parent_id)
    claims.check_above(account.uid, parent_id, draft.name)
    return Added(Edge("PART_OF", ids.new(), account, Node("Account", parent_id)), {})
