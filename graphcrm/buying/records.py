"""Roles of a buying group, the seats that people have in a deal, and what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict


class Stance(StrEnum):
    """What whoever has a role does to a deal, as far as rules ask."""

    CHAMPION = "champion"
    BLOCKER = "blocker"


class Orientation(StrEnum):
    """What somebody looks at when they decide."""

    FINANCIAL = "financial"
    TECHNICAL = "technical"
    BUSINESS = "business"
    RELATIONSHIP = "relationship"


class Engagement(StrEnum):
    """How somebody and our people are in touch, by the pipeline's rhythm.

    CANNOT_TELL: there is contact that the reader may not see.
    """

    ENGAGED = "engaged"
    ONE_WAY = "one-way"
    SILENT = "silent"
    NEVER = "never"
    CANNOT_TELL = "cannot-tell"


class Coverage(StrEnum):
    """Whether a role that a deal needs is filled."""

    COVERED = "covered"
    MISSING = "missing"
    CANNOT_TELL = "cannot-tell"


class Warned(StrEnum):
    """What a deal can be warned of."""

    SINGLE_THREAD = "single-thread"
    CHAMPION_QUIET = "champion-quiet"
    CHAMPION_LEFT = "champion-left"
    DECIDER_NOT_MET = "decider-not-met"
    BLOCKER_UNANSWERED = "blocker-unanswered"


@dataclass(frozen=True, slots=True)
class Role:
    """A part that somebody can have in a deal.

    Attributes:
        key: Names it, and stays when the name changes.
        authority: Whoever has it can say yes.
        neutral: It only says that somebody has to do with the deal: what nobody knows better is
            taken for this.
        stance: What the rules take whoever has it for; None = nothing in particular.
        retired: Nobody is given it any more; who has it keeps it.
        titles: Words of titles that suggest it, in any case: "head of it".
    """

    key: str
    name: str
    authority: bool = False
    neutral: bool = False
    stance: Stance | None = None
    retired: bool = False
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """A part that somebody has in a deal.

    Attributes:
        contact_id: Who; None = somebody the reader may not see.
        name: Of that person; None likewise.
    """

    contact_id: str | None
    name: str | None
    role: Role


@dataclass(frozen=True, slots=True)
class Said:
    """Who said something of somebody in a deal.

    Attributes:
        by: Name of the user; None = nobody knows any more.
        via: By which road: form, cli, import, job, demo.
    """

    by: str | None
    at: datetime
    via: str | None


@dataclass(frozen=True, slots=True)
class Chair:
    """A role of somebody in a deal, as they have it.

    Attributes:
        since_on: Since when; None = nobody knows.
        source: Where it comes from: a road, "evidence" or "copy".
        said: Who gave it; None where the stream is too long to tell.
    """

    role: Role
    since_on: date | None = None
    source: str | None = None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What people think of somebody in a deal; it holds for the person, whatever their roles.

    Attributes:
        support: -2 (against it) to 2 (fights for it); None = unknown, which is not 0.
        power: 1 (little) to 5 (it goes as they say); None = unknown.
    """

    support: int | None = None
    power: int | None = None
    orientation: Orientation | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """When somebody and our people were in touch.

    Attributes:
        in_at: When they last turned to one of us, as far back as was looked; None = not since.
        out_at: When one of us last turned to them.
        seen_in_at: The same, of what the reader may see.
        seen_out_at: The same.
        last_at: Of all contact ever, whoever may see it; None = there was none.
        met_at: The last meeting or call ever, of whoever has authority; None = there was none.
    """

    in_at: datetime | None = None
    out_at: datetime | None = None
    seen_in_at: datetime | None = None
    seen_out_at: datetime | None = None
    last_at: datetime | None = None
    met_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the buying group of a deal.

    Attributes:
        contact_id: Who; None = somebody the reader may not see, of whom only roles are told.
        chairs: Their roles, in the order of roles.
        said: Field of the assessment to who said so last.
        engagement: As the reader may know it; of somebody hidden as it is, for rules alone.
        left_on: The last day of their last job at an account of the deal; None = they are there,
            or never were.
        do_not_contact: They asked to be left alone.
    """

    contact_id: str | None
    name: str | None
    title: str | None
    chairs: tuple[Chair, ...]
    assessment: Assessment = Assessment()
    said: Mapping[str, Said] = field(default_factory=dict)
    touch: Touch = Touch()
    engagement: Engagement = Engagement.NEVER
    left_on: date | None = None
    do_not_contact: bool = False

    @property
    def roles(self) -> tuple[Role, ...]:
        """Return their roles."""
        return tuple(one.role for one in self.chairs)

    def is_stanced(self, stance: Stance) -> bool:
        """Answer whether one of their roles makes them a champion, or a blocker."""
        return any(role.stance is stance for role in self.roles)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role that a deal needs.

    Attributes:
        minimum: How many people.
    """

    role: Role
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Covered:
    """How a needed role is filled.

    Attributes:
        holders: Who has it, hidden people among them.
        sentence: Why it is so.
    """

    wanted: Wanted
    state: Coverage
    holders: tuple[Member, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How somebody and one of us are usually in touch.

    Attributes:
        contact_id: The person.
        our_id: Which of us; `our_name` is None where the reader may not see them.
        pauses: Days between the days on which they were in touch, oldest first.
        last_on: The last such day.
    """

    contact_id: str
    our_id: str
    our_name: str | None
    pauses: tuple[int, ...]
    last_on: date


@dataclass(frozen=True, slots=True)
class Snooze:
    """A warning that rests.

    Attributes:
        until_on: The last day on which it does.
        reason: Why, in their own words.
        by: Name of the user; None = nobody knows any more.
    """

    contact_id: str
    warned: Warned
    until_on: date
    reason: str
    by: str | None


@dataclass(frozen=True, slots=True)
class DealWarning:
    """Something that endangers a deal, about somebody in it.

    Attributes:
        our_id: Of which tie the evidence is; None = see what happened with the person.
        snooze: Until when it rests; None = it does not.
    """

    warned: Warned
    contact_id: str
    name: str
    sentence: str
    our_id: str | None = None
    snooze: Snooze | None = None


@dataclass(frozen=True, slots=True)
class Reporting:
    """Somebody reports to somebody.

    Attributes:
        since_on: Since when; None = nobody knows.
        source: Where it comes from.
    """

    contact_id: str
    superior_id: str
    since_on: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Influence:
    """Somebody sways somebody, as people say.

    Attributes:
        weight: -1..1, never 0; below 0 = they oppose, and the other hears it.
        by: Name of who said so; None = nobody knows any more.
        expires_on: The last day on which it holds; None = until somebody says otherwise.
    """

    from_id: str
    to_id: str
    weight: float
    set_at: datetime | None = None
    expires_on: date | None = None
    by: str | None = None


class AccountLine(TypedDict):
    """An account that a deal is for."""

    account_id: str
    name: str
    primary: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A deal with its buying group.

    Attributes:
        accounts: Those that the reader may see, the primary one first.
        members: In the order of their roles.
        snoozes: Also those that are over.
        reporting: Between people whom the reader may see.
        influences: Likewise.
        since: From when on contact is within the pipeline's rhythm.
        now: What happens later does not count.
    """

    opportunity_id: str
    name: str
    owner_id: str | None
    team_id: str | None
    owner: str | None
    stage_id: str
    opened_at: datetime
    accounts: tuple[AccountLine, ...]
    members: tuple[Member, ...]
    snoozes: tuple[Snooze, ...]
    reporting: tuple[Reporting, ...]
    influences: tuple[Influence, ...]
    since: datetime
    now: datetime

    @property
    def account(self) -> AccountLine | None:
        """Return the primary account; None where it has none or the reader sees none."""
        return next(iter(self.accounts), None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody who could have a seat, and why.

    Attributes:
        role: That their title suggests; None = none.
        reason: In a sentence: "the title says head of IT".
        shared_count: Mails and meetings with people of the deal and us since it was opened.
        last_at: The last of them.
        tie_days: Days in touch with any of us; 0 = never.
    """

    contact_id: str
    name: str
    title: str | None
    role: Role | None
    reason: str
    shared_count: int
    last_at: datetime | None
    tie_days: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody with a role in another deal of an account, who could have it here too.

    Attributes:
        is_here: They have this role in this deal already.
    """

    opportunity_id: str
    opportunity: str
    contact_id: str
    name: str
    role: Role
    is_here: bool
