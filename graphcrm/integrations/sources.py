"""Every kind of source, opened by its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphcrm.integrations.calendars.ics import IcsSource
from graphcrm.integrations.calendars.vcard import VcardSource
from graphcrm.integrations.files import Input
from graphcrm.integrations.mail.eml import EmlSource
from graphcrm.integrations.mail.mbox import MboxSource
from graphcrm.integrations.source import Source, SourceKind
from graphcrm.integrations.tables.csv_files import CsvSource
from graphcrm.integrations.tables.linkedin import LinkedinSource
from graphcrm.integrations.tables.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Options:
    """How a source is to be read.

    Attributes:
        with_bodies: Whether the text of mail is kept.
        mapping: Which column says what, in CSV files.
        name: Shown to people in place of a single path's own, e.g. of an upload.
    """

    with_bodies: bool = False
    mapping: Mapping | None = None
    name: str | None = None


def open_source(kind: SourceKind, paths: Sequence[Path], options: Options | None = None) -> Source:
    """Return the source that reads `paths`: files, folders and archives.

    Raises:
        UnreadableError: A path does not exist.
    """
    options = options or Options()
    found = Input(tuple(paths), options.name)
    found.check()
    openers: dict[SourceKind, Callable[[], Source]] = {
        SourceKind.MBOX: lambda: MboxSource(found, options.with_bodies),
        SourceKind.EML: lambda: EmlSource(found, options.with_bodies),
        SourceKind.ICS: lambda: IcsSource(found),
        SourceKind.VCARD: lambda: VcardSource(found),
        SourceKind.LINKEDIN: lambda: LinkedinSource(found),
    }
    if kind in openers:
        return openers[kind]()
    return CsvSource(found, kind, options.mapping or Mapping())
