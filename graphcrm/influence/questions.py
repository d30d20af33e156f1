"""Asking for paths: from me, my team or anybody to a person, with the facts behind every hop."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission, Scope
from graphcrm.errors import InvalidError
from graphcrm.influence import keeping, sentences
from graphcrm.influence.answers import answer
from graphcrm.influence.records import (
    Hop,
    Layer,
    Opposition,
    Path,
    Question,
    Reading,
    Reason,
    Sight,
)
from graphcrm.relationships import following


RECENT_DAYS = 92


class From(StrEnum):
    """Where paths may begin: at me, at anybody of my team who shares their ties, at any of us."""

    ME = "me"
    TEAM = "team"
    ANYONE = "anyone"


class NobodyToAskError(InvalidError):
    """There is no person to start from."""

    code = "nobody-to-ask"


@dataclass(frozen=True, slots=True)
class PathRequest:
    """A question for paths.

    Attributes:
        target_ids: Contacts to reach.
        source_id: A contact to start at; None: as `start` says.
        start: Where paths may begin when no contact is named.
        reading: Introduction or influence.
        path_count: At most, 1..20.
        hops: At most, 1..5.
        without: Contacts no path leads through.
        at: Ties as of this instant; None = now.
    """

    target_ids: tuple[str, ...]
    source_id: str | None = None
    start: From = From.ME
    reading: Reading = Reading.INTRODUCTION
    path_count: int = 5
    hops: int = 4
    without: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a path.

    Attributes:
        house: Whether they are one of us.
        address: Their first e-mail address.
    """

    contact_id: str
    name: str
    title: str | None
    account_id: str | None
    account: str | None
    house: bool
    address: str | None


@dataclass(frozen=True, slots=True)
class ToldHop:
    """One edge of a path with what carries it.

    Attributes:
        type: KNOWS, INFLUENCES or REPORTS_TO.
        layers: What it rests on with the probability each gives, the best first.
        strength: S of the observed layer, 0..1; None where nothing was observed.
        probability: 0..1, likely to be live.
        evidence_count: Mails, meetings and calls that count.
        sentence: Why, in words.
    """

    start: Person
    end: Person
    type: str
    layers: tuple[tuple[Layer, float], ...]
    strength: float | None
    probability: float
    first_at: datetime | None
    last_at: datetime | None
    evidence_count: int
    days: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ToldPath:
    """A way to the target, likely to be live with this probability."""

    probability: float
    hops: tuple[ToldHop, ...]


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """The best paths, and how fresh and how fast they are.

    Attributes:
        reason: Why there is none, and what would make one, as a sentence; None where there are.
        warnings: Influence reading: who would speak against us.
        index_age_ms: Since the index was compared with the graph.
        search_ms: Of the search alone.
    """

    request: PathRequest
    target: Person | None
    source: Person | None
    paths: tuple[ToldPath, ...]
    reason: str | None
    warnings: tuple[str, ...]
    index_age_ms: float
    search_ms: float
    at: datetime


@dataclass(frozen=True, slots=True)
class TieFacts:
    """What carries a tie, as it is kept on it."""

    low: str
    high: str
    days: int
    evidence_count: int
    first_at: datetime | None
    last_at: datetime | None
    declared: str | None
    declared_by: str | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of us, whose ties may be used."""

    contact_id: str


PEOPLE_ON_PATHS = graph.load("influence/people_on_paths", Person)
FACTS_OF_TIES = graph.load("influence/facts_of_ties", TieFacts)
RECENT_BETWEEN = graph.load("influence/recent_between", sentences.Recent)
COLLEAGUES = graph.load("influence/colleagues", Colleague)


def find_paths(actor: Actor, request: PathRequest, *, at_once: bool = False) -> PathAnswer:
    """Return the best paths that the actor may see, each hop with its facts and a sentence.

    Args:
        actor: Who asks; nobody they may not see is named or hinted at.
        request: From where, to whom, how.
        at_once: Compare the index with the graph first, whatever was seen a moment ago.

    Raises:
        NobodyToAskError: No contact was named and the actor's user is no person in the graph.
        UnanswerableError: More hops or paths than are answered.
    """
    access.require(actor, Permission.READ)
    kept = keeping.past(request.at) if request.at else keeping.current(at_once=at_once)
    question = Question(
        source_ids=_sources(actor, request),
        target_ids=request.target_ids,
        sight=sight_of(actor),
        reading=request.reading,
        path_count=request.path_count,
        hops=request.hops,
        without=frozenset(request.without),
    )
    began = time.perf_counter()
    found = answer(kept.index, question)
    search_ms = (time.perf_counter() - began) * 1000
    people = _people(found.paths, [*request.target_ids, *question.source_ids[:1]])
    at = request.at or clock.now()
    facts = _facts(found.paths, request.at)
    recent = _recent(found.paths, at)
    named = request.source_id or (actor.contact_id if request.start is From.ME else None)
    target = people.get(request.target_ids[0]) if request.target_ids else None
    return PathAnswer(
        request,
        target,
        people.get(named) if named else None,
        tuple(_told(path, people, facts, recent, at) for path in found.paths),
        None if found.reason is None else _reason(found.reason, target, request),
        tuple(_warnings(found.opposed)),
        kept.age_ms,
        search_ms,
        at,
    )


def sight_of(actor: Actor) -> Sight:
    """Return whom an actor may see, as the index takes it."""
    scope = access.scope_of(actor, Permission.READ)
    return Sight(
        everybody=scope is Scope.ALL,
        owner_ids=frozenset({actor.user_id}),
        team_ids=frozenset(actor.team_ids) if scope is Scope.TEAM else frozenset(),
    )


def _sources(actor: Actor, request: PathRequest) -> tuple[str, ...]:
    if request.source_id:
        return (request.source_id,)
    if request.start is From.ME:
        if actor.contact_id is None:
            raise NobodyToAskError("from: name somebody to start from; you are not a contact yet.")
        return (actor.contact_id,)
    team_ids = list(actor.team_ids) if request.start is From.TEAM else None
    rows = graph.fetch(COLLEAGUES, team_ids=team_ids, user_id=actor.user_id)
    if not rows:
        raise NobodyToAskError("from: nobody of your team shares their ties.")
    return tuple(row.contact_id for row in rows)


def _people(paths: Collection[Path], others: Collection[str]) -> dict[str, Person]:
    ids = {uid for path in paths for hop in path.hops for uid in (hop.from_id, hop.to_id)}
    rows = graph.fetch(PEOPLE_ON_PATHS, ids=sorted(ids | set(others)))
    return {row.contact_id: row for row in rows}


def _pairs(paths: Collection[Path]) -> list[tuple[str, str]]:
    hops = (hop for path in paths for hop in path.hops)
    return sorted({(min(h.from_id, h.to_id), max(h.from_id, h.to_id)) for h in hops})


def _facts(paths: Collection[Path], at: datetime | None) -> dict[tuple[str, str], TieFacts]:
    pairs = _pairs(paths)
    if not pairs:
        return {}
    if at is None:
        rows = graph.fetch(FACTS_OF_TIES, pairs=[list(pair) for pair in pairs])
        return {(row.low, row.high): row for row in rows}
    return {
        (tie.low, tie.high): TieFacts(
            tie.low,
            tie.high,
            tie.days,
            tie.evidence_count,
            tie.first_at,
            tie.last_at,
            tie.declared.level if tie.declared else None,
            None,
        )
        for tie in following.ties_between(pairs, at)
    }


def _recent(paths: Collection[Path], at: datetime) -> dict[tuple[str, str], list[sentences.Recent]]:
    pairs = _pairs(paths)
    if not pairs:
        return {}
    since = at - timedelta(days=RECENT_DAYS)
    by_pair: dict[tuple[str, str], list[sentences.Recent]] = {pair: [] for pair in pairs}
    for row in graph.fetch(
        RECENT_BETWEEN, pairs=[list(pair) for pair in pairs], since=since, until=at
    ):
        by_pair[row.low, row.high].append(row)
    return by_pair


def _told(
    path: Path,
    people: dict[str, Person],
    facts: dict[tuple[str, str], TieFacts],
    recent: dict[tuple[str, str], list[sentences.Recent]],
    at: datetime,
) -> ToldPath:
    hops = []
    for hop in path.hops:
        pair = (min(hop.from_id, hop.to_id), max(hop.from_id, hop.to_id))
        hops.append(_told_hop(hop, people, facts.get(pair), recent.get(pair, []), at))
    return ToldPath(path.probability, tuple(hops))


def _told_hop(
    hop: Hop,
    people: dict[str, Person],
    facts: TieFacts | None,
    recent: list[sentences.Recent],
    at: datetime,
) -> ToldHop:
    start, end = people[hop.from_id], people[hop.to_id]
    return ToldHop(
        start,
        end,
        hop.type,
        tuple((ground.layer, ground.probability) for ground in hop.grounds),
        hop.strength,
        hop.probability,
        facts.first_at if facts else None,
        facts.last_at if facts else None,
        facts.evidence_count if facts else 0,
        facts.days if facts else 0,
        sentences.of_hop(
            sentences.Ends(start.contact_id, start.name, end.contact_id, end.name),
            sentences.Grounds(
                hop.grounds[0].layer,
                recent,
                facts.last_at if facts else None,
                facts.declared if facts else None,
                facts.declared_by if facts else None,
            ),
            at,
        ),
    )


def _reason(reason: Reason, target: Person | None, request: PathRequest) -> str:
    who = target.name if target else "that person"
    return sentences.of_reason(reason, who, request.hops)


def _warnings(opposed: Collection[Opposition]) -> list[str]:
    if not opposed:
        return []
    people = {
        row.contact_id: row.name
        for row in graph.fetch(
            PEOPLE_ON_PATHS,
            ids=sorted({uid for one in opposed for uid in (one.contact_id, one.target_id)}),
        )
    }
    return [
        f"{people[one.contact_id]} would speak against it to {people[one.target_id]} "
        f"({one.weight:+.1f})."
        for one in opposed
    ]
