"""Who is around somebody: whom they know, whom those know, and further where the reader asks."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from graphcrm.access.records import Actor
from graphcrm.relationships.acquaintances import Acquaintance, acquaintances, circle_of


DRAWN_FIRST = 60
"""People shown before the reader asks for more, the one in the middle among them."""
MOST_DRAWN = 2_000
MOST_OPENED = 100

_RING_FIRST = 30
_TIES_OF_EACH = 60
_LINES_OF_EACH = 3


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody around another.

    Attributes:
        tie: Their tie with whom they are shown through.
        through_id: A neighbour of a smaller ring, or the one in the middle.
        ring: Steps from the middle, from 1.
        is_open: All whom they know are shown, as far as there is room.
    """

    tie: Acquaintance
    through_id: str
    ring: int
    is_open: bool

    @property
    def contact_id(self) -> str:
        """Who it is."""
        return self.tie.contact_id


@dataclass(frozen=True, slots=True)
class Bond:
    """Two of those shown know each other; likely to be live with this probability, 0..1."""

    start_id: str
    end_id: str
    probability: float


@dataclass(frozen=True, slots=True)
class Around:
    """Who is around a contact, as far as the reader may see them.

    Attributes:
        neighbours: By ring, in each the most likely ties from the middle first.
        bonds: What joins them and the middle.
        more: How many others within two steps are not shown.
        opened: Those of the contacts asked for who could be opened.
        weaker: How many whom the middle knows are less likely to be live than was asked for.
    """

    contact_id: str
    neighbours: tuple[Neighbour, ...]
    bonds: tuple[Bond, ...]
    more: int
    opened: tuple[str, ...]
    weaker: int = 0


def around(
    actor: Actor, contact_id: str, *, least: float = 0.0, opened: Sequence[str] = ()
) -> Around:
    """Return who is around a contact, whom the actor has found and so may see, in two queries.

    Args:
        actor: Who looks.
        contact_id: The one in the middle.
        least: Ties less likely to be live than this are left out, 0..1.
        opened: Contacts all of whose ties are shown, at most 100; whoever is not reached from the
            middle is passed over, so that nobody learns of whom they may not see.
    """
    known = circle_of(actor, contact_id).known
    first = [one for one in known if one.probability >= least]
    asked = list(dict.fromkeys([*(one.contact_id for one in first[:_RING_FIRST]), *opened]))
    asked = [uid for uid in asked if uid != contact_id][: _RING_FIRST + MOST_OPENED]
    ties: dict[str, list[Acquaintance]] = defaultdict(list)
    for one in acquaintances(actor, asked, limit=_TIES_OF_EACH):
        if one.probability >= least:
            ties[one.of_id].append(one)
    shown = arranged(contact_id, first, ties, opened)
    return replace(shown, weaker=len(known) - len(first))


def arranged(
    contact_id: str,
    first: Sequence[Acquaintance],
    ties: Mapping[str, Sequence[Acquaintance]],
    opened: Collection[str] = (),
) -> Around:
    """Return who is shown around a contact.

    Args:
        contact_id: The one in the middle.
        first: Whom they know, the most likely first.
        ties: Whom others know, by contact.
        opened: Contacts all of whose ties are shown.
    """
    room = MOST_DRAWN if contact_id in opened else _RING_FIRST
    shown = {
        one.contact_id: Neighbour(one, contact_id, 1, one.contact_id in opened)
        for one in first[:room]
    }
    chances = {uid: one.tie.probability for uid, one in shown.items()}
    later = {one.contact_id for one in first[room:]}
    second = _ranked(shown, ties, chances, {contact_id, *later})
    free = DRAWN_FIRST - 1 - len(shown)
    for at, (chance, one) in enumerate(second):
        if at < free:
            shown[one.contact_id] = Neighbour(one, one.of_id, 2, one.contact_id in opened)
            chances[one.contact_id] = chance
    later |= {one.contact_id for _, one in second}
    grown: list[str] = []
    rim = [uid for uid, one in shown.items() if one.is_open]
    while rim:
        grown += rim
        found: list[str] = []
        for uid in rim:
            for one in ties.get(uid, ()):
                if one.contact_id in {contact_id, *shown} or len(shown) >= MOST_DRAWN - 1:
                    continue
                is_open = one.contact_id in opened
                ring = shown[uid].ring + 1
                shown[one.contact_id] = Neighbour(one, uid, ring, is_open)
                found += [one.contact_id] if is_open else []
        rim = found
    neighbours = tuple(sorted(shown.values(), key=lambda one: one.ring))
    middle = (contact_id,) if contact_id in opened else ()
    return Around(
        contact_id,
        neighbours,
        _bonds(contact_id, neighbours, ties),
        len(later - shown.keys()),
        (*middle, *grown),
    )


def _ranked(
    shown: Mapping[str, Neighbour],
    ties: Mapping[str, Sequence[Acquaintance]],
    chances: Mapping[str, float],
    without: Collection[str],
) -> list[tuple[float, Acquaintance]]:
    """Return who is one step further, each by their most likely way, the most likely first."""
    best: dict[str, tuple[float, Acquaintance]] = {}
    for uid in shown:
        for one in ties.get(uid, ()):
            chance = chances[uid] * one.probability
            if one.contact_id in shown or one.contact_id in without:
                continue
            if one.contact_id not in best or best[one.contact_id][0] < chance:
                best[one.contact_id] = (chance, one)
    return sorted(best.values(), key=lambda pair: (-pair[0], pair[1].contact_id))


def _bonds(
    contact_id: str,
    neighbours: Sequence[Neighbour],
    ties: Mapping[str, Sequence[Acquaintance]],
) -> tuple[Bond, ...]:
    """Return what each is shown through, and the likeliest other ties among those shown."""
    through = [Bond(one.through_id, one.contact_id, one.tie.probability) for one in neighbours]
    drawn = {frozenset((one.start_id, one.end_id)) for one in through}
    there = {contact_id, *(one.contact_id for one in neighbours)}
    others: dict[frozenset[str], Bond] = {}
    for uid in sorted(there & ties.keys()):
        for one in ties[uid]:
            pair = frozenset((uid, one.contact_id))
            if one.contact_id in there and pair not in drawn:
                others[pair] = Bond(uid, one.contact_id, one.probability)
    kept = sorted(others.values(), key=lambda one: (-one.probability, one.start_id, one.end_id))
    return (*through, *kept[: _LINES_OF_EACH * len(there)])
