"""Single messages: RFC 5322 files under any name, and Outlook's .msg files."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphcrm import clock
from graphcrm.integrations import files
from graphcrm.integrations.mail import messages, outlook, raw
from graphcrm.integrations.source import Content, Failed, Ignored, Item, SourceKind


NOT_MAIL = "not a mail message"


@dataclass(frozen=True, slots=True)
class EmlSource(files.FileSource):
    """The messages of files, folders and archives that hold one message a file.

    Attributes:
        with_bodies: Whether their text is kept.
    """

    with_bodies: bool = False
    kind: SourceKind = SourceKind.EML

    def items(self) -> Iterator[Item]:
        """Yield every file in order; a bad one is a Failed, never an exception.

        Raises:
            UnreadableError: The only file is no message, empty, or a bomb.
        """
        reading = messages.Reading(clock.now(), self.with_bodies)
        return files.read(self.input, lambda entry: self._message(entry, reading))

    def _message(self, entry: files.Entry, reading: messages.Reading) -> Iterator[Item]:
        head = entry.stream.peek(4096)
        limit = raw.MAX_BODY if self.with_bodies else raw.SIGNATURE_BODY
        said: Content
        if head.startswith(outlook.MAGIC):
            message = outlook.message(entry.stream, limit)
            said = (
                messages.content(message, reading)
                if message
                else Failed("it is not an Outlook message or is damaged")
            )
        elif raw.is_message(head):
            said = messages.content(raw.single_message(entry.stream, limit), reading)
        elif entry.is_named:
            raise files.UnreadableError(
                entry.name, "is not a mail message: it does not begin with header fields."
            )
        else:
            said = Ignored(NOT_MAIL)
        yield Item(entry.name, said, entry.position())
