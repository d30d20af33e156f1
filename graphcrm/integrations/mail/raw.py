"""Raw messages, cut out of a stream block by block with a bound on everything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graphcrm.integrations.files import Stream


MAX_HEADER: Final = 1 << 20
MAX_BODY: Final = 1 << 20
# What a reader of names looks at; a stored body gets MAX_BODY.
SIGNATURE_BODY: Final = 64 << 10
_BLOCK = 256 << 10
_LOOKAHEAD = 4096
_FIELD = rb"(?:>From |[!-9;-~]+[ \t]*:)"
# "From kim@oduya.example Mon Apr 18 14:18:11 2022", with a header field below it.
_DATED = re.compile(
    rb"\nFrom [^\n]*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\n]*\d{1,2}:\d\d[^\n]*\n" + _FIELD
)
_BARE = re.compile(rb"\nFrom [^\s]+[ \t]*\r?\n" + _FIELD)
_EMPTY_LINE = re.compile(rb"\n\r?\n|\A\r?\n")
_LEADING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:>?From [^\n]*\n)*")


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as it lies in the file.

    Attributes:
        header: Its header without the envelope line.
        body: The first bytes behind the empty line, as many as were asked for.
        is_overlong: The header is longer than MAX_HEADER and cut off.
    """

    header: bytes
    body: bytes
    is_overlong: bool = False


def mbox_messages(stream: Stream, body_limit: int) -> Iterator[RawMessage]:
    """Yield the messages of an mbox (RFC 4155, and mboxo, mboxrd and mboxcl as found).

    A message begins at an envelope line "From address date" with a header field below it, or at
    a bare "From address" behind an empty line. Content-Length is not asked: it is wrong wherever
    line ends or charsets were converted, and the field below tells a quoted line from an envelope.
    """
    kept = bytearray()
    begun = False
    rest = b"\n"
    while True:
        block = stream.read(_BLOCK)
        buffer = rest + block
        # An envelope and the line below it must be seen whole before it can be judged.
        end = len(buffer) - _LOOKAHEAD if block else len(buffer)
        start, found = 0, buffer.find(b"\nFrom ")
        while 0 <= found < end:
            if _parts(buffer, found):
                _keep(kept, buffer[start : found + 1], body_limit)
                if begun:
                    yield split(bytes(kept), body_limit)
                kept.clear()
                begun = True
                start = found + 1
            found = buffer.find(b"\nFrom ", found + 1)
        end = max(start, end)
        _keep(kept, buffer[start:end], body_limit)
        rest = buffer[end:]
        if not block:
            break
    if begun:
        yield split(bytes(kept), body_limit)


def single_message(stream: Stream, body_limit: int) -> RawMessage:
    """Return the one message a stream holds; what is beyond the bounds stays unread."""
    return split(stream.read(MAX_HEADER + body_limit), body_limit)


def split(message: bytes, body_limit: int) -> RawMessage:
    """Part a message at its first empty line, without envelope lines in front."""
    start = _LEADING.match(message)
    begin = start.end() if start else 0
    gap = _EMPTY_LINE.search(message, begin, begin + MAX_HEADER)
    if gap is None:
        is_overlong = len(message) - begin > MAX_HEADER
        return RawMessage(message[begin : begin + MAX_HEADER], b"", is_overlong)
    return RawMessage(message[begin : gap.start() + 1], message[gap.end() :][:body_limit])


def is_mbox(head: bytes) -> bool:
    """Answer whether a file that begins with `head` is an mbox."""
    return re.match(rb"\s*From [^\n]*\n" + _FIELD, head) is not None


def is_message(head: bytes) -> bool:
    """Answer whether a file that begins with `head` is a message: it opens with header fields."""
    start = _LEADING.match(head)
    return re.match(rb"[!-9;-~]+[ \t]*:", head[start.end() if start else 0 :]) is not None


def _parts(buffer: bytes, at: int) -> bool:
    """Answer whether the line behind `at` parts two messages."""
    if _DATED.match(buffer, at):
        return True
    is_after_empty = buffer[max(0, at - 2) : at].endswith((b"\n", b"\n\r")) or at == 0
    return is_after_empty and _BARE.match(buffer, at) is not None


def _keep(kept: bytearray, stretch: bytes, body_limit: int) -> None:
    """Add a stretch of the current message as far as there is room for it."""
    kept += stretch[: max(0, MAX_HEADER + body_limit - len(kept))]
