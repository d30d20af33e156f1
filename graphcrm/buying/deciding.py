"""Who probably decides at an account: what people declared, titles, reporting lines, then mail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.buying.account_maps import AccountTable, get_account_table
from graphcrm.buying.records import Member, Reporting, Role
from graphcrm.buying.titles import guess_role
from graphcrm.influence.deciders import LEAST_MESSAGES, Hint, Written, hints_of


MOST_MAILS = 10_000
MOST_NAMED = 8
HIGH = 80.0
"""Percentile from which on mail hints at somebody of whom nothing else speaks."""


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """The row of buying/written."""

    message_count: int
    pairs: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who probably decides, and what speaks for it, each ground named as what it is.

    Attributes:
        declared: Roles with authority in open deals: "Decision maker in Yard".
        words: Of their title, which such a role goes by; None = none.
        below: How many people report up to them, who report to nobody themselves; 0 = none known.
        hint: 0..100, the weak hint from mail; None where too little was seen.
    """

    contact_id: str
    name: str
    title: str | None
    declared: tuple[str, ...]
    words: str | None
    below: int
    hint: float | None


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who probably decides at an account.

    Attributes:
        named: At most eight: who is declared first, then by title, by line, by mail.
        has_hint: Enough mail was seen for the hint.
    """

    account_id: str
    account: str
    named: tuple[Candidate, ...]
    has_hint: bool


WRITTEN = graph.load("buying/written", WrittenRow)


def get_deciders(actor: Actor, account_id: str, roles: Sequence[Role]) -> Deciders:
    """Return who probably decides at an account, by what the actor may see, in three queries.

    For the hint the newest 10,000 mails and messages of the account's people are looked at.

    Raises:
        NotFoundError: There is no such account, or the actor may not see it.
    """
    table = get_account_table(actor, account_id, roles)
    people = [str(one.contact_id) for one in table.members]
    (row,) = graph.fetch(
        WRITTEN,
        contact_ids=people,
        most=MOST_MAILS,
        least=LEAST_MESSAGES,
        scope=access.filter_of(actor),
    )
    written = (Written(**one) for one in row.pairs)
    return deciders_of(table, roles, hints_of(written, people, row.message_count))


def deciders_of(table: AccountTable, roles: Iterable[Role], hints: Iterable[Hint]) -> Deciders:
    """Return who probably decides, from what is known of an account's people."""
    able = [one for one in roles if one.authority]
    below = heads(table.reporting)
    percentiles = {one.contact_id: one.percentile for one in hints}
    found = (_candidate(one, able, below, percentiles) for one in table.members)
    named = sorted(filter(_speaks, found), key=_order)
    has_hint = any(one is not None for one in percentiles.values())
    return Deciders(table.account_id, table.name, tuple(named[:MOST_NAMED]), has_hint)


def heads(lines: Iterable[Reporting]) -> dict[str, int]:
    """Return who reports to nobody, with how many people report up to them; lines have no cycle."""
    under: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        under[line.superior_id].append(line.contact_id)
    led = {uid for some in under.values() for uid in some}
    found: dict[str, int] = {}
    for head in under.keys() - led:
        reached, ahead = set[str](), [head]
        while ahead:
            fresh = [uid for uid in under.get(ahead.pop(), ()) if uid not in reached]
            reached.update(fresh)
            ahead += fresh
        found[head] = len(reached)
    return found


def _candidate(
    one: Member,
    able: Sequence[Role],
    below: Mapping[str, int],
    percentiles: Mapping[str, float | None],
) -> Candidate:
    uid = str(one.contact_id)
    guess = guess_role(one.title, able)
    return Candidate(
        uid,
        one.name or "",
        one.title,
        tuple(role.name for role in one.roles if role.authority),
        guess.words if guess else None,
        below.get(uid, 0),
        percentiles.get(uid),
    )


def _speaks(one: Candidate) -> bool:
    return bool(one.declared or one.words or one.below or (one.hint or 0.0) >= HIGH)


def _order(one: Candidate) -> tuple[bool, bool, int, float, str, str]:
    """Return what candidates are ordered by; mail comes last and decides between equals only."""
    return (
        not one.declared,
        not one.words,
        -one.below,
        -(one.hint or 0.0),
        one.name,
        one.contact_id,
    )
