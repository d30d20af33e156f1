"""What commands on deals share: found and locked, decided one by one, committed together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit, find_done
from graphcrm.activities.records import Verb
from graphcrm.changes import Change
from graphcrm.directory.rules import FieldError
from graphcrm.errors import ConflictError, CrmError, NotFoundError
from graphcrm.pipeline.opportunities import rules
from graphcrm.pipeline.opportunities.records import Done, Refusal, Standing
from graphcrm.pipeline.opportunities.rules import in_phases


@dataclass(frozen=True, slots=True)
class Gap:
    """A row of pipeline/ranks_around."""

    low: str | None
    high: str | None


TO_CHANGE = graph.load("pipeline/opportunities_to_change", Standing)
RANKS_AROUND = graph.load("pipeline/ranks_around", Gap)
OF_COMMIT = graph.load("pipeline/deals_of_commit", graph.Uid)
STILL_IN_STAGES = graph.load("pipeline/still_in_stages", graph.Counted)
MOST = 500

Decide = Callable[[Standing], list[Change]]


class TooManyError(FieldError):
    """More deals than one change takes."""

    code = "too-many"

    def __init__(self, count: int) -> None:
        super().__init__("opportunities", f"at most {MOST} at once, not {count}.")


class KeyTakenError(ConflictError):
    """A change comes under the key of one that was made to other deals."""

    code = "key-taken"

    def __init__(self) -> None:
        super().__init__("This was sent before, about other deals; nothing is changed.")


def done_before(actor: Actor, key: str | None, opportunity_ids: Sequence[str]) -> Done | None:
    """Return what the actor's command of this key came to for some deals, if it ran.

    Raises:
        KeyTakenError: It changed other deals, and none of these.
    """
    done = find_done(actor, key)
    if done is None:
        return None
    changed = {row.uid for row in graph.fetch(OF_COMMIT, activity_id=done)}
    ids = tuple(uid for uid in opportunity_ids if uid in changed)
    if not ids:
        raise KeyTakenError
    return Done(ids, done)


def standing(actor: Actor, opportunity_ids: Sequence[str]) -> list[Standing]:
    """Return deals in the order they were asked for, locked until the command is over.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
        TooManyError: They are more than 500.
    """
    if len(opportunity_ids) > MOST:
        raise TooManyError(len(opportunity_ids))
    scope = access.filter_of(actor)
    rows = graph.write_derived(TO_CHANGE, opportunity_ids=list(opportunity_ids), scope=scope)
    found = {row.uid: row for row in rows}
    for uid in opportunity_ids:
        if uid not in found:
            raise NotFoundError("deal", uid)
    return [found[uid] for uid in dict.fromkeys(opportunity_ids)]


def gap_in(
    stage_id: str,
    *,
    above_id: str | None = None,
    below_id: str | None = None,
    moved: Sequence[Standing] = (),
) -> Gap:
    """Return the ranks between which a card comes to lie; see pipeline/ranks_around.

    The stage stays locked until the command is over, as do those that the moved deals leave.

    Raises:
        StageGoneError: There is no such stage.
    """
    gaps = graph.write_derived(
        RANKS_AROUND,
        locked=[stage_id, *(deal.stage_id for deal in moved)],
        stage_id=stage_id,
        above_id=above_id,
        below_id=below_id,
        moved=[deal.uid for deal in moved],
    )
    if not gaps:
        raise rules.StageGoneError
    return gaps[0]


def change_each(  # noqa: PLR0913 - what every command that changes deals shares
    actor: Actor,
    verb: Verb,
    deals: Sequence[Standing],
    decide: Decide,
    *,
    key: str | None = None,
    batch_id: str | None = None,
    reason: Callable[[], str | None] | None = None,
    is_trial: bool = False,
) -> Done:
    """Commit what is decided on each deal; those that refuse stay as they were.

    Args:
        actor: Who changes them.
        verb: How the stream tells of it.
        deals: Which.
        decide: Returns the changes of one, or raises.
        key: Made by who asks, so that asking twice changes once.
        batch_id: What this is one chunk of.
        reason: Returns why, once all are decided on.
        is_trial: Decide, and change nothing.
    """
    changes: list[Change] = []
    changed: dict[str, str] = {}
    refused: list[Refusal] = []
    permission = Permission.REMOVE if verb is Verb.OPPORTUNITY_REMOVED else Permission.EDIT
    for deal in deals:
        try:
            access.require(actor, permission, ownership_of(deal))
            decided = decide(deal)
        except CrmError as error:
            refused.append(Refusal(deal.uid, deal.name, error))
            continue
        if decided:
            changes += decided
            changed[deal.uid] = deal.name
    names = tuple(changed.values())
    if is_trial or not changes:
        return Done(tuple(changed), None, tuple(refused), names)
    why = reason() if reason else None
    made = commit(
        actor,
        verb,
        in_phases(changes),
        about=list(changed),
        batch_id=batch_id,
        key=key,
        reason=why,
    )
    return Done(tuple(changed), made.activity_id, tuple(refused), names)


def ownership_of(deal: Standing) -> Ownership:
    """Return whose a deal is."""
    return Ownership(deal.values.get("owner_id"), deal.values.get("team_id"))


def only(done: Done) -> Done:
    """Return what one deal's change came to.

    Raises:
        CrmError: It was refused.
    """
    if done.refused:
        raise done.refused[0].error
    return done


def check_places(opportunity_ids: Sequence[str]) -> None:
    """Check that deals came to lie in stages that are there, now that nobody else commits.

    Raises:
        StageGoneError: A stage was taken away meanwhile.
    """
    there = graph.fetch(STILL_IN_STAGES, opportunity_ids=list(opportunity_ids))[0].count
    if there != len(opportunity_ids):
        raise rules.StageGoneError
