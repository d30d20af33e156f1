"""What evidence suggests of who sways whom in a deal, and what people have dismissed of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.buying.records import Reporting
from graphcrm.buying.sway_rules import FORWARDS, Mail, Signs, Suggestion, suggest


@dataclass(frozen=True, slots=True)
class SuggestingRow:
    """The row of buying/suggesting."""

    people: list[dict[str, str]]
    mails: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    declared: list[list[str]]
    dismissed: list[list[str]]
    moved_at: list[datetime]


@dataclass(frozen=True, slots=True)
class Dismissed:
    """Of whom people said in a deal that they do not sway somebody."""

    from_id: str
    from_name: str
    to_id: str
    to_name: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What evidence suggests of who sways whom in a deal.

    Attributes:
        shown: What nobody has said or dismissed, the most signals first.
        dismissed: By name.
    """

    shown: tuple[Suggestion, ...]
    dismissed: tuple[Dismissed, ...]


SUGGESTING = graph.load("buying/suggesting", SuggestingRow)


def suggestions(actor: Actor, opportunity_id: str) -> Suggestions:
    """Return who probably sways whom in a deal, from what the actor may see; one query.

    Of mail and messages the newest 20,000 since the deal was opened are looked at.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
    """
    now = clock.now()
    row: SuggestingRow = graph.get(
        SUGGESTING,
        "deal",
        opportunity_id,
        opportunity_id=opportunity_id,
        forwards=list(FORWARDS),
        now=now,
        today=now.date(),
        scope=access.filter_of(actor),
    )
    names = {one["contact_id"]: one["name"] for one in row.people}
    mails = [_mail(one) for one in row.mails]
    signs = Signs(names, mails, [Reporting(**one) for one in row.lines], row.moved_at)
    dismissed = _pairs(row.dismissed)
    told = sorted((names[one], names[other], one, other) for one, other in dismissed)
    return Suggestions(
        tuple(suggest(signs, _pairs(row.declared), dismissed)),
        tuple(Dismissed(one, name, other, whom) for name, whom, one, other in told),
    )


def _mail(one: Mapping[str, Any]) -> Mail:
    parts: Sequence[tuple[str, str]] = [(uid, how) for uid, how in one["parts"]]
    return Mail(
        one["uid"],
        one["at"],
        next((uid for uid, how in parts if how == "from"), None),
        frozenset(uid for uid, how in parts if how == "to"),
        frozenset(uid for uid, _ in parts),
        frozenset(uid for uid, how in parts if how == "cc"),
        one["thread_id"],
        tuple(one["replies_to"]),
        one["is_reply"],
        one["is_forward"],
    )


def _pairs(found: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    return {(one, other) for one, other in found}
