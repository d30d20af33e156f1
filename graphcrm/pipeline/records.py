"""The configured process: pipelines, their stages and arrows, and the words that deals are in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from graphcrm.buying.records import Role


Heirs: TypeAlias = Mapping[tuple[str, str], str]
"""Where the deals of stages go that are retired: keys of pipeline and stage, key of the heir."""


class StageType(StrEnum):
    """What a stage means, whatever it is called."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class When(StrEnum):
    """Whether a criterion is asked of who comes into its stage, or of who leaves it."""

    ENTRY = "entry"
    EXIT = "exit"


class Severity(StrEnum):
    """Whether a criterion that does not hold stops a move, or is only told."""

    BLOCK = "block"
    WARN = "warn"


class CriterionKind(StrEnum):
    """What a criterion asks of a deal."""

    FIELD = "field"
    ACTIVITY = "activity"
    NEXT_STEP = "next-step"
    AMOUNT = "amount"
    ENGAGED = "engaged"
    AUTHORITY = "authority"
    PATH = "path"
    CHECKLIST = "checklist"
    APPROVAL = "approval"


class EffectKind(StrEnum):
    """What an effect does."""

    TASK = "task"
    NOTIFY = "notify"
    SET_FIELD = "set-field"


class Moment(StrEnum):
    """When a stage sets something off: a deal comes, goes, or has been there so many days."""

    ENTER = "enter"
    LEAVE = "leave"
    AFTER = "after"


class Recipient(StrEnum):
    """For whom a task is, or who is told."""

    OWNER = "owner"
    MANAGER = "manager"
    TEAM = "team"
    USER = "user"


class Comparison(StrEnum):
    """How a field is compared with a value."""

    PRESENT = "present"
    IS = "is"
    IS_NOT = "is-not"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a stage asks of the deals that come or go; which parameters there are, its kind says.

    Attributes:
        key: Names it within its stage, and stays when everything else changes.
        kind: What is asked.
        name: What people read; None = words made of the rest.
        when: Of who comes, or of who leaves.
        to: Of who leaves, only on the arrow to the stage of this key; None = on every arrow.
        severity: Whether it stops or is only told.
        field: Of `field`: which.
        comparison: Of `field`: how.
        value: Of `field`: with what, as one would type it.
        activity: Of `activity`: its kind.
        days: Of `activity`, `engaged`, `authority`: how many back; of `approval`: how long it
            may be asked for.
        count: Of `engaged`: how many people in different roles.
        amount_minor: Of `amount`: at least so much, in minor units of `currency`.
        currency: Of `amount`.
        role: Of `path`: to somebody of this role.
        percent: Of `path`: how likely it must be live, 1..100.
        approvers: Of `approval`: roles of users, one after the other.
    """

    key: str
    kind: CriterionKind
    name: str | None = None
    when: When = When.ENTRY
    to: str | None = None
    severity: Severity = Severity.BLOCK
    field: str | None = None
    comparison: Comparison = Comparison.PRESENT
    value: str | None = None
    activity: str | None = None
    days: int | None = None
    count: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    role: str | None = None
    percent: int | None = None
    approvers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What a stage sets off; which parameters there are, `do` says.

    Attributes:
        key: Names it within its stage, and stays when everything else changes.
        do: What is done.
        when: At which moment.
        name: What people read; None = words made of the rest.
        days: Of `after`: how many days in the stage.
        whom: Of `task` and `notify`: for whom, or who is told.
        user: Where `whom` is user: their sign-in address.
        title: Of `task`: what is to be done.
        due_days: Of `task`: due so many days later; None = on no day.
        field: Of `set-field`: which.
        value: Of `set-field`: what it says then, as one would type it, or "+7" for a day so many
            days later; None = nothing any more.
    """

    key: str
    do: EffectKind
    when: Moment = Moment.ENTER
    name: str | None = None
    days: int | None = None
    whom: Recipient | None = None
    user: str | None = None
    title: str | None = None
    due_days: int | None = None
    field: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a pipeline.

    Attributes:
        key: Names it within its pipeline, and stays when the name changes.
        win_percent: How likely a deal in it is won, 0..100; 100 of won and 0 of lost ones.
        rotting_days: After how many days in it a deal is marked; None = never.
        color: A name of the design's palette; None = as its type has it.
        leads_to: Keys of the stages that a deal may move to from here.
        criteria: What it asks of the deals that come or go.
        sets_off: What happens by itself when they come, stay or go.
    """

    key: str
    name: str
    type: StageType
    win_percent: int
    rotting_days: int | None = None
    color: str | None = None
    leads_to: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    sets_off: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleNeed:
    """A role that the buying group of a pipeline's open deals must have.

    Attributes:
        role: Its key.
        minimum: How many people must have it.
        since: Key of the open stage from which on it is needed, wherever that stands;
            None = always.
    """

    role: str
    minimum: int = 1
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A way that deals of some kinds go.

    Attributes:
        key: Names it, and stays when the name changes.
        kinds: Kinds of deals that begin here; none = every kind that no other pipeline has.
        stages: From the left.
        needs: Which roles its deals must have filled.
        teams: Uids of the teams that bring deals in, with all teams below; none = everybody does.
        rhythm_days: Who was in touch both ways within so many days is engaged; None = the usual.
    """

    key: str
    name: str
    kinds: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    needs: tuple[RoleNeed, ...] = ()
    teams: tuple[str, ...] = ()
    rhythm_days: int | None = None


@dataclass(frozen=True, slots=True)
class LossReason:
    """Why a deal was lost.

    Attributes:
        asks_text: The word alone says too little.
        retired: Nobody chooses it any more; deals that were lost for it keep it.
        for_imports: It stands for what another system did not say; nobody chooses it by hand.
    """

    key: str
    name: str
    asks_text: bool = False
    retired: bool = False
    for_imports: bool = False


@dataclass(frozen=True, slots=True)
class OpportunityKind:
    """A kind of deal: new business, a renewal, what the house tells apart."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a deal came from; every deal has one."""

    key: str
    name: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency that amounts may be in; `key` is its ISO 4217 code. The first is the usual one."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Process:
    """All of it, in order."""

    pipelines: tuple[Pipeline, ...] = ()
    loss_reasons: tuple[LossReason, ...] = ()
    kinds: tuple[OpportunityKind, ...] = ()
    sources: tuple[Source, ...] = ()
    currencies: tuple[Currency, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A stage where it stands, by the uids of its nodes."""

    stage_id: str
    stage: Stage
    pipeline_id: str
    pipeline: Pipeline


@dataclass(frozen=True, slots=True)
class Acting:
    """An effect of a stage, by the uid of its node.

    Attributes:
        came_at: When it was configured; what happened before sets nothing off.
    """

    effect_id: str
    effect: Effect
    place: Place
    came_at: datetime


@dataclass(frozen=True, slots=True)
class Layout:
    """The process with the uids of its stages, from the left and pipeline by pipeline."""

    process: Process
    places: Mapping[str, Place]

    def of_pipeline(self, pipeline_id: str) -> list[Place]:
        """Return the stages of a pipeline."""
        return [place for place in self.places.values() if place.pipeline_id == pipeline_id]

    def ahead(self, place: Place) -> list[Place]:
        """Return the stages that arrows lead to from one."""
        within = self.of_pipeline(place.pipeline_id)
        return [one for one in within if one.stage.key in place.stage.leads_to]
