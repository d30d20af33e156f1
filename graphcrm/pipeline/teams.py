"""Pipelines of teams: who begins deals there and moves others in, and teams by name and by uid."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.errors import ForbiddenError
from graphcrm.members.reads import teams
from graphcrm.members.records import Team
from graphcrm.pipeline.differences import told
from graphcrm.pipeline.parts import parts_of
from graphcrm.pipeline.records import Layout, Pipeline, Process
from graphcrm.pipeline.rules import ProcessError


class OtherTeamError(ForbiddenError):
    """A pipeline is for teams that somebody does not belong to."""

    code = "other-team"

    def __init__(self, pipeline: str, of: Collection[str]) -> None:
        whose = " and ".join(of) or "a team that is gone"
        super().__init__(f"{pipeline} is a pipeline of {whose}; nobody else brings deals into it.")


def of_team(
    actor: Actor, process: Process, team_id: str | None, below: Collection[str] = ()
) -> frozenset[str]:
    """Return the keys of the pipelines for a team: of everybody, of it, of a team above it.

    Args:
        actor: Who asks.
        process: Where no pipeline is of a team, no query is sent.
        team_id: The team; None = none.
        below: Teams whose pipelines count as well.
    """
    mine = set(below)
    if team_id and _is_limited(process):
        mine |= _above(teams(actor)).get(team_id, frozenset())
    return frozenset(one.key for one in process.pipelines if _is_for(one, mine))


def own_of(actor: Actor, process: Process) -> frozenset[str]:
    """Return the keys of the pipelines that are the actor's, by their team or one below it."""
    return of_team(actor, process, actor.team_id, actor.team_ids)


def own_first(actor: Actor, layout: Layout) -> dict[str, Pipeline]:
    """Return all pipelines by uid, those of the actor's teams first."""
    own = own_of(actor, layout.process)
    all_ = {place.pipeline_id: place.pipeline for place in layout.places.values()}
    return dict(sorted(all_.items(), key=lambda pair: pair[1].key not in own))


def offered(actor: Actor, process: Process) -> frozenset[str]:
    """Return the keys of the pipelines into which the actor may bring deals.

    Administrators may bring them into every one.
    """
    if access.is_allowed(actor, Permission.ADMINISTER):
        return frozenset(one.key for one in process.pipelines)
    return own_of(actor, process)


def find_bar(actor: Actor, process: Process, pipeline: Pipeline) -> OtherTeamError | None:
    """Return why the actor may not bring deals into a pipeline; None where they may."""
    if not pipeline.teams or pipeline.key in offered(actor, process):
        return None
    names = {one.team_id: one.name for one in teams(actor)}
    return OtherTeamError(pipeline.name, [names[uid] for uid in pipeline.teams if uid in names])


def check_offered(actor: Actor, process: Process, pipeline: Pipeline) -> None:
    """Check that the actor may bring deals into a pipeline.

    Raises:
        OtherTeamError: It is of other teams.
    """
    if bar := find_bar(actor, process, pipeline):
        raise bar


def outside(actor: Actor, process: Process) -> Callable[[str, str | None], bool]:
    """Return what answers whether a team is none of those of a pipeline, by key and uid."""
    above = _above(teams(actor)) if _is_limited(process) else {}
    of = {one.key: one for one in process.pipelines}
    return lambda key, team_id: not _is_for(of[key], above.get(team_id or "", frozenset()))


def named(actor: Actor, process: Process) -> Process:
    """Return a process whose pipelines tell their teams by name, as a document does."""
    if not _is_limited(process):
        return process
    names = {one.team_id: one.name for one in teams(actor)}
    return _with_teams(process, lambda _, team: names.get(team, team))


def identified(actor: Actor, process: Process) -> Process:
    """Return a process whose pipelines tell their teams by uid, as the graph does.

    Raises:
        ProcessError: There is no such team.
    """
    if not _is_limited(process):
        return process
    known = teams(actor)
    uids = {one.name.casefold(): one.team_id for one in known}
    uids |= {one.team_id: one.team_id for one in known}

    def uid_of(place: str, team: str) -> str:
        found = uids.get(team.casefold())
        if found is None:
            names = ", ".join(one.name for one in known) or "none"
            raise ProcessError(place, f"{team!r} is no team; there are {names}.")
        return found

    return _with_teams(process, uid_of)


def told_between(actor: Actor, before: Process, after: Process) -> list[str]:
    """Return what differs between two processes, line by line, with teams by name."""
    return list(told(parts_of(named(actor, before)), parts_of(named(actor, after))))


def _with_teams(process: Process, read: Callable[[str, str], str]) -> Process:
    return replace(
        process,
        pipelines=tuple(
            replace(
                one,
                teams=tuple(
                    read(f"pipelines[{at}].teams[{stood}]", team)
                    for stood, team in enumerate(one.teams)
                ),
            )
            for at, one in enumerate(process.pipelines)
        ),
    )


def _is_limited(process: Process) -> bool:
    return any(one.teams for one in process.pipelines)


def _is_for(pipeline: Pipeline, team_ids: Collection[str]) -> bool:
    return not pipeline.teams or not set(pipeline.teams).isdisjoint(team_ids)


def _above(known: Collection[Team]) -> Mapping[str, frozenset[str]]:
    return {one.team_id: frozenset(one.above) for one in known}
