"""How well the chance of an introduction is told once outcomes teach it, on the generated world.

The world has a truth that paths never see: who is really in touch, and how willing everybody is.
Introductions are asked for along the best paths that the evidence shows, and come about by that
truth. Half of them teach; the others, between other people, are what the figures are about.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from graphcrm import ids
from graphcrm.activities.records import Evidence
from graphcrm.demo.records import Size, Truth
from graphcrm.demo.world import World
from graphcrm.errors import InvalidError
from graphcrm.influence import calibration
from graphcrm.influence.building import Draft
from graphcrm.influence.calibration import Asked, Calibration, Outcome, Reliability
from graphcrm.influence.index import Index
from graphcrm.influence.records import NO_END, Bar, Contacts, Path, Question, Sight, Ties
from graphcrm.influence.ways import best_ways
from graphcrm.relationships.gathering import EvidenceRow, Gathering, day_of, microseconds
from graphcrm.relationships.records import Bools, Floats


_NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
_QUARTER_WEEKS = 13
_WILLING = (1.6, 2.4)  # of a beta distribution: 0.4 in the mean, not the 0.3 that is claimed
_DECIMALS = 4


class TooFewIntroductionsError(InvalidError):
    """The world has fewer people to be introduced to than were asked for."""

    code = "too-few-introductions"

    def __init__(self, wanted: int, there: int) -> None:
        super().__init__(f"introductions: {wanted} were asked for, the world has {there}.")


@dataclass(frozen=True, slots=True)
class _Hidden:
    """What is really so.

    Attributes:
        weekly: Contacts both ways in a week from now on, by pair of uids, the lower one first.
        willing: Chance that somebody who is asked, and in touch, passes it on.
    """

    weekly: dict[tuple[str, str], float]
    willing: dict[str, float]

    def in_touch(self, one: str, other: str) -> float:
        """Return the chance that two are in touch both ways within a quarter."""
        rate = self.weekly.get((min(one, other), max(one, other)), 0.0)
        return float(-np.expm1(-rate * _QUARTER_WEEKS))


def run(introductions: int = 5000, seed: int = 1, size: Size = Size.MEDIUM) -> dict[str, object]:
    """Measure and return the figures; prints nothing.

    Args:
        introductions: Held out; as many others teach.
        seed: Of the world and of all chance.
        size: Of the world.

    Returns:
        name; size {contacts, ties, learned_from}; n: introductions held out; base_rate: share of
        them that came about; ece and brier of the calibrated chance; uncalibrated_ece and
        uncalibrated_brier of path probabilities as they are without any outcome;
        base_rate_brier: of claiming for all the share that those learned from had;
        bins: ten [claimed, held, count] of the calibrated chance; curves: what was learned.

    Raises:
        TooFewIntroductionsError: There are not as many.
    """
    rng = np.random.default_rng(seed)
    world = World(size, seed, _NOW)
    index = _index_of(world)
    hidden = _hidden(world.truth, rng)
    paths = _asked_for(index, [_uid(number) for number in range(world.truth.user_count)])
    if len(paths) < 2 * introductions:
        raise TooFewIntroductionsError(2 * introductions, len(paths))
    chosen = [paths[at] for at in rng.permutation(len(paths))[: 2 * introductions].tolist()]
    outcomes = [_outcome(path, hidden, rng) for path in chosen]
    learned_from, held_out = outcomes[:introductions], outcomes[introductions:]
    learned = calibration.recalibrated(calibration.PRIOR, learned_from, _NOW)
    came_about = np.array([one.came_about for one in held_out])
    counts = calibration.counts_of(learned_from)
    told = calibration.reliability_of(_chances(learned, held_out, counts), came_about)
    plain = calibration.reliability_of(_chances(calibration.PRIOR, held_out, {}), came_about)
    return {
        "name": "calibration",
        "size": {
            "contacts": len(index.people),
            "ties": len(index.live_ties()),
            "learned_from": introductions,
        },
        "n": len(held_out),
        "base_rate": round(told.base_rate, _DECIMALS),
        "ece": round(told.ece, _DECIMALS),
        "brier": round(told.brier, _DECIMALS),
        "base_rate_brier": round(_base_rate_brier(learned_from, came_about), _DECIMALS),
        "uncalibrated_ece": round(plain.ece, _DECIMALS),
        "uncalibrated_brier": round(plain.brier, _DECIMALS),
        "bins": _bins(told),
        "curves": {
            name: {"slope": round(curve.slope, 3), "offset": round(curve.offset, 3)}
            for name, curve in (("edge", learned.edge), ("path", learned.path))
        },
    }


def _uid(number: int) -> str:
    return ids.of("bench", "person", str(number))


def _index_of(world: World) -> Index:
    """Return the index of what the world's users have seen, as an import would leave it."""
    gathering = Gathering()
    for row in _rows(world):
        gathering.add(row)
    sums = gathering.sums(_NOW)
    people = world.persons
    draft = Draft(day_of(_NOW))
    draft.add_contacts(
        Contacts(
            uids=[_uid(number) for number in range(len(people))],
            owner_ids=[None] * len(people),
            team_ids=[None] * len(people),
            house=[False] * len(people),
            bars=[Bar.DO_NOT_CONTACT if one.do_not_contact else Bar.NONE for one in people],
        )
    )
    draft.add_ties(
        Ties(
            first=[low for low, _ in gathering.pairs],
            second=[high for _, high in gathering.pairs],
            sums=np.concatenate((sums.outward, sums.inward), axis=1),
            as_of=np.full(len(gathering.pairs), sums.as_of),
            declared=np.zeros(len(gathering.pairs)),
            declared_until=np.full(len(gathering.pairs), NO_END),
        )
    )
    return draft.built(1)


def _rows(world: World) -> Iterator[EvidenceRow]:
    numbers = {
        address.value: _uid(number)
        for number, person in enumerate(world.persons)
        for address in (person.address, person.former)
        if address is not None
    }
    for one in world.evidence():
        yield EvidenceRow(
            uid=one.uid,
            kind=one.kind,
            occurred_us=microseconds(one.occurred_at),
            is_reply=one.is_reply,
            replies_to=list(one.replies_to),
            level=None,
            expires_on=None,
            declared_by=None,
            parts=_parts(one, numbers),
        )


def _parts(one: Evidence, numbers: dict[str, str]) -> list[list[object]]:
    addresses = [(part.address.value, part.part) for part in one.participants]
    return [[numbers.get(value, value), how, value in numbers] for value, how in addresses]


def _hidden(truth: Truth, rng: np.random.Generator) -> _Hidden:
    """Return who will be in touch by the true ties, and how willing everybody is."""
    ties = truth.ties
    lasts = (ties.until <= 0) * ties.weekly
    together = lasts * (1 - ties.mail)
    answered = together + lasts * ties.mail * ties.answered
    weekly: dict[tuple[str, str], float] = defaultdict(float)
    columns = (ties.first, ties.second, ties.group, answered, together)
    for first, second, group, both, met in zip(*(c.tolist() for c in columns), strict=True):
        there = (first, second, *truth.groups[group])
        for one, other in itertools.combinations(there, 2):
            low, high = sorted((_uid(one), _uid(other)))
            weekly[low, high] += both if {one, other} == {first, second} else met
    willing = rng.beta(*_WILLING, truth.person_count).tolist()
    return _Hidden(dict(weekly), {_uid(number): one for number, one in enumerate(willing)})


def _asked_for(index: Index, our_ids: Sequence[str]) -> list[Path]:
    """Return the best path from each of us to everybody it takes somebody in between to reach."""
    everybody = tuple(index.people.uid_of(vertex) for vertex in range(len(index.people)))
    theirs = tuple(uid for uid in everybody if uid not in set(our_ids))
    sight = Sight(everybody=True)
    ways = (best_ways(index, Question((uid,), theirs, sight)) for uid in our_ids)
    return [path for found in ways for path in found.values() if len(path.hops) > 1]


def _outcome(path: Path, hidden: _Hidden, rng: np.random.Generator) -> Outcome:
    """Ask for an introduction, and return what comes of it."""
    between = tuple(hop.to_id for hop in path.hops[:-1])
    passed = 0
    for hop in path.hops[:-1]:
        chance = hidden.in_touch(hop.from_id, hop.to_id) * hidden.willing[hop.to_id]
        if rng.random() >= chance:
            break
        passed += 1
    last = path.hops[-1]
    answers = rng.random() < hidden.in_touch(last.from_id, last.to_id)
    return Outcome(
        edges=tuple(hop.probability for hop in path.hops),
        between_ids=between,
        passed_count=passed,
        came_about=bool(passed == len(between) and answers),
    )


def _chances(learned: Calibration, outcomes: Sequence[Outcome], counts: dict[str, Asked]) -> Floats:
    """Return what would have been told of each introduction before it was asked for."""
    return np.array(
        [
            learned.chance_of(
                one.edges,
                [calibration.willingness(counts.get(uid, Asked())) for uid in one.between_ids],
            )
            for one in outcomes
        ]
    )


def _base_rate_brier(learned_from: Sequence[Outcome], came_about: Bools) -> float:
    base_rate = np.mean([one.came_about for one in learned_from])
    return float(np.mean((base_rate - came_about) ** 2))


def _bins(told: Reliability) -> list[list[float | int | None]]:
    return [
        [
            None if one.claimed is None else round(one.claimed, 3),
            None if one.held is None else round(one.held, 3),
            one.count,
        ]
        for one in told.bins
    ]
