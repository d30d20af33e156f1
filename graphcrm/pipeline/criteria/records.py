"""What is known of a deal where criteria are asked, and what each says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from graphcrm.changes import Values
from graphcrm.money import Money
from graphcrm.pipeline.records import Criterion, Place, Severity


class State(StrEnum):
    """Whether what is asked is so; what one may not see, or cannot compare, cannot be told."""

    MET = "met"
    UNMET = "unmet"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a criterion says of a deal.

    Attributes:
        sentence: The same on every road.
        field: What to fill in to meet it, by a field's key; None = that alone would not do.
    """

    state: State
    sentence: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion where it stands."""

    place: Place
    criterion: Criterion

    @property
    def item(self) -> str:
        """Return what stands in a deal's `ticks` once somebody ticked it."""
        return f"{self.place.stage_id}/{self.criterion.key}"

    @property
    def blocks(self) -> bool:
        """Return whether a deal that does not meet it does not move."""
        return self.criterion.severity is Severity.BLOCK


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a part in a deal.

    Attributes:
        contact_id: Who.
        name: Their name; None = the reader may not see them.
        role_keys: Their parts.
        in_at: When they last turned to one of us; None = never, as far back as was looked.
        out_at: When one of us last turned to them.
        seen_in_at: The same, of what the reader may see.
        seen_out_at: The same.
    """

    contact_id: str
    name: str | None
    role_keys: tuple[str, ...]
    in_at: datetime | None = None
    out_at: datetime | None = None
    seen_in_at: datetime | None = None
    seen_out_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """The best introduction to anybody with a part in a deal.

    Attributes:
        probability: Of the best way there is, 0..1; 0 = there is none.
        seen: Of the best one over people whom the reader may see.
    """

    probability: float
    seen: float


class ApprovalState(StrEnum):
    """How far an approval is; who looks after its last day finds it expired.

    One that was asked for while the deal had another amount is void as long as the amount differs;
    one whose way went out of the process is closed.
    """

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    USED = "used"
    VOID = "void"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Approval:
    """A request that a deal may move from one stage to another.

    Attributes:
        stage_id: Where to.
        from_id: From which stage.
        approvers: Roles of users, one after the other.
        step: How many of them have approved.
        asked_by: Name of the user who asked; None = nobody knows any more.
        expires_on: The last day on which it can be given and used; None = it does not expire.
        reason: Why it was declined or closed.
        money: The amount that the deal had when it was asked; None = nobody had said.
    """

    approval_id: str
    state: ApprovalState
    stage_id: str
    from_id: str
    approvers: tuple[str, ...]
    step: int
    asked_by_id: str
    asked_by: str | None
    asked_at: datetime
    expires_on: date | None = None
    reason: str | None = None
    money: Money | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What criteria may ask of one deal; only what they do ask was looked up.

    Attributes:
        values: Its properties, as they would be after the move.
        stage_id: Where it is; None = it is only about to begin.
        people: Who has a part in it.
        last: Kind of activity to the last one with its people or accounts, or about it.
        last_seen: The same, of what the reader may see.
        ways: Key of a role to the way there; no key = nobody has that part.
        approvals: Of this deal, the newest first.
    """

    values: Values
    stage_id: str | None = None
    people: Sequence[Person] = ()
    last: Mapping[str, datetime] = field(default_factory=dict)
    last_seen: Mapping[str, datetime] = field(default_factory=dict)
    ways: Mapping[str, Way] = field(default_factory=dict)
    approvals: Sequence[Approval] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A criterion with what it says of one deal."""

    asked: Asked
    verdict: Verdict
