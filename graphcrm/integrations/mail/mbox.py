"""Mailboxes in mbox files: plain, in a folder, or packed in a tar or zip."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphcrm import clock
from graphcrm.integrations import files
from graphcrm.integrations.mail import messages, raw
from graphcrm.integrations.source import Ignored, Item, SourceKind


NOT_MBOX = "not an mbox file"


@dataclass(frozen=True, slots=True)
class MboxSource(files.FileSource):
    """The messages of one or many mbox files, in order.

    Attributes:
        with_bodies: Whether their text is kept.
    """

    with_bodies: bool = False
    kind: SourceKind = SourceKind.MBOX

    def items(self) -> Iterator[Item]:
        """Yield every message in order; a bad one is a Failed, never an exception.

        Raises:
            UnreadableError: The only file is no mbox, empty, or a bomb.
        """
        reading = messages.Reading(clock.now(), self.with_bodies)
        return files.read(self.input, lambda entry: self._messages(entry, reading))

    def _messages(self, entry: files.Entry, reading: messages.Reading) -> Iterator[Item]:
        if not raw.is_mbox(entry.stream.peek(4096)):
            if entry.is_named:
                raise files.UnreadableError(
                    entry.name, "is not an mbox file: it does not begin with a From line."
                )
            yield Item(entry.name, Ignored(NOT_MBOX), entry.position())
            return
        limit = raw.MAX_BODY if self.with_bodies else raw.SIGNATURE_BODY
        for number, message in enumerate(raw.mbox_messages(entry.stream, limit), 1):
            row = f"{entry.name}: message {number}"
            yield Item(row, messages.content(message, reading), entry.position())
