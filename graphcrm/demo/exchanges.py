"""What is seen of the true ties: mails and their answers, meetings and calls, in working hours."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from graphcrm.demo.records import Ties


MAIL, MEETING, CALL = 0, 1, 2
_DAY = 600.0  # working minutes
_WEEK = 5 * _DAY
_MOST_ANSWERS = 6
_AUGUST, _DECEMBER, _YEARS_END = 8, 12, 22
_ANSWER_MINUTES = 150.0  # working minutes, the middle one
# Working minutes of a day against minutes past midnight: quiet at the edges and at noon.
_WORKED = (0.0, 40.0, 270.0, 310.0, 560.0, 600.0)
_PASSED = (430.0, 505.0, 725.0, 790.0, 1050.0, 1230.0)


@dataclass(frozen=True, slots=True)
class Rows:
    """Mails, meetings and calls as columns of one length, in order of time.

    Attributes:
        at: Seconds since 1970.
        kind: MAIL, MEETING or CALL.
        sender: Number of who writes, invites or calls.
        receiver: Number of the other.
        group: Number of the group that is there too, 0 = nobody.
        answers: Row of the mail it answers, which is earlier; -1 = none.
        thread: Row of the first mail of its thread; its own elsewhere.
        topic: A number the same throughout a thread.
    """

    at: NDArray[np.int64]
    kind: NDArray[np.int8]
    sender: NDArray[np.int32]
    receiver: NDArray[np.int32]
    group: NDArray[np.int32]
    answers: NDArray[np.int32]
    thread: NDArray[np.int32]
    topic: NDArray[np.int32]


def draw_rows(random: np.random.Generator, ties: Ties, now: datetime) -> Rows:
    """Return everything that happened on `ties` until `now`."""
    tie, worked = _exchanges(random, ties, now)
    pick = random.random(len(tie))
    kind = np.where(pick < ties.mail[tie], MAIL, MEETING).astype(np.int8)
    kind[pick >= ties.mail[tie] + ties.meeting[tie]] = CALL
    answers = random.geometric(np.maximum(1 - ties.answered[tie], 1 / _MOST_ANSWERS)) - 1
    length = np.where(kind == MAIL, 1 + np.minimum(answers, _MOST_ANSWERS), 1)
    first_row = np.cumsum(length) - length
    by_first = random.random(len(tie)) < ties.begins[tie]
    topic = random.integers(2**31 - 1, size=len(tie), dtype=np.int32)

    exchange = np.repeat(np.arange(len(tie)), length)
    step = np.arange(len(exchange)) - first_row[exchange]
    delay = random.lognormal(np.log(_ANSWER_MINUTES), 1.1, len(exchange)) + 2
    delay[step == 0] = 0
    waited = np.cumsum(delay)
    at = _instant(worked[exchange] + waited - waited[first_row][exchange], now)
    at[kind[exchange] == MEETING] //= 900  # on the quarter hour
    at[kind[exchange] == MEETING] *= 900
    from_first = by_first[exchange] ^ (step % 2 == 1)
    own = np.arange(len(exchange))
    of = tie[exchange]
    rows = Rows(
        at,
        kind[exchange],
        np.where(from_first, ties.first[of], ties.second[of]),
        np.where(from_first, ties.second[of], ties.first[of]),
        ties.group[of],
        np.where(step > 0, own - 1, -1).astype(np.int32),
        first_row[exchange].astype(np.int32),
        topic[exchange],
    )
    return _in_order(rows, int(now.timestamp()))


def _exchanges(
    random: np.random.Generator, ties: Ties, now: datetime
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the tie of each exchange, and its instant in working minutes since this Monday."""
    weeks = ties.since - ties.until
    count = np.floor(ties.weekly * weeks + random.random(len(weeks))).astype(np.int64)
    tie = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(tie)) - (np.cumsum(count) - count)[tie]
    loose = 3 - 2.8 * ties.regular[tie]
    place = np.clip(nth + 0.5 + random.normal(0, 1, len(tie)) * loose * 0.5, 0, count[tie] - 1e-6)
    ago = ties.since[tie] - weeks[tie] * place / count[tie]
    worked = _worked(now) - ago * _WEEK
    away = random.random(len(tie)) < _away(_instant(worked, now))
    return tie[~away], worked[~away]


def working_instants(weeks_ago: NDArray[np.float64], now: datetime) -> NDArray[np.int64]:
    """Return seconds since 1970 of instants in working hours so long before `now`, in order."""
    return _instant(_worked(now) - weeks_ago * _WEEK, now)


def _away(at: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share of exchanges that holidays swallow at each instant."""
    day = at.astype("datetime64[s]").astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    month_number = month.astype(int) % 12 + 1
    day_number = (day - month).astype(int) + 1
    share = np.where(month_number == _AUGUST, 0.35, 0.0)
    share[(month_number == _DECEMBER) & (day_number >= _YEARS_END)] = 0.85
    return share


def _monday(now: datetime) -> datetime:
    midnight = now.astimezone(UTC)
    return midnight.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(
        days=midnight.weekday()
    )


def _worked(now: datetime) -> float:
    """Return the working minutes from this week's Monday until `now`."""
    minutes = (now - _monday(now)).total_seconds() / 60
    days, rest = divmod(minutes, 1440)
    today = float(np.interp(rest, _PASSED, _WORKED))
    return min(_WEEK, days * _DAY + today)


def _instant(worked: NDArray[np.float64], now: datetime) -> NDArray[np.int64]:
    """Return seconds since 1970 of working minutes since this week's Monday; later stays later."""
    week = np.floor(worked / _WEEK)
    day, minute = np.divmod(worked - week * _WEEK, _DAY)
    passed = (week * 7 + day) * 1440 + np.interp(minute, _WORKED, _PASSED)
    return (int(_monday(now).timestamp()) + passed * 60).astype(np.int64)


def _in_order(rows: Rows, until: int) -> Rows:
    """Return the rows before `until` sorted by time, references following their rows.

    The end of a thread is cut, never its beginning: an answer is later than what it answers.
    """
    order = np.argsort(rows.at, kind="stable")
    order = order[rows.at[order] < until]
    place = np.full(len(rows.at) + 1, -1, dtype=np.int32)  # the last one answers for "none"
    place[order] = np.arange(len(order), dtype=np.int32)
    columns = {field.name: getattr(rows, field.name)[order] for field in fields(Rows)}
    columns["answers"] = place[columns["answers"]]
    columns["thread"] = place[columns["thread"]]
    return Rows(**columns)
