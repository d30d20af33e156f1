"""What a seat must be, what may be said of somebody in it, and who counts as engaged."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from graphcrm.buying.records import Assessment, Engagement, Orientation, Touch
from graphcrm.changes import Values
from graphcrm.directory.rules import FieldError
from graphcrm.errors import ConflictError, InvalidError


RHYTHM_DAYS = 30
"""Who was in touch both ways within so many days is engaged, where a pipeline says nothing."""

LOOK_BACK_DAYS = 180
SUPPORT = range(-2, 3)
POWER = range(1, 6)
LONGEST_NOTE = 2000
LONGEST_REASON = 200
MOST_SNOOZED_DAYS = 366
ASSESSED = ("support", "power", "orientation", "note")
_NUMBERS = {"support": SUPPORT, "power": POWER}


class RoleError(FieldError):
    """There is no such role."""

    code = "invalid-role"

    def __init__(self, key: str, known: Collection[str]) -> None:
        super().__init__("role", f"{key[:40]!r} is none of {', '.join(known) or 'none'}.")


class RetiredRoleError(FieldError):
    """A role is given to nobody any more."""

    code = "retired-role"

    def __init__(self, name: str) -> None:
        super().__init__("role", f"{name} is retired; whoever has it keeps it, nobody gets it.")


class OneOfUsError(InvalidError):
    """Somebody of ours is to sit on the customer's side."""

    code = "one-of-us"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is one of us; seats are for the customer's people.")


class NotSeatedError(ConflictError):
    """Something is to be said of somebody who has no seat, perhaps no longer."""

    code = "not-seated"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has no seat in this deal; give them one first.")


class SaidMeanwhileError(ConflictError):
    """Somebody else said something of a person since it was looked at.

    Attributes:
        field: What they said something of.
    """

    code = "said-meanwhile"

    def __init__(self, field: str, value: object, by: str | None, at: datetime | None) -> None:
        who = f"{by or 'Somebody'} set {field} to {'unknown' if value is None else value}"
        when = f" on {at:%Y-%m-%d at %H:%M} UTC" if at else ""
        super().__init__(f"{who}{when}, after you looked; look at it and try again.")
        self.field = field


def read_assessment(told: Mapping[str, str | None]) -> Values:
    """Return what is said of somebody, by property; what is empty is unknown.

    Args:
        told: As typed or chosen, by field; a field that is not named is not said anything of.

    Raises:
        FieldError: A number is out of its range, a word is none, or a note is too long.
    """
    for field in told:
        if field not in ASSESSED:
            raise FieldError(field, f"is none of {', '.join(ASSESSED)}.")
    return {field: _read(field, (text or "").strip()) for field, text in told.items()}


def _read(field: str, text: str) -> Any:
    if not text:
        return None
    if field == "note":
        if len(text) > LONGEST_NOTE:
            raise FieldError(field, f"has more than {LONGEST_NOTE} letters.")
        return text
    if field == "orientation":
        if text not in list(Orientation):
            raise FieldError(field, f"{text[:40]!r} is none of {', '.join(Orientation)}.")
        return text
    allowed = _NUMBERS[field]
    try:
        number = int(text)
    except ValueError:
        number = None
    if number not in allowed:
        raise FieldError(field, f"{text[:40]!r} is not {allowed[0]} to {allowed[-1]}.")
    return number


def assessment_of(values: Mapping[str, Any]) -> Assessment:
    """Return what the properties of a seat say of the person."""
    told = values.get("orientation")
    return Assessment(
        values.get("support"),
        values.get("power"),
        Orientation(told) if told else None,
        values.get("note"),
    )


def check_snooze(until_on: date, reason: str, today: date) -> str:
    """Return the reason why a warning is to rest, without blanks around it.

    Raises:
        FieldError: There is no reason, or the day is past or further away than a year.
    """
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise FieldError("reason", f"say why, in 1 to {LONGEST_REASON} letters.")
    if not today <= until_on <= today + timedelta(days=MOST_SNOOZED_DAYS):
        sentence = f"{until_on.isoformat()} is not within a year from today."
        raise FieldError("until_on", sentence)
    return said


def engagement(touch: Touch, since: datetime) -> Engagement:
    """Return how somebody is in touch with us, as the reader may know it.

    Where the reader's part of the evidence would say less than all of it, they are told that
    they cannot tell: never that somebody is silent who is not.

    Args:
        touch: When they were in touch.
        since: From when on it is within the rhythm.
    """
    whole = _engagement(touch.in_at, touch.out_at, touch.last_at, since)
    seen = _engagement(touch.seen_in_at, touch.seen_out_at, touch.last_at, since)
    return whole if seen is whole else Engagement.CANNOT_TELL


def whole_engagement(touch: Touch, since: datetime) -> Engagement:
    """Return how somebody is in touch with us, whoever may see the evidence."""
    return _engagement(touch.in_at, touch.out_at, touch.last_at, since)


def _engagement(
    in_at: datetime | None, out_at: datetime | None, last_at: datetime | None, since: datetime
) -> Engagement:
    if is_engaged(in_at, out_at, since):
        return Engagement.ENGAGED
    if any(at is not None and at >= since for at in (in_at, out_at)):
        return Engagement.ONE_WAY
    known = any(at is not None for at in (in_at, out_at, last_at))
    return Engagement.SILENT if known else Engagement.NEVER


def is_engaged(in_at: datetime | None, out_at: datetime | None, since: datetime) -> bool:
    """Answer whether somebody was in touch with our people both ways since an instant.

    Args:
        in_at: When they last turned to one of us; None = never.
        out_at: When one of us last turned to them.
        since: From when on it counts.
    """
    return in_at is not None and out_at is not None and min(in_at, out_at) >= since


def most_roles(roles_of: Mapping[str, Collection[str]]) -> int:
    """Return how many people can stand for a role each, no two of them for the same.

    A maximum matching of people and roles by augmenting paths (Kuhn, 1955).

    Args:
        roles_of: Person to the roles they have.
    """
    standing: dict[str, str] = {}

    def place(person: str, tried: set[str]) -> bool:
        for role in roles_of[person]:
            if role in tried:
                continue
            tried.add(role)
            if role not in standing or place(standing[role], tried):
                standing[role] = person
                return True
        return False

    return sum(place(person, set()) for person in roles_of)
