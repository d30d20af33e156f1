"""What is no letter from a person to a person: automatic replies, bulk mail, bounces, drafts."""

import re
from typing import Final

from graphcrm.activities.records import Address, HandleUse
from graphcrm.directory.addresses import is_send_only
from graphcrm.integrations.mail.headers import Headers, decoded
from graphcrm.integrations.mail.mailboxes import addresses


AUTOMATIC_REPLY: Final = "automatic reply"
AUTOMATIC_MESSAGE: Final = "automatic message"
BOUNCE: Final = "bounce"
BULK: Final = "bulk mail"
DRAFT: Final = "draft"
SPAM: Final = "spam"
_MAILERS = ("mailer-daemon@", "postmaster@", "mailerdaemon@", "mail-daemon@")
_REPORT = re.compile(r"multipart/report|report-type|message/delivery-status", re.IGNORECASE)
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:(?:re|aw):\s*)?(?:out of (?:the )?office|automatic reply|auto[- ]?reply|autoreply"
    r"|automatische antwort|abwesenheits|abwesend\b|r[eé]ponse automatique|absence du bureau"
    r"|respuesta autom[aá]tica|risposta automatica|resposta autom[aá]tica|automatisch antwoord"
    r"|autosvar|automatiskt svar|odpowied[zź] automatyczna)",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"(?:undeliverable|undelivered mail|mail delivery (?:failed|failure|subsystem)|delivery status"
    r" notification|returned mail|failure notice|delivery failure)",
    re.IGNORECASE,
)
_MAILTO = re.compile(r"<mailto:([^>?]+)", re.IGNORECASE)
_LIST_ID = re.compile(r"<([^<>]+)>\s*$")


def reason_to_ignore(headers: Headers, sender: Address) -> str | None:
    """Return why a message is not evidence of contact, as one of the phrases above, or None."""
    if _is_draft(headers):
        return DRAFT
    if headers.first("x-spam-flag").upper().startswith("YES"):
        return SPAM
    if _is_bounce(headers, sender):
        return BOUNCE
    # Automatic replies go out with an empty return path as well (RFC 3834 3.3).
    without_return = BOUNCE if headers.first("return-path") == "<>" else None
    bulk = BULK if _is_bulk(headers, sender) else None
    return _automatic(headers) or without_return or bulk


def list_addresses(headers: Headers) -> frozenset[str]:
    """Return the normalised addresses that the headers say belong to a mailing list.

    From List-Post (RFC 2369), else from List-Id (RFC 2919): "discuss.lists.example" is
    "discuss@lists.example".
    """
    posts = [
        address.value
        for value in headers.every("list-post")
        for mailto in _MAILTO.findall(value)
        for address in addresses(mailto)
    ]
    found = _LIST_ID.search(headers.first("list-id"))
    name, dot, host = (found.group(1) if found else "").partition(".")
    if dot:
        posts += [address.value for address in addresses(f"{name}@{host}")]
    return frozenset(posts)


def _is_draft(headers: Headers) -> bool:
    labels = headers.first("x-gmail-labels").lower()
    return (
        headers.first("x-unsent") == "1"
        or "x-mozilla-draft-info" in headers
        or bool(labels and re.search(r"(?:^|,)\s*drafts?\s*(?:,|$)", labels))
    )


def _is_bounce(headers: Headers, sender: Address) -> bool:
    if _REPORT.search(headers.first("content-type")):
        return True
    is_empty_path = headers.first("return-path") == "<>"
    if not is_empty_path and not sender.value.startswith(_MAILERS):
        return False
    says_so = _BOUNCE_SUBJECT.search(decoded(headers.first("subject"))) is not None
    is_mailer = not sender.value.startswith("postmaster@")
    return says_so or (sender.value.startswith(_MAILERS) and (is_empty_path or is_mailer))


def _automatic(headers: Headers) -> str | None:
    """Tell by RFC 3834 and the fields that came before it, and by what offices write."""
    stated = headers.first("auto-submitted").lower()
    if stated.startswith("auto-generated"):
        return AUTOMATIC_MESSAGE
    is_reply = (
        (bool(stated) and not stated.startswith("no"))
        or "x-autoreply" in headers
        or "x-autorespond" in headers
        or "x-autoresponse" in headers
        or headers.first("precedence").lower() in {"auto_reply", "auto-reply"}
        or _AUTOMATIC_SUBJECT.match(decoded(headers.first("subject"))) is not None
    )
    return AUTOMATIC_REPLY if is_reply else None


def _is_bulk(headers: Headers, sender: Address) -> bool:
    if sender.use is HandleUse.LIST or is_send_only(sender.value):
        return True
    precedence = headers.first("precedence").lower()
    is_from_person = sender.use is HandleUse.PERSON
    if "list-post" in headers and is_from_person:
        return not _MAILTO.search(headers.first("list-post"))
    if "list-id" in headers and "list-unsubscribe" not in headers and precedence != "bulk":
        return not is_from_person
    return (
        precedence in {"bulk", "list", "junk"}
        or "list-id" in headers
        or "list-unsubscribe" in headers
        or "feedback-id" in headers
    )
