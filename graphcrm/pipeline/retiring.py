"""Putting a process in place, with the deals of retired stages moved, and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from graphcrm import changes, clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Change
from graphcrm.directory.undoing import UndoneAlreadyError
from graphcrm.errors import ConflictError, InvalidError, NotFoundError
from graphcrm.pipeline import edits, reads, teams
from graphcrm.pipeline.criteria.closing import closed_by
from graphcrm.pipeline.criteria.reads import deals_in
from graphcrm.pipeline.differences import Kept, changes_between, told
from graphcrm.pipeline.opportunities import rules
from graphcrm.pipeline.opportunities.deciding import MOST, check_places, standing
from graphcrm.pipeline.opportunities.undoing import ChangedSinceError
from graphcrm.pipeline.parts import Part, Parts, parts_of, process_of
from graphcrm.pipeline.people import check_people
from graphcrm.pipeline.records import Heirs, Place, Process
from graphcrm.pipeline.rules import ProcessError, check_process
from graphcrm.pipeline.using import find_in_use


@dataclass(frozen=True, slots=True)
class Applied:
    """A process that was put in place.

    Attributes:
        lines: The differences, line by line.
        moved: Uids of the deals that went to another stage with it.
        activity_id: Uid of the change; None = nothing changed.
    """

    lines: tuple[str, ...]
    moved: tuple[str, ...]
    activity_id: str | None


@dataclass(frozen=True, slots=True)
class Made:
    """A row of pipeline/process_commit_to_undo."""

    changes: str
    opportunity_ids: list[str]
    undone: bool


PROCESS_COMMIT = graph.load("pipeline/process_commit_to_undo", Made)


class ProcessChangedError(ConflictError):
    """The process is no longer the one that a change was made from.

    Attributes:
        lines: What changed since.
    """

    code = "process-changed"

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__(
            f"Somebody changed the process meanwhile ({'; '.join(lines)}); look at it as it is now."
        )
        self.lines = lines


class TooManyToRetireError(InvalidError):
    """More deals than one change moves."""

    code = "too-many-to-retire"

    def __init__(self, stage: str) -> None:
        super().__init__(
            f"More than {MOST} deals are in {stage}; move them by bulk in the table of deals first."
        )


class HeirError(ConflictError):
    """Deals cannot go where they should when their stage is retired."""

    code = "no-heir"

    def __init__(self, stage: str) -> None:
        super().__init__(f"{stage} is no stage of the same type that the deals could go to.")


@graph.atomic
def change_process(
    actor: Actor, wanted: Process, *, seen: Process, heirs: Heirs | None = None
) -> Applied:
    """Put a process in the place of the one it was made from; deals of retired stages move along.

    All of it is one entry of the stream. The stays of the deals end and others begin; what
    stages ask is not asked of them, as it is the process that changes.

    Args:
        actor: Who configures.
        wanted: The process.
        seen: The one it was made from.
        heirs: Where the deals of stages go that are in `seen` and not in `wanted`.

    Raises:
        NotPermittedError: The actor may not configure.
        ProcessError: It would not work.
        ProcessChangedError: The process is another one than `seen` by now.
        HeirError: An heir is gone, or of another type.
        TooManyToRetireError: More than 500 deals would move.
        InUseError: Deals hang on something that is to go.
        ChangedMeanwhileError: Somebody else changes the same at the same moment.
    """
    access.require(actor, Permission.ADMINISTER)
    check_process(wanted)
    check_people(wanted)
    wanted = teams.identified(actor, wanted)
    before, after = reads.kept_parts(), parts_of(wanted)
    _check_same(parts_of(seen), before)
    moves, moved, reason = _moves(actor, wanted, heirs or {})
    made = changes_between(before, after, ids.new)
    if not made:
        return Applied((), (), None)
    closed = closed_by(reads.layout(actor), reads.laid(wanted, before))
    about = list(dict.fromkeys([*moved, *closed.opportunity_ids]))
    all_changes = [*closed.changes, *moves, *made]
    done = commit(actor, Verb.PROCESS_CHANGED, all_changes, about=about, reason=reason)
    _check_same(after, reads.kept_parts())  # nobody else commits from here on
    if refusal := find_in_use(before, after):
        raise refusal
    lines = teams.told_between(actor, seen, wanted)
    return Applied(tuple(lines), tuple(moved), done.activity_id)


def undo_process(actor: Actor, activity_id: str) -> None:
    """Take back that the actor changed the process, with the deals that moved: all, or nothing.

    Raises:
        NotFoundError: The actor did no such thing.
        NotPermittedError: They may no longer configure.
        UndoneAlreadyError: It has been taken back before.
        ChangedSinceError: The process, or a deal that moved with it, has changed since, or deals
            hang on what came.
    """
    try:
        _undo(actor, activity_id)
    except graph.ChangedMeanwhileError as error:
        raise ChangedSinceError("The process, or a deal in it,") from error


@graph.atomic
def _undo(actor: Actor, activity_id: str) -> None:
    access.require(actor, Permission.ADMINISTER)
    made: Made = graph.get(
        PROCESS_COMMIT, "change", activity_id, activity_id=activity_id, user_id=actor.user_id
    )
    if made.undone:
        raise UndoneAlreadyError("the process")
    before = reads.kept_parts()
    back = changes.inverse(changes.decode(made.changes))
    commit(actor, Verb.UNDONE, back, about=made.opportunity_ids, batch_id=activity_id)
    after = {part: kept.values for part, kept in reads.kept_parts().items()}
    try:
        check_process(process_of(after))
    except ProcessError as error:
        raise ChangedSinceError("The process") from error
    if refusal := find_in_use(before, after):
        raise refusal
    if made.opportunity_ids:
        check_places(made.opportunity_ids)


def find_change_of_process(actor: Actor, activity_id: str) -> bool:
    """Answer whether the actor changed the process by this activity."""
    found = graph.find(PROCESS_COMMIT, activity_id=activity_id, user_id=actor.user_id)
    return found is not None


def _check_same(expected: Parts, there: Mapping[Part, Kept]) -> None:
    """Check that the graph holds the process that is expected.

    Raises:
        ProcessChangedError: It holds another.
    """
    since = tuple(told(expected, {part: kept.values for part, kept in there.items()}))
    if since:
        raise ProcessChangedError(since)


def check_few(actor: Actor, heirs: Heirs) -> None:
    """Check that no more deals move along with stages than one change moves.

    Raises:
        TooManyToRetireError: They are more than 500.
    """
    for place in reads.layout(actor).places.values():
        if (place.pipeline.key, place.stage.key) in heirs:
            _deals_of(actor, place)


def _deals_of(actor: Actor, place: Place) -> list[str]:
    pages = list(islice(deals_in(actor, [place.stage_id]), 2))
    if len(pages) > 1:
        raise TooManyToRetireError(place.stage.name)
    return [one.uid for page in pages for one in page]


def _moves(
    actor: Actor, wanted: Process, heirs: Heirs
) -> tuple[list[Change], list[str], str | None]:
    """Return the changes that move deals to the heirs of their stages, which deals, and why."""
    layout, now = reads.layout(actor), clock.now()
    places = {(one.pipeline.key, one.stage.key): one for one in layout.places.values()}
    moves: list[Change] = []
    moved: list[str] = []
    reasons = []
    for (pipeline, key), heir in heirs.items():
        was, to = places.get((pipeline, key)), places.get((pipeline, heir))
        if was is None or to is None or to is was:
            raise NotFoundError("stage", heir if was else key)
        will = edits.find_stage(wanted, pipeline, heir)
        if not will.type == to.stage.type == was.stage.type:
            raise HeirError(to.stage.name)
        deals = standing(actor, _deals_of(actor, was))
        moves += [one for deal in deals for one in rules.move_changes(deal, to, {}, now)]
        moved += [deal.uid for deal in deals]
        reasons.append(f"Stage {was.stage.name} was retired.")
    return rules.in_phases(moves), moved, " ".join(reasons) or None
