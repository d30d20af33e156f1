"""What a browser sends to ask for paths, to declare a tie and to contest one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, Optional

from graphcrm import clock, ids
from graphcrm.errors import InvalidError
from graphcrm.influence.questions import From, PathRequest
from graphcrm.influence.records import Reading
from graphcrm.influence.search import MOST_HOPS
from graphcrm.relationships.declarations import MAX_REASON
from graphcrm.relationships.rules import DECLARED
from graphcrm.web.forms import Form, at_most


HOPS = 4
MOST_LEFT_OUT = 50


class BadAskError(InvalidError):
    """An address asks for something that cannot be asked."""

    code = "bad-ask"

    def __init__(self, field: str, sent: str, possible: Iterable[str]) -> None:
        super().__init__(f"{field}: {sent!r} is none of {', '.join(possible)}.")


class BadDayError(InvalidError):
    """The day to look back to is none, or has not come yet."""

    code = "bad-day"

    def __init__(self, sent: str) -> None:
        super().__init__(f"on: {sent!r} is no day up to today; write it like 2026-03-31.")


@dataclass(frozen=True, slots=True)
class Ask:
    """The ask row; everything in it is in the address, so that the address is a permalink.

    Attributes:
        to: Uid of a contact or an account; empty where nobody was chosen yet.
        q: What was typed.
        start: Where paths may begin.
        without: Uids of contacts no path leads through.
        leave: Somebody else to leave out, as typed; never part of a permalink.
        on: Ties as of the end of this UTC day; None = now.
    """

    to: str = ""
    q: str = ""
    start: From = From.ME
    reading: Reading = Reading.INTRODUCTION
    hops: int = HOPS
    without: tuple[str, ...] = ()
    on: date | None = None
    leave: str = ""

    def url(self, **changes: Any) -> str:
        """Return the permalink of this question with some of it changed."""
        ask = replace(self, **changes)
        told: dict[str, Any] = {
            "to": ask.to,
            "q": "" if ask.to else ask.q,
            "from": "" if ask.start == From.ME else str(ask.start),
            "reading": "" if ask.reading == Reading.INTRODUCTION else str(ask.reading),
            "hops": "" if ask.hops == HOPS else ask.hops,
            "without": list(ask.without),
            "on": ask.on.isoformat() if ask.on else "",
        }
        return url_for("paths.page", **{key: value for key, value in told.items() if value})

    def leaving_out(self, contact_id: str) -> str:
        """Return the permalink of the same question without one more contact."""
        return self.url(without=tuple(dict.fromkeys((*self.without, contact_id))))

    def letting_in(self, contact_id: str) -> str:
        """Return the permalink of the same question with a contact let in again."""
        return self.url(without=tuple(uid for uid in self.without if uid != contact_id))

    def tie_url(self, one_id: str, other_id: str) -> str:
        """Return where the evidence of a tie is, as of the same day."""
        on = self.on.isoformat() if self.on else None
        return url_for("paths.tie", one_id=one_id, other_id=other_id, on=on)

    def request(self) -> PathRequest:
        """Return what is asked of the index; `to` is set."""
        return PathRequest(
            target_ids=(self.to,),
            start=self.start,
            reading=self.reading,
            hops=self.hops,
            without=self.without,
            at=end_of(self.on),
        )


def read_ask(sent: MultiDict[str, str]) -> Ask:
    """Return the question that an address asks.

    Raises:
        BadAskError: A choice is none of those there are.
        BadDayError: `on` is no day, or in the future.
    """
    left_out = [*sent.getlist("without"), sent.get("leaving", "")]
    return Ask(
        to=sent.get("to", "").strip(),
        q=sent.get("q", "").strip(),
        start=From(one_of(sent, "from", [start.value for start in From])),
        reading=Reading(one_of(sent, "reading", [reading.value for reading in Reading])),
        hops=int(one_of(sent, "hops", [str(HOPS), *map(str, range(1, MOST_HOPS + 1))])),
        without=tuple(dict.fromkeys(filter(None, left_out)))[:MOST_LEFT_OUT],
        on=read_day(sent.get("on", "")),
        leave="" if sent.get("leaving") else sent.get("leave", "").strip(),
    )


def read_day(sent: str) -> date | None:
    """Return a past day; None for nothing, and for today, which is now.

    Raises:
        BadDayError: It is no day, or in the future.
    """
    if not sent.strip():
        return None
    today = clock.now().date()
    try:
        day = date.fromisoformat(sent.strip())
    except ValueError as error:
        raise BadDayError(sent) from error
    if day > today:
        raise BadDayError(sent)
    return None if day == today else day


def end_of(day: date | None) -> datetime | None:
    """Return the last instant of a UTC day."""
    if day is None:
        return None
    return datetime.combine(day, time(), UTC) + timedelta(days=1, microseconds=-1)


class DeclareForm(Form):
    """How well two people know each other, as somebody says who knows them."""

    level = RadioField(
        "How well",
        [InputRequired("Say how well they know each other.")],
        choices=[*DECLARED],  # type: ignore[list-item]  # types-wtforms knows pairs only
        default="good",
    )
    expires_on = DateField("Until", [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The same tie may be open twice on one page, and no two inputs of a page share an id.
        self.expires_on.id = self.expires_on.label.field_id = f"until-{ids.new()}"

    def level_sent(self) -> str:
        """Return weak, good or strong."""
        return str(self.level.data)


class ContestForm(Form):
    """Why a declared tie is not so."""

    reason = StringField(
        "Why it is not so",
        [InputRequired("Say why, in a few words."), at_most(MAX_REASON)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.id = self.reason.label.field_id = f"why-{ids.new()}"

    def why(self) -> str:
        """Return the reason as typed."""
        return str(self.reason.data)


def one_of(sent: MultiDict[str, str], field: str, possible: list[str]) -> str:
    """Return what was chosen; the first where nothing was."""
    chosen = sent.get(field) or possible[0]
    if chosen not in possible:
        raise BadAskError(field, chosen, sorted(set(possible)))
    return chosen
