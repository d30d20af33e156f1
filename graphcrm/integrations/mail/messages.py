"""One message: its headers read into evidence, or the reason why it is none."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from graphcrm import ids
from graphcrm.activities.records import (
    Address,
    Evidence,
    HandleKind,
    HandleUse,
    Kind,
    Part,
    Participant,
)
from graphcrm.directory.addresses import mail_address
from graphcrm.integrations.mail import bodies, dates, sorting
from graphcrm.integrations.mail.headers import Headers, decoded
from graphcrm.integrations.mail.mailboxes import addresses, person_names
from graphcrm.integrations.mail.raw import RawMessage
from graphcrm.integrations.source import Failed, Ignored


MAX_SUBJECT = 998
MAX_REFERENCES = 100
NO_RECIPIENT = "no recipient"
TO_ONESELF = "mail to oneself"
_ID = re.compile(r"<\s*([^<>]+?)\s*>")
_RECIPIENTS = ((Part.TO, "to", "x-to"), (Part.CC, "cc", "x-cc"), (Part.BCC, "bcc", "x-bcc"))


@dataclass(frozen=True, slots=True)
class Reading:
    """How messages are to be read.

    Attributes:
        now: The current instant; what lies well behind it cannot be true.
        with_bodies: Whether their text is kept.
    """

    now: datetime
    with_bodies: bool = False


def message_uid(message_id: str) -> str:
    """Return the uid of the mail with this normalised Message-ID."""
    return ids.of("email", message_id)


def message_ids(value: str) -> list[str]:
    """Return the Message-IDs of a field, normalised: bare, without spaces, lower-case domain."""
    found = _ID.findall(value) or [word.strip("<>") for word in value.split() if "@" in word]
    return [_normalised_id(each) for each in found[:MAX_REFERENCES] + found[MAX_REFERENCES:][-1:]]


def content(message: RawMessage, reading: Reading) -> Evidence | Failed | Ignored:
    """Return what a message says: evidence of contact, or why it is not."""
    if message.is_overlong:
        return Failed("its header is longer than a megabyte")
    headers = Headers(message.header)
    sender = _sender(headers)
    if sender is None:
        return Failed("it has no readable sender")
    sent_at = dates.sent_at(headers.first("date"), headers.every("received"), reading.now)
    recipients = _recipients(headers)
    others = [each for each in recipients if not _is_same(each.address, sender)]
    reason = sorting.reason_to_ignore(headers, sender)
    if not reason and not others:
        reason = TO_ONESELF if recipients else NO_RECIPIENT
    if reason:
        return Ignored(reason)
    if isinstance(sent_at, str):
        return Failed(sent_at)
    if sender.name is None and sender.use is HandleUse.PERSON and message.body:
        sender = replace(sender, name=bodies.signed_name(message, sender.value))
    uid, thread_id, replies_to = _identity(headers, sender, recipients, sent_at)
    return Evidence(
        uid=uid,
        kind=Kind.EMAIL,
        occurred_at=sent_at,
        participants=(Participant(sender, Part.FROM), *others),
        subject=decoded(headers.first("subject"))[:MAX_SUBJECT] or None,
        replies_to=replies_to,
        thread_id=thread_id,
        body=bodies.text(message) if reading.with_bodies else None,
    )


def _sender(headers: Headers) -> Address | None:
    """Return who wrote: of several authors the Sender (RFC 5322 3.6.2), else the first."""
    authors = [address for value in headers.every("from") for address in addresses(value)]
    if len(authors) > 1:
        sending = {address.value for address in addresses(headers.first("sender"))}
        authors = [author for author in authors if author.value in sending] or authors
    if not authors:
        return next(iter(addresses(headers.first("sender"))), None)
    author = authors[0]
    if author.use is not HandleUse.PERSON and "x-original-from" in headers:
        author = next(iter(addresses(headers.first("x-original-from"))), author)
    return _named((author,), headers.first("x-from"))[0]


def _recipients(headers: Headers) -> list[Participant]:
    """Return each recipient once, under the first field that names them."""
    lists = sorting.list_addresses(headers)
    found: dict[tuple[HandleKind, str], Participant] = {}
    for part, field, names_field in _RECIPIENTS:
        values = headers.every(field)
        read = tuple(address for value in values for address in addresses(value))
        for address in _named(read, headers.first(names_field)):
            key = (address.kind, address.value)
            if address.value in lists:
                address = replace(address, use=HandleUse.LIST, name=None)  # noqa: PLW2901 - the headers know better
            if key not in found:
                found[key] = Participant(address, part)
    return list(found.values())


def _named(read: tuple[Address, ...], field: str) -> Sequence[Address]:
    """Give names from X-From and the like to addresses that have none."""
    if not field or all(address.name for address in read):
        return read
    return [
        address if address.name or not name else _with_name(address, name)
        for address, name in zip(read, person_names(decoded(field), read), strict=True)
    ]


def _with_name(address: Address, name: str) -> Address:
    """Return an address as it would have been read with this display name."""
    if address.kind is HandleKind.EMAIL:
        return mail_address(address.value, name) or address
    return replace(address, name=name)


def _is_same(one: Address, other: Address) -> bool:
    return one.value == other.value and one.kind is other.kind


def _identity(
    headers: Headers, sender: Address, recipients: list[Participant], sent_at: datetime
) -> tuple[str, str, tuple[str, ...]]:
    """Return the message's uid, its thread's, and those of the messages it answers.

    Without a Message-ID it is told by when, who, to whom and what about; Bcc is left out,
    because only the sender's copy has it.
    """
    own = message_ids(headers.first("message-id"))
    if own:
        uid = message_uid(own[0])
    else:
        seen = sorted(each.address.value for each in recipients if each.part is not Part.BCC)
        told = [sent_at.isoformat(), sender.value, *seen, decoded(headers.first("subject"))]
        uid = message_uid(hashlib.sha256("\x1f".join(told).encode()).hexdigest())
    references = message_ids(headers.first("references"))
    parents = message_ids(headers.first("in-reply-to"))
    answered = dict.fromkeys(message_uid(each) for each in [*parents, *references])
    answered.pop(uid, None)
    first = references or parents
    return uid, message_uid(first[0]) if first else uid, tuple(answered)


def _normalised_id(text: str) -> str:
    local, at, domain = "".join(text.split()).rpartition("@")
    return f"{local}{at}{domain.lower()}"
