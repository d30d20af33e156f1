"""What deals lose when somebody leaves: the last way in, or all ways but one thread."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graphcrm.influence.index import Index
from graphcrm.influence.records import Path, Question
from graphcrm.influence.what_if import Hinge, Shift, hinges_of, leaving
from graphcrm.pipeline.ways.ground import ReachedDeal


@dataclass(frozen=True, slots=True)
class Fall:
    """A deal that loses its last way in, or falls to one thread.

    Attributes:
        hinge_ids: On whom all its ways hang by now and did not before; none where no way is left.
    """

    deal: ReachedDeal
    hinge_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consequences:
    """What changes when some people leave.

    Attributes:
        shifts: People to reach whose best way changes, those without any first.
        falls: Deals that lose something, those without any way first.
        successor_id: Who begins or connects most of the next best ways; None where none is left.
        successor_count: How many of them.
    """

    shifts: tuple[Shift, ...]
    falls: tuple[Fall, ...]
    successor_id: str | None
    successor_count: int


def consequences(
    index: Index, question: Question, gone_ids: Sequence[str], deals: Sequence[ReachedDeal]
) -> Consequences:
    """Return what changes for people to reach, and for the deals whose deciders are among them.

    A deal hangs on a person where all the ways to those of it who can say yes begin at them, lead
    over them or end there; it falls to one thread where that was not so before.

    Args:
        index: The graph.
        question: From whom to whom, nobody left out yet.
        gone_ids: Who leaves.
        deals: Whose chance is looked at.

    Raises:
        UnanswerableError: Hops out of range.
    """
    found = leaving(index, question, gone_ids)
    after = {*found.steady_ids, *(one.target_id for one in found.shifts if one.after)}
    before = {*found.steady_ids, *(one.target_id for one in found.shifts)}
    open_deals = [one for one in deals if before.intersection(one.decider_ids)]
    left = [one for one in open_deals if after.intersection(one.decider_ids)]
    now = _threads(left, after, hinges_of(index, _to(question, left, after), gone_ids))
    thin = [one for one in left if now[one.opportunity_id]]
    then = _threads(thin, before, hinges_of(index, _to(question, thin, before)))
    fallen = [Fall(one, ()) for one in open_deals if one not in left]
    for one in thin:
        fresh = now[one.opportunity_id] - then[one.opportunity_id]
        if fresh:
            fallen.append(Fall(one, tuple(sorted(fresh))))
    start = question.source_ids
    heirs = Counter(_connector(one.after, start) for one in found.shifts if one.after)
    successor = min(heirs, key=lambda uid: (-heirs[uid], uid), default=None)
    return Consequences(found.shifts, tuple(fallen), successor, heirs[successor or ""])


def _to(question: Question, deals: Iterable[ReachedDeal], reached: set[str]) -> Question:
    """Return the question for those who can say yes in some deals and are reached."""
    ids = dict.fromkeys(uid for one in deals for uid in one.decider_ids if uid in reached)
    return replace(question, target_ids=tuple(ids))


def _threads(
    deals: Iterable[ReachedDeal], reached: set[str], hinges: Sequence[Hinge]
) -> dict[str, frozenset[str]]:
    """Return by deal on whom all ways into it hang."""
    return {
        one.opportunity_id: frozenset(_held({*one.decider_ids} & reached, hinges)) for one in deals
    }


def _held(deciders: set[str], hinges: Iterable[Hinge]) -> Iterator[str]:
    """Yield without whom none of the others is reached; nobody hangs on themselves alone."""
    for hinge in hinges:
        others = deciders - {hinge.contact_id}
        if others and others <= set(hinge.target_ids):
            yield hinge.contact_id


def _connector(path: Path, source_ids: Sequence[str]) -> str:
    """Return whom one turns to on a path: who it begins with or, where that is oneself, the next.

    The asker is the last of the sources.
    """
    first = path.hops[0]
    return first.to_id if first.from_id == source_ids[-1] else first.from_id
