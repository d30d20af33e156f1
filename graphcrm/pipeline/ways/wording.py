"""Ways and consequences told: uids become people, figures become words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from graphcrm import clock
from graphcrm.access.records import Actor
from graphcrm.influence import sentences, telling
from graphcrm.influence.answers import answer
from graphcrm.influence.keeping import Kept
from graphcrm.influence.records import Path, Question, Reason
from graphcrm.influence.telling import Pair, Person, TieFacts, ToldPath
from graphcrm.influence.ways import TeamWay
from graphcrm.pipeline.opportunities.rollups import summed
from graphcrm.pipeline.ways.records import ToldFall, ToldShift, WayIn, WhatIf
from graphcrm.pipeline.ways.risk import Consequences, Fall


@dataclass(frozen=True, slots=True)
class Words:
    """What is needed to tell of paths.

    Attributes:
        kept: What they were found in.
        people: Everybody on them whom the reader may see, by uid.
        facts: What carries their ties.
        at: The instant they are told at.
    """

    kept: Kept
    people: Mapping[str, Person]
    facts: Mapping[Pair, TieFacts]
    at: datetime

    def path(self, path: Path | None) -> ToldPath | None:
        """Return a path in words; None where there is none, or the graph is ahead of the index."""
        if path is None or not telling.is_whole(path, self.people):
            return None
        return telling.tell(path, self.people, self.facts, self.at, self.kept.calibration)

    def way(
        self, contact_id: str, found: TeamWay | None, asked: Question, why: str | None = None
    ) -> WayIn | None:
        """Return the way to somebody; None where the reader may not see them.

        Args:
            contact_id: To whom.
            found: The best ways; None where they are left out.
            asked: How they were asked for, for the reason where there are none.
            why: Why they may have a role.
        """
        person = self.people.get(contact_id)
        if person is None:
            return None
        if found is None:
            return WayIn(person, why, None, None, f"{person.name} is left out.")
        mine, best = self.path(found.mine), self.path(found.best)
        if best is not None:
            return WayIn(person, why, mine, best, None)
        alone = replace(asked, target_ids=(contact_id,), path_count=1)
        reason = answer(self.kept.index, alone).reason or Reason.BELOW_FLOOR
        return WayIn(person, why, None, None, sentences.of_reason(reason, person.name, asked.hops))

    def what_if(
        self, gone_ids: Sequence[str], changed: Consequences, of: Sequence[str], deal_count: int
    ) -> WhatIf:
        """Return what somebody's leaving changes.

        Args:
            gone_ids: Who leaves.
            changed: What it changes.
            of: Whose ways are told one by one.
            deal_count: How many deals were looked at.
        """
        shifts = (self._shift(one.target_id, one.before, one.after) for one in changed.shifts)
        told = tuple(one for one in shifts if one and one.person.contact_id in of)
        return WhatIf(
            tuple(self.people[uid] for uid in gone_ids if uid in self.people),
            told,
            len(changed.shifts) - len(told),
            tuple(map(self._fall, changed.falls)),
            deal_count,
            summed(one.deal for one in changed.falls),
            self.people.get(changed.successor_id or ""),
            changed.successor_count,
        )

    def _shift(self, contact_id: str, before: Path, after: Path | None) -> ToldShift | None:
        person, told = self.people.get(contact_id), self.path(before)
        return ToldShift(person, told, self.path(after)) if person and told else None

    def _fall(self, one: Fall) -> ToldFall:
        hinges = (self.people[uid] for uid in one.hinge_ids if uid in self.people)
        return ToldFall(one.deal, tuple(hinges), is_lost=not one.hinge_ids)


def read_words(
    actor: Actor,
    kept: Kept,
    *,
    shown: Iterable[Path],
    named: Iterable[Path] = (),
    people: Iterable[str] = (),
) -> Words:
    """Return what is needed to tell of some paths, in two queries.

    Args:
        actor: Who reads.
        kept: What they were found in.
        shown: Paths of which each tie is told.
        named: Paths of which only people and figures are.
        people: Others who are named.
    """
    shown, at = list(shown), clock.now()
    found = telling.people_by_id(actor, [*telling.ids_on([*shown, *named]), *people])
    whole = [path for path in shown if telling.is_whole(path, found)]
    return Words(kept, found, telling.facts_of(whole, at, is_past=False), at)
