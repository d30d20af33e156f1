"""Text of a message: the part a person reads, and the name it is signed with."""

import html
import re
from email import message_from_bytes, policy
from email.message import Message

from graphcrm.directory import names
from graphcrm.integrations.mail.headers import text_of
from graphcrm.integrations.mail.raw import RawMessage


MAX_TEXT = 100_000
MAX_PARTS = 100
_SIGNATURE_LINES = 12
_NAME_LINE = 60
_NAME_WORDS = range(2, 5)
_QUOTED = re.compile(
    r"^(?:>|\s*-{2,}\s*(?:original message|forwarded)|_{10,}|from:\s|on .{5,80} wrote:\s*$"
    r"|am .{5,80} schrieb|le .{5,80} a écrit|\s*to:\s|.{3,80}@.{3,80} on \d\d/\d\d/)",
    re.IGNORECASE | re.MULTILINE,
)
_MARKUP = re.compile(
    r"<(?:style|script|head)\b.*?</(?:style|script|head)>|<!--.*?-->", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_NO_NAME = re.compile(r"[\d@:/<>|=*_#]")


def text(message: RawMessage) -> str | None:
    """Return the text of a message, from its plain part or else from its HTML; None without any.

    Attachments are not opened. At most MAX_TEXT letters of what RawMessage.body holds.
    """
    try:
        parsed = message_from_bytes(message.header + b"\n" + message.body, policy=policy.compat32)
        found = _readable(parsed)
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError):
        return None
    return found[:MAX_TEXT].replace("\x00", "").strip() or None


def signed_name(message: RawMessage, address: str) -> str | None:
    """Return the name a message is signed with, where the address can be made of it, else None.

    Args:
        message: With the beginning of its body.
        address: The sender's, normalised.
    """
    written = text(message)
    if not written:
        return None
    quoted = _QUOTED.search(written)
    own = written[: quoted.start()] if quoted else written
    lines = [line.strip(" \t-*,") for line in own.splitlines() if line.strip()]
    local = address.partition("@")[0]
    for line in reversed(lines[-_SIGNATURE_LINES:]):
        if len(line) > _NAME_LINE or _NO_NAME.search(line):
            continue
        name = names.cleaned(line)
        words = names.tokens(name) if name else ()
        if name and len(words) in _NAME_WORDS and names.agrees(name, local):
            return name
    return None


def _readable(message: Message) -> str:
    """Return the first plain text part, or else the first HTML part without its markup."""
    marked = ""
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            break
        kind = part.get_content_type()
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if kind == "text/plain":
            return _decoded(part)
        if kind == "text/html" and not marked:
            marked = _decoded(part)
    plain = _TAG.sub("", _BREAK.sub("\n", _MARKUP.sub("", marked)))
    return html.unescape(plain)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    return text_of(raw, part.get_content_charset())
