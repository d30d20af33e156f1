"""Finding contacts and accounts while somebody types, the likeliest first."""

import re
from dataclasses import dataclass

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.directory import addresses, names, words
from graphcrm.directory.records import AccountRef, Hit, Subject


MAX_TEXT = 200
CANDIDATES = 500
CANDIDATES_OF_SOME = 100_000  # from whom most of the best may be hidden; read until enough are seen
FEWEST_OF_ADDRESS = 2
FEWEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A row of directory/search_contacts."""

    uid: str
    name: str
    title: str | None
    account: str | None
    address: str | None
    by_address: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A row of directory/search_accounts."""

    uid: str
    name: str
    domains: list[str]


SEARCH_CONTACTS = graph.load("directory/search_contacts", ContactRow)
SEARCH_ACCOUNTS = graph.load("directory/search_accounts", AccountRow)


def find(actor: Actor, text: str, *, limit: int = 10) -> list[Hit]:
    """Return what the actor may see and may mean by `text`, contacts and accounts together.

    Beginnings of words in names and titles, without regard to case and accents; first letters of
    a name ("mk" finds Mary Kean); beginnings of addresses, phone numbers and domains. Only when
    nothing is found: names with a letter or two wrong.

    Args:
        actor: Who looks.
        text: As typed so far; nothing in it is syntax.
        limit: 1..100.
    """
    text = text[:MAX_TEXT].strip()
    hits = _contact_hits(actor, text, limit) + _account_hits(actor, text, limit)
    if not hits:
        almost = words.fuzzy_query(text)
        hits = [_contact(row) for row in contact_rows(actor, almost, limit=limit)]
        hits += [_account(row) for row in account_rows(actor, almost, limit=limit)]
    return sorted(hits, key=lambda hit: rank(hit, text))[:limit]


def find_contacts(actor: Actor, text: str, *, limit: int = 10) -> list[Hit]:
    """Return contacts alone; see `find`."""
    return [hit for hit in find(actor, text, limit=100) if hit.subject is Subject.CONTACT][:limit]


def contact_rows(
    actor: Actor, query: str | None, *, limit: int, prefixes: list[str] | None = None
) -> list[ContactRow]:
    """Return the visible contacts that a query of contact_words finds; none for no query."""
    if query is None:
        return []
    scope = access.filter_of(actor)
    return graph.fetch(
        SEARCH_CONTACTS,
        words=query,
        prefixes=prefixes or [],
        candidates=CANDIDATES if scope["all"] else CANDIDATES_OF_SOME,
        limit=limit,
        scope=scope,
    )


def account_rows(actor: Actor, query: str | None, *, limit: int) -> list[AccountRow]:
    """Return the visible accounts that a query of account_words finds; none for no query."""
    if query is None:
        return []
    scope = access.filter_of(actor)
    return graph.fetch(
        SEARCH_ACCOUNTS,
        words=query,
        candidates=CANDIDATES if scope["all"] else CANDIDATES_OF_SOME,
        limit=limit,
        scope=scope,
    )


def account_ref(row: AccountRow) -> AccountRef:
    """Return an account that was found, short."""
    return AccountRef(row.uid, row.name, row.domains[0] if row.domains else None)


def address_prefixes(text: str) -> list[str]:
    """Return how an address may begin whose beginning is `text`; none where it cannot be one.

    Letters before an @, digits of a phone number with or without its country, a profile's URL,
    an Exchange address.
    """
    plain = text.strip().lower()
    if len(plain) < FEWEST_OF_ADDRESS:
        return []
    digits = re.sub(r"[\s()./-]", "", plain)
    if re.fullmatch(r"\+?\d+", digits):
        number = digits.lstrip("+")
        return [f"+{number}", number] if len(number) >= FEWEST_DIGITS else []
    if plain.startswith("/o="):
        return [plain.upper()]
    if " " in plain:
        return []
    found = {plain}
    if "/" in plain and (profile := addresses.profile(plain)):
        found.add(profile)
    return sorted(found)


def rank(hit: Hit, text: str) -> tuple[int, str, str]:
    """Return a key that puts the likeliest meaning of `text` first."""
    return (_fit(hit, text), words.folded(hit.name), hit.uid)


def _fit(hit: Hit, text: str) -> int:
    wanted, has = words.split(text), words.split(hit.name)
    fits = (
        words.compared(text) == words.compared(hit.name),
        set(wanted) <= set(has),
        words.folded(hit.name).startswith(words.folded(text)),
        all(any(word.startswith(one) for word in has) for one in wanted),
        words.is_initials(wanted) and names.initials(hit.name).startswith(wanted[0]),
        bool(hit.address) and str(hit.address).startswith(text.lower()),
    )
    return fits.index(True) if True in fits else len(fits)


def _contact_hits(actor: Actor, text: str, limit: int) -> list[Hit]:
    query = words.prefix_query(text, words.OF_CONTACTS, initials=True)
    rows = contact_rows(actor, query, limit=5 * limit, prefixes=address_prefixes(text))
    found = words.split(text)
    return [
        _contact(row)
        for row in rows
        if row.by_address or not words.is_initials(found) or _has(row, found[0])
    ]


def _account_hits(actor: Actor, text: str, limit: int) -> list[Hit]:
    query = words.prefix_query(text, words.OF_ACCOUNTS)
    return [_account(row) for row in account_rows(actor, query, limit=limit)]


def _contact(row: ContactRow) -> Hit:
    return Hit(Subject.CONTACT, row.uid, row.name, row.title, row.account, row.address)


def _account(row: AccountRow) -> Hit:
    return Hit(Subject.ACCOUNT, row.uid, row.name, None, None, next(iter(row.domains), None))


def _has(row: ContactRow, word: str) -> bool:
    """Tell whether a contact has a word that begins so, or these first letters in this order."""
    told = words.split(f"{row.name} {row.title or ''}")
    return any(one.startswith(word) for one in told) or names.initials(row.name).startswith(word)
