"""The best way to everybody whom a deal needs, and what changes without somebody."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeAlias

from graphcrm.access.records import Actor
from graphcrm.buying.proposals import proposals
from graphcrm.buying.records import Proposal, Role
from graphcrm.errors import NotFoundError
from graphcrm.influence import keeping
from graphcrm.influence.index import Index
from graphcrm.influence.questions import From, sight_of
from graphcrm.influence.records import Path, Question
from graphcrm.influence.telling import Person
from graphcrm.influence.ways import TeamWay, team_ways
from graphcrm.pipeline import reads
from graphcrm.pipeline.needs import Vacancy, needed_in, vacancies
from graphcrm.pipeline.records import Layout
from graphcrm.pipeline.ways.ground import Ground, ReachedDeal, find_ground
from graphcrm.pipeline.ways.records import DealWays, RoleWays, Standing, WaysRequest, WhatIf
from graphcrm.pipeline.ways.risk import Consequences, consequences
from graphcrm.pipeline.ways.wording import Words, read_words


MOST_LIKELY = 3
"""Of those whose title suggests a missing role, so many are looked at."""


MOST_SHIFTS = 50
"""Of all open deals so many people whose best way changes are named, those who lose most first."""

MOST_OFFERED = 40
"""Of those who can begin, so many are offered to be done without, on whatever way they are."""
_Found: TypeAlias = Mapping[str, TeamWay]


@dataclass(frozen=True, slots=True)
class _Needs:
    """Whom a deal needs to be decided.

    Attributes:
        roles: Those with authority that somebody has.
        missing: Those that nobody has.
        likely: Who may have each of these, by its key.
    """

    roles: Sequence[Role]
    missing: Sequence[Vacancy]
    likely: Mapping[str, Sequence[Proposal]]

    def targets(self, deal: ReachedDeal) -> tuple[str, ...]:
        """Return everybody to whom ways are looked for, each once."""
        proposed = (one.contact_id for some in self.likely.values() for one in some)
        return tuple(dict.fromkeys((*deal.decider_ids, *proposed)))


def get_ways(actor: Actor, request: WaysRequest) -> DealWays:
    """Return the best ways into a deal, in seven queries whatever there is.

    Args:
        actor: Who asks; nobody they may not see is named.
        request: Which deal, and how.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
    """
    layout = reads.layout(actor)
    ground = find_ground(
        actor,
        opportunity_id=request.opportunity_id,
        without=request.without,
        team_ids=_team_ids(actor, request.start),
    )
    deal = ground.find(request.opportunity_id)
    if deal is None:
        raise NotFoundError("deal", request.opportunity_id)
    needs = _needs_of(actor, layout, deal)
    request = replace(request, without=ground.gone_ids)
    if keeping.is_building():
        return _untold(request, deal, Standing.BUILDING, needs)
    kept = keeping.current()
    if not kept.index.tie_counts.any():
        return _untold(request, deal, Standing.NO_TIES, needs)
    before = Question(
        _sources(actor, ground), needs.targets(deal), sight_of(actor), request.reading
    )
    asked = _without(before, ground.gone_ids)
    me = actor.contact_id if actor.contact_id not in ground.gone_ids else None
    found = {one.target_id: one for one in team_ways(kept.index, asked, me)}
    changed = _changed(kept.index, before, ground)
    words = read_words(
        actor,
        kept,
        shown=_paths_of(found.values()),
        named=_paths_in(changed, before.target_ids),
        people=[
            *before.target_ids,
            *before.source_ids[-MOST_OFFERED:],
            *ground.gone_ids,
            *_named_in(changed),
        ],
    )
    ours, theirs = _choice(words, ground.gone_ids)
    return DealWays(
        request,
        deal,
        Standing.READY,
        tuple(_seated(words, found, asked, deal, role) for role in needs.roles),
        tuple(_lacking(words, found, asked, one, needs) for one in needs.missing),
        _what_if(words, ground, changed, before.target_ids),
        ours,
        theirs,
    )


def get_absence(actor: Actor, without: Sequence[str]) -> WhatIf | None:
    """Return what the actor's open deals lose without somebody; None while that cannot be told.

    Args:
        actor: Who asks.
        without: Contacts or users, by uid.

    Raises:
        NotFoundError: None of them is anybody whom the actor may see.
    """
    ground = find_ground(actor, without=without, team_ids=_team_ids(actor, From.TEAM))
    if not ground.gone_ids:
        raise NotFoundError("contact", " ".join(without))
    if keeping.is_building():
        return None
    kept = keeping.current()
    asked = Question(_sources(actor, ground), (), sight_of(actor))
    changed = _changed(kept.index, asked, ground)
    of = [one.target_id for one in changed.shifts[:MOST_SHIFTS]] if changed else []
    people = [*of, *ground.gone_ids, *_named_in(changed)]
    words = read_words(actor, kept, shown=(), named=_paths_in(changed, of), people=people)
    return _what_if(words, ground, changed, of)


def _team_ids(actor: Actor, start: From) -> Collection[str] | None:
    return actor.team_ids if start is From.TEAM else None


def _deciding(layout: Layout, deal: ReachedDeal) -> list[Role]:
    """Return the roles with authority that somebody has in a deal."""
    taken = {one.role_key for one in deal.seats}
    return [one for one in layout.process.roles if one.authority and one.key in taken]


def _missing(layout: Layout, deal: ReachedDeal) -> tuple[Vacancy, ...]:
    """Return the roles that a deal needs and lacks; of an open deal, always one who can say yes."""
    place, roles = layout.places[deal.stage_id], layout.process.roles
    needs = needed_in(place.pipeline, place.stage.key)
    found = vacancies(needs, roles, [one.role_key for one in deal.seats])
    if not deal.is_open or any(one.authority for one in deal.seats):
        return found
    known = {one.role.key for one in found}
    deciding = (one for one in roles if one.authority and not one.retired)
    return (*found, *(Vacancy(one, 1) for one in deciding if one.key not in known))


def _needs_of(actor: Actor, layout: Layout, deal: ReachedDeal) -> _Needs:
    missing = _missing(layout, deal)
    offered = proposals(actor, deal.opportunity_id, layout.process.roles) if missing else None
    likely = {
        one.role.key: offered.for_role(one.role.key)[:MOST_LIKELY] if offered else []
        for one in missing
    }
    return _Needs(_deciding(layout, deal), missing, likely)


def _untold(request: WaysRequest, deal: ReachedDeal, standing: Standing, needs: _Needs) -> DealWays:
    counts = [(role, sum(one.role_key == role.key for one in deal.seats)) for role in needs.roles]
    return DealWays(
        request,
        deal,
        standing,
        tuple(RoleWays(role, 0, (), count) for role, count in counts),
        tuple(RoleWays(one.role, one.count, ()) for one in needs.missing),
    )


def _seated(
    words: Words, found: _Found, asked: Question, deal: ReachedDeal, role: Role
) -> RoleWays:
    those = [one for one in deal.seats if one.role_key == role.key]
    ids = [one.contact_id for one in those if one.contact_id]
    ways = [words.way(uid, found.get(uid), asked) for uid in ids]
    return RoleWays(role, 0, tuple(filter(None, ways)), len(those) - len(ids))


def _lacking(words: Words, found: _Found, asked: Question, one: Vacancy, needs: _Needs) -> RoleWays:
    ways = [
        words.way(who.contact_id, found.get(who.contact_id), asked, who.reason)
        for who in needs.likely[one.role.key]
    ]
    return RoleWays(one.role, one.count, tuple(filter(None, ways)))


def _sources(actor: Actor, ground: Ground) -> tuple[str, ...]:
    """Return who can begin, the asker last."""
    others = (uid for uid in ground.colleague_ids if uid != actor.contact_id)
    return (*others, *([actor.contact_id] if actor.contact_id else []))


def _without(question: Question, gone_ids: Sequence[str]) -> Question:
    return replace(
        question,
        source_ids=tuple(uid for uid in question.source_ids if uid not in gone_ids),
        target_ids=tuple(uid for uid in question.target_ids if uid not in gone_ids),
        without=frozenset(gone_ids),
    )


def _changed(index: Index, question: Question, ground: Ground) -> Consequences | None:
    """Return what the absence of those left out changes, in this deal and in one's own."""
    if not ground.gone_ids:
        return None
    deciders = chain.from_iterable(one.decider_ids for one in ground.deals)
    targets = tuple(dict.fromkeys((*question.target_ids, *deciders)))
    asked = replace(question, target_ids=targets)
    return consequences(index, asked, ground.gone_ids, ground.deals)


def _paths_of(ways: Iterable[TeamWay]) -> list[Path]:
    return [path for one in ways for path in (one.mine, one.best) if path is not None]


def _paths_in(changed: Consequences | None, of: Sequence[str]) -> list[Path]:
    shifts = [one for one in changed.shifts if one.target_id in of] if changed else []
    return [path for one in shifts for path in (one.before, one.after) if path is not None]


def _named_in(changed: Consequences | None) -> list[str]:
    if changed is None:
        return []
    hinges = [uid for one in changed.falls for uid in one.hinge_ids]
    return [*hinges, *([changed.successor_id] if changed.successor_id else [])]


def _what_if(
    words: Words, ground: Ground, changed: Consequences | None, of: Sequence[str]
) -> WhatIf | None:
    return words.what_if(ground.gone_ids, changed, of, len(ground.deals)) if changed else None


def _choice(words: Words, gone_ids: Sequence[str]) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Return whom else one might do without, ours and theirs, by name."""
    others = [one for uid, one in words.people.items() if uid not in gone_ids]
    others.sort(key=lambda one: (one.name.casefold(), one.contact_id))
    ours = tuple(one for one in others if one.house)
    return ours, tuple(one for one in others if not one.house)
