"""Content lines of iCalendar and vCard files, unfolded, with a bound on their length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graphcrm.integrations.files import Stream
from graphcrm.integrations.mail.headers import text_of


MAX_LINE: Final = 256 << 10
MAX_COMPONENT: Final = 1 << 20
_PIECE = 64 << 10
# Pictures, sounds and files inside a record: not read.
_MARKER = re.compile(rb"\s*(?:[\w-]+\.)?(BEGIN|END)\s*:\s*([\w-]+)\s*", re.IGNORECASE | re.ASCII)
_UNREAD = re.compile(rb"(?:[\w-]+\.)?(?:ATTACH|PHOTO|LOGO|SOUND|KEY)[;:]", re.IGNORECASE)


@dataclass(slots=True)
class Component:
    """The lines of one BEGIN ... END block, without those of the blocks inside it.

    Attributes:
        name: In upper case, e.g. "VEVENT".
        lines: Unfolded, decoded.
        parent: The one around it, as far as it is read by now.
        is_overlong: Lines are missing, because it is longer than MAX_COMPONENT.
        is_closed: Its END was found.
    """

    name: str
    lines: list[str] = field(default_factory=list)
    parent: "Component | None" = None
    size: int = 0
    is_overlong: bool = False
    is_closed: bool = False

    def add(self, line: bytes) -> None:
        """Take a line as far as there is room for it."""
        self.size += len(line)
        if self.size > MAX_COMPONENT:
            self.is_overlong = True
        else:
            self.lines.append(text_of(line))


def content_lines(stream: Stream, *, soft: bool = False) -> Iterator[bytes]:
    """Yield lines unfolded (RFC 5545 3.1) and without their ends; longer ones are cut at MAX_LINE.

    Args:
        stream: What to read.
        soft: Whether a quoted-printable value goes on behind "=" at a line's end (vCard 2.1).
    """
    current = bytearray()
    is_start, is_soft = True, False
    while piece := stream.readline(_PIECE):
        is_end = piece.endswith(b"\n")
        text = piece.rstrip(b"\r\n") if is_end else piece
        if is_start and is_soft:
            current[-1:] = b""
        elif is_start and piece[:1] in b" \t" and current:
            text = text[1:]
        elif is_start:
            yield bytes(current)
            current.clear()
        current += text[: max(0, MAX_LINE - len(current))]
        is_start = is_end
        is_soft = (
            soft and is_end and current.endswith(b"=") and b"QUOTED-PRINTABLE" in current.upper()
        )
    yield bytes(current)


def components(
    stream: Stream, *, soft: bool = False, whole: frozenset[str] = frozenset()
) -> Iterator[Component]:
    """Yield every component when its END is met, inner ones first; an unclosed one at the end.

    Args:
        stream: What to read.
        soft: See content_lines.
        whole: Names of components that keep the lines of those inside them, BEGIN and END too.
    """
    open_ones: list[Component] = []
    for line in content_lines(stream, soft=soft):
        current = open_ones[-1] if open_ones else None
        word, name = _marker(line)
        if word == "END" and current and current.name == name:
            open_ones.pop()
            current.is_closed = True
            yield current
        elif current and current.name in whole:
            current.add(line)
        elif word == "BEGIN":
            if len(open_ones) == _MAX_DEPTH:
                break
            open_ones.append(Component(name, parent=current))
        elif current and line and not _UNREAD.match(line):
            current.add(line)
    yield from reversed(open_ones)


_MAX_DEPTH = 50


def _marker(line: bytes) -> tuple[str, str]:
    """Return "BEGIN" or "END" and the name of the component it opens or closes, else nothing."""
    found = _MARKER.fullmatch(line[:200])
    if not found:
        return "", ""
    return found.group(1).decode("ascii").upper(), found.group(2).decode("ascii").upper()
