"""Rows of a CSV file, whatever its delimiter, encoding and header, in flat memory."""

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping as Names, Sequence
from dataclasses import dataclass
from typing import Final

from graphcrm.integrations.files import Entry, UnreadableError
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.tables.mapping import Column, Mapping, field_of, proposed


MAX_LINE: Final = 1 << 20
SAMPLE: Final = 64 << 10
HEADER_WITHIN: Final = 40
_DELIMITERS = ",;\t|"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_FALLBACK = "cp1252-where-not-utf8"
_EMPTY_WORDS = frozenset({"NULL", "null", "\\N"})


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out, as found or as the mapping says.

    Attributes:
        delimiter: Between cells.
        encoding: A Python codec's name; "utf-8" where bytes that are none are read as cp1252.
        header: Its cells; empty where there is none.
        header_row: Its number from 1; 0 where there is none.
        columns: For each field its columns, as indexes from 0.
    """

    delimiter: str
    encoding: str
    header: tuple[str, ...]
    header_row: int
    columns: Names[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header.

    Attributes:
        number: As a spreadsheet counts, from 1.
        cells: Stripped; empty ones and NULL are "".
        problem: Why it cannot be read; None where it can.
    """

    number: int
    cells: Sequence[str]
    problem: str | None = None


def layout_of(entry: Entry, kind: SourceKind, mapping: Mapping) -> Layout:
    """Return how a file is laid out, without reading beyond its beginning.

    Raises:
        UnreadableError: It is binary, has no header, or lacks a column the mapping names.
    """
    sample = entry.stream.peek(SAMPLE)[: 4 * SAMPLE]
    encoding = mapping.encoding or _encoding(sample, entry.name)
    text = sample.decode(encoding, "replace" if mapping.encoding else _errors(encoding))
    delimiter = mapping.delimiter or _delimiter(text)
    lines = text.splitlines(keepends=True)[: HEADER_WITHIN * 2]
    rows = list(_lenient(lines[:-1] if len(lines) > 1 else lines, delimiter))[:HEADER_WITHIN]
    has_header = mapping.header if mapping.header is not None else not mapping.is_numbered
    if not has_header:
        width = max((len(row) for row in rows), default=0)
        return Layout(delimiter, encoding, (), 0, _indexes(mapping.columns, (), width, entry.name))
    at = _header_at(rows, kind, mapping)
    if at is None:
        raise UnreadableError(
            entry.name,
            "has no header row that names known columns; say which column is what.",
        )
    header = tuple(cell.strip() for cell in rows[at])
    # Numbers for all columns are the whole mapping: what it leaves out is left out.
    named = {} if mapping.is_numbered else proposed(header, kind)
    columns = {**named, **mapping.columns}
    used = _indexes(columns, header, len(header), entry.name)
    return Layout(delimiter, encoding, header, at + 1, used)


def rows(entry: Entry, layout: Layout) -> Iterator[Row]:
    """Yield every row below the header that is not empty; a bad one with its problem."""
    text = io.TextIOWrapper(
        entry.stream, layout.encoding, errors=_errors(layout.encoding), newline=""
    )
    width = len(layout.header)
    try:
        for number, cells in enumerate(_records(text, layout.delimiter), 1):
            if isinstance(cells, str):
                yield Row(number, (), cells)
            elif number > layout.header_row:
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    problem = _too_wide(stripped, width) if 0 < width < len(stripped) else None
                    said = ["" if cell in _EMPTY_WORDS else cell for cell in stripped]
                    yield Row(number, said, problem)
    finally:
        text.detach()


def _records(text: io.TextIOWrapper, delimiter: str) -> Iterator[list[str] | str]:
    """Yield the cells of every record, or in words why one cannot be read."""
    lines = _BoundedLines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            for cells in reader:
                yield "it is longer than a megabyte" if lines.was_cut else cells
                lines.was_cut = False
        except (csv.Error, UnicodeError) as error:
            yield _words(error)
        else:
            return


class _BoundedLines:
    """Lines of a text; one beyond MAX_LINE is skipped and said to be cut."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.was_cut = False

    def __iter__(self) -> "_BoundedLines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_LINE)
        if not line:
            raise StopIteration
        if len(line) == MAX_LINE and not line.endswith(("\n", "\r")):
            self.was_cut = True
            while (rest := self._text.readline(MAX_LINE)) and not rest.endswith(("\n", "\r")):
                pass
            return "\n"
        return line


def _too_wide(cells: list[str], width: int) -> str | None:
    if not any(cells[width:]):
        return None
    return (
        f"it has {len(cells)} cells where the header has {width}:"
        " is a value with a delimiter in it not quoted?"
    )


def _header_at(rows: list[list[str]], kind: SourceKind, mapping: Mapping) -> int | None:
    """Return which row names the most columns, of several the first; None where none does."""
    named = {
        _key(column)
        for columns in mapping.columns.values()
        for column in columns
        if isinstance(column, str)
    }
    scores = [
        sum(
            (_key(cell) in named) * len(rows) + (field_of(cell, kind) is not None)
            for cell in set(row)
        )
        for row in rows
    ]
    best = max(scores, default=0)
    if best:
        return scores.index(best)
    full = next((at for at, row in enumerate(rows) if any(row)), None)
    return full if mapping.header and mapping.is_numbered else None


def _indexes(
    columns: Names[str, tuple[Column, ...]], header: tuple[str, ...], width: int, name: str
) -> dict[str, tuple[int, ...]]:
    """Return the columns as indexes from 0.

    Raises:
        UnreadableError: One is not there.
    """
    by_name = {_key(cell): at for at, cell in reversed(list(enumerate(header)))}
    found: dict[str, tuple[int, ...]] = {}
    for field, wanted in columns.items():
        indexes = [
            column - 1 if isinstance(column, int) else by_name.get(_key(column), -1)
            for column in wanted
        ]
        for column, index in zip(wanted, indexes, strict=True):
            if not 0 <= index < width:
                raise UnreadableError(name, f"has no column {column!r}, which is to be {field!r}.")
        found[field] = tuple(indexes)
    return found


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _delimiter(text: str) -> str:
    """Return the delimiter that parts most rows alike; a comma where none does."""
    lines = text.splitlines(keepends=True)[: HEADER_WITHIN * 2]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in _lenient(lines, delimiter) if row)
        width, alike = max(
            widths.items(), key=lambda each: (each[1] * (each[0] > 1), each[0]), default=(1, 0)
        )
        score = (width > 1) * (alike / max(1, widths.total()) + width / 1000)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _lenient(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """Yield rows for looking at: what cannot be read ends it."""
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        yield from itertools.islice(reader, HEADER_WITHIN * 2)
    except csv.Error:
        return


def _encoding(sample: bytes, name: str) -> str:
    """Return the encoding by content.

    Raises:
        UnreadableError: It is no text.
    """
    if sample.startswith(_OLD_OFFICE):
        raise UnreadableError(name, "is an Office document: save it as CSV first.")
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    # Every second byte of Western text in UTF-16 is zero, and none of the others.
    zeros = sample[0::2].count(0), sample[1::2].count(0)
    if max(zeros) > len(sample) // 3 and not min(zeros):
        return "utf-16-le" if zeros[1] else "utf-16-be"
    if len(_CONTROLS.findall(sample)) > len(sample) // 100:
        raise UnreadableError(name, "is a binary file, not text.")
    return "utf-8"


def _errors(encoding: str) -> str:
    return _FALLBACK if encoding.startswith("utf-8") else "replace"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows does, or as Latin-1 where that has a hole."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    try:
        return wrong.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return wrong.decode("latin-1"), error.end


def _words(error: Exception) -> str:
    if "field larger" in str(error):
        return "a value is longer than 128 KB: is a quotation mark not closed?"
    return f"it cannot be read: {error}"


codecs.register_error(_FALLBACK, _as_cp1252)
