"""Imports and uploads as the screen shows them."""

import csv
import io
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from graphcrm.access.records import Actor
from graphcrm.config import Config
from graphcrm.integrations.reads import ImportRow
from graphcrm.integrations.records import Failure, ImportResult
from graphcrm.jobs import imports as jobs
from graphcrm.jobs.states import State, States, result_of
from graphcrm.jobs.uploads import Upload, Uploads


KIND_NAMES = {
    "mbox": "Mail",
    "eml": "Mail",
    "ics": "Calendar",
    "vcard": "Address book",
    "csv-contacts": "Contacts",
    "csv-accounts": "Accounts",
    "csv-activities": "Activities",
    "csv-opportunities": "Deals",
    "linkedin": "LinkedIn",
    "demo": "Sample world",
}
KIND_ICONS = {
    "mail": "mail",
    "mbox": "mail",
    "eml": "mail",
    "ics": "calendar",
    "vcard": "user",
    "csv-contacts": "table",
    "csv-accounts": "building",
    "csv-activities": "activity",
    "csv-opportunities": "kanban",
    "linkedin": "users",
    "demo": "network",
}
ONLY_SECONDS, ONLY_MINUTES = 90, 2 * 3600  # below, the larger unit says too little
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Shown:
    """One import with how it stands.

    Attributes:
        status: standing, undone, running or cut-off.
        result: None until it is finished, and where `row` is not visible.
        may_undo: Whether the reader may take it back.
        state: Of the undoing that goes on or was the last; None without one. What it took back is
            left out where `row` is not visible.
    """

    row: ImportRow
    status: str
    result: ImportResult | None
    may_undo: bool
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upload with how far its job is; None = nothing was begun."""

    upload: Upload
    state: State | None


def shown(actor: Actor, row: ImportRow, state: State | None = None) -> Shown:
    """Return an import as the screen shows it."""
    if state is not None and not row.visible:
        state = replace(state, undone=None, read=0)
    return replace(shown_all(actor, [row])[0], state=state)


def shown_all(actor: Actor, rows: Sequence[ImportRow]) -> list[Shown]:
    """Return imports as the screen lists them."""
    open_ = [row.import_id for row in rows if row.standing and row.finished_at is None]
    running = jobs.running(open_)
    return [
        Shown(row, status(row, running), _result(row), jobs.may_undo(actor, row)) for row in rows
    ]


def status(row: ImportRow, running: Collection[str]) -> str:
    """Return how an import stands, given which run."""
    if not row.standing:
        return "undone"
    if row.finished_at is not None:
        return "standing"
    return "running" if row.import_id in running else "cut-off"


def waiting(config: Config, actor: Actor) -> list[Waiting]:
    """Return the actor's uploads that are not imported yet, the newest first."""
    states = States(config)
    return [Waiting(one, states.find(one.job_id)) for one in Uploads(config.data).of(actor)]


def failures_csv(failures: list[Failure]) -> str:
    """Return rows that could not be read as CSV that no spreadsheet takes for formulas.

    A cell that begins like one gets an apostrophe before it, after OWASP's "CSV Injection".
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("row", "reason"))
    writer.writerows((_plain(one.row), _plain(one.reason)) for one in failures)
    return text.getvalue()


def time_left(seconds: float) -> str:
    """Return a time to wait in round words, e.g. "about 40 seconds left"."""
    if seconds < ONLY_SECONDS:
        return f"about {max(5, round(seconds / 5) * 5)} seconds left"
    if seconds < ONLY_MINUTES:
        return f"about {round(seconds / 60)} minutes left"
    return f"about {round(seconds / 3600)} hours left"


def bytes_in_words(size: int) -> str:
    """Return a size as people read it, e.g. "1.4 MB"."""
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"


def _result(row: ImportRow) -> ImportResult | None:
    return result_of(json.loads(row.result)) if row.result else None


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
