"""Paths in words: what carries a hop, and why there is no path."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from graphcrm.influence.records import Layer, Opposition, Reason


_REASONS = {
    Reason.UNKNOWN_SOURCE: "Nobody to start from is known here, or you may not see them.",
    Reason.UNKNOWN_TARGET: "That person is not in the graph, or you may not see them.",
    Reason.SAME_PERSON: "That is where the path begins: no introduction is needed.",
    Reason.TARGET_NOT_A_PERSON: (
        "{who} is a list or a shared mailbox, not a person to be introduced to."
    ),
    Reason.TARGET_DO_NOT_CONTACT: "{who} does not want to be contacted.",
    Reason.SOURCE_WITHOUT_TIES: (
        "Nobody is tied to the start yet. Import mail or a calendar, or declare a tie."
    ),
    Reason.TARGET_WITHOUT_TIES: (
        "Nobody in the graph has been in touch with {who}. "
        "A mail, a meeting or a declared tie would make the first path."
    ),
    Reason.TOO_FAR: (
        "No chain of at most {hops} hops leads to {who}. "
        "A tie from anybody near them would make one; so might one more hop."
    ),
    Reason.BELOW_FLOOR: (
        "There are ways to {who}, but none is likely enough to be worth a favour (5 %). "
        "A meeting or an answered mail on the way would change that."
    ),
}
ANSWER_TIME = timedelta(days=7)
RECENTLY = "in the last quarter"


@dataclass(frozen=True, slots=True)
class Recent:
    """Something that happened lately between two people.

    Attributes:
        by: Uid of whichever of the two wrote it; None for meetings and calls.
    """

    kind: str
    occurred_at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Ends:
    """The two people of a hop."""

    from_id: str
    from_name: str
    to_id: str
    to_name: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """What carries a hop.

    Attributes:
        layer: The best one.
        recent: What happened lately, in order.
        last_at: When they were last in touch; None where nothing was observed.
        declared: Level of the declared tie; None without one.
        declared_by: Who declared it, by name.
    """

    layer: Layer
    recent: Sequence[Recent] = ()
    last_at: datetime | None = None
    declared: str | None = None
    declared_by: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A path by the names of its people, from the start to the target.

    Attributes:
        is_mine: Whether it begins at who reads the sentence.
        is_influence: Whether it was asked who would be listened to.
    """

    names: tuple[str, ...]
    is_mine: bool
    is_influence: bool = False


def of_odds(probability: float, chance: float | None) -> str:
    """Return what the figure of a path says.

    Args:
        probability: Of its ties and of everybody in between, 0..1.
        chance: As introductions that are over have taught it; None while they are too few.
    """
    if chance is None:
        return f"{probability:.0%} likely to be live"
    return f"{chance:.0%} chance of an introduction"


def of_best(way: Way, odds: str) -> str:
    """Return the best path as an answer: "Ask Dana to bring in Hélène Garnier, who ..."."""
    start, target = way.names[0], way.names[-1]
    between = [*map(first_name, way.names[1:-2]), *way.names[1:-1][-1:]]
    if way.is_influence:
        told = _listened(way, start, between, target)
    elif not between:
        told = f"You know {target} yourself" if way.is_mine else f"{start} knows {target}"
    elif len(between) == 1:
        asks = "Ask" if way.is_mine else f"Let {start} ask"
        told = f"{asks} {between[0]} for an introduction to {target}"
    else:
        asks = "Ask" if way.is_mine else f"Let {start} ask"
        told = f"{asks} {between[0]} to bring in {_listed(between[1:])}, who reaches {target}"
    return f"{told}. {odds}."


def _listened(way: Way, start: str, between: Sequence[str], target: str) -> str:
    who = "You have" if way.is_mine else f"{start} has"
    if not between:
        return f"{who} the ear of {target}"
    return f"{who} the ear of {target} through {_listed(between)}"


def _listed(names: Sequence[str]) -> str:
    return ", then ".join(names)


def of_hop(ends: Ends, grounds: Grounds, at: datetime) -> str:
    """Return why a hop is there: "Ken wrote 14 times in the last quarter, 9 answered; ..."."""
    both = f"{ends.from_name} and {ends.to_name}"
    if grounds.layer is Layer.INFERRED:
        return f"{both} worked at the same place at the same time; nothing was observed."
    if grounds.layer is Layer.REPORTS_TO:
        return f"A reporting line joins {both}."
    if grounds.layer is Layer.INFLUENCES:
        return f"{ends.from_name} influences {ends.to_name}, somebody here has said."
    parts = [part for part in (_written(ends, grounds.recent), _met(ends, grounds.recent)) if part]
    if grounds.layer is Layer.DECLARED:
        by = grounds.declared_by or "somebody"
        parts.append(f"{by} declared a {grounds.declared or 'known'} tie")
    if grounds.last_at:
        parts.append(f"last on {on(grounds.last_at, at)}")
    if len(parts) == 1 and grounds.last_at:
        return f"{both} were in touch, but not {RECENTLY}; {parts[0]}."
    return "; ".join(parts) + "." if parts else f"{both} know each other."


def answered_count(recent: Collection[Recent], by: str) -> int:
    """Return how many of what `by` wrote the other one wrote back to within seven days.

    It is for display and never enters a strength.
    """
    answers = sorted(row.occurred_at for row in recent if row.by not in {by, None})
    count = 0
    for row in recent:
        if row.by == by:
            count += any(
                row.occurred_at < answer <= row.occurred_at + ANSWER_TIME for answer in answers
            )
    return count


def of_reason(reason: Reason, who: str, hops: int) -> str:
    """Return why there is no path, and what would make one; it names nobody below the floor."""
    return _REASONS[reason].format(who=who, hops=hops)


def first_name(name: str) -> str:
    """Return what somebody is called where their whole name is near, e.g. "Hélène"."""
    return name.split(maxsplit=1)[0] if name.strip() else name


def of_gain(alone: float | None, through: tuple[str, float] | None) -> str:
    """Return what a team adds to one's own way: "0.12 alone, 0.41 through Dana".

    Args:
        alone: Figure of one's own way, 0..1; None where there is none.
        through: Who of the team has a better one, and its figure; None where nobody has.
    """
    if alone is None:
        return f"no way alone, {through[1]:.2f} through {through[0]}" if through else "no way"
    if through is None:
        return f"{alone:.2f} alone, and nobody does better"
    return f"{alone:.2f} alone, {through[1]:.2f} through {through[0]}"


def of_nobody_there(account: str) -> str:
    """Return why there is no path to an account of which no people are known."""
    return (
        f"Nobody is known to work at {account}. Import mail or a list of contacts, "
        "or add one of its people by hand."
    )


def of_nobody_deciding(deal: str) -> str:
    """Return why there is no path to a deal in which nobody is known to decide."""
    return (
        f"Nobody is known who can say yes in {deal}, or you may not see them. "
        "Give somebody in its buying group a role with authority."
    )


def of_opposition(one: Opposition, names: Mapping[str, str]) -> str:
    """Return who would speak against us, to whom and how much; names are by uid."""
    return (
        f"{names[one.contact_id]} would speak against it to {names[one.target_id]} "
        f"({one.weight:+.1f})."
    )


def on(instant: datetime, now: datetime) -> str:
    """Return an instant's UTC day in words; the year only where it is not this one."""
    day = instant.astimezone(UTC)
    return f"{day.day} {day:%B}" + ("" if day.year == now.year else f" {day.year}")


def _written(ends: Ends, recent: Collection[Recent]) -> str | None:
    names = {ends.from_id: ends.from_name, ends.to_id: ends.to_name}
    counts = {uid: sum(row.by == uid for row in recent) for uid in names}
    first = max(counts, key=lambda uid: counts[uid])
    if not counts[first]:
        return None
    other = next(name for uid, name in names.items() if uid != first)
    answered = answered_count(recent, first)
    times = {1: "once", 2: "twice"}.get(counts[first], f"{counts[first]} times")
    told = f"{answered or 'none'} answered"
    if counts[first] == 1:
        told = "answered" if answered else "not answered"
    return f"{first_name(names[first])} wrote {times} {RECENTLY}, {told} by {first_name(other)}"


def _met(ends: Ends, recent: Collection[Recent]) -> str | None:
    meetings = sum(row.kind == "meeting" for row in recent)
    calls = sum(row.kind == "call" for row in recent)
    parts = [
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((meetings, "meeting"), (calls, "call"))
        if count
    ]
    if not parts:
        return None
    both = "" if any(row.by for row in recent) else _both(ends) + " had "
    return f"{both}{' and '.join(parts)} {RECENTLY}"


def _both(ends: Ends) -> str:
    return f"{first_name(ends.from_name)} and {first_name(ends.to_name)}"
