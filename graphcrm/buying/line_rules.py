"""What a line between two people of a deal must be: no circles, weights from -1 to 1."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import isfinite

from graphcrm.directory.rules import FieldError
from graphcrm.errors import ConflictError, InvalidError


INFLUENCE_DAYS = 365
"""An influence that nobody renews is believed for so long."""

UNSEEN = "somebody you may not see"


class OwnLineError(InvalidError):
    """Somebody is to report to themselves, or to influence themselves."""

    code = "own-line"

    def __init__(self, name: str, verb: str) -> None:
        super().__init__(f"{name} cannot {verb} themselves; choose somebody else.")


class ReportingCycleError(ConflictError):
    """Somebody is to report to a person who reports to them, directly or over others."""

    code = "reporting-cycle"

    def __init__(self, above: Sequence[str | None]) -> None:
        """Word the circle.

        Args:
            above: Names from the wanted superior up to the person; None = may not be seen.
        """
        first, second, *rest = (one or UNSEEN for one in above)
        upwards = "".join(f", who reports to {one}" for one in rest)
        person = above[-1] or UNSEEN
        super().__init__(
            f"{person} cannot report to {first}: {first} reports to {second}{upwards}."
        )


def check_apart(contact_id: str, other_id: str, name: str | None, verb: str) -> None:
    """Check that a line joins two people.

    Raises:
        OwnLineError: It would join one with themselves.
    """
    if contact_id == other_id:
        raise OwnLineError(name or UNSEEN, verb)


def read_weight(text: str) -> float:
    """Return how strongly somebody sways another, -1..1 and not 0, as typed or chosen.

    Raises:
        FieldError: It is no such number.
    """
    try:
        weight = float(text)
    except ValueError:
        weight = float("nan")
    if not isfinite(weight) or not -1 <= weight <= 1:
        raise FieldError("weight", f"{text[:40]!r} is not between -1 (opposes) and 1.")
    if not weight:
        raise FieldError("weight", "0 is no influence; take the influence away instead.")
    return weight


def last_day(today: date) -> date:
    """Return until when an influence holds that is declared today."""
    return today + timedelta(days=INFLUENCE_DAYS)
