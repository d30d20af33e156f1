"""Small worlds for the tests of paths, written down as names, and the index made of them."""

from dataclasses import dataclass, field

import numpy as np

from graphcrm import ids
from graphcrm.influence.building import Draft
from graphcrm.influence.records import (
    NO_END,
    Bar,
    Contacts,
    Jobs,
    Question,
    Sight,
    Sway,
    SwayKind,
    Ties,
)


DAY = 20_000
ALL = Sight(everybody=True)


def uid(name):
    """Return the uid of what the test calls `name`."""
    return ids.of("test", str(name))


@dataclass
class Person:
    """A contact as a test writes it."""

    owner: str | None = None
    team: str | None = None
    house: bool = False
    bar: Bar = Bar.NONE
    asked: int = 0
    agreed: int = 0


@dataclass
class Tie:
    """A tie by what it gives: a probability each way or one, a declaration."""

    observed: float | None = None
    declared: float = 0.0
    declared_until: int = NO_END
    one_way: float | None = None  # sum of one direction, nothing back
    as_of: int = DAY

    @property
    def sums(self):
        """Ten sums that amount to the probability on `as_of`."""
        sums = np.zeros(10)
        if self.one_way is not None:
            sums[2] = self.one_way
        elif self.observed is not None:
            sums[[4, 9]] = -3 * np.log(1 - self.observed**2)
        return sums

    def probability(self, day=DAY):
        """What the best layer gives on the day of its sums."""
        observed = self.observed or 0.0
        if self.one_way is not None:
            observed = np.sqrt(1 - np.exp(-min(0.48, 0.15 * self.one_way) / 3))
        return max(observed, self.declared if day <= self.declared_until else 0.0)


@dataclass
class Job:
    """A job as a test writes it."""

    person: str
    account: str
    begin: int
    until: int = NO_END
    board: bool = False


@dataclass
class World:
    """People, ties by pair, jobs, sizes of accounts, and sway (from, to, kind, weight, until)."""

    people: dict = field(default_factory=dict)
    ties: dict = field(default_factory=dict)
    jobs: list = field(default_factory=list)
    sizes: dict = field(default_factory=dict)
    sway: list = field(default_factory=list)

    def index(self, *, day=DAY, seq=1):
        """Build the index."""
        draft = Draft(day)
        draft.add_contacts(contacts_of(self.people))
        draft.add_ties(ties_of(self.ties))
        draft.add_jobs(jobs_of(self.jobs))
        draft.add_sizes([(uid(account), size) for account, size in self.sizes.items()])
        draft.add_sway(sway_of(self.sway))
        return draft.built(seq)


def drawn(text, **people):
    """Return the world of "ada .8 ben, ben .6 cy": people, and ties with their probabilities."""
    world = World()
    for tie in text.split(","):
        one, probability, other = tie.split()
        world.ties[one, other] = Tie(float(probability))
        for name in (one, other):
            world.people.setdefault(name, people.get(name, Person()))
    return world


def contacts_of(people):
    """Turn people by name into columns."""
    every = list(people.values())
    return Contacts(
        uids=[uid(name) for name in people],
        owner_ids=[person.owner and uid(person.owner) for person in every],
        team_ids=[person.team and uid(person.team) for person in every],
        house=[person.house for person in every],
        bars=[person.bar for person in every],
        asked=[person.asked for person in every],
        agreed=[person.agreed for person in every],
    )


def ties_of(ties):
    """Turn ties by pair of names into columns."""
    every = list(ties.values())
    return Ties(
        first=[uid(one) for one, _ in ties],
        second=[uid(other) for _, other in ties],
        sums=np.array([tie.sums for tie in every]).reshape(-1, 10),
        as_of=np.array([tie.as_of for tie in every], np.int64),
        declared=np.array([tie.declared for tie in every], np.float64),
        declared_until=np.array([tie.declared_until for tie in every], np.int64),
    )


def jobs_of(jobs):
    """Turn jobs into columns."""
    return Jobs(
        contact_ids=[uid(job.person) for job in jobs],
        account_ids=[uid(job.account) for job in jobs],
        from_days=[job.begin for job in jobs],
        until_days=[job.until for job in jobs],
        boards=[job.board for job in jobs],
    )


def sway_of(sway):
    """Turn (from, to, kind, weight, until) into columns."""
    return Sway(
        from_ids=[uid(one) for one, *_ in sway],
        to_ids=[uid(other) for _, other, *_ in sway],
        kinds=[kind for _, _, kind, *_ in sway],
        weights=[weight for *_, weight, _ in sway],
        until_days=[until for *_, until in sway],
    )


def influences(one, other, weight, until=NO_END):
    return (one, other, SwayKind.INFLUENCES, weight, until)


def reports(one, other):
    return (one, other, SwayKind.REPORTS_TO, 0.0, NO_END)


def ask(source, target, *, without=(), sight=ALL, **options):
    """Return a question by names; source and target may be tuples of them."""
    sources, targets = (
        tuple(map(uid, names if isinstance(names, tuple) else (names,)))
        for names in (source, target)
    )
    return Question(sources, targets, sight, without=frozenset(map(uid, without)), **options)


def names_of(path, world):
    """Return the names on a path."""
    known = {uid(name): name for name in world.people}
    return [known[path.hops[0].from_id], *(known[hop.to_id] for hop in path.hops)]
