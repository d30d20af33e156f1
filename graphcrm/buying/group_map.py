"""What the map of a buying group shows: people, stacks of them, empty seats, what joins them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from graphcrm.buying.records import Coverage, Covered, Influence, Member, Reporting
from graphcrm.buying.sway_rules import Suggestion
from graphcrm.relationships.acquaintances import Acquaintance


MOST_CARDS = 16
"""Of more people than this, those of one role are shown as one stack until somebody opens it."""

FEW = 12
MOST_OURS = 8
FEWEST_STACKED = 2

NO_ROLE = "no-role"


class CardKind(StrEnum):
    """What stands on the map."""

    OURS = "ours"
    THEIRS = "theirs"
    GHOST = "ghost"
    STACK = "stack"


class LinkKind(StrEnum):
    """What joins two cards."""

    REPORTING = "reporting"
    INFLUENCE = "influence"
    THREAD = "thread"
    SUGGESTED = "suggested"


class Table(Protocol):
    """Whose map is drawn: people, and the lines between them; see `records.Group`."""

    @property
    def members(self) -> Sequence[Member]:
        """In the order in which they are to stand."""

    @property
    def reporting(self) -> Sequence[Reporting]:
        """Between members with a uid."""

    @property
    def influences(self) -> Sequence[Influence]:
        """Between members with a uid."""


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody, several people of one role, or a role that nobody has.

    Attributes:
        key: Of a person their uid, else the role's key behind "stack-" or "need-".
        name: Of the person, or of the role.
        detail: Their roles, else their title; or what is missing, in a few words.
        contact_ids: Who it stands for; none of a ghost.
        member: Of a person on their side.
        authority: They can say yes.
    """

    key: str
    kind: CardKind
    name: str
    detail: str
    contact_ids: tuple[str, ...] = ()
    member: Member | None = None
    authority: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """What joins two cards, by their keys: who reports, who sways, who of us knows whom.

    Attributes:
        weight: Of an influence -1..1, of a suggested one 0..1, of a thread the chance that it is
            live, else 0.
    """

    kind: LinkKind
    start: str
    end: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class GroupMap:
    """A buying group as it is drawn; whom the reader may not see is not in it.

    Attributes:
        ours: Who of us has a thread to somebody on it, the strongest first.
        theirs: In the order of roles, empty seats last.
        opened: Keys of the roles whose stacks are open.
        is_stacked: Some people stand in stacks, or would if none were open.
    """

    ours: tuple[Card, ...]
    theirs: tuple[Card, ...]
    links: tuple[Link, ...]
    opened: tuple[str, ...] = ()
    is_stacked: bool = False

    @property
    def cards(self) -> tuple[Card, ...]:
        """Return both sides."""
        return self.ours + self.theirs


def map_of(
    group: Table,
    threads: Mapping[str, Sequence[Acquaintance]],
    coverage: Sequence[Covered],
    opened: Collection[str] = (),
    suggested: Sequence[Suggestion] = (),
) -> GroupMap:
    """Return the map of a group.

    Args:
        group: The group; those of its members whom the reader may not see are left out.
        threads: Who of us knows somebody, by contact, the strongest first.
        coverage: Each role that the deal needs.
        opened: Keys of roles whose people are not to stand in a stack.
        suggested: Who probably sways whom; it moves no card.
    """
    shown = [one for one in group.members if one.contact_id is not None]
    stacked = _stacked(group, shown)
    place: dict[str, str] = {}
    people: dict[str, list[Member]] = {}
    for one in shown:
        uid = str(one.contact_id)
        role = stacked.get(uid)
        key = uid if role is None or role in opened else f"stack-{role}"
        place[uid] = key
        people.setdefault(key, []).append(one)
    cards = [_card(key, some) for key, some in people.items()]
    cards += [_ghost(one) for one in coverage if one.state is Coverage.MISSING]
    links = [*_lines(group, place), *_suggested(suggested, place)]
    ours, known = _threads(place, threads, len(cards))
    asked = tuple(sorted(set(stacked.values()) & set(opened)))
    return GroupMap(ours, tuple(cards), (*links, *known), asked, bool(stacked))


def _stacked(group: Table, shown: Sequence[Member]) -> dict[str, str]:
    """Return who of a large group stands in a stack, and of which role: as few as it takes.

    Whoever can say yes always stands alone; those who sway or are reported to, while there is room.
    """
    if len(shown) <= MOST_CARDS:
        return {}
    deciding = {str(one.contact_id) for one in shown if any(role.authority for role in one.roles)}
    joined = {uid for one in group.influences for uid in (one.from_id, one.to_id)}
    joined |= {one.superior_id for one in group.reporting}
    stacks: dict[str, str] = {}
    for alone in (deciding | joined, deciding):
        first = {
            str(one.contact_id): one.roles[0].key if one.roles else NO_ROLE
            for one in shown
            if one.contact_id not in alone
        }
        sizes = Counter(first.values())
        stacks = {uid: role for uid, role in first.items() if sizes[role] >= FEWEST_STACKED}
        if len(shown) - len(stacks) + len(set(stacks.values())) <= MOST_CARDS:
            break
    return stacks


def _card(key: str, some: Sequence[Member]) -> Card:
    uids = tuple(str(one.contact_id) for one in some)
    first = some[0]
    if key not in uids:
        name = first.roles[0].name if first.roles else "Without a role"
        return Card(key, CardKind.STACK, name, f"{len(some)} people", uids)
    detail = ", ".join(role.name for role in first.roles) or first.title or ""
    authority = any(role.authority for role in first.roles)
    return Card(key, CardKind.THEIRS, first.name or "", detail, uids, first, authority)


def _ghost(one: Covered) -> Card:
    role = one.wanted.role
    lacking = one.wanted.minimum - len(one.holders)
    detail = "Missing" if one.wanted.minimum == 1 else f"{lacking} of {one.wanted.minimum} missing"
    return Card(f"need-{role.key}", CardKind.GHOST, role.name, detail, authority=role.authority)


def _lines(group: Table, place: Mapping[str, str]) -> list[Link]:
    """Return reporting lines and influences between cards, of several the strongest of a sign.

    A stack has a line only where all in it that report to anybody outside report to the same card.
    """
    superiors: dict[str, dict[str, None]] = {}
    for line in group.reporting:
        below, above = place[line.contact_id], place[line.superior_id]
        if below != above:
            superiors.setdefault(below, {})[above] = None
    reporting = [
        Link(LinkKind.REPORTING, below, above)
        for below, some in superiors.items()
        for above in some
        if len(some) == 1 or not below.startswith("stack-")
    ]
    swayed: dict[tuple[str, str, bool], float] = {}
    for one in group.influences:
        ends = (place[one.from_id], place[one.to_id], one.weight > 0)
        if ends[0] != ends[1]:
            swayed[ends] = max(swayed.get(ends, 0.0), one.weight, key=abs)
    influences = [
        Link(LinkKind.INFLUENCE, start, end, weight) for (start, end, _), weight in swayed.items()
    ]
    return [*reporting, *influences]


def _suggested(suggested: Sequence[Suggestion], place: Mapping[str, str]) -> list[Link]:
    """Return what evidence suggests between cards, of several between two the strongest."""
    swayed: dict[tuple[str, str], float] = {}
    for one in suggested:
        ends = (place.get(one.from_id), place.get(one.to_id))
        if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
            swayed[ends[0], ends[1]] = max(swayed.get((ends[0], ends[1]), 0.0), one.weight)
    return [Link(LinkKind.SUGGESTED, *ends, weight) for ends, weight in swayed.items()]


def _threads(
    place: Mapping[str, str], threads: Mapping[str, Sequence[Acquaintance]], cards: int
) -> tuple[tuple[Card, ...], list[Link]]:
    """Return who of us is on the map, and to whom: of each card the best one or two threads."""
    best: dict[str, dict[str, Acquaintance]] = {}
    for uid, known in threads.items():
        for one in known:
            if uid not in place or one.contact_id in place:
                continue
            of = best.setdefault(place[uid], {})
            if one.contact_id not in of or of[one.contact_id].probability < one.probability:
                of[one.contact_id] = one
    most = 2 if cards <= FEW else 1
    kept = [
        (key, one)
        for key, of in best.items()
        for one in sorted(of.values(), key=lambda one: (-one.probability, one.contact_id))[:most]
    ]
    kept.sort(key=lambda pair: (-pair[1].probability, pair[1].contact_id, pair[0]))
    people = {one.contact_id: one for _, one in reversed(kept)}
    first = list(dict.fromkeys(one.contact_id for _, one in kept))[:MOST_OURS]
    ours = tuple(
        Card(uid, CardKind.OURS, people[uid].name, people[uid].title or "", (uid,)) for uid in first
    )
    links = [
        Link(LinkKind.THREAD, one.contact_id, key, one.probability)
        for key, one in kept
        if one.contact_id in first
    ]
    return ours, links
