"""Rows of any log of messages, calls and meetings: evidence by time, from, to, kind, subject."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from graphcrm import ids
from graphcrm.activities.records import Evidence, Kind, Part, Participant
from graphcrm.integrations.mail import dates, messages
from graphcrm.integrations.source import Ignored
from graphcrm.integrations.tables import values
from graphcrm.integrations.tables.cells import MAX_TEXT, Cells


KINDS: Final = {
    "email": Kind.EMAIL, "e-mail": Kind.EMAIL, "mail": Kind.EMAIL, "emails": Kind.EMAIL,
    "reply": Kind.EMAIL, "message": Kind.MESSAGE, "chat": Kind.MESSAGE, "sms": Kind.MESSAGE,
    "meeting": Kind.MEETING, "event": Kind.MEETING, "call": Kind.CALL, "phone": Kind.CALL,
    "note": Kind.NOTE, "task": Kind.TASK,
}  # fmt: skip
# The parts of who acts, of those acted on, of the copied and the blindly copied.
_PARTS: Final = {
    Kind.MEETING: (Part.ORGANIZER, Part.ATTENDEE, Part.ATTENDEE, Part.ATTENDEE),
    Kind.CALL: (Part.CALLER, Part.CALLEE, Part.CALLEE, Part.CALLEE),
    Kind.NOTE: (Part.FROM, Part.PERSON, Part.PERSON, Part.PERSON),
    Kind.TASK: (Part.FROM, Part.PERSON, Part.PERSON, Part.PERSON),
}
_MAIL_PARTS: Final = (Part.FROM, Part.TO, Part.CC, Part.BCC)


@dataclass(slots=True)
class ActivityRows:
    """Reads rows of activities; rows that are equal are told apart by how many came before.

    Attributes:
        now: The current instant.
        seen: How often each row without an id was met, by the first 8 bytes of its hash.
    """

    now: datetime
    seen: Counter[bytes] = field(default_factory=Counter)

    def evidence(self, cells: Cells) -> Evidence | Ignored:
        """Return the evidence in a row.

        Raises:
            ValueProblem: A cell cannot be read.
        """
        mapping = cells.mapping
        stated = (cells.one("kind") or mapping.kind).lower()
        kind = KINDS.get(stated)
        if kind is None:
            raise values.ValueProblem(f"kind: {stated[:60]!r} is none of {', '.join(KINDS)}")
        at = self._time(cells)
        participants = _participants(kind, cells)
        if len(participants) == 1 and kind not in {Kind.NOTE, Kind.TASK}:
            named = any(cells.one(each) for each in ("to", "cc", "bcc"))
            return Ignored(messages.TO_ONESELF if named else messages.NO_RECIPIENT)
        subject = cells.one("subject")[:MAX_TEXT] or None
        uid = self._uid(kind, at, participants, subject, cells)
        parents = [
            _uid_of(kind, parent, mapping.namespace)
            for name in ("in_reply_to", "references")
            for parent in cells.one(name).replace(",", " ").split()
        ]
        thread, stated_id = cells.one("thread"), cells.one("id")
        is_of_log = bool(stated_id) and uid == _uid_of_row(kind, stated_id, mapping.namespace)
        return Evidence(
            uid=uid,
            kind=kind,
            occurred_at=at,
            participants=participants,
            subject=subject,
            replies_to=tuple(dict.fromkeys(parent for parent in parents if parent != uid)),
            is_reply=stated == "reply",
            thread_id=ids.of("thread", mapping.namespace, thread) if thread else None,
            log_id=stated_id if is_of_log else None,
        )

    def _time(self, cells: Cells) -> datetime:
        mapping = cells.mapping
        at = cells.read("time", lambda text: values.instant(text, mapping.time, mapping.zone))
        if at is None:
            raise values.ValueProblem("time: the cell is empty")
        if not dates.is_plausible(at, self.now):
            raise values.ValueProblem(f"time: {dates.why_not(at)}")
        return at

    def _uid(
        self,
        kind: Kind,
        at: datetime,
        participants: tuple[Participant, ...],
        subject: str | None,
        cells: Cells,
    ) -> str:
        stated = cells.one("id")
        if stated:
            return _uid_of(kind, stated, cells.mapping.namespace)
        told = [kind, at.isoformat(), subject or ""]
        told += [f"{each.part} {each.address.kind} {each.address.value}" for each in participants]
        digest = hashlib.sha256("\x1f".join(told).encode("utf-8", "replace")).digest()
        self.seen[digest[:8]] += 1
        return ids.of("row", digest.hex(), str(self.seen[digest[:8]]))


def _participants(kind: Kind, cells: Cells) -> tuple[Participant, ...]:
    """Return each address once; the sender stands first and once."""
    sender = next(cells.mail_addresses("from"), None)
    if sender is None:
        raise values.ValueProblem("from: the cell is empty")
    acting, *others = _PARTS.get(kind, _MAIL_PARTS)
    found = {(sender.kind, sender.value): Participant(sender, acting)}
    for part, name in zip(others, ("to", "cc", "bcc"), strict=True):
        for address in cells.mail_addresses(name):
            found.setdefault((address.kind, address.value), Participant(address, part))
    return tuple(found.values())


def _uid_of(kind: Kind, stated: str, namespace: str) -> str:
    """Return the uid of an activity by its id: a mail's Message-ID meets the mail itself."""
    if kind is Kind.EMAIL and "@" in stated:
        found = messages.message_ids(stated)
        if found:
            return messages.message_uid(found[0])
    return _uid_of_row(kind, stated, namespace)


def _uid_of_row(kind: Kind, stated: str, namespace: str) -> str:
    return ids.of("row", namespace, kind, stated)
