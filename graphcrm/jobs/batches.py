"""Batches of deals: what was chosen is kept, carried out and taken back by a worker in chunks."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

import redis
from celery import Task  # noqa: TC002 - its tasks are inspected when they run
from celery.exceptions import OperationalError

from graphcrm.access import reads as members
from graphcrm.access.records import Actor
from graphcrm.activities import leases
from graphcrm.config import Config
from graphcrm.errors import ConflictError, CrmError, NotFoundError, UnavailableError
from graphcrm.jobs import celery
from graphcrm.jobs.celery import app
from graphcrm.jobs.states import PREFIX, Phase, QueueError
from graphcrm.jobs.valkey import server
from graphcrm.pipeline.opportunities.batch_undoing import commits_of, undo_chunk
from graphcrm.pipeline.opportunities.batches import Batch, Reason, Tally, carry_out
from graphcrm.pipeline.opportunities.records import Loss, Owner


KEPT_SECONDS: Final = 24 * 3600
SILENT_SECONDS: Final = 30.0  # after which a batch that nobody works on may be begun anew
AGAIN_SECONDS: Final = 10
MAX_WAITS: Final = 360  # an hour
MAX_ATTEMPTS: Final = 10
BROKEN: Final = "Something broke; the log has the details. What was changed until then stays."
STAYED: Final = "It was changed since, or is gone; it stays as it is now."

log = logging.getLogger(__name__)


class NothingToUndoError(ConflictError):
    """A batch changed nothing, or another user's batch was meant."""

    code = "nothing-to-undo"

    def __init__(self) -> None:
        super().__init__("There is nothing of this to take back.")


class TakenBackError(ConflictError):
    """A batch is to be carried out that was taken back."""

    code = "taken-back"

    def __init__(self) -> None:
        super().__init__("This change was taken back; choose the deals anew to make it again.")


class Doing(StrEnum):
    """What is done with a batch."""

    CHANGE = "change"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is.

    Attributes:
        total: How many deals there are to look at.
        at: Chunks that are over.
        told_at: Seconds since 1970 of the last word.
        attempts: How often it was begun.
        reason: Why it failed or waits, as a sentence.
    """

    batch_id: str
    user_id: str
    doing: Doing
    phase: Phase
    total: int
    at: int = 0
    tally: Tally = field(default_factory=Tally)
    told_at: float = 0.0
    attempts: int = 0
    reason: str | None = None

    @property
    def is_going_on(self) -> bool:
        """Whether something is still to come."""
        return self.phase in {Phase.QUEUED, Phase.RUNNING, Phase.WAITING}

    @property
    def share(self) -> float:
        """Return how much is looked at, 0..1."""
        return min(1.0, self.tally.seen / self.total) if self.total else 1.0


class Batches:
    """The batches of one installation, kept in Valkey for a day."""

    def __init__(self, config: Config) -> None:
        self._redis = server(config)

    def keep(self, batch: Batch) -> None:
        """Keep what was chosen until it is confirmed and carried out.

        Raises:
            QueueError: Valkey does not answer.
        """
        self._set(f"graphcrm:batch:{batch.batch_id}", asdict(batch))

    def get(self, user_id: str, batch_id: str) -> Batch:
        """Return what somebody chose.

        Raises:
            NotFoundError: It is a day old, somebody else's or never was.
            QueueError: Valkey does not answer.
        """
        said = self._get(f"graphcrm:batch:{batch_id}")
        if said is None or said["user_id"] != user_id:
            raise NotFoundError("batch", batch_id)
        owner = said["owner"]
        return Batch(
            **{
                **said,
                "opportunity_ids": tuple(said["opportunity_ids"]),
                "owner": Owner(**owner) if owner else None,
                "loss": Loss(**said["loss"]),
            }
        )

    def find_progress(self, batch_id: str) -> Progress | None:
        """Return how far a batch is; None = it was never begun, or a day ago.

        Raises:
            QueueError: Valkey does not answer.
        """
        said = self._get(f"graphcrm:batch-progress:{batch_id}")
        if said is None:
            return None
        told = said["tally"]
        reasons = (
            Reason(one["sentence"], one["count"], tuple(one["names"])) for one in told["reasons"]
        )
        tally = Tally(told["seen"], told["changed"], tuple(reasons))
        doing, phase = Doing(said["doing"]), Phase(said["phase"])
        return Progress(**{**said, "doing": doing, "phase": phase, "tally": tally})

    def say(self, progress: Progress) -> Progress:
        """Keep how far a batch is, tell the browsers of its user, and return it as told.

        Raises:
            QueueError: Valkey does not answer.
        """
        told = replace(progress, told_at=time.time())
        self._set(f"graphcrm:batch-progress:{told.batch_id}", asdict(told))
        news = json.dumps({"user_id": told.user_id, "phase": told.phase})
        try:
            self._redis.publish(PREFIX + told.batch_id, news)
        except redis.RedisError as error:
            raise QueueError from error
        return told

    def _set(self, key: str, said: dict[str, Any]) -> None:
        try:
            self._redis.set(key, json.dumps(said, ensure_ascii=False), ex=KEPT_SECONDS)
        except redis.RedisError as error:
            raise QueueError from error

    def _get(self, key: str) -> dict[str, Any] | None:
        try:
            text = self._redis.get(key)
        except redis.RedisError as error:
            raise QueueError from error
        if not isinstance(text, bytes):
            return None
        said: dict[str, Any] = json.loads(text)
        return said


def start(config: Config, actor: Actor, batch_id: str) -> None:
    """Have a worker carry out what the actor chose; a second click does nothing.

    Raises:
        NotFoundError: It is a day old, somebody else's or never was.
        TakenBackError: It was carried out and taken back.
        QueueError: Valkey does not answer.
    """
    batch = Batches(config).get(actor.user_id, batch_id)
    _check_not_taken_back(actor, batch_id)
    total = len(batch.opportunity_ids)
    _enqueue(config, Progress(batch_id, actor.user_id, Doing.CHANGE, Phase.QUEUED, total))


def start_undo(config: Config, actor: Actor, batch_id: str) -> None:
    """Have a worker take back what the actor changed in a batch.

    Raises:
        NothingToUndoError: That is nothing.
        QueueError: Valkey does not answer.
    """
    total = sum(one.count for one in commits_of(actor, batch_id))
    if not total:
        raise NothingToUndoError
    _enqueue(config, Progress(batch_id, actor.user_id, Doing.UNDO, Phase.QUEUED, total))


def undo_now(actor: Actor, batch_id: str) -> Tally:
    """Take back what the actor changed in a batch; what changed since is told."""
    tally = Tally()
    for tally in _undoing(actor, batch_id):  # noqa: B007 - the last one counts
        pass
    return tally


def carry_out_now(actor: Actor, batch: Batch) -> Tally:
    """Carry out a batch; what refuses is told.

    Raises:
        TakenBackError: It was carried out and taken back.
    """
    _check_not_taken_back(actor, batch.batch_id)
    tally = Tally()
    for at, chunk in enumerate(batch.chunks):
        tally = tally.plus(len(chunk), carry_out(actor, batch, at))
    return tally


def is_silent(progress: Progress) -> bool:
    """Tell whether a batch that is not over is worked on by nobody, or its message is lost."""
    silent = time.time() - progress.told_at > SILENT_SECONDS
    return progress.is_going_on and silent and not leases.is_held(_lease(progress.batch_id))


@app.task(name="deals.batch", bind=True, max_retries=MAX_WAITS)
def run_batch(task: "Task[Any, Any]", batch_id: str) -> None:
    """Go on with a batch where it is, alone, telling how far it is.

    A worker that dies hands the task to another one; a message that comes twice finds the first
    one at work, or its end.
    """
    kept = Batches(celery.config())
    try:
        with leases.held(_lease(batch_id)):
            progress = kept.find_progress(batch_id)
            if progress is not None and progress.is_going_on:
                _attempt(task, kept, progress)
    except (leases.HeldError, UnavailableError) as error:
        raise task.retry(countdown=AGAIN_SECONDS, exc=error) from error


def _attempt(task: "Task[Any, Any]", kept: Batches, before: Progress) -> None:
    now = kept.say(replace(before, phase=Phase.RUNNING, attempts=before.attempts + 1))

    def tell(tally: Tally, at: int) -> None:
        nonlocal now
        leases.take(_lease(now.batch_id))
        now = kept.say(replace(now, tally=tally, at=at, reason=None))

    try:
        _go_on(now, kept, tell)
        kept.say(replace(now, phase=Phase.DONE))
    except UnavailableError as error:
        is_last = task.request.retries >= MAX_WAITS
        phase = Phase.FAILED if is_last else Phase.WAITING
        kept.say(replace(now, phase=phase, reason=str(error)))
        if not is_last:
            raise
    except CrmError as error:
        kept.say(replace(now, phase=Phase.FAILED, reason=str(error)))
    except Exception:
        log.exception("Batch %s failed.", now.batch_id)
        kept.say(replace(now, phase=Phase.FAILED, reason=BROKEN))


def _go_on(progress: Progress, kept: Batches, tell: Callable[[Tally, int], None]) -> None:
    actor = members.find_actor(progress.user_id, via="job")
    if actor is None:
        raise NotFoundError("user", progress.user_id)
    if progress.attempts > MAX_ATTEMPTS:
        raise ConflictError(f"The worker ended {MAX_ATTEMPTS} times while it was at this.")
    if progress.doing is Doing.UNDO:
        for at, tally in enumerate(_undoing(actor, progress.batch_id), 1):
            tell(tally, at)
        return
    batch, tally = kept.get(progress.user_id, progress.batch_id), progress.tally
    pieces = batch.chunks
    for at in range(progress.at, len(pieces)):
        tally = tally.plus(len(pieces[at]), carry_out(actor, batch, at))
        tell(tally, at + 1)


def _check_not_taken_back(actor: Actor, batch_id: str) -> None:
    if any(one.undone_count for one in commits_of(actor, batch_id)):
        raise TakenBackError


def _undoing(actor: Actor, batch_id: str) -> Iterator[Tally]:
    """Yield what taking a batch back came to, chunk by chunk, the last chunk first."""
    tally = Tally()
    for one in commits_of(actor, batch_id):
        if one.undone_count:
            left = one.count - one.undone_count
            reasons = (*tally.reasons, Reason(STAYED, left, ())) if left else tally.reasons
            tally = Tally(tally.seen + one.count, tally.changed + one.undone_count, reasons)
        else:
            tally = tally.plus(one.count, undo_chunk(actor, one.activity_id))
        yield tally


def _enqueue(config: Config, progress: Progress) -> None:
    kept = Batches(config)
    before = kept.find_progress(progress.batch_id)
    if before is not None and before.doing is progress.doing:
        if before.phase is Phase.DONE or (before.is_going_on and not is_silent(before)):
            return
        progress = replace(progress, tally=before.tally, at=before.at)
    kept.say(progress)
    try:
        run_batch.apply_async((progress.batch_id,), retry=False)
    except (redis.RedisError, OperationalError) as error:
        raise QueueError from error


def _lease(batch_id: str) -> str:
    return f"batch {batch_id}"
