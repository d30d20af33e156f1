"""What a web site may send, and what becomes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from graphcrm import ids
from graphcrm.directory import addresses
from graphcrm.directory.rules import FieldError
from graphcrm.errors import ConflictError
from graphcrm.pipeline.leads.records import NewForm, OpenForm, Sent
from graphcrm.pipeline.records import Process


LONGEST = {
    "name": 200,
    "email": addresses.MAX_EMAIL,
    "phone": 50,
    "company": 200,
    "title": 200,
    "message": 5000,
    "amount": 50,
}
LONGEST_LABEL = 200
MOST_ORIGINS = 20
OF_WHOM, OF_WHAT = 100, 80  # characters of a deal's name
SAME_FOR = timedelta(minutes=10)
_SCHEMES = {"http", "https"}


class LeadTakenError(ConflictError):
    """Somebody else has a lead already."""

    code = "lead-taken"

    def __init__(self, owner: str) -> None:
        super().__init__(f"{owner} has taken this lead.")


def read_sent(told: Mapping[str, object]) -> Sent:
    """Return what somebody sent; fields that there are not are left aside.

    Raises:
        FieldError: A field is missing, too long, or not what it should be.
    """
    texts = {one.name: _text(one.name, told.get(one.name)) for one in fields(Sent)}
    for field in ("name", "email"):
        if not texts[field]:
            raise FieldError(field, "it is missing.")
    email = addresses.email(texts["email"])
    if email is None or "." not in email.rpartition("@")[2]:
        raise FieldError("email", f"{texts['email'][:60]!r} is not an e-mail address.")
    if texts["phone"] and addresses.phone(texts["phone"]) is None:
        raise FieldError("phone", f"{texts['phone']!r} is not a phone number.")
    return Sent(**(texts | {"email": email}))


def keys_of(form_key: str, sent: Sent, now: datetime) -> tuple[str, str]:
    """Return the key of what was sent, and the one it would have had ten minutes before.

    The same message of the same person within ten minutes has one of them.
    """
    window = int(now.astimezone(UTC).timestamp() // SAME_FOR.total_seconds())
    now_key, before = (
        ids.of("lead", form_key, sent.email, sent.message, str(at)) for at in (window, window - 1)
    )
    return now_key, before


def deal_name(sent: Sent) -> str:
    """Return what the deal of a lead is called: who asks, and the first words of it."""
    who = _cut(sent.company or sent.name, OF_WHOM)
    what = _cut(" ".join((sent.message or sent.title).split()), OF_WHAT)
    return f"{who}: {what}" if what else who


def note_of(sent: Sent) -> str:
    """Return all that was sent, as the note keeps it: the message, then field by field."""
    rest = [
        f"{one.name.capitalize()}: {getattr(sent, one.name)}"
        for one in fields(Sent)
        if one.name != "message" and getattr(sent, one.name)
    ]
    return "\n\n".join(filter(None, (sent.message, "\n".join(rest))))


def offered_source(process: Process, wanted: str) -> str:
    """Return a source that deals may have: the wanted one, else the first that is not retired."""
    offered = [one.key for one in process.sources if not one.retired]
    return wanted if wanted in offered else next(iter(offered), wanted)


def offered_role(process: Process, wanted: str | None) -> str | None:
    """Return a part that people may have: the wanted one, else the neutral one, if there is one.

    What nobody said is not made up: no other part is given to somebody of whom nothing is known.
    """
    offered = [one for one in process.roles if not one.retired]
    if wanted in {one.key for one in offered}:
        return wanted
    return next((one.key for one in offered if one.neutral), None)


def checked_form(process: Process, new: NewForm) -> NewForm:
    """Return a form with one spelling for everything in it.

    Raises:
        FieldError: Something in it is not what it should be.
    """
    name = " ".join(new.name.split())
    if not 0 < len(name) <= LONGEST_LABEL:
        raise FieldError("name", f"it needs 1 to {LONGEST_LABEL} characters.")
    _among("source", new.source, [one.key for one in process.sources if not one.retired])
    if new.pipeline:
        _among("pipeline", new.pipeline, [one.key for one in process.pipelines])
    if new.role:
        _among("role", new.role, [one.key for one in process.roles if not one.retired])
    if len(new.origins) > MOST_ORIGINS:
        raise FieldError("origins", f"at most {MOST_ORIGINS}, not {len(new.origins)}.")
    origins = tuple(dict.fromkeys(_checked_origin(one) for one in new.origins))
    return NewForm(
        name, new.source, new.pipeline or None, new.role or None, new.owner_id or None, origins
    )


def origin_of(address: str) -> str | None:
    """Return the origin of an address (RFC 6454), "https://oduya.example:8443"; None = it has none.

    Backslashes and what is unseen are refused: browsers read them otherwise than this does.
    """
    if "\\" in address or not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES or not host or parts.username is not None:
        return None
    usual = {"http": 80, "https": 443}[parts.scheme]
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != usual else "")


def allowed_next(form: OpenForm, address: str) -> str | None:
    """Return where to lead a sender's browser: `address` if it is on a web site of the form."""
    return address if origin_of(address) in form.origins else None


def _checked_origin(text: str) -> str:
    found = origin_of(text.strip().rstrip("/"))
    if found is None:
        raise FieldError("origins", f"{text[:60]!r} is no web site; write https://www.example.com.")
    return found


def _text(field: str, value: object) -> str:
    """Return a text without what nobody sees; a number of JSON is as good as its digits."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldError(field, "it is no text.")
    whole = str(value).replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")
    text = "".join(one for one in whole if one.isprintable() or one in "\n\t").strip()
    if field != "message":
        text = " ".join(text.split())
    if len(text) > LONGEST[field]:
        raise FieldError(field, f"at most {LONGEST[field]} characters, not {len(text)}.")
    return text


def _among(field: str, wanted: str, known: Iterable[str]) -> None:
    known = list(known)
    if wanted not in known:
        raise FieldError(field, f"{wanted[:40]!r} is none of {', '.join(known) or 'none'}.")


def _cut(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut between words where that is possible."""
    if len(text) <= most:
        return text
    start = text[: most - 1]
    return f"{start.rpartition(' ')[0] or start}…"
