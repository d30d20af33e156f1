"""Ways into a deal, what somebody's leaving does to deals, and touches, as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graphcrm.buying.records import Role
from graphcrm.influence import sentences
from graphcrm.influence.questions import From
from graphcrm.influence.records import Reading
from graphcrm.influence.telling import Person, ToldPath
from graphcrm.pipeline.board.records import Sum
from graphcrm.pipeline.ways.ground import ReachedDeal


class Standing(StrEnum):
    """Whether ways can be told at all."""

    READY = "ready"
    BUILDING = "building"
    NO_TIES = "no-ties"


@dataclass(frozen=True, slots=True)
class WaysRequest:
    """A question for the ways into a deal.

    Attributes:
        start: Whose ways are set beside the reader's own: their team's, or those of anybody here.
        reading: Introduction, or influence: introduction and then sway.
        without: Contacts or users to do without, by uid.
    """

    opportunity_id: str
    start: From = From.TEAM
    reading: Reading = Reading.INTRODUCTION
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WayIn:
    """The best way to somebody, mine and the team's.

    Attributes:
        why: Why they may be the one, of somebody without a seat; None of who has one.
        mine: None where I have no way above the floor.
        best: Of anybody who can begin, mine among them; None where nobody has one.
        reason: Why there is none, as a sentence; None where there is one.
    """

    person: Person
    why: str | None
    mine: ToldPath | None
    best: ToldPath | None
    reason: str | None

    @property
    def is_mine(self) -> bool:
        """Return whether nobody has a better way than the reader."""
        return self.mine is not None and self.mine == self.best

    @property
    def gain(self) -> str:
        """Return what the team adds: "0.12 alone, 0.41 through Dana"."""
        through = None
        if self.best and not self.is_mine:
            through = sentences.first_name(self.best.people[0].name), self.best.figure
        return sentences.of_gain(self.mine.figure if self.mine else None, through)


@dataclass(frozen=True, slots=True)
class RoleWays:
    """The ways to those who have a role, or who are likely to.

    Attributes:
        missing: How many people lack in it; 0 = none.
        ways: To those whom the reader may see.
        hidden_count: How many have it whom the reader may not see.
    """

    role: Role
    missing: int
    ways: tuple[WayIn, ...]
    hidden_count: int = 0


@dataclass(frozen=True, slots=True)
class ToldShift:
    """Somebody whose best way changes; `after` is None where none is left."""

    person: Person
    before: ToldPath
    after: ToldPath | None


@dataclass(frozen=True, slots=True)
class ToldFall:
    """A deal of the reader's that loses its last way, or hangs on these alone from then on."""

    deal: ReachedDeal
    hinges: tuple[Person, ...]
    is_lost: bool


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What somebody's leaving changes; nothing of it is written.

    Attributes:
        gone: Who leaves.
        shifts: Whose best way changes, in the deal at hand; without one, of those who can say yes
            in open deals.
        further_count: How many more there are, who are not named.
        falls: Deals that lose something, those without any way first.
        deal_count: How many deals were looked at.
        sums: What the fallen ones come to, by currency.
        successor: Whom most of the next best ways lead over; None where none is left.
        successor_count: How many of them.
    """

    gone: tuple[Person, ...]
    shifts: tuple[ToldShift, ...]
    further_count: int
    falls: tuple[ToldFall, ...]
    deal_count: int
    sums: tuple[Sum, ...]
    successor: Person | None
    successor_count: int


@dataclass(frozen=True, slots=True)
class DealWays:
    """The ways into a deal.

    Attributes:
        request: As asked, `without` as contacts that the reader may see.
        roles: Those with authority that somebody has, in their order.
        missing: Those that the deal needs and lacks, with who is likely to have them.
        what_if: What changes without those left out; None where nobody is.
        ours: Whom of us one might do without, by name.
        theirs: Whom of theirs.
    """

    request: WaysRequest
    deal: ReachedDeal
    standing: Standing
    roles: tuple[RoleWays, ...]
    missing: tuple[RoleWays, ...]
    what_if: WhatIf | None = None
    ours: tuple[Person, ...] = ()
    theirs: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldGain:
    """What a touch does to a deal: from one chance to another, 0..1."""

    deal: ReachedDeal
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class ToldTouch:
    """Somebody to get in touch with, the most useful first.

    Attributes:
        gains: The deals whose chance rises, the most first.
        last_at: When one of us and they were last in touch; None = a tie is only declared.
    """

    person: Person
    gains: tuple[ToldGain, ...]
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rested:
    """Somebody who would help, and was in touch with us so many whole days ago."""

    person: Person
    days: int


@dataclass(frozen=True, slots=True)
class BestTouches:
    """Whom to get in touch with this week.

    Attributes:
        rested: Left out for having been in touch lately, the most useful first.
        deal_count: Own open deals with somebody who can say yes and may be seen.
        own_count: All own open deals.
    """

    standing: Standing
    touches: tuple[ToldTouch, ...]
    rested: tuple[Rested, ...]
    deal_count: int
    own_count: int
