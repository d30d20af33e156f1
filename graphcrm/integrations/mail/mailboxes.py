"""Address lists of mail headers, read as leniently as they are written (RFC 5322 3.4, 4.4)."""

import re
from functools import lru_cache

from graphcrm.activities.records import Address
from graphcrm.directory import names
from graphcrm.directory.addresses import mail_address
from graphcrm.integrations.mail.headers import decoded


MAX_ADDRESSES = 10_000
MAX_LENGTH = names.MAX_LENGTH
MAX_PHRASE = 2_000
_WORTH_REMEMBERING = 512
# Quoted strings, comments, angle brackets and quoted pairs are passed over whole; one that is
# not closed is nothing special.
_SEPARATOR = re.compile(
    r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|<[^<>]{0,1000}>|\\.|([,;:])', re.DOTALL
)
_SIMPLE_LIST = re.compile(r"[^\"<>();:\\]*")
_ANGLE = re.compile(r"<([^<>]*)>")
_COMMENT = re.compile(r"\(((?:[^()\\]|\\.)*)\)")
_QUOTED_PAIR = re.compile(r"\\(.)")
_AT_SIGN = re.compile(r"\s+at\s+", re.IGNORECASE)


def addresses(value: str) -> tuple[Address, ...]:
    """Return the addresses of a header field in order; what is none is left out.

    Groups ("team: a@x, b@x;") count as their members, "Last, First <a@x>" without quotes is
    understood, and so are semicolons for commas. At most MAX_ADDRESSES are read.
    """
    return _remembered(value) if len(value) <= _WORTH_REMEMBERING else _addresses(value)


def _addresses(value: str) -> tuple[Address, ...]:
    if _SIMPLE_LIST.fullmatch(value) and "=?" not in value:
        parts = value.split(",", MAX_ADDRESSES)
        found = [mail_address(part) or _mailbox(part) for part in parts if part.strip()]
    else:
        found = [_mailbox(part) for part in phrases(value)[:MAX_ADDRESSES]]
    return tuple(address for address in found if address is not None)


_remembered = lru_cache(maxsize=8192)(_addresses)


def phrases(value: str) -> list[str]:
    """Split a list at its top-level commas and semicolons, one phrase for each mailbox."""
    if _SIMPLE_LIST.fullmatch(value):
        return _healed([part.strip() for part in value.split(",")])
    parts: list[str] = []
    start = 0
    for found in _SEPARATOR.finditer(value):
        mark = found.group(1)
        if mark == ":" and not _opens_group(value, start, found.start()):
            continue
        if mark in {",", ";"}:
            parts.append(value[start : found.start()])
        if mark:
            start = found.end()
    parts.append(value[start:])
    return _healed([part.strip() for part in parts])


def person_names(value: str, addressed: tuple[Address, ...]) -> list[str | None]:
    """Return a display name for each address from a field that only has names (X-From, X-To).

    A name is given where the counts agree, and it either stands beside the very address or the
    local part can be made of it; None otherwise.
    """
    texts = phrases(value)
    count = len(addressed)
    if len(texts) == 2 * count and "<" not in value:
        texts = [f"{texts[at]}, {texts[at + 1]}" for at in range(0, 2 * count, 2)]
    if len(texts) != count:
        return [None] * count
    return [_agreed(text, address) for text, address in zip(texts, addressed, strict=True)]


def _agreed(text: str, address: Address) -> str | None:
    name = names.cleaned(decoded(_ANGLE.sub("", text)))
    local = address.value.partition("@")[0]
    if not name or (
        f"<{address.value.lower()}>" not in text.lower() and not names.agrees(name, local)
    ):
        return None
    return name


def _mailbox(part: str) -> Address | None:
    """Read one phrase: "Kim Lee <kim@x>", "kim@x (Kim Lee)", "kim@x"."""
    part = part[:MAX_PHRASE]
    angle = _ANGLE.search(part) if "<" in part else None
    if angle is None:
        text = part
        name = None
        while comment := _COMMENT.search(text):
            name = name or comment.group(1)
            text = text[: comment.start()] + text[comment.end() :]
        return mail_address(_at(decoded(text).strip("<> ")), decoded(name) if name else None)
    name = decoded(_QUOTED_PAIR.sub(r"\1", part[: angle.start()].replace('\\"', "'"))).strip()
    inside = decoded(angle.group(1)).strip()
    # A source route (RFC 5322 4.4): "<@relay.example:kim@x>".
    if inside.startswith("@") and ":" in inside:
        inside = inside.rpartition(":")[2]
    return mail_address(_at(inside), name or None)


def _at(text: str) -> str:
    """Return an address without what archives and Outlook write into it: " at ", "SMTP:"."""
    text = text.removeprefix("SMTP:").removeprefix("smtp:")
    return (
        _AT_SIGN.sub("@", text) if "@" not in text else text.replace(" @", "@").replace("@ ", "@")
    )


def _opens_group(value: str, start: int, at: int) -> bool:
    """Answer whether the colon at `at` opens a group; not so in "mailto:" and "SMTP:"."""
    if at - start > MAX_LENGTH:
        return False
    text = value[start:at].strip().lower()
    return text not in {"mailto", "smtp"} and "@" not in text and "/" not in text


def _healed(parts: list[str]) -> list[str]:
    """Put "Last" and "First <a@x>" together again where a comma in a name was not quoted."""
    whole: list[str] = []
    for part in parts:
        if not part:
            continue
        before = whole[-1] if whole else ""
        if before and "<" in part and not part.startswith("<") and not _is_mailbox(before):
            whole[-1] = f"{before}, {part}"
        else:
            whole.append(part)
    return whole


def _is_mailbox(text: str) -> bool:
    return "@" in text or "<" in text or "/" in text
