"""LinkedIn's export of one's own data: the connections in it, found by content."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graphcrm.integrations import files
from graphcrm.integrations.source import Item, SourceKind
from graphcrm.integrations.tables import directory, reading
from graphcrm.integrations.tables.csv_files import table_items
from graphcrm.integrations.tables.mapping import Mapping


# Behind a preamble of notes; other files of the export have other columns.
_HEADER = re.compile(rb"^\"?First Name\"?,\"?Last Name\"?,.*\"?Connected On\"?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LinkedinSource(files.FileSource):
    """The connections of a LinkedIn export: its folder, its zip, or Connections.csv itself.

    A connection is a person with a profile and a job; it is no evidence of contact.

    """

    kind: SourceKind = SourceKind.LINKEDIN

    def items(self) -> Iterator[Item]:
        """Yield every connection; the export's other files are passed over.

        Raises:
            UnreadableError: There are no connections in it.
        """
        count = 0
        for item in files.read(self.input, self._connections):
            count += 1
            yield item
        if not count:
            raise files.UnreadableError(self.name, "holds no LinkedIn connections.")

    def _connections(self, entry: files.Entry) -> Iterator[Item]:
        if _HEADER.search(entry.stream.peek(reading.SAMPLE)[: reading.SAMPLE]):
            mapping = Mapping()
            layout = reading.layout_of(entry, SourceKind.CSV_CONTACTS, mapping)
            yield from table_items(entry, layout, mapping, directory.person)
