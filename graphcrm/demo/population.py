"""The people of the world: ours, those of the story, and as many others as its size asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from graphcrm.activities.records import Address, HandleKind
from graphcrm.demo import story
from graphcrm.demo.names import CULTURES, draw_names, local_part
from graphcrm.demo.records import Organisation, Person, UserFacts, UserRole
from graphcrm.integrations.source import JobFacts


_FREE_MAIL = ("post.example", "brievenbus.example", "letterbox.example")
_REPS_PER_MANAGER = 9
_MOVED_SHARE = 0.07
_ALONE_SHARE = 0.03
_PHONE_SHARE = 0.3
_HANDED_SHARE = 0.25  # looked after by somebody else than their firm is
_BOARD_SHARE = 0.3  # of chiefs
_LEVEL_SHARES = (0.05, 0.1, 0.2, 0.3, 0.35)
_USER_LEVELS = {UserRole.ADMIN: 2, UserRole.MANAGER: 3, UserRole.REP: 4}
_CHIEFS = ("CEO", "CFO", "COO", "CTO", "Managing director", "Chief people officer")
_FUNCTIONS = (
    "operations",
    "finance",
    "procurement",
    "sales",
    "marketing",
    "IT",
    "engineering",
    "legal",
    "people",
    "quality",
    "planning",
    "sustainability",
    "customer service",
    "facilities",
)
_RANKS = ("", "VP {}", "Head of {}", "{} manager", "{} specialist")


def draw_users(random: np.random.Generator, count: int) -> list[UserFacts]:
    """Return our people who sign in: those of the story first."""
    users = [
        UserFacts(name, f"{local_part(name, 'first.last')}@{story.HOME_DOMAIN}", role, team)
        for name, _, role, team in story.USERS
    ]
    taken = {user.email for user in users}
    missing = count - len(users)
    drawn = draw_names(random, random.integers(len(CULTURES), size=missing))
    for number, name in enumerate(drawn):
        address = _free(f"{local_part(name, 'first.last')}", story.HOME_DOMAIN, taken)
        role = UserRole.REP if (number + 1) % _REPS_PER_MANAGER else UserRole.MANAGER
        users.append(UserFacts(name, address, role, story.TEAMS[number % len(story.TEAMS)]))
    return users


def our_people(
    random: np.random.Generator, now: datetime, firm: Organisation, users: list[UserFacts]
) -> Iterator[Person]:
    """Yield the contacts that are our own users, in their order."""
    titles = {name: title for name, title, *_ in story.USERS}
    for number, user in enumerate(users):
        title = titles.get(user.name, "Sales manager" if user.role == "manager" else "Sales rep")
        since = (now - timedelta(days=float(random.uniform(400, 3000)))).date()
        yield Person(
            user.name,
            title,
            Address(HandleKind.EMAIL, user.email, user.name),
            organisation=0,
            jobs=(JobFacts(firm.facts.name, firm.domain, title, since),),
            level=_USER_LEVELS[user.role],
            owner=number,
        )


def draw_people(
    random: np.random.Generator,
    now: datetime,
    firms: list[Organisation],
    taken: set[str],
    count: int,
) -> Iterator[Person]:
    """Yield `count` people with addresses of their own at `firms`, the first of which is ours.

    Args:
        random: Where chance comes from.
        now: When the world is looked at; jobs are dated before it.
        firms: Where they work, the first few more than the rest.
        taken: Addresses in use; those of the new people are added.
        count: How many.
    """
    drawn = _draw_columns(random, firms, count)
    for index, name in enumerate(draw_names(random, drawn.culture)):
        level = int(drawn.level[index])
        title, firm = _title(random, level), firms[drawn.firm[index]]
        alone = bool(drawn.alone[index])
        domain = _FREE_MAIL[index % len(_FREE_MAIL)] if alone else firm.domain
        address = _free(local_part(name, firm.pattern), domain, taken)
        since = now - timedelta(days=365.25 * float(drawn.years[index, 0]))
        jobs = [_job(firm, title, since, board=level == 1 and bool(drawn.board[index]))]
        former = None
        if drawn.moved[index]:
            old = firms[drawn.firm_before[index]]
            start = since - timedelta(days=365.25 * float(drawn.years[index, 1]))
            jobs.append(_job(old, _title(random, min(5, level + 1)), start, until=since))
            former = _mail(_free(local_part(name, old.pattern), old.domain, taken), name)
        yield Person(
            name,
            title,
            _mail(address, name),
            former,
            since if former else None,
            None if alone else int(drawn.firm[index]),
            () if alone else tuple(jobs),
            Address(HandleKind.PHONE, f"+999{index:09d}", name) if drawn.phone[index] else None,
            level,
            int(drawn.owner[index]),
        )


@dataclass(frozen=True, slots=True)
class _Columns:
    """What chance says of each person; `years` in the present job and in the one before."""

    firm: NDArray[np.int64]
    firm_before: NDArray[np.int64]
    alone: NDArray[np.bool_]
    moved: NDArray[np.bool_]
    phone: NDArray[np.bool_]
    board: NDArray[np.bool_]
    level: NDArray[np.int64]
    owner: NDArray[np.int64]
    culture: NDArray[np.int64]
    years: NDArray[np.float64]


def _draw_columns(random: np.random.Generator, firms: list[Organisation], count: int) -> _Columns:
    def some(share: float) -> NDArray[np.bool_]:
        return random.random(count) < share

    firm = 1 + (random.power(0.6, count) * (len(firms) - 1)).astype(np.int64)
    before = 1 + random.integers(len(firms) - 1, size=count)
    alone = some(_ALONE_SHARE)
    level = 1 + random.choice(len(_LEVEL_SHARES), size=count, p=_LEVEL_SHARES)
    level[firm <= story.FIRM_COUNT] += 2  # whoever decides at a firm of the story is in it
    owner = np.array([firm.owner for firm in firms])
    culture = np.array([firm.culture for firm in firms])[firm]
    return _Columns(
        firm,
        before,
        alone,
        some(_MOVED_SHARE) & (firm != before) & ~alone,
        some(_PHONE_SHARE),
        some(_BOARD_SHARE),
        np.minimum(level, 5),
        np.where(some(_HANDED_SHARE), random.integers(1 + owner.max(), size=count), owner[firm]),
        np.where(some(1 / 2), random.integers(len(CULTURES), size=count), culture),
        random.gamma(2, 2.2, size=(count, 2)) + 0.3,
    )


def _title(random: np.random.Generator, level: int) -> str:
    if level == 1:
        return _CHIEFS[int(random.integers(len(_CHIEFS)))]
    text = _RANKS[level - 1].format(_FUNCTIONS[int(random.integers(len(_FUNCTIONS)))])
    return text[0].upper() + text[1:]


def _free(local: str, domain: str, taken: set[str]) -> str:
    """Return an address nobody has yet, as a firm numbers its namesakes, and take it."""
    address, number = f"{local}@{domain}", 1
    while address in taken:
        number += 1
        address = f"{local}{number}@{domain}"
    taken.add(address)
    return address


def _mail(value: str, name: str) -> Address:
    return Address(HandleKind.EMAIL, value, name)


def _job(
    firm: Organisation,
    title: str,
    since: datetime,
    *,
    until: datetime | None = None,
    board: bool = False,
) -> JobFacts:
    return JobFacts(
        firm.facts.name, firm.domain, title, since.date(), until.date() if until else None, board
    )
