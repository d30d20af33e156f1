"""Asking for paths: from me, my team or anybody to a person, an account's people or a deal's."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission, Scope
from graphcrm.errors import InvalidError
from graphcrm.influence import keeping, sentences, telling
from graphcrm.influence.answers import answer
from graphcrm.influence.index import Index
from graphcrm.influence.records import Answer, Opposition, Path, Question, Reading, Sight
from graphcrm.influence.telling import Person, ToldHop, ToldPath


__all__ = [
    "Alternative",
    "From",
    "NobodyToAskError",
    "PathAnswer",
    "PathRequest",
    "Person",
    "ToldHop",
    "ToldPath",
    "find_paths",
    "has_ties",
    "sight_of",
]

MOST_PEOPLE = 24
"""Of an account or a deal at most as many are searched for: those with most ties."""


class From(StrEnum):
    """Where paths may begin: at me, at anybody of my team who shares their ties, at any of us."""

    ME = "me"
    TEAM = "team"
    ANYONE = "anyone"


class WithheldError(InvalidError):
    """Whom paths should begin at does not agree to be asked."""

    code = "not-to-be-asked"

    def __init__(self) -> None:
        super().__init__("from: this colleague does not take part in introductions.")


class NobodyToAskError(InvalidError):
    """There is no person to start from."""

    code = "nobody-to-ask"


@dataclass(frozen=True, slots=True)
class PathRequest:
    """A question for paths.

    Attributes:
        target_ids: Contacts to reach, accounts of which anybody who works there is one, or deals of
            which anybody is who can say yes.
        source_id: A contact to start at; None: as `start` says.
        start: Where paths may begin when no contact is named.
        reading: Introduction or influence.
        path_count: At most, 1..20.
        hops: At most, 1..5.
        without: Contacts no path leads through, nor begins at.
        at: Ties as of this instant; None = now.
    """

    target_ids: tuple[str, ...]
    source_id: str | None = None
    start: From = From.ME
    reading: Reading = Reading.INTRODUCTION
    path_count: int = 5
    hops: int = 4
    without: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """What a question aims at: a row of influence/aims.

    Attributes:
        account: Its name where it is an account.
        deal: Its name where it is a deal.
        people_count: Who works there, or can say yes, as far as the asker may see.
        contact_ids: Those of them who are searched for.
        colleague_ids: Who of us shares their ties, where they were asked for.
    """

    aim_id: str
    account: str | None
    deal: str | None
    people_count: int
    contact_ids: list[str]
    colleague_ids: list[str]

    @property
    def name(self) -> str | None:
        """Return what many people were searched for by; None of one person."""
        return self.account or self.deal


@dataclass(frozen=True, slots=True)
class Alternative:
    """What is left when somebody on the best path cannot help; None = no path above the floor."""

    without: Person
    path: ToldPath | None


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """The best paths, and how fresh and how fast they are.

    Attributes:
        target: Whom it leads to; None for an account or a deal, or whom the asker may not see.
        aim: The account or deal whose people were searched for; None for a person.
        source: Who was started at; None for a team.
        left_out: Those of `request.without` whom the asker may see.
        reason: Why there is none, and what would make one, as a sentence; None where there are.
        warnings: Influence reading: who would speak against us.
        alternatives: For everybody on the best path whom one can do without, where asked for.
        has_ties: Whether anybody is tied to anybody yet.
        index_age_ms: Since the index was compared with the graph.
        search_ms: Of the search alone.
    """

    request: PathRequest
    target: Person | None
    aim: Aim | None
    source: Person | None
    left_out: tuple[Person, ...]
    paths: tuple[ToldPath, ...]
    reason: str | None
    warnings: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    has_ties: bool
    index_age_ms: float
    search_ms: float
    at: datetime


AIMS = graph.load("influence/aims", Aim)


def find_paths(
    actor: Actor, request: PathRequest, *, at_once: bool = False, with_alternatives: bool = False
) -> PathAnswer:
    """Return the best paths that the actor may see, each hop with its facts and a sentence.

    Of now it takes five queries whatever it finds, beside what brings the index up to date.

    Args:
        actor: Who asks; nobody they may not see is named or hinted at.
        request: From where, to whom, how.
        at_once: Compare the index with the graph first, whatever was seen a moment ago.
        with_alternatives: Tell what is left without each person of the best path, too.

    Raises:
        NobodyToAskError: No contact was named and the actor's user is no person in the graph.
        WithheldError: The contact it should begin at is a colleague who does not agree to be asked.
        UnanswerableError: More hops or paths than are answered.
    """
    access.require(actor, Permission.READ)
    _check_start(actor, request)
    kept = keeping.past(request.at) if request.at else keeping.current(at_once=at_once)
    if request.source_id in kept.withheld_ids - {actor.contact_id}:
        raise WithheldError
    aims = _aims(actor, request)
    question = Question(
        source_ids=_sources(actor, request, aims),
        target_ids=_targets(aims),
        sight=sight_of(actor),
        reading=request.reading,
        path_count=request.path_count,
        hops=request.hops,
        without=frozenset(request.without),
    )
    began = time.perf_counter()
    found = answer(kept.index, question)
    search_ms = (time.perf_counter() - began) * 1000
    left = _left(kept.index, question, found) if with_alternatives else {}
    aim = next((aim for aim in aims if aim.name), None)
    source_id = question.source_ids[0] if len(question.source_ids) == 1 else None
    named = [source_id, None if aim else request.target_ids[0], *request.without]
    paths = [*found.paths, *filter(None, left.values())]
    others = (uid for one in found.opposed for uid in (one.contact_id, one.target_id))
    people = telling.people_by_id(
        actor, [*telling.ids_on(paths), *filter(None, named), *others, *left]
    )
    at = request.at or clock.now()
    shown = [path for path in found.paths if telling.is_whole(path, people)]
    facts = telling.facts_of(paths, at, is_past=request.at is not None)
    target = None if aim else people.get(request.target_ids[0])

    def tell(path: Path) -> ToldPath:
        return telling.tell(path, people, facts, at, kept.calibration)

    return PathAnswer(
        request,
        target,
        aim,
        people.get(source_id or ""),
        tuple(people[uid] for uid in request.without if uid in people),
        tuple(tell(path) for path in shown),
        None if found.paths else _reason(found, target, aim, request),
        tuple(sentences.of_opposition(one, _names(people)) for one in _told(found, people)),
        tuple(
            Alternative(people[uid], tell(path) if path else None)
            for uid, path in left.items()
            if uid in people and (path is None or telling.is_whole(path, people))
        ),
        bool(kept.index.tie_counts.any()),
        kept.age_ms,
        search_ms,
        at,
    )


def has_ties() -> bool:
    """Return whether anybody is tied to anybody yet."""
    return bool(keeping.current().index.tie_counts.any())


def sight_of(actor: Actor) -> Sight:
    """Return whom an actor may see, as the index takes it."""
    scope = access.scope_of(actor, Permission.READ)
    return Sight(
        everybody=scope is Scope.ALL,
        owner_ids=frozenset({actor.user_id}),
        team_ids=frozenset(actor.team_ids) if scope is Scope.TEAM else frozenset(),
    )


def _check_start(actor: Actor, request: PathRequest) -> None:
    if request.source_id is None and request.start is From.ME and actor.contact_id is None:
        raise NobodyToAskError("from: name somebody to start from; you are not a contact yet.")


def _aims(actor: Actor, request: PathRequest) -> list[Aim]:
    return graph.fetch(
        AIMS,
        ids=list(request.target_ids),
        most=MOST_PEOPLE,
        colleagues=request.source_id is None and request.start is not From.ME,
        team_ids=list(actor.team_ids) if request.start is From.TEAM else None,
        user_id=actor.user_id,
        scope=access.filter_of(actor),
    )


def _sources(actor: Actor, request: PathRequest, aims: Sequence[Aim]) -> tuple[str, ...]:
    if request.source_id:
        found: Sequence[str] = (request.source_id,)
    elif request.start is From.ME:
        found = (str(actor.contact_id),)
    else:
        found = aims[0].colleague_ids if aims else ()
    if not found:
        raise NobodyToAskError("from: nobody of your team shares their ties.")
    left = tuple(uid for uid in found if uid not in request.without)
    if not left:
        raise NobodyToAskError("from: whoever you could start from is left out.")
    return left


def _targets(aims: Iterable[Aim]) -> tuple[str, ...]:
    ids = (uid for aim in aims for uid in (aim.contact_ids if aim.name else [aim.aim_id]))
    return tuple(dict.fromkeys(ids))


def _left(index: Index, question: Question, found: Answer) -> dict[str, Path | None]:
    """Return the best path without each person of the best path, to the same targets."""
    if not found.paths:
        return {}
    reached = tuple(dict.fromkeys(path.hops[-1].to_id for path in found.paths))
    best = found.paths[0].hops
    left: dict[str, Path | None] = {}
    for uid in (best[0].from_id, *(hop.to_id for hop in best[:-1])):
        others = tuple(one for one in question.source_ids if one != uid)
        if others:  # who alone can begin is not to be done without
            asked = replace(
                question,
                source_ids=others,
                target_ids=reached,
                without=question.without | {uid},
                path_count=1,
            )
            left[uid] = next(iter(answer(index, asked).paths), None)
    return left


def _reason(
    found: Answer, target: Person | None, aim: Aim | None, request: PathRequest
) -> str | None:
    if aim and not aim.people_count:
        nobody = sentences.of_nobody_deciding if aim.deal else sentences.of_nobody_there
        return nobody(aim.name or "")
    who = target.name if target else "that person"
    if aim:
        who = f"anybody who can say yes in {aim.deal}" if aim.deal else f"anybody at {aim.account}"
    return None if found.reason is None else sentences.of_reason(found.reason, who, request.hops)


def _told(found: Answer, people: dict[str, Person]) -> list[Opposition]:
    return [one for one in found.opposed if {one.contact_id, one.target_id} <= people.keys()]


def _names(people: dict[str, Person]) -> dict[str, str]:
    return {uid: person.name for uid, person in people.items()}
