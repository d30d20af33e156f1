"""The configured process: pipelines, their stages and arrows, the reasons of a loss."""

from dataclasses import dataclass
from enum import StrEnum


class StageType(StrEnum):
    """What a stage means, whatever it is called."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a pipeline.

    Attributes:
        key: Names it within its pipeline, and stays when the name changes.
        win_percent: How likely a deal in it is won, 0..100; 100 of won and 0 of lost ones.
        rotting_days: After how many days in it a deal is marked; None = never.
        color: A name of the design's palette; None = as its type has it.
        leads_to: Keys of the stages that a deal may move to from here.
    """

    key: str
    name: str
    type: StageType
    win_percent: int
    rotting_days: int | None = None
    color: str | None = None
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A way that deals of some kinds go.

    Attributes:
        key: Names it, and stays when the name changes.
        kinds: Kinds of deals that begin here; none = every kind that no other pipeline has.
        stages: From the left.
    """

    key: str
    name: str
    kinds: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class LossReason:
    """Why a deal was lost; `asks_text` where the word alone says too little."""

    key: str
    name: str
    asks_text: bool = False


@dataclass(frozen=True, slots=True)
class Process:
    """All of it, in order."""

    pipelines: tuple[Pipeline, ...] = ()
    loss_reasons: tuple[LossReason, ...] = ()
