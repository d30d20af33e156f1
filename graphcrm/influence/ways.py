"""The best way to each of many people at once: mine, my team's, and what the team adds."""

from dataclasses import dataclass, replace

import numpy as np

from graphcrm.influence.answers import (
    Asked,
    answer,
    asked_of,
    edging_of,
    is_shown,
    open_targets,
    path_along,
)
from graphcrm.influence.index import Index
from graphcrm.influence.prices import ROUNDING
from graphcrm.influence.records import Path, Question
from graphcrm.influence.sweep import Sweep
from graphcrm.relationships.rules import SAME_EMPLOYER


_AT_LEAST_COLLEAGUES = -float(np.log(SAME_EMPLOYER)) - ROUNDING


@dataclass(frozen=True, slots=True)
class TeamWay:
    """The best way of one of us, and the best of the whole team, to one person.

    Attributes:
        target_id: Whom it leads to.
        mine: None where I have no way above the floor.
        best: Of anybody in the team, never below mine; None where nobody has one.
    """

    target_id: str
    mine: Path | None
    best: Path | None

    @property
    def through_id(self) -> str | None:
        """Whose way the best one is; None where there is none, or mine is as good."""
        return self.best.hops[0].from_id if self.best is not None and self.gain > 0 else None

    @property
    def gain(self) -> float:
        """What the team adds to the probability of my own way, 0..1."""
        if self.best is None:
            return 0.0
        return max(0.0, self.best.probability - (self.mine.probability if self.mine else 0.0))


def best_ways(index: Index, question: Question) -> dict[str, Path]:
    """Return the best path to each target by its uid, those that have none left out.

    The same as asking for one path to each target alone, at the price of one sweep from the
    sources whatever their number. `path_count` is no matter.

    Raises:
        UnanswerableError: Hops out of range.
    """
    asked = asked_of(index, replace(question, path_count=1))
    targets = open_targets(asked)
    if not targets:
        return {}
    edging = edging_of(index, question.reading)
    sweep = Sweep(edging, asked.prices, asked.sources, hops=question.hops)
    colleagues = _colleagues(asked, targets, sweep)
    found = {target: _best(asked, target, sweep, colleagues.get(target)) for target in targets}
    uid_of = index.people.uid_of
    return {uid_of(target): path for target, path in found.items() if path is not None}


def team_ways(index: Index, question: Question, my_id: str | None) -> tuple[TeamWay, ...]:
    """Return per target my best way and the best of my team, most gain first.

    Args:
        index: The graph.
        question: From my team, me among them, to any number of targets.
        my_id: One of the sources; None = I am no contact, or am done without.

    Raises:
        UnanswerableError: Hops out of range.
    """
    me = (my_id,) if my_id else ()
    team = best_ways(index, replace(question, source_ids=(*question.source_ids, *me)))
    mine = best_ways(index, replace(question, source_ids=me)) if me else {}
    ways = (  # to one of the team itself leads nobody's way but mine
        TeamWay(target_id, mine.get(target_id), team.get(target_id, mine.get(target_id)))
        for target_id in dict.fromkeys(question.target_ids)
    )
    return tuple(sorted(ways, key=lambda way: (-way.gain, way.target_id)))


def _best(asked: Asked, target: int, sweep: Sweep, colleague: int | None) -> Path | None:
    """Return the best path to one target as the sweep found it, or from a former colleague."""
    way = sweep.way_to(target)
    paths = [path_along(asked, way)] if way else []
    if colleague is not None:
        paths.append(path_along(asked, (colleague, target)))
    best = max(paths, key=lambda path: path.probability, default=None)
    if best is None or is_shown(best):
        return best
    # So near the floor that single precision does not tell: another as cheap may be above it.
    alone = replace(asked.question, target_ids=(asked.index.people.uid_of(target),))
    return next(iter(answer(asked.index, alone).paths), None)


def _colleagues(asked: Asked, targets: list[int], sweep: Sweep) -> dict[int, int]:
    """Return a source with whom each target may have worked, where that may be the best way."""
    employment, day = asked.index.employment, asked.index.day
    ours = np.isin(employment.people, asked.sources)
    there = np.unique(employment.people[np.isin(employment.accounts, employment.accounts[ours])])
    far = np.array(targets)[sweep.costs[targets] > _AT_LEAST_COLLEAGUES]
    return {
        target: source
        for target in np.intersect1d(far, there).tolist()
        for source in reversed(asked.sources)
        if employment.is_shared(source, target, day)
    }
