"""Imports that a browser asked for."""

import json
from dataclasses import asdict
from pathlib import Path

import redis

from graphcrm.access import reads as access
from graphcrm.config import Config
from graphcrm.errors import CrmError, NotFoundError
from graphcrm.integrations import commands, undoing
from graphcrm.integrations.records import ContactPolicy, ImportOptions, Progress
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.sources import Options, open_source
from graphcrm.integrations.tables.mapping import read_mapping
from graphcrm.jobs.celery import app


PROGRESS = "graphcrm:progress:"
KEPT_SECONDS = 24 * 3600


@app.task(name="imports.run")
def run_import(  # noqa: PLR0913 - a task's message is flat
    job_id: str,
    user_id: str,
    kind: str,
    path: str,
    *,
    name: str,
    contacts: str,
    dry_run: bool,
    with_bodies: bool = False,
    mapping: str | None = None,
) -> None:
    """Import an uploaded file for a user, telling `graphcrm:progress:<job_id>` how far it is.

    A worker that dies hands the task to another one, which goes on with the same import.
    """
    tell = _Teller(job_id)
    try:
        actor = access.find_actor(user_id, via="import")
        if actor is None:
            raise NotFoundError("user", user_id)
        source_kind = SourceKind(kind)
        read = read_mapping(mapping, source_kind) if mapping else None
        source = open_source(source_kind, [Path(path)], Options(with_bodies, read, name))
        options = ImportOptions(ContactPolicy(contacts), dry_run, actor.user_id, actor.team_id)
        result = commands.run_import(actor, source, options, tell.progress)
    except CrmError as error:
        tell.say({"state": "failed", "reason": str(error), "code": error.code})
    else:
        tell.say({"state": "done", "result": asdict(result)})


@app.task(name="imports.undo")
def undo_import(job_id: str, user_id: str, import_id: str) -> None:
    """Take an import back for a user, telling `graphcrm:progress:<job_id>` how it went."""
    tell = _Teller(job_id)
    try:
        actor = access.find_actor(user_id, via="import")
        if actor is None:
            raise NotFoundError("user", user_id)
        undone = undoing.undo_import(actor, import_id)
    except CrmError as error:
        tell.say({"state": "failed", "reason": str(error), "code": error.code})
    else:
        tell.say({"state": "undone", "undone": asdict(undone)})


class _Teller:
    """Tells browsers that look on, and keeps the last word for those that come later."""

    def __init__(self, job_id: str) -> None:
        self._channel = PROGRESS + job_id
        url = Config.from_env().redis_url
        self._redis = redis.Redis.from_url(url or "redis://127.0.0.1:6379/0")

    def progress(self, told: Progress) -> None:
        """Tell how far a run has come."""
        self.say({"state": "running", **asdict(told)})

    def say(self, document: dict[str, object]) -> None:
        """Publish a state of the job and keep it for a day."""
        text = json.dumps(document, ensure_ascii=False)
        self._redis.set(self._channel, text, ex=KEPT_SECONDS)
        self._redis.publish(self._channel, text)
