"""The cells of one row by field, read for what they are or refused with the field's name."""

from collections.abc import Callable, Iterator, Mapping as Names, Sequence
from typing import Final, TypeVar

from graphcrm.activities.records import Address, HandleKind
from graphcrm.directory import addresses
from graphcrm.integrations.mail import mailboxes
from graphcrm.integrations.tables import values
from graphcrm.integrations.tables.mapping import Mapping


T = TypeVar("T")
MAX_TEXT: Final = 998


class Cells:
    """The cells of one row.

    Attributes:
        mapping: How they are to be read.
    """

    __slots__ = ("_cells", "_columns", "mapping")

    def __init__(
        self, cells: Sequence[str], columns: Names[str, tuple[int, ...]], mapping: Mapping
    ) -> None:
        self._cells = cells
        self._columns = columns
        self.mapping = mapping

    def one(self, field: str) -> str:
        """Return the first of a field's cells that says something, on one line; else ""."""
        cells = self._cells
        for index in self._columns.get(field, ()):
            if index < len(cells) and cells[index]:
                text = cells[index]
                return " ".join(text.split()) if "\n" in text or "  " in text else text
        return ""

    def every(self, field: str) -> list[str]:
        """Return all of a field's cells that say something, as they are."""
        cells = self._cells
        return [
            cells[index]
            for index in self._columns.get(field, ())
            if index < len(cells) and cells[index]
        ]

    def read(self, field: str, reader: Callable[[str], T]) -> T | None:
        """Return a field's value as `reader` reads it; None where the cell is empty.

        Raises:
            ValueProblem: The cell cannot be read; the reason names the field.
        """
        text = self.one(field)
        if not text:
            return None
        try:
            return reader(text)
        except values.ValueProblem as problem:
            raise values.ValueProblem(f"{field}: {problem}") from problem

    def mail_addresses(self, field: str, name: str | None = None) -> Iterator[Address]:
        """Yield the e-mail addresses of a field's cells, parted by ; , | or line ends.

        Args:
            field: Which.
            name: Display name of those that have none of their own.

        Raises:
            ValueProblem: A part is no address.
        """
        for cell in self.every(field):
            plain = addresses.mail_address(cell, name)
            if plain is not None:
                yield plain
                continue
            for part in mailboxes.phrases(cell.replace("|", ",").replace("\n", ",")):
                yield self._mail_address(field, part, name)

    def _mail_address(self, field: str, part: str, name: str | None) -> Address:
        domain = self.mapping.domain
        text = f"{part}@{domain}" if domain and "@" not in part and "/" not in part else part
        found = mailboxes.addresses(text)
        if not found and (number := addresses.phone(part)):
            found = (Address(HandleKind.PHONE, number),)
        if not found:
            raise values.ValueProblem(f"{field}: {part[:60]!r} is not an address")
        if found[0].name is None and name and found[0].kind is HandleKind.EMAIL:
            return addresses.mail_address(found[0].value, name) or found[0]
        return found[0]
