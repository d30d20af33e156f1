"""Who may be the same: while somebody types, and among all; nothing is merged here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypedDict

from rapidfuzz import fuzz

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.directory import addresses, names, references, search, words
from graphcrm.directory.records import (
    AccountRef,
    ContactRef,
    Duplicate,
    DuplicatePair,
    Likeness,
    Subject,
)


SHOWN = 10
CANDIDATES = 50
GROUPS = 2000
SIMILAR_PERCENT = 85
SIMILAR_WORD_PERCENT = 70
# What an organisation is by law says nothing about which one it is.
LEGAL_FORMS = frozenset(
    {
        "ab",
        "ag",
        "as",
        "asa",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "gmbh",
        "inc",
        "incorporated",
        "kg",
        "limited",
        "llc",
        "llp",
        "ltd",
        "nv",
        "oy",
        "plc",
        "pte",
        "pty",
        "sa",
        "sarl",
        "sas",
        "se",
        "spa",
        "srl",
    }
)


class MemberRow(TypedDict):
    """A member of a group, as directory/namesakes gives them."""

    contact_id: str
    name: str
    account: str | None
    addresses: list[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Contacts who may be one person."""

    members: list[MemberRow]


NAMESAKES = graph.load("directory/namesakes", Group)


def possible_duplicates(actor: Actor, name: str, typed: Sequence[str] = ()) -> list[Duplicate]:
    """Return the contacts that what is being typed may already be, the likeliest first, at most 10.

    Args:
        actor: Who types; contacts they may not see are never told.
        name: As typed so far.
        typed: Addresses of any kind, as typed so far.
    """
    keys = sorted(
        {key for text in typed if text.strip() for key in references.keys_of(text.strip())}
    )
    found = {
        ref.contact_id: _contact(ref, Likeness.ADDRESS)
        for ref in (references.contacts_by_key(actor, keys) if keys else [])
    }
    places = _organisations(typed)
    for row in search.contact_rows(actor, words.similar_query(name), limit=CANDIDATES):
        ref = ContactRef(row.uid, row.name, row.address, row.account)
        is_there = not places.isdisjoint(_organisations([row.address or ""]))
        reason = likeness(name, row.name, same_place=is_there)
        if reason is not None:
            found.setdefault(row.uid, _contact(ref, reason))
    return _likeliest(found.values())


def possible_account_duplicates(
    actor: Actor, name: str, domains: Sequence[str] = ()
) -> list[Duplicate]:
    """Return the accounts that what is typed may already be, the likeliest first, at most 10."""
    found_domains = (addresses.domain_of(addresses.email(f"x@{text}") or "") for text in domains)
    wanted = {domain for domain in found_domains if domain}
    query = words.domains_query(sorted(wanted)) if wanted else None
    found = {
        row.uid: _account(search.account_ref(row), Likeness.ADDRESS)
        for row in search.account_rows(actor, query, limit=CANDIDATES)
        if not wanted.isdisjoint(row.domains)
    }
    for row in search.account_rows(actor, words.similar_query(name), limit=CANDIDATES):
        reason = account_likeness(name, row.name)
        if reason is not None:
            found.setdefault(row.uid, _account(search.account_ref(row), reason))
    return _likeliest(found.values())


def duplicate_pairs(actor: Actor, *, limit: int = 200) -> list[DuplicatePair]:
    """Return the pairs of visible contacts that may be one person each, the likeliest first.

    Looked at are those whose names have the same words, and those of one account with the same
    last word and first letter; groups of more than 20 are no evidence of anything.
    """
    groups = graph.fetch(NAMESAKES, limit=GROUPS, scope=access.filter_of(actor))
    pairs: dict[tuple[str, str], DuplicatePair] = {}
    for group in groups:
        for one, other in combinations(group.members, 2):
            same = bool(one["account"]) and one["account"] == other["account"]
            same |= not _organisations(one["addresses"]).isdisjoint(
                _organisations(other["addresses"])
            )
            reason = likeness(one["name"], other["name"], same_place=same)
            if reason is None or (reason is Likeness.SIMILAR_NAME and not same):
                continue
            key = (
                min(one["contact_id"], other["contact_id"]),
                max(one["contact_id"], other["contact_id"]),
            )
            pairs[key] = DuplicatePair(_ref(one), _ref(other), reason)
    order = list(Likeness)
    ranked = sorted(
        pairs.values(),
        key=lambda p: (order.index(p.reason), p.one.name, p.one.contact_id, p.other.contact_id),
    )
    return ranked[:limit]


def likeness(name: str, other: str, *, same_place: bool) -> Likeness | None:
    """Return how two names of people are alike; None where they are not.

    "S. Kean" is similar to "Steven Kean", "Mary Kean" is not; one word alone is no name.
    """
    mine, theirs = words.compared(name), words.compared(other)
    if not mine or not theirs:
        return None
    if mine == theirs:
        return Likeness.NAME_AND_PLACE if same_place else Likeness.NAME
    if min(len(mine), len(theirs)) > 1 and (_abbreviates(name, other) or _resemble(mine, theirs)):
        return Likeness.SIMILAR_NAME
    return None


def account_likeness(name: str, other: str) -> Likeness | None:
    """Return how two names of organisations are alike, legal forms aside; None = not."""
    mine, theirs = _without_form(name), _without_form(other)
    if mine == theirs:
        return Likeness.NAME
    alike = fuzz.ratio(" ".join(mine), " ".join(theirs)) >= SIMILAR_PERCENT
    return Likeness.SIMILAR_NAME if alike else None


def _abbreviates(name: str, other: str) -> bool:
    """Tell whether one of two names has initials of the other's first names and the same last."""
    mine, theirs = names.tokens(str(names.parsed(name))), names.tokens(str(names.parsed(other)))
    if not mine or not theirs or mine[-1] != theirs[-1] or mine[0][0] != theirs[0][0]:
        return False
    return mine[0] == theirs[0] or min(len(mine[0]), len(theirs[0])) == 1


def _resemble(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether names are nearly the same, and so is each of their words."""
    return fuzz.ratio(" ".join(mine), " ".join(theirs)) >= SIMILAR_PERCENT and (
        len(mine) != len(theirs)
        or all(
            fuzz.ratio(one, other) >= SIMILAR_WORD_PERCENT
            for one, other in zip(mine, theirs, strict=True)
        )
    )


def _without_form(name: str) -> tuple[str, ...]:
    every = words.compared(name)
    return tuple(word for word in every if word not in LEGAL_FORMS) or every


def _organisations(texts: Iterable[str]) -> set[str]:
    """Return the registered domains of e-mail addresses; those where anybody can be are none."""
    domains = {addresses.domain_of(addresses.email(text) or "") for text in texts}
    found = {addresses.organisation_domain(domain) or domain for domain in domains if domain}
    return {domain for domain in found if not addresses.is_free_mail(domain)}


def _contact(ref: ContactRef, reason: Likeness) -> Duplicate:
    return Duplicate(Subject.CONTACT, ref.contact_id, ref.name, ref.address, ref.account, reason)


def _account(ref: AccountRef, reason: Likeness) -> Duplicate:
    return Duplicate(Subject.ACCOUNT, ref.account_id, ref.name, ref.domain, None, reason)


def _ref(member: MemberRow) -> ContactRef:
    address = member["addresses"][0] if member["addresses"] else None
    return ContactRef(member["contact_id"], member["name"], address, member["account"])


def _likeliest(found: Iterable[Duplicate]) -> list[Duplicate]:
    order = list(Likeness)
    return sorted(found, key=lambda one: (order.index(one.reason), one.name, one.uid))[:SHOWN]
