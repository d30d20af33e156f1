"""Uploaded files, between the browser that sent them and the worker that imports them."""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from graphcrm import clock, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.errors import InvalidError, NotFoundError
from graphcrm.integrations import files
from graphcrm.integrations.records import ContactPolicy
from graphcrm.integrations.source import Source, SourceKind
from graphcrm.integrations.sources import Options, open_source
from graphcrm.integrations.tables.csv_files import MissingColumnsError
from graphcrm.integrations.tables.mapping import read_mapping


KEPT: Final = timedelta(days=1)
TABLES: Final = frozenset(
    {
        SourceKind.CSV_CONTACTS,
        SourceKind.CSV_ACCOUNTS,
        SourceKind.CSV_ACTIVITIES,
        SourceKind.CSV_OPPORTUNITIES,
    }
)
LONGEST_NAME: Final = 200  # bytes; file systems take 255


class NoFileError(InvalidError):
    """Nothing was uploaded."""

    code = "no-file"
    field = "files"

    def __init__(self) -> None:
        super().__init__("Choose a file.")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived.

    Attributes:
        path: Where its bytes lie, on the same disk as the data folder.
        name: As the browser called it.
    """

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to import.

    Attributes:
        kind: None = mail, of which the content says whether it is an mbox.
    """

    kind: SourceKind | None
    contacts: ContactPolicy
    with_bodies: bool


@dataclass(frozen=True, slots=True)
class Upload:
    """Files that wait to be imported.

    Attributes:
        job_id: Uid of the job, and name of its folder.
        user_id: Who sent them; nobody else sees them.
        name: As shown to people: a file's name, or "mail.mbox and 3 more".
        size: Bytes.
        made_at: When they had arrived.
        mapping: TOML, as tables.mapping reads it; None before somebody has chosen columns.
    """

    job_id: str
    user_id: str
    kind: SourceKind
    name: str
    size: int
    made_at: datetime
    contacts: ContactPolicy
    with_bodies: bool
    mapping: str | None = None

    @property
    def is_table(self) -> bool:
        """Whether its columns have to be named."""
        return self.kind in TABLES


class Uploads:
    """The uploads below one data folder.

    Args:
        data: The installation's data folder, which web and workers share.
    """

    def __init__(self, data: Path) -> None:
        self._folder = data / "uploads"

    def receive(self, actor: Actor, draft: Draft, received: Iterable[Received]) -> Upload:
        """Keep files that have arrived, if their beginning is what it was said to be.

        Raises:
            NotPermittedError: The actor may not import.
            NoFileError: There is no file.
            UnreadableError: The file is of another kind, empty, binary or an archive bomb.
        """
        access.require(actor, Permission.IMPORT)
        job_id = ids.new()
        folder = self._folder / job_id
        (folder / "files").mkdir(mode=0o700, parents=True)
        try:
            names = [_kept(one, folder / "files") for one in received]
            upload = _described(job_id, actor, draft, folder / "files", names)
            _check_beginning(upload, self.open(upload))
        except BaseException:
            shutil.rmtree(folder)
            raise
        self.save(upload)
        return upload

    def save(self, upload: Upload) -> None:
        """Keep what is to be done with an upload."""
        file = self._folder / upload.job_id / "upload.json"
        made = file.with_suffix(".new")
        made.write_text(json.dumps(asdict(upload), default=str), encoding="utf-8")
        made.replace(file)

    def get(self, actor: Actor, job_id: str) -> Upload:
        """Return one upload of the actor.

        Raises:
            NotFoundError: It is done, a day old, somebody else's or never was.
        """
        found = self.find(job_id)
        if found is None or found.user_id != actor.user_id:
            raise NotFoundError("upload", job_id)
        return found

    def find(self, job_id: str) -> Upload | None:
        """Return an upload for a worker; None when it is gone."""
        try:
            file = self._folder / str(UUID(job_id)) / "upload.json"
            said = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Upload(
            **{
                **said,
                "kind": SourceKind(said["kind"]),
                "contacts": ContactPolicy(said["contacts"]),
                "made_at": datetime.fromisoformat(said["made_at"]),
            }
        )

    def all(self) -> list[Upload]:
        """Return every upload, the newest first."""
        names = sorted((path.name for path in self._folder.glob("*-*")), reverse=True)
        return [found for name in names if (found := self.find(name))]

    def of(self, actor: Actor) -> list[Upload]:
        """Return the actor's uploads, the newest first."""
        return [one for one in self.all() if one.user_id == actor.user_id]

    def open(self, upload: Upload) -> Source:
        """Return the source that reads an upload.

        Raises:
            MappingError: Its mapping says something that cannot be.
            UnreadableError: Its files are gone.
        """
        folder = self._folder / upload.job_id / "files"
        inside = sorted(folder.iterdir())
        mapping = read_mapping(upload.mapping, upload.kind) if upload.mapping else None
        options = Options(upload.with_bodies, mapping, upload.name)
        return open_source(upload.kind, inside if len(inside) == 1 else [folder], options)

    def touch(self, job_id: str) -> None:
        """Keep an upload for another day, because it is worked on."""
        os.utime(self._folder / job_id)

    def remove(self, job_id: str) -> None:
        """Forget an upload and its files."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def sweep(self) -> int:
        """Remove what nobody has touched for a day; return how much that was."""
        over = (clock.now() - KEPT).timestamp()
        old = [path for path in self._folder.glob("*") if path.stat().st_mtime < over]
        for path in old:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        return len(old)


def may_import(actor: Actor) -> bool:
    """Tell whether the actor may import at all."""
    return access.is_allowed(actor, Permission.IMPORT)


def file_name(told: str) -> str:
    """Return a browser's name of a file as one that can stand in a folder."""
    last = told.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter if letter.isprintable() else " " for letter in last).strip(" .")
    cut = shown.encode("utf-8", "replace")[-LONGEST_NAME:].decode("utf-8", "ignore")
    return cut.lstrip(" .") or "upload"


def _kept(one: Received, folder: Path) -> str:
    name = file_name(one.name)
    number = 1
    while (folder / name).exists():
        number += 1
        name = f"{number} {file_name(one.name)}"
    os.link(one.path, folder / name)
    return name


def _described(job_id: str, actor: Actor, draft: Draft, folder: Path, names: list[str]) -> Upload:
    if not names:
        raise NoFileError
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return Upload(
        job_id=job_id,
        user_id=actor.user_id,
        kind=draft.kind or mail_kind(sorted(folder.iterdir())),
        name=names[0] + more,
        size=sum(path.stat().st_size for path in folder.iterdir()),
        made_at=clock.now(),
        contacts=draft.contacts,
        with_bodies=draft.with_bodies,
    )


def mail_kind(paths: list[Path]) -> SourceKind:
    """Return whether mail is an mbox or single messages, by the first file's first bytes."""
    for entry in files.Input((paths[0],)).entries():
        if isinstance(entry, files.Entry) and entry.stream.peek(5)[:5] != b"From ":
            return SourceKind.EML
        break
    return SourceKind.MBOX


def _check_beginning(upload: Upload, source: Source) -> None:
    """Read the first row, so that a file of another kind is told at once.

    Raises:
        UnreadableError: It is; a table that only lacks names for its columns is none.
    """
    try:
        next(iter(source.items()), None)
    except MissingColumnsError:
        return
    except files.UnreadableError as error:
        if not (upload.is_table and "header row" in error.why):
            raise


def with_mapping(upload: Upload, mapping: str) -> Upload:
    """Return an upload whose columns are chosen."""
    return replace(upload, mapping=mapping)
