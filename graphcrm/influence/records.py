"""What the path index is built from, what it is asked and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray


Bools: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.integer]
Singles: TypeAlias = NDArray[np.float32]

UNKNOWN_DAY = -(2**31)
"""Of a job: nobody knows when it began."""
NO_END = 2**31 - 1
"""Of a job, a declaration, an influence: it has no last day."""
EPOCH = date(1970, 1, 1).toordinal()


class Bar(IntEnum):
    """Why nobody is asked or introduced through a contact, or to it."""

    NONE = 0
    DO_NOT_CONTACT = 1
    NOT_A_PERSON = 2


@dataclass(frozen=True, slots=True)
class Contacts:
    """Columns of contacts.

    Attributes:
        uids: Each once.
        owner_ids: Uid of the user who owns it; None for nobody: everybody may see it.
        team_ids: Uid of the team it belongs to; None for none.
        house: Whether everybody who works here may see it: our own people.
        bars: Why it is barred, if it is.
        asked: How often it was asked for an introduction, as recorded; empty for never.
        agreed: How often it agreed, at most `asked`; empty for never.
    """

    uids: Sequence[str] = ()
    owner_ids: Sequence[str | None] = ()
    team_ids: Sequence[str | None] = ()
    house: Sequence[bool] = ()
    bars: Sequence[Bar] = ()
    asked: Sequence[int] = ()
    agreed: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Ties:
    """Columns of KNOWS edges, each pair once, in either order; unknown contacts are passed over.

    Attributes:
        first: Uids of one end.
        second: Uids of the other.
        sums: (n, 10) the observed layer: five sums from first to second, then five back; zeros
            where nothing was observed.
        as_of: (n,) UTC day since 1970 that each row's sums are faded to.
        declared: (n,) probability of the declared layer, 0 where nobody declares it.
        declared_until: (n,) last day of the declaration, NO_END where it has none.
    """

    first: Sequence[str] | Ints
    second: Sequence[str] | Ints
    sums: Floats
    as_of: Ints
    declared: Floats
    declared_until: Ints


@dataclass(frozen=True, slots=True)
class Jobs:
    """Columns of jobs.

    Attributes:
        contact_ids: Who.
        account_ids: Where.
        from_days: (n,) first day, UNKNOWN_DAY where unknown.
        until_days: (n,) last day, NO_END while it lasts or where unknown.
        boards: (n,) whether it is a seat on the board.
    """

    contact_ids: Sequence[str] = ()
    account_ids: Sequence[str] = ()
    from_days: Sequence[int] = ()
    until_days: Sequence[int] = ()
    boards: Sequence[bool] = ()


class SwayKind(IntEnum):
    """The edges that only the influence reading walks."""

    INFLUENCES = 0
    REPORTS_TO = 1


@dataclass(frozen=True, slots=True)
class Sway:
    """Columns of INFLUENCES and REPORTS_TO edges.

    Attributes:
        from_ids: Who influences, or who reports.
        to_ids: Whom, or to whom.
        kinds: Which of the two.
        weights: (n,) -1..1 of an influence; ignored for a reporting line.
        until_days: (n,) last day it holds, NO_END where it has none.
    """

    from_ids: Sequence[str] = ()
    to_ids: Sequence[str] = ()
    kinds: Sequence[SwayKind] = ()
    weights: Sequence[float] = ()
    until_days: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from what an index was built of.

    Attributes:
        contacts: New ones, and known ones as they are now.
        gone: Uids of contacts that are no more; their ties go with them.
        ties: New ones, and known ones as they are now.
        untied: Pairs whose KNOWS edge is no more.
        jobs: Every job of the contacts in `jobs_of`.
        jobs_of: Contacts whose jobs changed.
        employee_counts: Accounts whose size changed, with the size; None for unknown.
        sway: Every edge that leaves a contact in `sway_of`.
        sway_of: Contacts whose outgoing influence or reporting line changed.
    """

    contacts: Contacts = field(default_factory=Contacts)
    gone: Sequence[str] = ()
    ties: Ties | None = None
    untied: Sequence[tuple[str, str]] = ()
    jobs: Jobs = field(default_factory=Jobs)
    jobs_of: Sequence[str] = ()
    employee_counts: Sequence[tuple[str, int | None]] = ()
    sway: Sway = field(default_factory=Sway)
    sway_of: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """Whom an actor may see: all, or our own people and what these users and teams own."""

    everybody: bool = False
    owner_ids: frozenset[str] = frozenset()
    team_ids: frozenset[str] = frozenset()


class Reading(StrEnum):
    """How edges are read: who would introduce, or who would be listened to."""

    INTRODUCTION = "introduction"
    INFLUENCE = "influence"


class Layer(StrEnum):
    """What an edge rests on; at equal probability an earlier one is named first."""

    OBSERVED = "observed"
    DECLARED = "declared"
    REPORTS_TO = "reports-to"
    INFLUENCES = "influences"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Question:
    """Whom to ask for a way from somebody to somebody.

    Attributes:
        source_ids: Contacts to start at; a path never leads through a second of them.
        target_ids: Contacts to reach.
        sight: Whom the asker may see.
        reading: Which edges are walked.
        path_count: How many paths at most, over all sources and targets.
        hops: Edges of a path at most, 1..5.
        without: Contacts no path may lead through.
    """

    source_ids: tuple[str, ...]
    target_ids: tuple[str, ...]
    sight: Sight
    reading: Reading = Reading.INTRODUCTION
    path_count: int = 5
    hops: int = 4
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ground:
    """One layer that an edge rests on, with the probability it gives, 0..1."""

    layer: Layer
    probability: float


@dataclass(frozen=True, slots=True)
class Hop:
    """One edge of a path.

    Attributes:
        from_id: The contact it leaves.
        to_id: The contact it leads to.
        grounds: Every layer it rests on, best first; the first one counts.
        strength: S of the observed layer; None where nothing was observed.
    """

    from_id: str
    to_id: str
    grounds: tuple[Ground, ...]
    strength: float | None

    @property
    def probability(self) -> float:
        """The best layer's, 0..1."""
        return self.grounds[0].probability

    @property
    def type(self) -> str:
        """The edge in the graph that its best layer stands on."""
        by_sway = {Layer.INFLUENCES: "INFLUENCES", Layer.REPORTS_TO: "REPORTS_TO"}
        return by_sway.get(self.grounds[0].layer, "KNOWS")


@dataclass(frozen=True, slots=True)
class Path:
    """A way from a source to a target, likely to be live with this probability, 0..1."""

    probability: float
    hops: tuple[Hop, ...]


class Reason(IntEnum):
    """Why there is no path; of several targets the highest is told."""

    UNKNOWN_SOURCE = 0
    UNKNOWN_TARGET = 1
    SAME_PERSON = 2
    TARGET_NOT_A_PERSON = 3
    TARGET_DO_NOT_CONTACT = 4
    SOURCE_WITHOUT_TIES = 5
    TARGET_WITHOUT_TIES = 6
    TOO_FAR = 7
    BELOW_FLOOR = 8


@dataclass(frozen=True, slots=True)
class Opposition:
    """Somebody whose sway over the target is against us or nil: never walked, but told."""

    contact_id: str
    target_id: str
    weight: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The best paths, best first.

    Attributes:
        paths: None below the floor; at equal probability what was observed comes first.
        reason: Why there are none; None where there are some.
        opposed: Influence reading only: who would speak against us, strongest first.
        day: UTC day since 1970 that the probabilities hold for.
        seq: Entry of the stream that the index is brought up to.
    """

    paths: tuple[Path, ...]
    reason: Reason | None
    opposed: tuple[Opposition, ...]
    day: int
    seq: int
