"""What automation reads of the stream and of the graph before it acts."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict


class Manager(TypedDict):
    """A manager of a team; `floors` is how many teams above it theirs is."""

    user_id: str
    floors: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the stream that may set something off, a row of automation/entries.

    Attributes:
        by_id: Uid of the user who did it.
        depth: 0 where somebody did it, else how many causes lie before it.
        undoes: Uid of the activity that it takes back.
        is_undone: Whether it has been taken back itself.
    """

    seq: int
    activity_id: str
    verb: str
    via: str
    by_id: str
    depth: int
    changes: str | None
    undoes: str | None
    recorded_at: datetime
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Crossing:
    """A deal that came into a stage.

    Attributes:
        left_id: Uid of the stage it came from; None = it is new.
    """

    opportunity_id: str
    left_id: str | None
    entered_id: str


@dataclass(frozen=True, slots=True)
class Given:
    """A record that became somebody's; `label` is Opportunity or Task."""

    label: str
    uid: str
    owner_id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for approval that came to a step or an end.

    Attributes:
        state: pending, approved or declined.
        step: How many have approved; None = not said.
        reason: Why it was declined.
    """

    approval_id: str
    state: str
    step: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal that something is done with, a row of automation/deal."""

    opportunity_id: str
    name: str
    owner_id: str | None
    team_id: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """A request for approval, a row of automation/approval and automation/expired."""

    approval_id: str
    opportunity_id: str
    owner_id: str | None
    team_id: str | None
    stage: str | None
    asked_by: str
    approvers: list[str]


@dataclass(frozen=True, slots=True)
class Company:
    """Who may be meant around a deal, the row of automation/company; nobody who is disabled.

    Attributes:
        owner_id: Whose it is.
        named_id: Who signs in with the address that was asked for.
        member_ids: Everybody in its team.
        managers: Managers of its team and of those above it, the nearest first.
        admin_ids: Administrators, the first one first.
    """

    owner_id: str | None
    named_id: str | None
    member_ids: list[str]
    managers: list[Manager]
    admin_ids: list[str]
