"""Paths told: who stands on them, what carries each hop, as records and in sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import prod
from typing import TypedDict

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.influence import sentences
from graphcrm.influence.calibration import PRIOR, Calibration
from graphcrm.influence.records import Hop, Layer, Path
from graphcrm.relationships import following
from graphcrm.relationships.gathering import Tie


RECENT_DAYS = 92


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a path.

    Attributes:
        house: Whether they are one of us.
        askable: Whether they sign in here and agree to be asked for introductions.
        address: Their first e-mail address.
    """

    contact_id: str
    name: str
    title: str | None
    account_id: str | None
    account: str | None
    house: bool
    askable: bool
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
    """A way to the target, likely to be live with this probability.

    Attributes:
        chance: How likely an introduction over it is to come about, 0..1; None while too few
            introductions are over to tell, and where nobody has to be asked.
    """

    probability: float
    hops: tuple[ToldHop, ...]
    chance: float | None = None

    @property
    def figure(self) -> float:
        """The figure it is told by: its chance where that is known, else its probability."""
        return self.probability if self.chance is None else self.chance

    @property
    def odds(self) -> str:
        """What its figure says: "41% likely to be live" or "38% chance of an introduction"."""
        return sentences.of_odds(self.probability, self.chance)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody on it, from the start to the target."""
        return (self.hops[0].start, *(hop.end for hop in self.hops))

    @property
    def between(self) -> tuple[Person, ...]:
        """Whom it leads through."""
        return self.people[1:-1]


class RecentRow(TypedDict):
    """An element of `recent`, as influence/ties_on_paths gives it."""

    kind: str
    occurred_at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class TieFacts:
    """What carries a tie, as it is kept on it, and what happened lately."""

    low: str
    high: str
    days: int
    evidence_count: int
    first_at: datetime | None
    last_at: datetime | None
    declared: str | None
    declared_by: str | None
    recent: list[RecentRow]


PEOPLE_ON_PATHS = graph.load("influence/people_on_paths", Person)
TIES_ON_PATHS = graph.load("influence/ties_on_paths", TieFacts)

Pair = tuple[str, str]


def people_by_id(actor: Actor, contact_ids: Iterable[str]) -> dict[str, Person]:
    """Return those of some contacts whom the actor may see."""
    ids = sorted(set(contact_ids))
    rows = graph.fetch(PEOPLE_ON_PATHS, ids=ids, scope=access.filter_of(actor)) if ids else []
    return {row.contact_id: row for row in rows}


def ids_on(paths: Iterable[Path]) -> set[str]:
    """Return everybody who stands on some paths."""
    return {uid for path in paths for hop in path.hops for uid in (hop.from_id, hop.to_id)}


def is_whole(path: Path, people: Mapping[str, Person]) -> bool:
    """Tell whether everybody on a path is known: the graph may be ahead of the index."""
    return all({hop.from_id, hop.to_id} <= people.keys() for hop in path.hops)


def facts_of(paths: Iterable[Path], at: datetime, *, is_past: bool) -> dict[Pair, TieFacts]:
    """Return what carries the hops of some paths, by pair, the lower uid first.

    Args:
        paths: As found.
        at: The instant asked about.
        is_past: Whether that is not now: ties are then computed anew from the evidence.
    """
    pairs = sorted({_pair(hop) for path in paths for hop in path.hops})
    if not pairs:
        return {}
    since = at - timedelta(days=RECENT_DAYS)
    params = {"pairs": [list(pair) for pair in pairs], "since": since, "until": at}
    rows = {(row.low, row.high): row for row in graph.fetch(TIES_ON_PATHS, **params)}
    if is_past:
        then = {(tie.low, tie.high): tie for tie in following.ties_between(pairs, at)}
        rows = {pair: _as_of(row, then.get(pair)) for pair, row in rows.items()}
    return rows


def tell(
    path: Path,
    people: Mapping[str, Person],
    facts: Mapping[Pair, TieFacts],
    at: datetime,
    calibration: Calibration = PRIOR,
) -> ToldPath:
    """Return a path with what is known of everybody and everything on it."""
    hops = (_told_hop(hop, people, facts.get(_pair(hop)), at) for hop in path.hops)
    return ToldPath(path.probability, tuple(hops), _chance(path, calibration))


def _chance(path: Path, calibration: Calibration) -> float | None:
    edges = [hop.probability for hop in path.hops]
    if calibration.is_prior or len(edges) == 1 or any(hop.type != "KNOWS" for hop in path.hops):
        return None
    return calibration.chance_of(edges, [path.probability / prod(edges)])


def _told_hop(
    hop: Hop, people: Mapping[str, Person], facts: TieFacts | None, at: datetime
) -> ToldHop:
    start, end = people[hop.from_id], people[hop.to_id]
    recent = [_recent(row) for row in facts.recent] if facts else []
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


def _recent(row: RecentRow) -> sentences.Recent:
    return sentences.Recent(row["kind"], row["occurred_at"], row["by"])


def _as_of(row: TieFacts, tie: Tie | None) -> TieFacts:
    """Return the facts of a tie as they were; who declared it then is not told."""
    if tie is None:
        return TieFacts(row.low, row.high, 0, 0, None, None, None, None, row.recent)
    declared = tie.declared.level if tie.declared else None
    spans = (tie.days, tie.evidence_count, tie.first_at, tie.last_at)
    return TieFacts(row.low, row.high, *spans, declared, None, row.recent)


def _pair(hop: Hop) -> Pair:
    return (min(hop.from_id, hop.to_id), max(hop.from_id, hop.to_id))
