"""How likely those who can say yes end for us, whom to win next, and what hangs on whom."""

from dataclasses import dataclass

from graphcrm.buying.records import Group, Member
from graphcrm.influence import cascade, spread


MOST_WINS = 3
LEAST_GAIN = 0.005
"""What adds less is not worth naming: it reads as 0%."""


@dataclass(frozen=True, slots=True)
class Winning:
    """Somebody to win over, once those before them are won, and what that adds."""

    member: Member
    win: spread.Win


@dataclass(frozen=True, slots=True)
class Part:
    """What hangs on somebody's word at one of those who can say yes."""

    decider: Member
    contribution: spread.Contribution


@dataclass(frozen=True, slots=True)
class Bearing:
    """How much hangs on somebody: the chance if they are for us less that if they are against us.

    Attributes:
        score: 0..1, the sum of what the parts add.
    """

    member: Member
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Chances:
    """What supports and influences among the people whom the reader may see come to.

    Attributes:
        deciders: Who can say yes by their role; nobody = there is no chance to tell.
        chance: That they end for us, the mean over them; None without any.
        wins: One after the other, each the best next; only who may be contacted.
        bearings: On whom anything hangs, the most first.
        influence_count: Influences that people declared among them.
        unknown_count: People of whom nobody said what they think.
        is_whole: The reader sees everybody with a seat.
    """

    deciders: tuple[Member, ...]
    chance: spread.Chance | None
    wins: tuple[Winning, ...]
    bearings: tuple[Bearing, ...]
    influence_count: int
    unknown_count: int
    is_whole: bool


def chances_of(group: Group) -> Chances:
    """Return what a group's supports and declared influences come to, by `influence.spread`.

    What evidence only suggests is not in it until somebody says so.
    """
    seen = {one.contact_id: one for one in group.members if one.contact_id is not None}
    deciders = [uid for uid, one in seen.items() if any(role.authority for role in one.roles)]
    stances = [cascade.Stance(uid, one.assessment.support) for uid, one in seen.items()]
    sway = [cascade.Influence(one.from_id, one.to_id, one.weight) for one in group.influences]
    unknown = sum(one.support is None for one in stances)
    is_whole = len(seen) == len(group.members)
    if not deciders:
        return Chances((), None, (), (), len(sway), unknown, is_whole)
    looked = spread.study(cascade.Group(tuple(stances), tuple(sway)), deciders)
    open_to = [uid for uid, one in seen.items() if uid not in deciders and not one.do_not_contact]
    wins = spread.whom_to_win(looked, MOST_WINS, candidate_ids=open_to)
    weights = (one for one in spread.weights_of(looked) if one.score >= LEAST_GAIN)
    return Chances(
        tuple(seen[uid] for uid in deciders),
        spread.chance_of(looked),
        tuple(Winning(seen[one.contact_id], one) for one in wins if one.gain >= LEAST_GAIN),
        tuple(_bearing(one, seen) for one in weights),
        len(sway),
        unknown,
        is_whole,
    )


def _bearing(weight: spread.Weight, seen: dict[str, Member]) -> Bearing:
    parts = (Part(seen[one.target_id], one) for one in weight.contributions)
    return Bearing(seen[weight.contact_id], weight.score, tuple(parts))
