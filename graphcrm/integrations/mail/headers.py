"""Header fields of mail, unfolded and decoded whatever was done to them (RFC 5322, 2047)."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from typing import Final

from charset_normalizer import from_bytes


_WANTED: Final = (
    "from|sender|to|cc|bcc|date|subject|message-id|in-reply-to|references|received|return-path"
    "|auto-submitted|x-autoreply|x-autorespond|x-autoresponse|precedence|list-id|list-post"
    "|list-unsubscribe|feedback-id|x-spam-flag|x-original-from|x-from|x-to|x-cc|x-bcc|x-unsent"
    "|x-mozilla-draft-info|x-gmail-labels|content-type"
)
_FIELD = re.compile(
    rf"^({_WANTED})[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE | re.MULTILINE | re.ASCII
)
_FOLD = re.compile(r"\r?\n(?=[ \t])|[\r\n]+")
_CHARSET = re.compile(r"charset[ \t]*=[ \t]*\"?([\w.:+-]+)", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")


class Headers:
    """The fields of one message that matter here, by lower-case name, each as often as it stands.

    Values are text with encoded words still in them, because the structure of an address list
    must be read before the words in it are decoded.
    """

    __slots__ = ("_fields",)

    def __init__(self, header: bytes) -> None:
        is_ascii = header.isascii()
        self._fields: dict[str, list[str]] = {}
        for name, value in _FIELD.findall(header.decode("latin-1")):
            self._fields.setdefault(name.lower(), []).append(_unfolded(value.strip()))
        if not is_ascii:
            charset = _CHARSET.search(self.first("content-type"))
            hint = charset.group(1) if charset else None
            for values in self._fields.values():
                values[:] = [text_of(value.encode("latin-1"), hint) for value in values]

    def first(self, name: str) -> str:
        """Return the first value of a field, undecoded; empty where there is none."""
        values = self._fields.get(name)
        return values[0] if values else ""

    def every(self, name: str) -> list[str]:
        """Return all values of a field, undecoded."""
        return self._fields.get(name, [])

    def __contains__(self, name: str) -> bool:
        return name in self._fields


def _unfolded(value: str) -> str:
    return _FOLD.sub("", value) if "\n" in value or "\r" in value else value


def text_of(raw: bytes, charset: str | None = None) -> str:
    """Decode bytes: ASCII, UTF-8, the charset they are said to be in, else the likeliest one."""
    for name in ("utf-8", charset):
        if name:
            try:
                return raw.decode(name)
            except (UnicodeDecodeError, LookupError, ValueError):
                continue
    return _guessed(raw)


def decoded(value: str) -> str:
    """Return a value with its encoded words (RFC 2047) decoded and white space made single.

    Words that cannot be decoded stay as they are written.
    """
    if "=?" not in value and value.isascii():
        return " ".join(value.split())
    if "=?" in value:
        try:
            parts = decode_header(_BETWEEN_WORDS.sub(r"\1 \2", value))
        except (HeaderParseError, ValueError):
            parts = [(value, None)]
        value = "".join(
            part if isinstance(part, str) else text_of(part, charset) for part, charset in parts
        )
    return " ".join(value.encode("utf-8", "replace").decode("utf-8").split())


def _guessed(raw: bytes) -> str:
    """Decode bytes that say nothing true about themselves."""
    best = from_bytes(raw[: 1 << 14]).best() if len(raw) > _TELLING else None
    try:
        return raw.decode(best.encoding if best else "cp1252")
    except (UnicodeDecodeError, LookupError):
        return raw.decode("latin-1")


_TELLING = 32
