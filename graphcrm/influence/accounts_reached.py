"""Which accounts we already touch and through whom, as a ranked list."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission, Scope
from graphcrm.changes import Values
from graphcrm.directory import words
from graphcrm.influence import keeping, telling
from graphcrm.influence.account_reach import AccountReach, reach_of_accounts
from graphcrm.influence.questions import sight_of
from graphcrm.influence.records import Question
from graphcrm.influence.telling import Person


MOST_ACCOUNTS = 50


class Touch(StrEnum):
    """How we stand with an account: the first is a way in, the others say why there is none."""

    REACHED = "reached"
    TOO_WEAK = "too-weak"
    NOBODY_KNOWN = "nobody-known"
    NOBODY_THERE = "nobody-there"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts are asked about.

    Attributes:
        text: Words that begin words of the name, or a domain; all accounts where it is empty.
        with_deal: Only those with an open deal.
        unowned: Only those that nobody owns.
    """

    text: str = ""
    with_deal: bool = False
    unowned: bool = False


@dataclass(frozen=True, slots=True)
class ToReach:
    """The row of influence/accounts_to_reach."""

    accounts: list[Values]
    colleague_ids: list[str]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A row of influence/accounts_reached.

    Attributes:
        domain: The first; None where there is none.
        owner: None where nobody owns it.
        deal_count: Open deals.
        last_at: When any of us who shares their ties was in touch with anybody there.
    """

    account_id: str
    name: str
    domain: str | None
    owner: str | None
    deal_count: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reached:
    """An account and how it is reached.

    Attributes:
        people: On the best path, from one of us to one of them; empty where there is none.
        asked_ids: The end of that path that begins at the first colleague on it who can be asked
            for an introduction; empty where nobody can.
    """

    account: AccountLine
    reach: AccountReach
    touch: Touch
    people: tuple[Person, ...]
    asked_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountsReached:
    """The accounts that are reached best, the best first.

    Attributes:
        count: How many accounts were asked about, listed or not.
        sees_all: Whether nobody is hidden from the reader; else somebody may be known whom they
            may not see.
        is_building: The path index is being built, so that nothing can be told yet.
    """

    lines: tuple[Reached, ...]
    count: int
    sees_all: bool
    is_building: bool = False


ACCOUNTS_TO_REACH = graph.load("influence/accounts_to_reach", ToReach)
ACCOUNTS_REACHED = graph.load("influence/accounts_reached", AccountLine)


def accounts_reached(
    actor: Actor, wanted: Wanted, *, limit: int = MOST_ACCOUNTS
) -> AccountsReached:
    """Return which accounts anybody who shares their ties, or the actor, reaches, the best first.

    Four queries whatever it finds, beside what brings the index up to date.

    Args:
        actor: Who asks; nobody they may not see is named or counted.
        wanted: Which accounts.
        limit: 1..1000.
    """
    access.require(actor, Permission.READ)
    sees_all = access.scope_of(actor, Permission.READ) is Scope.ALL
    if keeping.is_building():
        return AccountsReached((), 0, sees_all, is_building=True)
    kept = keeping.current()
    to_reach = _to_reach(actor, wanted)
    colleague_ids = list(dict.fromkeys((*_own(actor), *to_reach.colleague_ids)))
    question = Question(
        source_ids=tuple(colleague_ids),
        target_ids=(),
        sight=sight_of(actor),
        without=kept.withheld_ids - set(_own(actor)),
    )
    staff_ids = {one["account_id"]: one["contact_ids"] for one in to_reach.accounts}
    ranked = reach_of_accounts(kept.index, question, staff_ids, limit=limit)
    lines = {
        line.account_id: line
        for line in graph.fetch(
            ACCOUNTS_REACHED,
            account_ids=[one.account_id for one in ranked],
            colleague_ids=colleague_ids,
            today=clock.now().date(),
            scope=access.filter_of(actor),
        )
    }
    people = telling.people_by_id(actor, telling.ids_on(one.best for one in ranked if one.best))
    told = tuple(
        _reached(actor, lines[one.account_id], one, people)
        for one in ranked
        if one.account_id in lines
    )
    return AccountsReached(told, len(to_reach.accounts), sees_all)


def _own(actor: Actor) -> tuple[str, ...]:
    return (actor.contact_id,) if actor.contact_id else ()


def _to_reach(actor: Actor, wanted: Wanted) -> ToReach:
    query = words.prefix_query(wanted.text, words.OF_ACCOUNTS)
    if wanted.text.strip() and query is None:
        return ToReach([], [])
    (row,) = graph.fetch(
        ACCOUNTS_TO_REACH,
        words=query,
        with_deal=wanted.with_deal,
        unowned=wanted.unowned,
        user_id=actor.user_id,
        today=clock.now().date(),
        scope=access.filter_of(actor),
    )
    return row


def _reached(
    actor: Actor, line: AccountLine, reach: AccountReach, people: dict[str, Person]
) -> Reached:
    on_path: tuple[Person, ...] = ()
    if reach.best and telling.is_whole(reach.best, people):
        hops = reach.best.hops
        on_path = tuple(people[uid] for uid in (hops[0].from_id, *(hop.to_id for hop in hops)))
    asked = (
        tuple(one.contact_id for one in on_path[at:])
        for at, person in enumerate(on_path[:-1])
        if person.askable and person.contact_id != actor.contact_id
    )
    return Reached(line, reach, _touch(reach, on_path), on_path, next(asked, ()))


def _touch(reach: AccountReach, on_path: tuple[Person, ...]) -> Touch:
    if on_path:
        return Touch.REACHED
    if not reach.people_count:
        return Touch.NOBODY_THERE
    return Touch.TOO_WEAK if reach.known_count or reach.probability else Touch.NOBODY_KNOWN
