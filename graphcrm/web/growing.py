"""Forms whose lists grow and shrink by a button, with or without script."""

from typing import TYPE_CHECKING, ClassVar

from flask import request
from wtforms import FieldList


if TYPE_CHECKING:
    from wtforms.fields import Field


class Growing:
    """A form with lists: the button `add` names one, the button `drop` names one of its rows.

    Attributes:
        grows: The names of its lists.
        grown: Where the cursor belongs after a row was added: its name; None otherwise.
    """

    grows: ClassVar[tuple[str, ...]] = ()
    grown: str | None = None
    _fields: "dict[str, Field]"

    def has_grown(self) -> bool:
        """Add or drop the row that was asked for; tell whether one was."""
        added, dropped = request.form.get("add", ""), request.form.get("drop", "")
        if added in self.grows:
            self.grown = self._list(added).append_entry().name
        elif dropped.rpartition("-")[0] in self.grows:
            rows = self._list(dropped.rpartition("-")[0])
            rows.entries = [row for row in rows.entries if row.name != dropped]
            if not rows.entries:
                rows.append_entry()
        return bool(added or dropped)

    def _list(self, name: str) -> "FieldList[Field]":
        field = self._fields[name]
        assert isinstance(field, FieldList)  # noqa: S101 - `grows` names lists
        return field
