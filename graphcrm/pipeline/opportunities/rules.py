"""Which moves of a deal there are, what they need, and which changes make them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from graphcrm import ids
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.directory.rules import set_changes
from graphcrm.errors import ConflictError, InvalidError
from graphcrm.pipeline.opportunities import ranks
from graphcrm.pipeline.opportunities.records import Loss, Standing
from graphcrm.pipeline.records import Criterion, Layout, LossReason, Place, Process, StageType


LONGEST_NOTE = 2000
LOST = ("loss_reason", "loss_note")


class NoArrowError(InvalidError):
    """No arrow leads from the stage of a deal to another.

    Attributes:
        stage: Where the deal is.
        to: Where it cannot go.
    """

    code = "no-arrow"

    def __init__(self, stage: str, to: str, ahead: Sequence[str]) -> None:
        ways = f"it leads to {', '.join(ahead)}" if ahead else "it leads nowhere"
        super().__init__(f"{stage} does not lead to {to}; {ways}.")
        self.stage = stage
        self.to = to


class OtherPipelineError(InvalidError):
    """A stage belongs to another pipeline, and nobody said that this is meant."""

    code = "other-pipeline"

    def __init__(self, stage: str, pipeline: str) -> None:
        super().__init__(
            f"{stage} is a stage of {pipeline}, another pipeline; say that you mean it."
        )


class MovedMeanwhileError(ConflictError):
    """Somebody else moved a deal while one was about to."""

    code = "moved-meanwhile"

    def __init__(self, name: str, by: str | None, stage: str) -> None:
        super().__init__(
            f"{by or 'Somebody'} has moved {name} to {stage} meanwhile; it stays there."
        )


class StageGoneError(ConflictError):
    """A stage was taken out of the process."""

    code = "stage-gone"

    def __init__(self) -> None:
        super().__init__("That stage is no longer there; look at the board as it is now.")


@dataclass(frozen=True, slots=True)
class Need:
    """Something without which a deal does not move.

    Attributes:
        field: What to fill in: a field's key, loss_reason or loss_note; None = it is no field.
        sentence: What is missing.
        stage_id: Where the criterion stands that asks for it; None = it is no criterion's.
        criterion: That criterion.
    """

    field: str | None
    sentence: str
    stage_id: str | None = None
    criterion: Criterion | None = None


class MissingError(InvalidError):
    """A stage asks for what a deal does not have.

    Attributes:
        needs: All of it, at least one.
    """

    code = "missing"

    def __init__(self, needs: Sequence[Need]) -> None:
        super().__init__(" ".join(need.sentence for need in needs))
        self.needs = tuple(needs)


def check_way(layout: Layout, start: Place, to: Place, *, other_pipeline: bool) -> None:
    """Check that an arrow leads there, or that another pipeline is meant.

    Raises:
        NoArrowError: None does.
        OtherPipelineError: The stage is of another pipeline.
    """
    if start.stage_id == to.stage_id:
        return
    if start.pipeline_id != to.pipeline_id:
        if not other_pipeline:
            raise OtherPipelineError(to.stage.name, to.pipeline.name)
    elif to.stage.key not in start.stage.leads_to:
        ahead = [one.stage.name for one in layout.ahead(start)]
        raise NoArrowError(start.stage.name, to.stage.name, ahead)


def read_loss(process: Process, loss: Loss) -> tuple[Values, list[Need]]:
    """Return what a lost deal says of its loss, or what it would have to say."""
    wanted = (loss.reason or "").strip()
    known = [one for one in process.loss_reasons if not (one.retired or one.for_imports)]
    reason = _named(known, wanted)
    if reason is None:
        names = ", ".join(one.name for one in known)
        said = f"{wanted!r} is none of the reasons" if wanted else "Say why it was lost"
        return {}, [Need("loss_reason", f"{said}: {names}.")]
    note = " ".join((loss.note or "").split())
    if reason.asks_text and not note:
        return {}, [Need("loss_note", f"{reason.name}: say more in your own words.")]
    if len(note) > LONGEST_NOTE:
        sentence = f"At most {LONGEST_NOTE} characters, not {len(note)}."
        return {}, [Need("loss_note", sentence)]
    return {"loss_reason": reason.key, "loss_note": note or None}, []


def stay_values(to: Place, loss: Values, now: datetime) -> Values:
    """Return what entering a stage makes of a deal: closed with its day and reason, or open."""
    is_open = to.stage.type is StageType.OPEN
    return {
        "closed_on": None if is_open else now.date(),
        **dict.fromkeys(LOST),
        **(loss if to.stage.type is StageType.LOST else {}),
    }


def slipped(before: Values, after: Values) -> Values:
    """Return the count of slips where an expected close moves to a later day."""
    was, will = before.get("close_on"), after.get("close_on")
    if was is None or will is None or will <= was:
        return {}
    return {"slip_count": (before.get("slip_count") or 0) + 1}


def move_changes(deal: Standing, to: Place, values: Values, now: datetime) -> list[Change]:
    """Return the changes that end a stay and begin another; in the same stage only the values."""
    node = Node("Opportunity", deal.uid)
    sets = set_changes(node, {key: deal.values.get(key) for key in values}, values)
    if deal.stage_id == to.stage_id:
        return sets
    stay = {key: value for key, value in deal.stay.items() if key not in {"uid", "changed_by"}}
    was, will = Node("Stage", deal.stage_id), Node("Stage", to.stage_id)
    return [
        Removed(Edge("IN_STAGE", deal.stay["uid"], node, was), stay),
        Added(Edge("WAS_IN", ids.new(), node, was), {**stay, "left_at": now}),
        Added(Edge("IN_STAGE", ids.new(), node, will), {"entered_at": now}),
        *(sets or [Set(node, {}, {})]),  # whoever asks who moved it looks at the deal
    ]


def in_phases(changes: Iterable[Change]) -> list[Change]:
    """Return changes of many deals so that the writer takes all of one shape together."""
    order = (Removed, Added)
    ranked = [(order.index(type(one)) if type(one) in order else 2, one) for one in changes]
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])]


def ranks_between(low: str | None, high: str | None, count: int) -> list[str]:
    """Return ranks for so many cards in one gap, in order."""
    found: list[str] = []
    for _ in range(count):
        found.append(ranks.between(found[-1] if found else low, high))
    return found


def _named(reasons: Iterable[LossReason], wanted: str) -> LossReason | None:
    for reason in reasons:
        if wanted in (reason.key, reason.name) or reason.name.casefold() == wanted.casefold():
            return reason
    return None
