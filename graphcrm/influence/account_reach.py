"""How well each of many accounts is reached: all short ways together, and the best single one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.answers import Asked, asked_of, edging_of, is_shown, path_along
from graphcrm.influence.employment import Employment
from graphcrm.influence.index import Index
from graphcrm.influence.reach import two_hop_reach
from graphcrm.influence.records import Bar, Floats, Ints, Path, Question
from graphcrm.influence.sweep import Sweep
from graphcrm.influence.tie_table import is_known
from graphcrm.relationships.rules import SAME_EMPLOYER


@dataclass(frozen=True, slots=True)
class AccountReach:
    """How well one account is reached by anybody who asks, as far as the asker may see.

    Attributes:
        probability: 1 - PROD(1 - path) over all paths of one or two hops to anybody there, and at
            least that of the best path; 0..1.
        best: The best path to anybody there, of at most four hops; None where none is above the
            floor.
        known_count: Who there has a tie with one of those who ask that is more than inferred.
        people_count: Who works there.
    """

    account_id: str
    probability: float
    best: Path | None
    known_count: int
    people_count: int


@dataclass(frozen=True, slots=True)
class _Staff:
    """Who works where: `people[i]` at account `places[i]` of those asked for, each pair once."""

    people: NDArray[np.int64]
    places: NDArray[np.int64]

    def of(self, which: NDArray[np.bool_]) -> "_Staff":
        """Return some of them."""
        return _Staff(self.people[which], self.places[which])


def reach_of_accounts(
    index: Index, question: Question, staff_ids: Mapping[str, Sequence[str]], *, limit: int = 50
) -> tuple[AccountReach, ...]:
    """Return the accounts that are reached best, the best first; at equal reach by best path.

    Args:
        index: The graph.
        question: Where to start, whom the asker may see, and who is neither on a path nor the end
            of one; its targets are no matter.
        staff_ids: Contacts who work there, by account; the index itself knows no job that nobody
            dates.
        limit: How many at most.
    """
    asked = asked_of(index, question)
    staff = _staff(index, staff_ids.values())
    left_out = index.people.vertices_of(sorted(question.without))
    staff = staff.of(
        asked.seen.visible[staff.people]
        & (index.people.bars[staff.people] != Bar.NOT_A_PERSON)
        & ~np.isin(staff.people, [*asked.sources, *left_out.tolist()])
    )
    open_to = staff.of(index.people.bars[staff.people] == Bar.NONE)
    sweep = Sweep(
        edging_of(index, question.reading),
        asked.prices,
        asked.sources,
        hops=question.hops,
    )
    met = _worked_together(index.employment, asked.sources, open_to.people, index.day)
    chances = np.exp(-sweep.costs[open_to.people].astype(np.float64))
    colleagues = np.isin(open_to.people, np.array(sorted(met), np.int64))
    chances[colleagues] = np.maximum(chances[colleagues], SAME_EMPLOYER)
    account_ids = list(staff_ids)
    count = len(account_ids)
    order = np.lexsort((open_to.people, -chances, open_to.places))
    places, first = np.unique(open_to.places[order], return_index=True)
    best = np.full(count, -1)
    best[places] = order[first]
    best_chances = np.zeros(count)
    best_chances[places] = chances[order[first]]
    reach = np.maximum(_short_ways(asked, open_to, count), best_chances)
    known = np.bincount(staff.of(np.isin(staff.people, _known(asked))).places, minlength=count)
    people = np.bincount(staff.places, minlength=count)
    ranked = np.lexsort((np.arange(count), -people, -best_chances.round(9), -reach.round(9)))
    return tuple(
        AccountReach(
            account_ids[at],
            float(reach[at]),
            _path(asked, sweep, met, int(open_to.people[best[at]])) if best[at] >= 0 else None,
            int(known[at]),
            int(people[at]),
        )
        for at in ranked[:limit].tolist()
    )


def _staff(index: Index, staff_ids: Collection[Sequence[str]]) -> _Staff:
    """Return who works where, those that the index knows."""
    people = index.people.vertices_of(list(chain.from_iterable(staff_ids)))
    places = np.repeat(np.arange(len(staff_ids)), [len(some) for some in staff_ids])
    return _Staff(people, places).of(people >= 0)


def _short_ways(asked: Asked, staff: _Staff, count: int) -> Floats:
    """Return 1 - PROD(1 - path) over paths of one or two hops to the people of each account."""
    rows, size = asked.index.knows.unfloored, len(asked.index.people)
    vertices, chances = two_hop_reach(rows, asked.prices, list(asked.sources))
    edges, _ = rows.gathered(np.array(asked.sources, np.int64))
    missed = np.zeros(size)
    with np.errstate(divide="ignore"):
        ways = np.log1p(-np.exp(-rows.costs[edges].astype(np.float64)))
        missed += np.bincount(rows.ends[edges], weights=ways, minlength=size)
        missed[vertices] += np.log1p(-chances)
    of_accounts = np.bincount(staff.places, weights=missed[staff.people], minlength=count)
    return np.asarray(-np.expm1(of_accounts))


def _known(asked: Asked) -> Ints:
    """Return whom a source knows by more than inference."""
    rows, table = asked.index.knows.unfloored, asked.index.ties
    edges, _ = rows.gathered(np.array(asked.sources, np.int64))
    return rows.ends[edges[is_known(table.taken(rows.ties[edges]))]]


def _worked_together(
    jobs: Employment, sources: Sequence[int], targets: Ints, day: int
) -> dict[int, int]:
    """Return targets who worked for one employer at one time with a source, and with which."""
    ours = np.isin(jobs.people, sources) & ~jobs.boards
    theirs = np.isin(jobs.people, targets) & ~jobs.boards
    met: dict[int, int] = {}
    for employer in np.intersect1d(jobs.accounts[ours], jobs.accounts[theirs]).tolist():
        here = jobs.accounts == employer
        mine, other = np.flatnonzero(ours & here), np.flatnonzero(theirs & here)
        began = np.maximum(jobs.from_days[mine, None], jobs.from_days[None, other])
        ended = np.minimum(jobs.until_days[mine, None], jobs.until_days[None, other])
        shared = began <= np.minimum(ended, day)
        for at in np.flatnonzero(shared.any(axis=0)).tolist():
            source = int(jobs.people[mine[shared[:, at].argmax()]])
            met.setdefault(int(jobs.people[other[at]]), source)
    return met


def _path(asked: Asked, sweep: Sweep, met: dict[int, int], target: int) -> Path | None:
    """Return the best path to somebody; None where it is below the floor."""
    ways = [sweep.way_to(target), (met[target], target) if target in met else None]
    paths = [path_along(asked, way) for way in ways if way]
    best = max(paths, key=lambda path: path.probability, default=None)
    return best if best is not None and is_shown(best) else None
