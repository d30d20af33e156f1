"""Who may be asked for an introduction and how often, and what may follow on what."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from graphcrm.directory.rules import FieldError
from graphcrm.errors import ConflictError, InvalidError
from graphcrm.introductions.records import OPEN, Connector, Policy, Result, Standing, State


MONTH = timedelta(days=30)
LONGEST_TEXT = 4000
LONGEST_NOTE = 1000
LONGEST_REASON = 500

_STANDS = {
    State.ASKED: "nobody has answered it yet",
    State.ACCEPTED: "{connector} has agreed to it",
    State.DONE: "{connector} has passed it on",
    State.DECLINED: "{connector} cannot do it",
    State.OVER: "what came of it is told already",
    State.WITHDRAWN: "{asker} has withdrawn it",
    State.LAPSED: "it has lapsed",
}


class NotAskedError(InvalidError):
    """Somebody cannot be asked for this."""

    code = "not-to-be-asked"


class TooOftenAskedError(ConflictError):
    """Somebody is asked often enough."""

    code = "asked-often-enough"


class AskedAlreadyError(ConflictError):
    """The same introduction was asked for and is not over."""

    code = "asked-already"

    def __init__(self, connector: str) -> None:
        super().__init__(f"You have asked {connector} for this introduction already.")


class AnsweredAlreadyError(ConflictError):
    """An introduction is no longer where somebody thought."""

    code = "answered-already"

    def __init__(self, one: Standing) -> None:
        stands = _STANDS[one.state].format(asker=one.asker, connector=one.connector)
        super().__init__(f"That does not go any more: {stands}. Nothing was changed.")


class TargetGoneError(ConflictError):
    """There is nobody to be introduced to any more."""

    code = "target-gone"

    def __init__(self) -> None:
        super().__init__("The contact was removed meanwhile: there is nobody to introduce to.")


def checked_text(text: str) -> str:
    """Return a text to pass on, in order.

    Raises:
        FieldError: There is none, or it is too long.
    """
    clean = _clean(text)
    if not clean or len(clean) > LONGEST_TEXT:
        raise FieldError("text", f"write what is passed on, in at most {LONGEST_TEXT} characters.")
    return clean


def checked_words(field: str, text: str | None, most: int) -> str | None:
    """Return a text that may be left out, in order; None = it is.

    Raises:
        FieldError: It is too long.
    """
    clean = _clean(text or "")
    if len(clean) > most:
        raise FieldError(field, f"at most {most} characters, not {len(clean)}.")
    return clean or None


def checked_policy(policy: Policy) -> Policy:
    """Return a policy that can be kept.

    Raises:
        FieldError: A number is out of its range.
    """
    for field, most in (("open_most", 20), ("month_most", 100), ("remind_days", 60)):
        if not 1 <= getattr(policy, field) <= most:
            raise FieldError(field, f"a whole number from 1 to {most}.")
    return policy


def check_may_be_asked(
    asked: Connector | None, asker_id: str, policy: Policy, now: datetime
) -> Connector:
    """Return the colleague whom somebody may ask now.

    Raises:
        NotAskedError: They are no colleague, have left, do not agree to it, or ask themselves.
        AskedAlreadyError: They were asked for the same.
        TooOftenAskedError: They are asked often enough; it says when they can be again.
    """
    if asked is None:
        raise NotAskedError("way: only a colleague who signs in here can be asked.")
    if asked.user_id == asker_id:
        raise NotAskedError("way: you need nobody's help for this tie of your own.")
    if asked.disabled:
        raise NotAskedError(f"way: {asked.name} no longer works here; look for another path.")
    if not asked.agrees:
        raise NotAskedError(f"way: {asked.name} does not take part in introductions.")
    if asked.is_asked_already:
        raise AskedAlreadyError(asked.name)
    if asked.open_count >= policy.open_most:
        waits = "1 request waits" if asked.open_count == 1 else f"{asked.open_count} requests wait"
        raise TooOftenAskedError(
            f"{waits} for {asked.name} already; the next is possible once one of them is passed "
            "on or declined."
        )
    recent = [at for at in asked.asked_at if at > now - MONTH]
    if len(recent) >= policy.month_most:
        next_at = sorted(recent)[len(recent) - policy.month_most] + MONTH
        day = next_at.astimezone(UTC)
        raise TooOftenAskedError(
            f"{asked.name} was asked {len(recent)} times within 30 days; the next is possible "
            f"from {day.day} {day:%B %Y}."
        )
    return asked


def check_sees_all(connector: str, seen_ids: Collection[str], way_ids: Iterable[str]) -> None:
    """Check that a colleague may see everybody on the way: whom they may not, they never meet here.

    Raises:
        NotAskedError: They may not.
    """
    if not set(way_ids) <= set(seen_ids):
        raise NotAskedError(
            f"way: {connector} may not see everybody on this path, and so is not asked."
        )


def check_stands(one: Standing, among: Collection[State]) -> None:
    """Check that an introduction is where something can still follow.

    Raises:
        AnsweredAlreadyError: It is not.
        TargetGoneError: It is open, and the contact was removed.
    """
    if one.state not in among:
        raise AnsweredAlreadyError(one)
    if one.target is None and one.state in OPEN:
        raise TargetGoneError


def passed_count(way_ids: list[str], result: Result, stopped_at_id: str | None) -> int:
    """Return how many passed an introduction on, of everybody from the connector to the target.

    Args:
        way_ids: From the connector to the target.
        result: What came of it.
        stopped_at_id: With whom it came to an end; None = with the target.

    Raises:
        FieldError: That is nobody who could have stopped it.
    """
    if stopped_at_id is None or result is Result.MET:
        return len(way_ids) - 1
    if stopped_at_id not in way_ids[1:]:
        raise FieldError("stopped_at", "name somebody on the way after the colleague.")
    return way_ids.index(stopped_at_id)


def _clean(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()
