"""One generated world: what its users know of it, and the truth behind that."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import count

import numpy as np

from graphcrm import ids
from graphcrm.activities.records import Address, Evidence, Kind, Part, Participant
from graphcrm.demo import deals, exchanges, population, story, ties as true_ties
from graphcrm.demo.organisations import draw_organisations
from graphcrm.demo.records import (
    Deal,
    DeclaredTie,
    Influence,
    Opening,
    Ownership,
    Person,
    ReportingLine,
    Seat,
    Size,
    Truth,
    UserFacts,
)
from graphcrm.demo.seats import draw_seats
from graphcrm.demo.subjects import mail_subject, meeting_subject
from graphcrm.integrations.source import AccountFacts, Content, Item, PersonFacts, SourceKind
from graphcrm.pipeline.records import Process


_USERS = {Size.SMALL: 12, Size.MEDIUM: 60, Size.LARGE: 400}
_FIRMS = {Size.SMALL: 26, Size.MEDIUM: 900, Size.LARGE: 8_000}
_ACTIVITIES = {Size.SMALL: 8_000, Size.MEDIUM: 120_000, Size.LARGE: 1_000_000}
_OPEN_DEALS = {Size.SMALL: 40, Size.MEDIUM: 300, Size.LARGE: 5_000}
_CLOSED_DEALS = {Size.SMALL: 20, Size.MEDIUM: 200, Size.LARGE: 20_000}
_DEALING = 4  # a chance of its own, so that deals change nothing else of a world
_SEATING = 5
_KNOWN_LINE_SHARE = 0.6
_PARTS = {
    exchanges.MAIL: (Part.FROM, Part.TO, Part.CC),
    exchanges.MEETING: (Part.ORGANIZER, Part.ATTENDEE, Part.ATTENDEE),
    exchanges.CALL: (Part.CALLER, Part.CALLEE, Part.CALLEE),
}
_REMEMBERED = 1 << 16  # uids of recent rows: an answer comes within days of what it answers


class World:
    """A world of a given size, the same for the same size, seed and now.

    It is a source like any other: an import takes it in.

    Attributes:
        kind: It is the demo's.
        name: What it is called among imports.
        size: How many items it yields; an item's position is its number.
        contact_count: How many contacts it has.
        seed: Where its chance starts.
        now: Instant in UTC at which it is looked at; its history covers the 104 weeks before.
        truth: What is really so.
        users: Who signs in; `opening.user_email` is one of them.
        teams: Names of our teams.
        opening: The question the demo opens with.
        activity_count: How many mails, meetings and calls `evidence()` yields.
    """

    kind: SourceKind = SourceKind.DEMO
    teams = story.TEAMS
    opening = Opening(*story.OPENING)

    def __init__(
        self, contact_count: Size, seed: int, now: datetime, activities: int | None = None
    ) -> None:
        self.contact_count = contact_count
        self._most_activities = activities or _ACTIVITIES[contact_count]
        self.name = f"{contact_count.name.lower()} demo world, seed {seed}"
        self.seed = seed
        self.now = now.astimezone(UTC).replace(microsecond=0)
        random = np.random.default_rng(seed)
        self.users: list[UserFacts] = population.draw_users(random, _USERS[contact_count])
        self.truth = self._draw_truth(random)
        self._rows = exchanges.draw_rows(random, self.truth.ties, self.now)
        self._line_picks = random.random(self.truth.person_count)
        self.activity_count = len(self._rows.at)
        firm_count = len(self.truth.organisations)
        self.size: int | None = firm_count + contact_count + self.activity_count

    @property
    def home(self) -> AccountFacts:
        """Our own firm."""
        return self.truth.organisations[0].facts

    @property
    def persons(self) -> tuple[Person, ...]:
        """Everybody who is a contact, ours first; lists and shared mailboxes are none."""
        return self.truth.people[: self.truth.person_count]

    def items(self) -> Iterator[Item]:
        """Yield accounts, then people, then activities in order of time, as any source does."""
        contents: tuple[tuple[str, Iterator[Content]], ...] = (
            ("account", self.accounts()),
            ("person", self.people()),
            ("activity", self.evidence()),
        )
        position = count(1)
        for kind, found in contents:
            for number, content in enumerate(found, 1):
                yield Item(f"demo: {kind} {number}", content, next(position))

    def accounts(self) -> Iterator[AccountFacts]:
        """Yield all firms, ours first, a parent before its parts."""
        for organisation in self.truth.organisations:
            yield organisation.facts

    def people(self) -> Iterator[PersonFacts]:
        """Yield all contacts, ours first, with their addresses old and new."""
        for number, person in enumerate(self.persons):
            addresses = (person.address, person.former, person.phone)
            known = tuple(address for address in addresses if address is not None)
            yield PersonFacts(person.name, known, person.title, person.jobs, f"demo-{number}")

    def evidence(self) -> Iterator[Evidence]:
        """Yield mails, meetings and calls in order of time; memory does not grow with them."""
        rows = self._rows
        moved = self._moved()
        uid = lru_cache(_REMEMBERED)(self._uid)
        participant = lru_cache(_REMEMBERED)(Participant)
        columns = (
            rows.at, rows.kind, rows.sender, rows.receiver, rows.group,
            rows.answers, rows.thread, rows.topic,
        )  # fmt: skip
        for start in range(0, len(rows.at), _REMEMBERED):
            chunk = zip(*(c[start : start + _REMEMBERED].tolist() for c in columns), strict=True)
            for row, values in enumerate(chunk, start):
                at, kind, sender, receiver, group, answers, thread, topic = values
                involved = (sender, receiver, *self.truth.groups[group])
                parts = _PARTS[kind]
                yield Evidence(
                    uid(kind, row),
                    _KINDS[kind],
                    datetime.fromtimestamp(at, UTC),
                    tuple(
                        participant(self._address(who, at, moved), parts[min(place, 2)])
                        for place, who in enumerate(involved)
                    ),
                    _subject(kind, topic, answers),
                    () if answers < 0 else (uid(kind, answers),),
                    thread_id=uid(kind, thread) if kind == exchanges.MAIL else None,
                )

    def owners(self) -> Iterator[Ownership]:
        """Yield who looks after each contact."""
        for person in self.persons:
            yield Ownership(person.address.value, self.users[person.owner].email)

    def do_not_contact(self) -> list[str]:
        """Return the addresses of those who asked to be left alone."""
        return [person.address.value for person in self.persons if person.do_not_contact]

    def declared(self) -> list[DeclaredTie]:
        """Return the ties that our people know of and no mail shows."""
        return story.declared(self.now)

    def influences(self) -> list[Influence]:
        """Return who sways whom, as our people see it."""
        return story.influences(self.now)

    def deals(self, process: Process) -> list[Deal]:
        """Return the deals in the first pipeline of a process, that of the story first."""
        random = np.random.default_rng((self.seed, _DEALING))
        aside = {story.HOME, story.DEAL_ACCOUNT}
        firms = tuple(one for one in self.truth.organisations if one.facts.name not in aside)
        among = deals.Surroundings(firms, self.users, process, self.now)
        size = self.contact_count
        return deals.draw_deals(random, among, _OPEN_DEALS[size], _CLOSED_DEALS[size])

    def seats(self, process: Process, drawn: Sequence[Deal]) -> dict[Deal, tuple[Seat, ...]]:
        """Return who has which part in the deals that are open."""
        random = np.random.default_rng((self.seed, _SEATING))
        firms = [one.facts.name for one in self.truth.organisations]
        staff: dict[str, list[Person]] = {}
        for person in self.persons:
            if person.organisation is not None:
                staff.setdefault(firms[person.organisation], []).append(person)
        return draw_seats(random, drawn, staff, process.roles)

    def reporting_lines(self) -> Iterator[ReportingLine]:
        """Yield the formal lines that are known: upwards in rank, so never in a circle."""
        told = story.reporting_lines(self.now)
        yield from told
        settled = {line.report_email for line in told}
        peers: dict[tuple[int | None, int], list[Person]] = {}
        for person in self.persons:
            peers.setdefault((person.organisation, person.level), []).append(person)
        for person, pick in zip(self.persons, self._line_picks.tolist(), strict=True):
            above = peers.get((person.organisation, person.level - 1), [])
            settled_already = person.organisation is None or person.address.value in settled
            if above and pick < _KNOWN_LINE_SHARE and not settled_already:
                boss = above[int(pick / _KNOWN_LINE_SHARE * len(above))]
                since = max(_first_day(person), _first_day(boss))
                yield ReportingLine(person.address.value, boss.address.value, since)

    def _draw_truth(self, random: np.random.Generator) -> Truth:
        firms = story.organisations()
        taken = {firm.domain for firm in firms}
        missing = _FIRMS[self.contact_count] - len(firms)
        firms += draw_organisations(random, taken, len(self.users), missing)
        people = list(population.our_people(random, self.now, firms[0], self.users))
        people += story.people(self.now, firms)
        first_other = len(people)
        addresses = {a.value for p in people for a in (p.address, p.former) if a is not None}
        missing = self.contact_count - first_other
        people += population.draw_people(random, self.now, firms, addresses, missing)
        people += [Person(a.name or a.value, None, a) for a in story.NOBODY]
        groups: dict[tuple[int, ...], int] = {(): 0}
        number = {person.address.value: n for n, person in enumerate(people)}
        readers = (first_other + random.permutation(missing)[: story.HUB_READERS]).tolist()
        told = story.ties(number, groups, readers)
        most = self._most_activities - true_ties.message_count(told)
        bounds = (len(self.users), first_other, int(self.contact_count))
        drawn = true_ties.draw_ties(random, people, bounds, groups, most)
        return Truth(
            tuple(firms),
            tuple(people),
            int(self.contact_count),
            len(self.users),
            tuple(groups),
            true_ties.join((told, drawn)),
        )

    def _moved(self) -> dict[int, tuple[int, Address]]:
        """Return when those who moved did, and their address before."""
        return {
            number: (int(person.moved_at.timestamp()), person.former)
            for number, person in enumerate(self.persons)
            if person.moved_at is not None and person.former is not None
        }

    def _address(self, number: int, at: int, moved: dict[int, tuple[int, Address]]) -> Address:
        if number in moved and at < moved[number][0]:
            return moved[number][1]
        return self.truth.people[number].address

    def _uid(self, kind: int, row: int) -> str:
        name = f"{self.contact_count.name.lower()}-{self.seed}-{row}@demo.{story.HOME_DOMAIN}"
        match kind:
            case exchanges.MAIL:
                return ids.of("email", name)
            case exchanges.MEETING:
                return ids.of("event", name, "")
            case _:
                return ids.of("call", name)


_KINDS = {
    exchanges.MAIL: Kind.EMAIL,
    exchanges.MEETING: Kind.MEETING,
    exchanges.CALL: Kind.CALL,
}


def _subject(kind: int, topic: int, answers: int) -> str | None:
    match kind:
        case exchanges.MAIL:
            return mail_subject(topic, answer=answers >= 0)
        case exchanges.MEETING:
            return meeting_subject(topic)
        case _:
            return None


def _first_day(person: Person) -> date:
    return person.jobs[0].from_on or date.min
