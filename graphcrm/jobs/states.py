"""How far jobs are: kept in Valkey for those who come later, published to those who look on."""

import json
import logging
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

import redis

from graphcrm.config import Config
from graphcrm.errors import UnavailableError
from graphcrm.integrations.records import Failure, ImportResult, Progress, Undone
from graphcrm.jobs.valkey import server


PREFIX: Final = "graphcrm:progress:"
KEPT_SECONDS: Final = 24 * 3600

log = logging.getLogger(__name__)


class QueueError(UnavailableError):
    """The queue does not answer."""

    code = "queue-unavailable"

    def __init__(self) -> None:
        super().__init__("The queue does not answer just now; nothing was begun. Try again.")


class Action(StrEnum):
    """What a job does."""

    TRIAL = "trial"
    IMPORT = "import"
    UNDO = "undo"


class Phase(StrEnum):
    """Where a job stands; waiting = something did not answer, it goes on by itself."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    FAILED = "failed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class State:
    """How far a job is.

    Attributes:
        user_id: Who asked for it; nobody else is told.
        began_at: Seconds since 1970 when this attempt began; 0 before.
        told_at: Seconds since 1970 of the last word.
        attempts: How often it was begun because a worker died.
        import_id: Of the run; None on a trial and before it began.
        read: Rows read.
        position: Bytes of `size` that are read; None = nobody knows how many there are.
        step: queued, reading, people or undoing.
        result: Of a trial or an import that is done.
        undone: Of an undo that is done.
        reason: Why it failed or waits, as a sentence.
    """

    action: Action
    phase: Phase
    user_id: str
    began_at: float = 0.0
    told_at: float = 0.0
    attempts: int = 0
    import_id: str | None = None
    read: int = 0
    position: int = 0
    size: int | None = None
    step: str = "queued"
    result: ImportResult | None = None
    undone: Undone | None = None
    reason: str | None = None

    @property
    def is_going_on(self) -> bool:
        """Whether something is still to come."""
        return self.phase in {Phase.QUEUED, Phase.RUNNING, Phase.WAITING}

    @property
    def share(self) -> float | None:
        """Return how much is read, 0..1; None while nobody knows."""
        if self.step != "reading" or not self.size:
            return None
        return min(1.0, self.position / self.size)

    @property
    def seconds_left(self) -> float | None:
        """Return how long reading will take; None while too little is read to say."""
        if not self.share or self.share < 0.02:  # noqa: PLR2004 - less says nothing
            return None
        return (self.told_at - self.began_at) * (1 - self.share) / self.share

    def at(self, progress: Progress) -> "State":
        """Return the state after a word of the command."""
        return replace(
            self,
            phase=Phase.RUNNING,
            import_id=progress.import_id,
            read=progress.read,
            position=progress.position,
            size=progress.size,
            step=progress.step,
            reason=None,
        )


class States:
    """The states of all jobs of one installation."""

    def __init__(self, config: Config) -> None:
        self._redis = server(config)

    def find(self, job_id: str) -> State | None:
        """Return how far a job is; None = it was never begun, or a day ago.

        Raises:
            QueueError: Valkey does not answer.
        """
        try:
            text = self._redis.get(PREFIX + job_id)
        except redis.RedisError as error:
            raise QueueError from error
        return decoded(json.loads(text)) if isinstance(text, bytes) else None

    def say(self, job_id: str, state: State) -> None:
        """Keep a state and tell the browsers of its user, who then ask for it.

        Raises:
            QueueError: Valkey does not answer.
        """
        text = json.dumps(asdict(state), ensure_ascii=False)
        news = {"user_id": state.user_id, "phase": state.phase, "action": state.action}
        try:
            self._redis.set(PREFIX + job_id, text, ex=KEPT_SECONDS)
            self._redis.publish(PREFIX + job_id, json.dumps(news))
        except redis.RedisError as error:
            raise QueueError from error


def decoded(said: dict[str, Any]) -> State:
    """Return a state from what was kept of it."""
    result, undone = said["result"], said["undone"]
    return State(
        **{
            **said,
            "action": Action(said["action"]),
            "phase": Phase(said["phase"]),
            "result": result_of(result) if result else None,
            "undone": Undone(**undone) if undone else None,
        }
    )


def result_of(said: dict[str, Any]) -> ImportResult:
    """Return an import's result from its JSON."""
    return ImportResult(**{**said, "failed": [Failure(**one) for one in said["failed"]]})
