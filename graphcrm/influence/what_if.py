"""What changes when somebody leaves, and on whom everything hangs; nothing is written."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np

from graphcrm.errors import InvalidError
from graphcrm.influence.answers import edging_of
from graphcrm.influence.index import Index
from graphcrm.influence.records import Path, Question, Reading, Sight
from graphcrm.influence.ways import best_ways


MOST_PEOPLE = 2000


class TooManyPeopleError(InvalidError):
    """More people than the analysis of a small graph is for."""

    code = "too-many-people"

    def __init__(self, count: int) -> None:
        super().__init__(f"At most {MOST_PEOPLE} people are looked at together, not {count}.")


@dataclass(frozen=True, slots=True)
class Shift:
    """A target whose best way leads over somebody who leaves.

    Attributes:
        before: The best way as long as they are there.
        after: The next best one; None where none is left above the floor, or the target is who
            leaves.
    """

    target_id: str
    before: Path
    after: Path | None

    @property
    def loss(self) -> float:
        """How much less likely the best way is to be live, 0..1."""
        return self.before.probability - (self.after.probability if self.after else 0.0)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What changes when some people leave.

    Attributes:
        shifts: Targets whose best way changes: those without any first, then by what is lost.
        steady_ids: Targets whose best way stays as it is, in the order asked for.
        unreached_ids: Targets to which there was no way before, in the order asked for.
    """

    shifts: tuple[Shift, ...]
    steady_ids: tuple[str, ...]
    unreached_ids: tuple[str, ...]

    @property
    def lost_ids(self) -> tuple[str, ...]:
        """Targets that nobody reaches any more."""
        return tuple(shift.target_id for shift in self.shifts if shift.after is None)


@dataclass(frozen=True, slots=True)
class Hinge:
    """Somebody without whom targets cannot be reached, though they can be now.

    Attributes:
        target_ids: Those targets, in the order asked for; never the person themselves.
    """

    contact_id: str
    target_ids: tuple[str, ...]


def leaving(index: Index, question: Question, gone_ids: Collection[str]) -> Leaving:
    """Return what changes for the targets of a question when some people, ours or theirs, leave.

    Two sweeps from the sources, the second only where a best way leads over one of them; what is
    left to the others needs no second look.

    Args:
        index: The graph.
        question: From whom to whom; `path_count` is no matter.
        gone_ids: Who leaves: they start no path, are on none and are reached by none.

    Raises:
        UnanswerableError: Hops out of range.
    """
    gone = frozenset(gone_ids)
    before = best_ways(index, question)
    touched = {uid: path for uid, path in before.items() if gone & _ids_on(path)}
    later = _without(replace(question, target_ids=tuple(touched)), gone)
    after = best_ways(index, later) if touched else {}
    shifts = [Shift(uid, path, after.get(uid)) for uid, path in touched.items()]
    shifts.sort(key=lambda one: (one.after is not None, -one.loss, one.target_id))
    asked = dict.fromkeys(question.target_ids)
    return Leaving(
        tuple(shifts),
        tuple(uid for uid in asked if uid in before and uid not in touched),
        tuple(uid for uid in asked if uid not in before),
    )


def hinges_of(
    index: Index, question: Question, gone_ids: Collection[str] = ()
) -> tuple[Hinge, ...]:
    """Return without whom targets cannot be reached, who holds most of them first.

    Whoever is not on the best way to a target is no hinge for it, so that one sweep is made for
    each person on one. A source is a hinge where the others of the question have no way.

    Args:
        index: The graph.
        question: From whom to whom; `path_count` is no matter.
        gone_ids: Who has left already: a target with a hinge then and none before has fallen to
            one thread.

    Raises:
        UnanswerableError: Hops out of range.
    """
    over: dict[str, list[str]] = {}
    question = _without(question, frozenset(gone_ids))
    for uid, path in best_ways(index, question).items():
        for contact_id in sorted(_ids_on(path) - {uid}):
            over.setdefault(contact_id, []).append(uid)
    hinges = []
    for contact_id, target_ids in over.items():
        asked = replace(question, target_ids=tuple(target_ids))
        left = best_ways(index, _without(asked, frozenset({contact_id})))
        lost = tuple(uid for uid in target_ids if uid not in left)
        if lost:
            hinges.append(Hinge(contact_id, lost))
    return tuple(sorted(hinges, key=lambda hinge: (-len(hinge.target_ids), hinge.contact_id)))


def articulation_points_of(
    index: Index,
    contact_ids: Collection[str],
    sight: Sight,
    reading: Reading = Reading.INTRODUCTION,
) -> frozenset[str]:
    """Return who holds the parts of a small graph together: without them it falls apart.

    Source: Hopcroft & Tarjan 1973, as networkx computes it.

    Args:
        index: The graph.
        contact_ids: Who is looked at; whoever is not seen or not there is left out.
        sight: Whom the asker may see.
        reading: Which edges hold; their direction is no matter.

    Raises:
        TooManyPeopleError: More than 2,000 people.
    """
    if len(contact_ids) > MOST_PEOPLE:
        raise TooManyPeopleError(len(contact_ids))
    seen = index.seen_by(sight)
    found = np.unique(index.people.vertices_of(sorted(contact_ids)))
    vertices = found[(found >= 0) & seen.visible[found]]
    small: nx.Graph[int] = nx.Graph()
    small.add_nodes_from(vertices.tolist())
    for rows in edging_of(index, reading).forward:
        edges, lengths = rows.gathered(vertices)
        begins, ends = np.repeat(vertices, lengths), rows.ends[edges]
        inside = np.isin(ends, vertices)
        small.add_edges_from(zip(begins[inside].tolist(), ends[inside].tolist(), strict=True))
    return frozenset(map(index.people.uid_of, nx.articulation_points(small)))


def _without(question: Question, gone: frozenset[str]) -> Question:
    """Return a question in which some people start no path, are on none and are reached by none."""
    return replace(
        question,
        source_ids=tuple(uid for uid in question.source_ids if uid not in gone),
        target_ids=tuple(uid for uid in question.target_ids if uid not in gone),
        without=question.without | gone,
    )


def _ids_on(path: Path) -> frozenset[str]:
    return frozenset((path.hops[0].from_id, *(hop.to_id for hop in path.hops)))
