"""Many deals changed alike: chosen by a filter, tried, and carried out chunk by chunk.

A chunk is one transaction and one entry of the stream, under a key of its own: carried out again
after a crash, it changes nothing twice and says again what it came to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.chunks import chunks
from graphcrm.errors import ConflictError, InvalidError
from graphcrm.pipeline.board.records import Filter
from graphcrm.pipeline.board.rules import narrowing
from graphcrm.pipeline.fields import in_words
from graphcrm.pipeline.needs import needed_by_stage
from graphcrm.pipeline.opportunities.commands import edit_opportunities
from graphcrm.pipeline.opportunities.deciding import MOST, done_before
from graphcrm.pipeline.opportunities.moving import move_opportunities
from graphcrm.pipeline.opportunities.records import Done, Edit, Loss, Move, Owner, Refusal
from graphcrm.pipeline.records import Layout


MOST_CHOSEN: Final = 50_000
NAMED: Final = 10
"""Of the deals that refuse for one reason so many are named."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Deals that are all to be changed alike: edited, given to somebody, or moved.

    Attributes:
        user_id: Who chose them.
        told: What is to happen, in words.
        opportunity_ids: In the order in which they are changed.
        fields: Field key to text, as an Edit has them.
        owner: Whose they become; None = as before.
        stage_id: Where they move; None = they stay where they are.
        loss: Why, where they are lost.
    """

    batch_id: str
    user_id: str
    told: str
    opportunity_ids: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    owner: Owner | None = None
    stage_id: str | None = None
    loss: Loss = field(default_factory=Loss)

    @property
    def chunks(self) -> list[tuple[str, ...]]:
        """Return the deals in pieces that one transaction takes."""
        return [tuple(one) for one in chunks(self.opportunity_ids, MOST)]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why deals stay as they were.

    Attributes:
        names: Of the first ten.
    """

    sentence: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a batch came to so far, or would come to.

    Attributes:
        seen: Deals that were looked at.
        changed: Those that changed; the rest refused, or was so already.
        reasons: Of those that refused, by sentence.
    """

    seen: int = 0
    changed: int = 0
    reasons: tuple[Reason, ...] = ()

    @property
    def refused(self) -> int:
        """Return how many refused."""
        return sum(one.count for one in self.reasons)

    def plus(self, count: int, done: Done) -> "Tally":
        """Return the tally after so many more deals."""
        told = {one.sentence: one for one in self.reasons}
        for one in done.refused:
            why = in_words(one.error)
            had = told.get(why, Reason(why, 0, ()))
            names = (*had.names, one.name)[:NAMED]
            told[had.sentence] = Reason(had.sentence, had.count + 1, names)
        reasons = tuple(sorted(told.values(), key=lambda one: -one.count))
        return Tally(self.seen + count, self.changed + len(done.opportunity_ids), reasons)


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of pipeline/deals_still_there."""

    uid: str
    stage_id: str


class GoneError(ConflictError):
    """A deal of a batch was removed, or given to somebody whose deals one does not see."""

    code = "gone"

    def __init__(self) -> None:
        super().__init__("It is gone, or no longer yours to see.")


class TooManyChosenError(InvalidError):
    """More deals than are changed at once."""

    code = "too-many-chosen"

    def __init__(self) -> None:
        super().__init__(f"These are more than {MOST_CHOSEN:,} deals; narrow the filter.")


IDS = graph.load("pipeline/opportunity_ids", graph.Uid)
STILL_THERE = graph.load("pipeline/deals_still_there", Standing)


def all_of(
    actor: Actor, layout: Layout, stage_ids: Sequence[str], chosen: Filter
) -> tuple[str, ...]:
    """Return the uids of all deals in some stages that a filter lets through.

    Raises:
        TooManyChosenError: They are more than 50,000.
    """
    access.require(actor, Permission.READ)
    now = clock.now()
    rows = graph.fetch(
        IDS,
        stage_ids=list(stage_ids),
        scope=access.filter_of(actor),
        filter=narrowing(chosen),
        needed=needed_by_stage(layout),
        today=now.date(),
        now=now,
        limit=MOST_CHOSEN + 1,
    )
    if len(rows) > MOST_CHOSEN:
        raise TooManyChosenError
    return tuple(row.uid for row in rows)


def tried(actor: Actor, batch: Batch) -> Tally:
    """Return what a batch would come to; nothing is written.

    Raises:
        CrmError: It can come to nothing: there is no such stage or user, or the actor may not.
    """
    tally = Tally()
    for chunk in batch.chunks:
        tally = tally.plus(len(chunk), _change(actor, batch, chunk, None, is_trial=True))
    return tally


def carry_out(actor: Actor, batch: Batch, at: int) -> Done:
    """Change the deals of one chunk; what was carried out already only says what it came to.

    Args:
        actor: Who changes them.
        batch: All of it.
        at: Which chunk, from 0.

    Raises:
        CrmError: It can come to nothing: there is no such stage or user, or the actor may not.
    """
    chunk, key = batch.chunks[at], f"{batch.batch_id}/{at}"
    if done := done_before(actor, key, chunk):
        left = tuple(uid for uid in chunk if uid not in done.opportunity_ids)
        refused = _change(actor, batch, left, None, is_trial=True).refused if left else ()
        return replace(done, refused=refused)
    return _change(actor, batch, chunk, key, is_trial=False)


def _change(
    actor: Actor, batch: Batch, chunk: tuple[str, ...], key: str | None, *, is_trial: bool
) -> Done:
    """Change some deals; those that are gone refuse like others, those in the stage stay."""
    scope = access.filter_of(actor)
    rows = graph.fetch(STILL_THERE, opportunity_ids=list(chunk), scope=scope)
    stages = {row.uid: row.stage_id for row in rows}
    gone = tuple(Refusal(uid, "A deal", GoneError()) for uid in chunk if uid not in stages)
    ids = tuple(uid for uid in chunk if stages.get(uid) not in {None, batch.stage_id})
    if batch.stage_id is None:
        edit = Edit(batch.fields, owner=batch.owner)
        done = edit_opportunities(
            actor, ids, edit, key=key, batch_id=batch.batch_id, is_trial=is_trial
        )
    else:
        move = Move(ids, batch.stage_id, loss=batch.loss, key=key, batch_id=batch.batch_id)
        done = move_opportunities(actor, move, is_trial=is_trial)
    return replace(done, refused=(*done.refused, *gone))
