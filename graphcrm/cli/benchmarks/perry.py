"""The mail of enron-perry, a folder of tab-separated tables, as messages and levels."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graphcrm.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Message:
    """A mail among employees.

    Attributes:
        sent_us: Microseconds since 1970, the local wall time read as UTC.
        recipients: Each once, the sender left out.
    """

    uid: str
    sent_us: int
    sender: str
    recipients: tuple[str, ...]


def folder_of(given: str | None) -> Path:
    """Return the folder given, else the one in GRAPHCRM_DATA_DIR or, without it, in ../shared/data.

    Raises:
        NotFoundError: It is not there.
    """
    folder = Path(
        given or Path(os.environ.get("GRAPHCRM_DATA_DIR", "../shared/data"), "enron-perry")
    )
    if not (folder / "messages.tsv").is_file():
        raise NotFoundError("folder of enron-perry", str(folder))
    return folder


def messages_in(folder: Path) -> Iterator[Message]:
    """Yield the messages, in the order of the file."""
    recipients: dict[str, dict[str, None]] = {}
    for message, _, receiver in _rows(folder / "recipients.tsv"):
        recipients.setdefault(message, {})[receiver] = None
    for message, _, at, *_, sender in _rows(folder / "messages.tsv"):
        to = tuple(one for one in recipients.get(message, ()) if one != sender)
        yield Message(message, int(at) * 1_000_000, sender, to)


def levels_in(folder: Path) -> dict[str, int]:
    """Return the level of each employee whose title tells one: 1 (chief executive) .. 6."""
    with (folder / "people.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["id"]: int(row["level_derived"])
            for row in csv.DictReader(lines)
            if row["level_derived"]
        }


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        yield from csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
