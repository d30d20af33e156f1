"""Introductions as somebody asks for them, as commands find them, and as lists show them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from graphcrm.changes import Values


class State(StrEnum):
    """Where an introduction stands; DECLINED, OVER, WITHDRAWN and LAPSED are ends."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OPEN = frozenset({State.ASKED, State.ACCEPTED})
"""The connector has something to do."""


class Result(StrEnum):
    """What came of an introduction that was passed on."""

    MET = "met"
    NO_ANSWER = "no-answer"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Policy:
    """How often the house lets one person be asked, and when they are reminded.

    Attributes:
        open_most: Requests that may wait for one person at once, 1..20.
        month_most: Requests to one person within 30 days, 1..100.
        remind_days: Days after which whoever has to act is reminded, once a step; 1..60.
    """

    open_most: int = 3
    month_most: int = 8
    remind_days: int = 5


@dataclass(frozen=True, slots=True)
class Request:
    """An introduction to ask for.

    Attributes:
        way_ids: Contacts, from the colleague who is asked to the target; two to five.
        text: What the colleague may pass on, and change before.
        note: What the asker tells the colleague besides; None = nothing.
        opportunity_id: The deal that it helps; None = none.
    """

    way_ids: tuple[str, ...]
    text: str
    note: str | None = None
    opportunity_id: str | None = None


@dataclass(frozen=True, slots=True)
class Connector:
    """The colleague who would be asked, the row of introductions/connector.

    Attributes:
        open_count: Requests that wait for them.
        asked_at: When they were asked within the last 30 days, the oldest first.
        is_asked_already: Whether the asker waits for the same introduction from them.
    """

    user_id: str
    name: str
    disabled: bool
    agrees: bool
    open_count: int
    asked_at: list[datetime]
    is_asked_already: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """An introduction as the graph holds it, a row of introductions/introduction_to_change.

    Attributes:
        target: Name of the contact; None = it is gone.
        there_ids: Those on the way who are still there.
    """

    values: Values
    asker: str
    connector: str
    connector_is_gone: bool
    target: str | None
    there_ids: list[str]

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.values["state"])

    @property
    def introduction_id(self) -> str:
        """Its uid."""
        return str(self.values["uid"])


class Stop(TypedDict):
    """Somebody on the way whom the reader may see; `at` is their place from the connector, 0."""

    contact_id: str
    name: str
    house: bool
    at: int


@dataclass(frozen=True, slots=True)
class Introduction:
    """An introduction as lists show it, a row of introductions/desk.

    Attributes:
        target: Name; None where the reader may not see it or it is gone.
        is_target_gone: Whether the contact is no longer there.
        way: From the connector to the target, as far as the reader may see.
        text: None with `target`.
        probability: What was claimed when it was asked, 0..1.
        declined_because: Told to the connector alone.
        connector_is_gone: Whether they no longer work here.
        deal: Name of the deal that it helps, where the reader may see it.
    """

    introduction_id: str
    state: str
    asker_id: str
    asker: str
    connector_id: str
    connector: str
    connector_is_gone: bool
    target_id: str
    target: str | None
    title: str | None
    is_target_gone: bool
    way: list[Stop]
    text: str | None
    note: str | None
    probability: float
    asked_at: datetime
    answered_at: datetime | None
    done_at: datetime | None
    over_at: datetime | None
    outcome: str | None
    declined_because: str | None
    lapsed_because: str | None
    deal_id: str | None
    deal: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """One's introductions, each list the newest first.

    Attributes:
        of_me: What waits for the reader as the connector.
        by_me: What the reader waits for, or has to tell the outcome of.
        ended: What is over, of either sort.
    """

    of_me: tuple[Introduction, ...]
    by_me: tuple[Introduction, ...]
    ended: tuple[Introduction, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """An introduction that was asked for or changed.

    Attributes:
        activity_id: Undoing it takes that back; None where nothing changed.
    """

    introduction_id: str
    activity_id: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """What an introduction came to, a row of introductions/ended; `outcome` None = declined."""

    edges: list[float]
    way_ids: list[str]
    passed_count: int
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An introduction that waits, a row of introductions/waiting and introductions/stuck."""

    introduction_id: str
    state: str
    asker_id: str
    connector_id: str
