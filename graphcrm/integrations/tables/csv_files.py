"""CSV files of contacts, accounts, activities and deals, by a mapping or by their header."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping as Names
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, TypeAlias

from graphcrm import clock
from graphcrm.integrations import files
from graphcrm.integrations.source import Content, Failed, Item, SourceKind, StageWords
from graphcrm.integrations.tables import directory, reading, values
from graphcrm.integrations.tables.activities import ActivityRows
from graphcrm.integrations.tables.cells import Cells
from graphcrm.integrations.tables.mapping import Mapping, missing
from graphcrm.integrations.tables.opportunities import OpportunityRows, stage_words
from graphcrm.money import EITHER


RowReader: TypeAlias = Callable[[Cells], Content]
_ROWS_PER_POSITION: Final = 100
EMPTY: Final = "has a header but no rows."


class MissingColumnsError(files.UnreadableError):
    """A table has no column for something it cannot do without."""

    code = "missing-columns"

    def __init__(self, name: str, needed: list[str]) -> None:
        super().__init__(
            name,
            f"has no column for {', '.join(needed)}; say which column is what.",
        )
        self.needed = tuple(needed)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a CSV file looks like before it is imported.

    Attributes:
        delimiter: Between cells.
        encoding: A Python codec's name.
        header: Its cells; empty where there is none.
        rows: The first rows, as read.
        columns: For each field that is mapped the indexes of its columns, from 0.
        missing: Fields without which it cannot be imported.
        problem: Why it cannot be read at all; None where it can.
    """

    delimiter: str
    encoding: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: Names[str, tuple[int, ...]]
    missing: tuple[str, ...]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CsvSource(files.FileSource):
    """The rows of one or many CSV files.

    Attributes:
        kind: CSV_CONTACTS, CSV_ACCOUNTS, CSV_ACTIVITIES or CSV_OPPORTUNITIES.
        mapping: How to read them; what it leaves open is found by content.
    """

    kind: SourceKind
    mapping: Mapping

    def items(self) -> Iterator[Item]:
        """Yield every row in order; a bad one is a Failed, never an exception.

        Raises:
            UnreadableError: The only file is binary or empty, or has no header or no rows.
        """
        return files.read(self.input, self._rows)

    def _rows(self, entry: files.Entry) -> Iterator[Item]:
        layout = reading.layout_of(entry, self.kind, self.mapping)
        needed = missing(layout.columns, self.kind)
        if needed:
            raise MissingColumnsError(entry.name, needed)
        yield from table_items(entry, layout, self.mapping, self._reader())

    def _reader(self) -> RowReader:
        if self.kind is SourceKind.CSV_ACTIVITIES:
            return ActivityRows(clock.now()).evidence
        if self.kind is SourceKind.CSV_OPPORTUNITIES:
            return OpportunityRows().deal
        return directory.person if self.kind is SourceKind.CSV_CONTACTS else directory.account


def table_items(
    entry: files.Entry, layout: reading.Layout, mapping: Mapping, reader: RowReader
) -> Iterator[Item]:
    """Yield an item for every row of a table.

    Args:
        entry: The file.
        layout: How it is laid out.
        mapping: How its cells are to be read.
        reader: Reads one row; its ValueProblem becomes a Failed.

    Raises:
        UnreadableError: There is no row.
    """
    if layout.delimiter == ";" and mapping.decimal is None:
        mapping = replace(mapping, decimal=EITHER)  # where commas part no cells, they part decimals
    count = position = 0
    for row in reading.rows(entry, layout):
        count += 1
        said: Content
        if row.problem:
            said = Failed(row.problem)
        else:
            try:
                said = reader(Cells(row.cells, layout.columns, mapping))
            except values.ValueProblem as problem:
                said = Failed(str(problem))
        # To ask the file for every row would take as long as to read the row.
        position = entry.position() if count % _ROWS_PER_POSITION == 1 else position
        yield Item(f"{entry.name}: row {row.number}", said, position)
    if not count:
        raise files.UnreadableError(entry.name, EMPTY if layout.header else "has no rows.")


def stages_of(source: CsvSource, most: int) -> Counter[StageWords]:
    """Return where deals stand, of `most` rows of each file; what cannot be read is passed over."""
    found = Counter[StageWords]()
    for entry in source.input.entries():
        with suppress(files.UnreadableError):
            if isinstance(entry, files.Broken):
                continue
            layout = reading.layout_of(entry, source.kind, source.mapping)
            for row in islice(reading.rows(entry, layout), most):
                with suppress(values.ValueProblem):
                    found[stage_words(Cells(row.cells, layout.columns, source.mapping))] += 1
    return found


def preview(source: CsvSource, n: int) -> Preview:
    """Return how the first file of a source would be read, with its first `n` rows.

    A file without a recognised header is shown as it is, with the problem beside it.
    """
    for entry in source.input.entries():
        if isinstance(entry, files.Broken):
            return Preview("", "", (), (), {}, (), entry.why)
        problem = None
        try:
            layout = reading.layout_of(entry, source.kind, source.mapping)
        except files.UnreadableError as error:
            problem = str(error)
            as_is = replace(source.mapping, columns={}, header=False)
            try:
                layout = reading.layout_of(entry, source.kind, as_is)
            except files.UnreadableError:
                return Preview("", "", (), (), {}, (), problem)
        return Preview(
            delimiter=layout.delimiter,
            encoding=layout.encoding,
            header=layout.header,
            rows=tuple(tuple(row.cells) for row in islice(reading.rows(entry, layout), n)),
            columns=layout.columns,
            missing=tuple(missing(layout.columns, source.kind)),
            problem=problem,
        )
    return Preview("", "", (), (), {}, (), f"{source.name} holds no file.")
