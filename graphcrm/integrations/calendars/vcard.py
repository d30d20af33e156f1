"""vCards 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350): people with their addresses and jobs."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from graphcrm.activities.records import Address, HandleKind
from graphcrm.directory import addresses, names
from graphcrm.directory.names import word_set
from graphcrm.integrations import files
from graphcrm.integrations.calendars import lines
from graphcrm.integrations.mail.headers import text_of
from graphcrm.integrations.source import (
    AccountFacts,
    Content,
    Failed,
    Ignored,
    Item,
    JobFacts,
    PersonFacts,
    SourceKind,
)


NO_NAME = "no name"
NO_PERSON = "not a person"
_PROPERTY = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;(?:\"[^\"]*\"|[^\":])*)?):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";\s*([^=;\"]+)(?:=((?:\"[^\"]*\"|[^;\"])*))?")
_ESCAPE = re.compile(r"\\(.)")
_PARTS = re.compile(r"(?<!\\);")
_PROFILES = ("linkedin.com", "xing.com", "twitter.com", "x.com", "github.com", "facebook.com")
_WORTH_KEEPING = word_set(
    """
    FN N EMAIL TEL ORG TITLE URL UID KIND X-SOCIALPROFILE X-ABSHOWAS
    """
)


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    params: str
    value: str

    @property
    def text(self) -> str:
        """The whole value as text on one line."""
        return " ".join(_plain(self.value).split())

    @property
    def parts(self) -> list[str]:
        """The value's components (N, ORG), each as text."""
        return [" ".join(_plain(part).split()) for part in _PARTS.split(self.value)]


@dataclass(frozen=True, slots=True)
class VcardSource(files.FileSource):
    """The people of one or many files of vCards."""

    kind: SourceKind = SourceKind.VCARD

    def items(self) -> Iterator[Item]:
        """Yield every card in order; a bad one is a Failed, never an exception.

        Raises:
            UnreadableError: The only file holds no card, is empty, or a bomb.
        """
        return files.read(self.input, self._cards)

    def _cards(self, entry: files.Entry) -> Iterator[Item]:
        count = 0
        for component in lines.components(entry.stream, soft=True):
            if component.name == "VCARD" and component.parent is None:
                count += 1
                yield Item(f"{entry.name}: card {count}", _content(component), entry.position())
        if not count:
            raise files.UnreadableError(entry.name, "holds no vCard: BEGIN:VCARD is missing.")


def _content(component: lines.Component) -> Content:
    if not component.is_closed or component.is_overlong:
        why = "is longer than a megabyte" if component.is_overlong else "is cut off: no END:VCARD"
        return Failed(f"it {why}")
    found: dict[str, list[_Property]] = {}
    for line in component.lines:
        read = _property(line)
        if read is not None:
            found.setdefault(read.name, []).append(read)
    shown_as = _first(found, "X-ABSHOWAS").upper()
    kind = _first(found, "KIND").lower()
    organisation = found["ORG"][0].parts[0] if "ORG" in found else ""
    key = _first(found, "UID") or None
    if shown_as == "COMPANY" or kind == "org":
        company = organisation or _first(found, "FN")
        return AccountFacts(company, key=key) if company else Ignored(NO_NAME)
    name = _name(found)
    if name is None or kind not in {"", "individual"}:
        return Ignored(NO_NAME if name is None else NO_PERSON)
    title = _first(found, "TITLE") or None
    return PersonFacts(
        name=name,
        addresses=tuple(dict.fromkeys(_addresses(found, name))),
        title=title,
        jobs=(JobFacts(organisation, title=title),) if organisation else (),
        key=key,
    )


def _property(line: str) -> _Property | None:
    """Read a content line; None for what is not kept."""
    match = _PROPERTY.fullmatch(line)
    if not match or match.group(1).upper() not in _WORTH_KEEPING:
        return None
    params = match.group(2).upper()
    given = {key.strip(): value.strip('" ') for key, value in _PARAMETER.findall(params)}
    encoding = given.get("ENCODING", "")
    raw = match.group(3)
    if encoding == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in given:
        value = text_of(quopri.decodestring(raw.encode("utf-8")), given.get("CHARSET"))
    elif encoding in {"B", "BASE64"} or "BASE64" in given:
        try:
            value = text_of(base64.b64decode(raw), given.get("CHARSET"))
        except (binascii.Error, ValueError):
            value = ""
    else:
        value = raw
    return _Property(match.group(1).upper(), params, value)


def _name(found: dict[str, list[_Property]]) -> str | None:
    """Return the name from FN, or else from the parts of N (family; given; additional)."""
    formatted = _first(found, "FN")
    if formatted:
        return names.cleaned(formatted)
    parts = [*found["N"][0].parts, "", "", ""] if "N" in found else ["", "", ""]
    return names.cleaned(" ".join(part for part in (parts[1], parts[2], parts[0]) if part))


def _addresses(found: dict[str, list[_Property]], name: str) -> Iterator[Address]:
    for each in found.get("EMAIL", []):
        address = addresses.mail_address(each.text, name)
        if address:
            yield address
    for each in found.get("TEL", []):
        number = None if "FAX" in each.params else addresses.phone(each.text)
        if number:
            yield Address(HandleKind.PHONE, number)
    for each in [*found.get("URL", []), *found.get("X-SOCIALPROFILE", [])]:
        url = addresses.profile(each.text)
        if url and url.removeprefix("https://").startswith(_PROFILES):
            yield Address(HandleKind.PROFILE, url)


def _first(found: dict[str, list[_Property]], name: str) -> str:
    return found[name][0].text if name in found else ""


def _plain(value: str) -> str:
    """Undo the escapes of RFC 6350 3.4."""
    return _ESCAPE.sub(lambda found: "\n" if found.group(1) in "nN" else found.group(1), value)
