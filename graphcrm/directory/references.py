"""Which contact or account somebody means: a uid, an address, or a name that is unique."""

from collections.abc import Sequence
from typing import TypeVar

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.directory import addresses, search, words
from graphcrm.directory.records import AccountRef, ContactRef
from graphcrm.errors import InvalidError, NotFoundError


CONTACTS_BY_KEY = graph.load("directory/contacts_by_key", ContactRef)
ACCOUNTS_BY_ID = graph.load("directory/accounts_by_id", AccountRef)

SHOWN = 10

Ref = TypeVar("Ref", ContactRef, AccountRef)


class AmbiguousReferenceError(InvalidError):
    """A reference fits several.

    Attributes:
        candidates: Each with what tells it from the others, at most 10.
    """

    code = "ambiguous-reference"

    def __init__(self, reference: str, candidates: Sequence[str]) -> None:
        listed = "; ".join(candidates)
        super().__init__(f"{reference!r} may be any of: {listed}. Say which by address or uid.")
        self.reference = reference
        self.candidates = list(candidates)


def resolve_contact(actor: Actor, ref: str) -> ContactRef:
    """Return the one contact that `ref` means among those the actor may see.

    Args:
        actor: Who asks.
        ref: A uid, an address of any kind, or a name: without regard to case, accents and the
            order of its words. A name that is nobody's whole name means whoever's name has all
            its words.

    Raises:
        AmbiguousReferenceError: It fits several.
        NotFoundError: It fits nobody the actor may see.
    """
    text = ref.strip()
    exact = contacts_by_key(actor, keys_of(text))
    if exact or "@" in text:
        return _only(ref, exact, "contact")
    found = [
        ContactRef(row.uid, row.name, row.address, row.account)
        for row in search.contact_rows(actor, words.whole_query(text), limit=100)
    ]
    return _only(ref, _named(text, found), "contact")


def resolve_account(actor: Actor, ref: str) -> AccountRef:
    """Return the one account that `ref` means: a uid, a mail domain, or a name as of contacts.

    Raises:
        AmbiguousReferenceError: It fits several.
        NotFoundError: It fits none that the actor may see.
    """
    text = ref.strip()
    domain = text.lower().removeprefix("@")
    if "@" in domain:
        raise NotFoundError("account", ref)
    exact = accounts_by_id(actor, [text]) or _accounts_of_domain(actor, domain)
    return _only(ref, exact or _named(text, _accounts_with_words(actor, text)), "account")


def contacts_by_key(actor: Actor, keys: Sequence[str]) -> list[ContactRef]:
    """Return the visible contacts with one of these uids or normalised addresses, by name."""
    return graph.fetch(CONTACTS_BY_KEY, keys=list(keys), scope=access.filter_of(actor))


def accounts_by_id(actor: Actor, account_ids: Sequence[str]) -> list[AccountRef]:
    """Return the visible accounts with one of these uids."""
    if not account_ids:
        return []
    scope = access.filter_of(actor)
    return graph.fetch(ACCOUNTS_BY_ID, account_ids=list(account_ids), scope=scope)


def find_account_named(actor: Actor, name: str) -> AccountRef | None:
    """Return the visible account of this name, without regard to case and accents.

    Raises:
        AmbiguousReferenceError: There are several.
    """
    same = words.compared(name)
    found = [one for one in _accounts_with_words(actor, name) if words.compared(one.name) == same]
    return _only(name, found, "account") if found else None


def find_account_of_domain(actor: Actor, domain: str) -> AccountRef | None:
    """Return the visible account that has this mail domain."""
    found = _accounts_of_domain(actor, domain.lower())
    return found[0] if found else None


def keys_of(text: str) -> list[str]:
    """Return `text` as it is and in each spelling that an address of it would have."""
    spelled = [addresses.phone(text), addresses.profile(text)]
    mail = addresses.mail_address(text)
    return sorted({text, *filter(None, spelled), *([mail.value] if mail else [])})


def _accounts_of_domain(actor: Actor, domain: str) -> list[AccountRef]:
    if "." not in domain:
        return []
    rows = search.account_rows(actor, words.domains_query([domain]), limit=100)
    return [search.account_ref(row) for row in rows if domain in row.domains]


def _accounts_with_words(actor: Actor, name: str) -> list[AccountRef]:
    rows = search.account_rows(actor, words.whole_query(name), limit=100)
    return [search.account_ref(row) for row in rows]


def _named(text: str, found: Sequence[Ref]) -> list[Ref]:
    """Return those whose whole name it is, else all."""
    same = words.compared(text)
    return [one for one in found if words.compared(one.name) == same] or list(found)


def _only(ref: str, found: Sequence[Ref], kind: str) -> Ref:
    if not found:
        raise NotFoundError(kind, ref)
    if len(found) > 1:
        raise AmbiguousReferenceError(ref, [_described(one) for one in found[:SHOWN]])
    return found[0]


def _described(one: ContactRef | AccountRef) -> str:
    """Return a name with what tells it from others of that name."""
    if isinstance(one, ContactRef):
        return (
            ", ".join([one.name, *filter(None, (one.address, one.account))])
            if (one.address or one.account)
            else f"{one.name}, {one.contact_id}"
        )
    return f"{one.name}, {one.domain or one.account_id}"
