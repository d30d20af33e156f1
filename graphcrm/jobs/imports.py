"""Imports that a browser asked for: tried, run and taken back by a worker."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import redis
from celery import Task  # noqa: TC002 - its tasks are inspected when they run
from celery.exceptions import OperationalError

from graphcrm.access import reads as members, rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities import leases
from graphcrm.config import Config
from graphcrm.errors import ConflictError, CrmError, InvalidError, NotFoundError, UnavailableError
from graphcrm.integrations import commands, reads, undoing
from graphcrm.integrations.records import ImportOptions, Progress
from graphcrm.jobs import celery
from graphcrm.jobs.celery import app
from graphcrm.jobs.states import Action, Phase, QueueError, State, States
from graphcrm.jobs.uploads import Upload, Uploads


MAX_ATTEMPTS: Final = 10  # a job that kills its worker does not come back forever
SILENT_SECONDS: Final = 30.0  # after which a job that nobody holds is begun anew
AGAIN_SECONDS: Final = 10
MAX_WAITS: Final = 360  # an hour
BROKEN: Final = "Something broke; the log has the details. What was read until then is kept."

log = logging.getLogger(__name__)


class NotImportedError(InvalidError):
    """A job was begun too often."""

    code = "gave-up"

    def __init__(self, attempts: int) -> None:
        super().__init__(
            f"The worker ended {attempts} times while it was at this. What was read until then is "
            "kept; importing the same file again goes on from there."
        )


class StillImportingError(ConflictError):
    """An upload that is being imported cannot be discarded."""

    code = "still-importing"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is being imported now.")


def connect(config: Config) -> None:
    """Send tasks to this installation's queue."""
    app.conf.update(broker_url=celery.broker_of(config.redis_url))


def start(config: Config, actor: Actor, upload: Upload, action: Action) -> None:
    """Have a worker try or import an upload; a second click while it is at it does nothing.

    Raises:
        NotPermittedError: The actor may not import.
        QueueError: Valkey does not answer.
    """
    access.require(actor, Permission.IMPORT)
    before = States(config).find(upload.job_id)
    is_over = before is not None and before.action is Action.IMPORT and before.phase is Phase.DONE
    if not is_over:
        _enqueue(config, before, State(action, Phase.QUEUED, actor.user_id), upload.job_id)


def start_undo(config: Config, actor: Actor, import_id: str) -> None:
    """Have a worker take an import back.

    Raises:
        NotFoundError: There is no such import, or the actor may not see it.
        NotPermittedError: It is not theirs to take back.
        QueueError: Valkey does not answer.
    """
    row = reads.get_import(actor, import_id)
    access.require(actor, Permission.IMPORT, Ownership(row.owner_id, row.team_id))
    state = State(Action.UNDO, Phase.QUEUED, actor.user_id, import_id=import_id, step="undoing")
    _enqueue(config, States(config).find(import_id), state, import_id)


def may_undo(actor: Actor, row: reads.ImportRow) -> bool:
    """Tell whether the actor may take this import back, and something of it still stands."""
    owner = Ownership(row.owner_id, row.team_id)
    return row.standing and access.is_allowed(actor, Permission.IMPORT, owner)


def running(import_ids: Sequence[str]) -> set[str]:
    """Return those of some imports that some process, of any machine, is at work on."""
    names = {f"import {import_id}": import_id for import_id in import_ids}
    return {names[name] for name in leases.held_among(list(names))}


def discard(config: Config, actor: Actor, job_id: str) -> None:
    """Remove an upload that is not going to be imported.

    Raises:
        NotFoundError: It is not the actor's, or gone.
        StillImportingError: A worker is at it.
    """
    upload = Uploads(config.data).get(actor, job_id)
    state = States(config).find(job_id)
    if state is not None and state.is_going_on and not _is_silent(job_id, state):
        raise StillImportingError(upload.name)
    Uploads(config.data).remove(job_id)


@app.task(name="imports.run", bind=True, max_retries=MAX_WAITS)
def run_upload(task: "Task[Any, Any]", job_id: str) -> None:
    """Try or import an upload, telling how far it is.

    A worker that dies hands the task to another one, which goes on with the same import; a
    message that comes twice finds the first one at work, or its end.
    """
    _work(task, job_id, _run)


@app.task(name="imports.undo", bind=True, max_retries=MAX_WAITS)
def undo_import(task: "Task[Any, Any]", import_id: str) -> None:
    """Take an import back, telling how it went."""
    _work(task, import_id, _undo)


@app.task(name="imports.sweep")
def sweep() -> None:
    """Remove uploads of yesterday; begin anew what a machine left that went down."""
    config = celery.config()
    uploads, states = Uploads(config.data), States(config)
    uploads.sweep()
    for upload in uploads.all():
        state = states.find(upload.job_id)
        if state is not None and state.is_going_on and _is_silent(upload.job_id, state):
            run_upload.delay(upload.job_id)


class _Teller:
    """Tells how far one job is while it goes on."""

    def __init__(self, config: Config, job_id: str, state: State) -> None:
        self._states = States(config)
        self._uploads = Uploads(config.data)
        self.job_id = job_id
        self.state = state

    def say(self, state: State) -> None:
        self.state = replace(state, told_at=time.time())
        self._states.say(self.job_id, self.state)

    def progress(self, told: Progress) -> None:
        """Tell; a Valkey that is away for a moment does not stop an import."""
        try:
            leases.take(f"job {self.job_id}")
            if self.state.action is not Action.UNDO:
                self._uploads.touch(self.job_id)
            self.say(self.state.at(told))
        except QueueError as error:
            log.warning("%s: %s", self.job_id, error)


Work = Callable[[Actor, _Teller], State]


def _work(task: "Task[Any, Any]", job_id: str, work: Work) -> None:
    """Do a job that is still to be done, alone; end it with a word, whatever happens."""
    config = celery.config()
    try:
        with leases.held(f"job {job_id}"):
            state = States(config).find(job_id)
            if state is not None and state.is_going_on:
                teller = _Teller(config, job_id, state)
                _attempt(task, teller, work)
    except (leases.HeldError, UnavailableError) as error:
        raise task.retry(countdown=AGAIN_SECONDS, exc=error) from error


def _attempt(task: "Task[Any, Any]", teller: _Teller, work: Work) -> None:
    try:
        teller.say(_begun(teller.state))
        teller.say(work(_actor(teller.state), teller))
    except UnavailableError as error:
        is_last = task.request.retries >= MAX_WAITS
        teller.say(_stopped(teller.state, Phase.FAILED if is_last else Phase.WAITING, str(error)))
        if not is_last:
            raise
    except CrmError as error:
        teller.say(_stopped(teller.state, Phase.FAILED, str(error)))
    except Exception:
        log.exception("Job %s failed.", teller.job_id)
        teller.say(_stopped(teller.state, Phase.FAILED, BROKEN))
    if teller.state.phase is Phase.DONE and teller.state.action is Action.IMPORT:
        Uploads(celery.config().data).remove(teller.job_id)


def _begun(state: State) -> State:
    died = state.phase is Phase.RUNNING
    attempts = state.attempts + died
    return replace(state, phase=Phase.RUNNING, began_at=time.time(), attempts=attempts)


def _stopped(state: State, phase: Phase, reason: str) -> State:
    return replace(state, phase=phase, reason=reason)


def _actor(state: State) -> Actor:
    """Return who asked for a job, as they are now.

    Raises:
        NotImportedError: It was begun too often.
        NotFoundError: They are gone.
    """
    if state.attempts > MAX_ATTEMPTS:
        raise NotImportedError(state.attempts)
    actor = members.find_actor(state.user_id, via="import")
    if actor is None:
        raise NotFoundError("user", state.user_id)
    return actor


def _run(actor: Actor, teller: _Teller) -> State:
    uploads = Uploads(celery.config().data)
    upload = uploads.find(teller.job_id)
    if upload is None:
        raise NotFoundError("upload", teller.job_id)
    is_trial = teller.state.action is Action.TRIAL
    options = ImportOptions(upload.contacts, is_trial, actor.user_id, actor.team_id)
    result = commands.run_import(actor, uploads.open(upload), options, teller.progress)
    return replace(
        teller.state, phase=Phase.DONE, result=result, import_id=result.import_id, reason=None
    )


def _undo(actor: Actor, teller: _Teller) -> State:
    undone = undoing.undo_import(actor, teller.job_id)
    return replace(teller.state, phase=Phase.DONE, undone=undone, reason=None)


def _enqueue(config: Config, before: State | None, state: State, job_id: str) -> None:
    if before is not None and before.is_going_on and not _is_silent(job_id, before):
        return
    States(config).say(job_id, replace(state, told_at=time.time()))
    task = undo_import if state.action is Action.UNDO else run_upload
    try:
        task.apply_async((job_id,), retry=False)
    except (redis.RedisError, OperationalError) as error:
        raise QueueError from error


def _is_silent(job_id: str, state: State) -> bool:
    """Tell whether nobody works on a job any more, or its message is lost."""
    silent = time.time() - state.told_at > SILENT_SECONDS
    return silent and not leases.is_held(f"job {job_id}")
