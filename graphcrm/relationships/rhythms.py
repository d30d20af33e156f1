"""The rhythm of pairs: on which days two people were in touch, and how long they pause."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.relationships import rules, strength
from graphcrm.relationships.following import EVIDENCE_OF_PAIRS
from graphcrm.relationships.gathering import EPOCH, Gathering, day_of, microseconds


@dataclass(frozen=True, slots=True)
class PairRhythm:
    """How two people are usually in touch, as their evidence says.

    Attributes:
        pair: As it was asked for.
        pauses: Days between the days that make the rhythm (`strength.FULL_DAY`), oldest first.
        last_on: The last day in touch, whether it makes the rhythm or not.
    """

    pair: tuple[str, str]
    pauses: tuple[int, ...]
    last_on: date


def rhythms(actor: Actor, pairs: Collection[tuple[str, str]], until: datetime) -> list[PairRhythm]:
    """Return the rhythm of each pair that was ever in touch up to an instant.

    Evidence that the actor may not read counts all the same, as in the strength of ties.

    Args:
        actor: Who looks; has found everybody in the pairs.
        pairs: Two contacts each, the one with less evidence first: that is read.
        until: What happens later does not exist.
    """
    access.require(actor, Permission.READ)
    if not pairs:
        return []
    asked = {(min(pair), max(pair)): pair for pair in pairs}
    gathering = Gathering(asked)
    ordered = [list(pair) for pair in pairs]
    for row in graph.stream(EVIDENCE_OF_PAIRS, pairs=ordered, until=until):
        gathering.add(row)
    return [
        PairRhythm(asked[one.pair], one.pauses, one.last_on) for one in rhythms_in(gathering, until)
    ]


def rhythms_in(gathering: Gathering, until: datetime) -> list[PairRhythm]:
    """Return the rhythm of each gathered pair that was ever in touch up to an instant."""
    events = rules.events_of(gathering.evidence(), until=microseconds(until))
    days = strength.active_days_of(events, as_of=day_of(until))
    found = []
    for number, pair in enumerate(gathering.pairs):
        mine = days.pair == number
        if mine.any():
            pauses = np.diff(days.day[mine & days.full]).tolist()
            last_on = EPOCH + timedelta(days=int(days.day[mine][-1]))
            found.append(PairRhythm(pair, tuple(pauses), last_on))
    return found
