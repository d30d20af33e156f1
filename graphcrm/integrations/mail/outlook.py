"""Outlook's .msg files (MS-OXMSG), turned into the raw message they were made from."""

import io
import struct
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

import olefile

from graphcrm.integrations.files import Stream
from graphcrm.integrations.mail import raw
from graphcrm.integrations.mail.headers import text_of
from graphcrm.integrations.mail.raw import RawMessage


MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_SIZE: Final = 64 << 20
MAX_RECIPIENTS: Final = 2_000
_HEADERS = "007D"
_SENDER = ("5D01", "5D02", "0065", "0C1F")
_SENDER_NAME = ("0042", "0C1A")
_PLAIN_FIELDS = {
    "Subject": "0037",
    "Message-ID": "1035",
    "In-Reply-To": "1042",
    "References": "1039",
}
_BODY = "1000"
_RECIPIENT_ADDRESS = ("39FE", "3003")
_RECIPIENT_NAME = "3001"
_RECIPIENT_TYPE = 0x0C150003
_SENT_AT = (0x00390040, 0x0E060040)
_FIELDS = {1: "To", 2: "Cc", 3: "Bcc"}
_PROPERTIES = "__properties_version1.0"
_TOP_HEADER = 32
_RECIPIENT_HEADER = 8
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def message(stream: Stream, body_limit: int) -> RawMessage | None:
    """Return the message in a .msg file by its transport headers, else by its properties.

    Attachments are not opened. None where the file is damaged, over MAX_SIZE or another sort of
    OLE file.
    """
    content = stream.read(MAX_SIZE + 1)
    if len(content) > MAX_SIZE:
        return None
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            if not ole.exists(_PROPERTIES):
                return None
            body = _text(ole, "", _BODY).encode("utf-8", "replace")[:body_limit]
            sent = _text(ole, "", _HEADERS).encode("utf-8", "replace").strip()
            if not raw.is_message(sent):
                return RawMessage(_composed(ole), body)
            header = raw.split(sent + b"\n\n", 0)
            typed = _without_type(header.header) + b"Content-Type: text/plain; charset=utf-8\n"
            return RawMessage(typed, body, header.is_overlong)
    except (OSError, ValueError, struct.error, IndexError, KeyError, TypeError, RecursionError):
        return None


def _without_type(header: bytes) -> bytes:
    """Rename the fields that describe a MIME body, which a .msg file does not hold."""
    return b"".join(
        b"X-" + line if line.lower().startswith((b"content-type:", b"content-transfer-")) else line
        for line in header.splitlines(keepends=True)
    )


def _composed(ole: "olefile.OleFileIO[str]") -> bytes:
    """Write a header from MAPI properties, for a message that never travelled."""
    fields = [("From", _mailbox(_first(ole, "", _SENDER_NAME), _first(ole, "", _SENDER)))]
    fields += [(name, _text(ole, "", tag)) for name, tag in _PLAIN_FIELDS.items()]
    sent = next((ticks for tag in _SENT_AT if (ticks := _number(ole, "", tag, "<Q"))), 0)
    if sent:
        fields.append(("Date", format_datetime(_EPOCH + timedelta(microseconds=sent // 10))))
    recipients = sorted({each[0] for each in ole.listdir() if each[0].startswith("__recip_")})
    for folder in recipients[:MAX_RECIPIENTS]:
        kind = _FIELDS.get(_number(ole, folder, _RECIPIENT_TYPE, "<I") & 0xF, "To")
        name = _text(ole, folder, _RECIPIENT_NAME)
        fields.append((kind, _mailbox(name, _first(ole, folder, _RECIPIENT_ADDRESS))))
    fields.append(("Content-Type", "text/plain; charset=utf-8"))
    lines = (f"{name}: {' '.join(value.split())}\n" for name, value in fields if value.strip())
    return "".join(lines).encode("utf-8", "replace")


def _mailbox(name: str, address: str) -> str:
    quoted = name.replace("\\", "").replace('"', "")
    return f'"{quoted}" <{address}>' if address else ""


def _first(ole: "olefile.OleFileIO[str]", folder: str, tags: tuple[str, ...]) -> str:
    """Return the first of some text properties that is set; empty where none is."""
    return next((text for tag in tags if (text := _text(ole, folder, tag))), "")


def _text(ole: "olefile.OleFileIO[str]", folder: str, tag: str) -> str:
    """Return a text property of the message or of one recipient; empty where it is not set."""
    for kind, charset in (("001F", "utf-16-le"), ("001E", None)):
        path = "/".join(filter(None, (folder, f"__substg1.0_{tag}{kind}")))
        if ole.exists(path):
            value = ole.openstream(path).read()
            text = value.decode(charset, "replace") if charset else text_of(value)
            return text.rstrip("\x00")
    return ""


def _number(ole: "olefile.OleFileIO[str]", folder: str, tag: int, layout: str) -> int:
    """Return a fixed-size property (MS-OXMSG 2.4); 0 where it is not set."""
    path = "/".join(filter(None, (folder, _PROPERTIES)))
    if not ole.exists(path):
        return 0
    table = ole.openstream(path).read()
    start = _RECIPIENT_HEADER if folder else _TOP_HEADER
    for at in range(start, len(table) - 15, 16):
        if struct.unpack_from("<I", table, at)[0] == tag:
            return int(struct.unpack_from(layout, table, at + 8)[0])
    return 0
