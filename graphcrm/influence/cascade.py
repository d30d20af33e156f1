"""How support and objections run through a buying group: an independent cascade with signs.

The model. Everybody at the table starts for us, against us or open, as their support says (2 and
-2 certainly, 1 and -1 in half of all runs, 0 and unknown are open). Each influence is *live* in a
run with the chance |weight|, independently of all others. Then

* whoever starts against us is against, and so is whoever hears an objection: the end of a live
  influence of negative weight, unless the person it comes from starts for us;
* whoever follows, over a live influence of positive weight, somebody who is against is against;
* of the others, whoever starts for us or follows somebody who is for us is for us;
* everybody else stays open.

So an objection outweighs any support that meets it, and no opponent of an opponent is counted as
a friend: lowering a support, or adding or strengthening a negative influence, never raises
anybody's chance to end for us. A positive influence carries both, support and objection.

Sources: Kempe, Kleinberg & Tardos, "Maximizing the spread of influence through a social network"
(KDD 2003), whose independent cascade this is where nothing is negative, in its live-edge form;
that the negative prevails where both arrive is the negativity bias of Chen et al., "Influence
maximization in social networks when negative opinions may emerge and propagate" (SDM 2011).

What decides is, per run, who has a live way of positive influences to the target (`ears`) and
whose live negative influence ends at one of them (`critics`). Given these the starts of all
people are independent, so that their chances are multiplied out instead of drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphcrm.errors import InvalidError
from graphcrm.influence.records import Floats, Ints, Singles


MOST_SEATS = 500
EXACT_EDGES = 15
"""Up to as many uncertain influences that bear on the targets, all cases are enumerated."""
RUNS = 10_000
SEED = 1

STARTS_FOR = {None: 0.0, -2: 0.0, -1: 0.0, 0: 0.0, 1: 0.5, 2: 1.0}
STARTS_AGAINST = {None: 0.0, -2: 1.0, -1: 0.5, 0: 0.0, 1: 0.0, 2: 0.0}

Cases: TypeAlias = NDArray[np.bool_]


class UnusableGroupError(InvalidError):
    """What was given is no buying group, or the question does not fit it."""

    code = "unusable-group"


@dataclass(frozen=True, slots=True)
class Stance:
    """Somebody at the table.

    Attributes:
        contact_id: Each once in a group.
        support: -2 (against us) .. 2 (for us); None where nobody knows.
    """

    contact_id: str
    support: int | None


@dataclass(frozen=True, slots=True)
class Influence:
    """Sway of one person over another, both at the table.

    Attributes:
        weight: -1..1: the chance that it works, negative where it works against us.
    """

    from_id: str
    to_id: str
    weight: float


@dataclass(frozen=True, slots=True)
class Group:
    """A buying group: who sits at the table, and who sways whom; a pair has one influence each way.

    Attributes:
        stances: At most 500.
        influences: In any order.
    """

    stances: tuple[Stance, ...]
    influences: tuple[Influence, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A group in columns; a seat is a position here.

    Attributes:
        contact_ids: (seats,) who.
        starts_for: (seats,) chance to start for us.
        starts_against: (seats,) chance to start against us.
        begins: (edges,) seats that influences leave.
        ends: (edges,) seats they lead to.
        weights: (edges,) -1..1, none of them 0.
    """

    contact_ids: tuple[str, ...]
    starts_for: Floats
    starts_against: Floats
    begins: Ints
    ends: Ints
    weights: Floats

    def seats_of(self, contact_ids: Sequence[str]) -> Ints:
        """Return the seats of some people, each once, in the order given.

        Raises:
            UnusableGroupError: One of them has none.
        """
        numbers = {uid: seat for seat, uid in enumerate(self.contact_ids)}
        strangers = [uid for uid in contact_ids if uid not in numbers]
        if strangers:
            raise UnusableGroupError(f"{strangers[0]} has no seat in this group.")
        return np.array(list(dict.fromkeys(numbers[uid] for uid in contact_ids)), np.int64)

    def targets_of(self, contact_ids: Sequence[str]) -> Ints:
        """Return the seats of those who decide, each once.

        Raises:
            UnusableGroupError: Nobody is named, or somebody without a seat.
        """
        if not contact_ids:
            raise UnusableGroupError("Name somebody whose end the chance is of.")
        return self.seats_of(contact_ids)


@dataclass(frozen=True, slots=True)
class Runs:
    """What happens around some targets in every case, or in a sample of them.

    Attributes:
        ears: (targets, seats, runs) who has a live way of positive influences to each target,
            itself included.
        critics: (targets, seats, runs) whose live negative influence ends at one of them.
        shares: (runs,) probability of each run; together 1.
        is_exact: Whether these are all cases.
    """

    ears: Cases
    critics: Cases
    shares: Floats
    is_exact: bool


def table_of(group: Group) -> Table:
    """Return a group in columns.

    Raises:
        UnusableGroupError: Nobody sits there, or more than 500; somebody sits there twice, with a
            support that is none; an influence is of or on somebody else, on oneself, of a weight
            beyond -1..1, or given twice.
    """
    numbers = {one.contact_id: seat for seat, one in enumerate(group.stances)}
    _check_stances(group.stances, len(numbers))
    _check_influences(group.influences, numbers)
    felt = [one for one in group.influences if one.weight != 0]
    return Table(
        tuple(numbers),
        np.array([STARTS_FOR[one.support] for one in group.stances]),
        np.array([STARTS_AGAINST[one.support] for one in group.stances]),
        np.array([numbers[one.from_id] for one in felt], np.int64),
        np.array([numbers[one.to_id] for one in felt], np.int64),
        np.array([one.weight for one in felt], np.float64),
    )


def runs_of(
    table: Table, targets: Ints, *, run_count: int = RUNS, seed: int = SEED, sampled: bool = False
) -> Runs:
    """Return what happens around the targets: every case where few influences bear on them.

    Args:
        table: The group.
        targets: Seats.
        run_count: How many runs to draw where there are too many cases.
        seed: Where chance starts; the same seed draws the same runs.
        sampled: Draw, however few cases there are.

    Raises:
        UnusableGroupError: No run is asked for.
    """
    if run_count < 1:
        raise UnusableGroupError("runs: at least one is needed.")
    edges = _bearing(table, targets)
    chances = np.abs(table.weights[edges])
    uncertain = np.flatnonzero(chances < 1)
    is_exact = not sampled and len(uncertain) <= EXACT_EDGES
    if is_exact:
        cases, shares = _every_case(chances[uncertain])
    else:
        random = np.random.default_rng(seed)
        drawn = random.random((len(uncertain), run_count), np.float32)
        cases = drawn < chances[uncertain, None].astype(np.float32)
        shares = np.full(run_count, 1 / run_count)
    live = np.ones((len(edges), len(shares)), np.bool_)
    live[uncertain] = cases
    ears = np.stack([_ears(table, edges, live, target) for target in targets.tolist()])
    critics = np.zeros_like(ears)
    for row, edge in enumerate(edges.tolist()):
        if table.weights[edge] < 0:
            critics[:, table.begins[edge]] |= ears[:, table.ends[edge]] & live[row]
    return Runs(ears, critics, shares, is_exact)


def _every_case(chances: Floats) -> tuple[Cases, Floats]:
    """Return (edges, cases) what is live in each of all cases, and the probability of each."""
    cases = (np.arange(1 << len(chances)) >> np.arange(len(chances))[:, None]) & 1 == 1
    return cases, np.where(cases, chances[:, None], 1 - chances[:, None]).prod(axis=0)


def _bearing(table: Table, targets: Ints) -> Ints:
    """Return the influences that can matter to a target: those that end at one of its ears."""
    hears = np.zeros(len(table.contact_ids), np.bool_)
    hears[targets] = True
    positive = table.weights > 0
    before = 0
    while before != (before := int(hears.sum())):
        hears[table.begins[positive & hears[table.ends]]] = True
    return np.flatnonzero(hears[table.ends])


def _ears(table: Table, edges: Ints, live: Cases, target: int) -> Cases:
    """Return (seats, runs) who has a live way of positive influences to the target."""
    ears = np.zeros((len(table.contact_ids), live.shape[1]), np.bool_)
    ears[target] = True
    into: dict[int, list[tuple[int, int]]] = {}
    for row, edge in enumerate(edges.tolist()):
        if table.weights[edge] > 0:
            into.setdefault(int(table.ends[edge]), []).append((int(table.begins[edge]), row))
    grown = dict.fromkeys([target])
    while grown:
        end = next(iter(grown))
        del grown[end]
        for begin, row in into.get(end, ()):
            more = live[row] & ears[end] & ~ears[begin]
            if more.any():
                ears[begin] |= more
                grown[begin] = None
    return ears


def ends_of(
    starts_for: Floats, starts_against: Floats, ears: Cases, critics: Cases
) -> tuple[Floats, Floats]:
    """Return twice (runs,): the chance, in each run, that a target ends for us, and against us.

    Args:
        starts_for: (seats,).
        starts_against: (seats,).
        ears: (seats, runs) of that target.
        critics: (seats, runs) of that target.
    """
    unopposed, unmoved = factors(starts_for, starts_against, ears, critics)
    calm = unopposed.prod(axis=0)
    return np.asarray(calm - unmoved.prod(axis=0)), np.asarray(1 - calm)


def factors(
    starts_for: Floats, starts_against: Floats, ears: Cases, critics: Cases
) -> tuple[Singles, Singles]:
    """Return, per seat and run, the chance that it does no harm, and none and no good either.

    All are 0, a half or 1, so that single precision loses nothing in their products.

    A critic does none only by starting for us; an ear only by not starting against us. The
    products over all seats are the chances that no objection reaches the target, and that neither
    objection nor support does.
    """
    pro, contra = (chances.astype(np.float32)[:, None] for chances in (starts_for, starts_against))
    nobody, certain = np.float32(0), np.float32(1)
    harmless = np.where(critics, pro, np.where(ears, certain - contra, certain))
    idle = np.where(critics, nobody, certain - contra - pro)
    helpless = np.where(ears, idle, np.where(critics, pro, certain))
    return harmless, helpless


def _check_stances(stances: Sequence[Stance], distinct: int) -> None:
    if not 1 <= len(stances) <= MOST_SEATS:
        raise UnusableGroupError(f"A group has 1 to {MOST_SEATS} seats; {len(stances)} were given.")
    if distinct != len(stances):
        raise UnusableGroupError("Somebody sits in this group twice.")
    for one in stances:
        if one.support not in STARTS_FOR:
            raise UnusableGroupError(
                f"support: {one.contact_id} has {one.support!r}; it is -2 to 2, or unknown."
            )


def _check_influences(influences: Sequence[Influence], numbers: dict[str, int]) -> None:
    pairs = set()
    for one in influences:
        who = f"{one.from_id} on {one.to_id}"
        if one.from_id not in numbers or one.to_id not in numbers:
            raise UnusableGroupError(f"influence: {who}: both must have a seat in this group.")
        if one.from_id == one.to_id:
            raise UnusableGroupError(f"influence: {who}: nobody sways themselves.")
        if not -1 <= one.weight <= 1:  # also what is not a number
            raise UnusableGroupError(f"weight: {who}: {one.weight} is not between -1 and 1.")
        if (one.from_id, one.to_id) in pairs:
            raise UnusableGroupError(f"influence: {who} was given twice.")
        pairs.add((one.from_id, one.to_id))
