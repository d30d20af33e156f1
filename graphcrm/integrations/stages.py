"""Stages of another system's deals, in its words, as stages of ours."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graphcrm.errors import CrmError, InvalidError
from graphcrm.integrations.source import Item, OpportunityFacts, StageWords
from graphcrm.integrations.tables.mapping import MappingError, squashed
from graphcrm.pipeline.opportunities.references import resolve_stage
from graphcrm.pipeline.records import Layout, Place, Process, StageType


MOST_NAMED: Final = 50
_OUTCOMES: Final = {
    **dict.fromkeys(("won", "closedwon", "closewon", "dealwon"), StageType.WON),
    **dict.fromkeys(("lost", "closedlost", "closelost", "deallost"), StageType.LOST),
}
_USUAL: Final = {
    # HubSpot's and Salesforce's own probabilities; Pipedrive and Maven state none.
    "Appointment scheduled": 20, "Qualified to buy": 40, "Presentation scheduled": 60,
    "Decision maker bought-in": 80, "Contract sent": 90,
    "Prospecting": 10, "Qualification": 10, "Needs Analysis": 20, "Value Proposition": 50,
    "Id. Decision Makers": 60, "Perception Analysis": 70, "Proposal/Price Quote": 75,
    "Negotiation/Review": 90,
    "Idea": 5, "Lead In": 5, "Qualified": 10, "Contact Made": 20, "Demo Scheduled": 40,
    "Needs Defined": 40, "Proposal Made": 60, "Negotiations Started": 80,
    "Engaging": 30,
}  # fmt: skip
USUAL: Final = {squashed(name): percent for name, percent in _USUAL.items()}
"""How likely deals in the stages of other systems are won, in percent."""


class UnknownStagesError(InvalidError):
    """Deals stand in stages that nothing says how to read.

    Attributes:
        rows: The stages, as written, and how many rows each has.
    """

    code = "unknown-stages"

    def __init__(self, rows: Mapping[str, int], layout: Layout) -> None:
        named = [f"{word!r} ({_rows(count)})" for word, count in list(rows.items())[:MOST_NAMED]]
        if len(rows) > MOST_NAMED:
            named.append(f"{len(rows) - MOST_NAMED:,} more")
        known = ", ".join(reference(place) for place in layout.places.values())
        super().__init__(
            f"These stages of the file are unknown: {', '.join(named)}. Nothing was imported. Say"
            f" in the mapping what each is, below [stages], e.g. {next(iter(rows))!r} ="
            f" {next(map(reference, layout.places.values()), 'pipeline/stage')!r}; there are"
            f" {known or 'none'}."
        )
        self.rows = dict(rows)


@dataclass(frozen=True, slots=True)
class Found:
    """The stage that some words mean.

    Attributes:
        is_guessed: Whether only the usual probability of the words tells so.
        has_pipeline: Whether the pipeline the words name is there, or they name none.
    """

    place: Place
    is_guessed: bool
    has_pipeline: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look at all rows of a table of deals has found.

    Attributes:
        stages: How many rows stand where.
        products: How many rows name which product.
    """

    stages: Counter[StageWords]
    products: Counter[str]


def surveyed(items: Iterable[Item]) -> Survey:
    """Return what all deals of a source say of their stages and products."""
    stages, products = Counter[StageWords](), Counter[str]()
    for item in items:
        if isinstance(item.content, OpportunityFacts):
            stages[item.content.stage] += 1
            if item.content.product:
                products[item.content.product] += 1
    return Survey(stages, products)


def check_stages(layout: Layout, stages: Mapping[StageWords, int]) -> None:
    """Check that every stage of a source is one of ours.

    Raises:
        UnknownStagesError: Some are not.
        MappingError: The mapping names a stage that is not there.
    """
    unknown = Counter[str]()
    for words, count in stages.items():
        if find_stage(layout, words) is None:
            unknown[words.stage] += count
    if unknown:
        raise UnknownStagesError(dict(unknown.most_common()), layout)


def find_stage(layout: Layout, words: StageWords) -> Found | None:
    """Return the stage that words of a source mean; None where nothing tells.

    The outcome says it, else the mapping, else a stage's key or name, else a word for won or
    lost, else the open stage whose probability is nearest to the usual one of the words.

    Raises:
        MappingError: The mapping names a stage that is not there.
    """
    near, is_named = _pipeline(layout, words)
    said, has_pipeline = squashed(words.stage), is_named or words.pipeline is None
    outcome, place = words.outcome or _OUTCOMES.get(said), None
    if near and words.meaning and not words.outcome:
        place, has_pipeline = _meant(layout, words, near[0]), True
    elif not words.outcome:
        place = next((one for one in near if said in _names(one)), None)
    if place is None and near and outcome:
        place = next(one for one in near if one.stage.type is outcome)
    if place is None and near and said in USUAL:
        return Found(_nearest(near, USUAL[said]), is_guessed=True, has_pipeline=has_pipeline)
    return Found(place, is_guessed=False, has_pipeline=has_pipeline) if place else None


def reference(place: Place) -> str:
    """Return how a mapping names a stage."""
    return f"{place.pipeline.key}/{place.stage.key}"


def _pipeline(layout: Layout, words: StageWords) -> tuple[list[Place], bool]:
    """Return the stages of the pipeline that is meant, and whether the source names it.

    It is the one of that name, else the one of the kind, else the first for any kind.
    """
    pipelines = {place.pipeline_id: place.pipeline for place in layout.places.values()}
    if words.pipeline:
        for uid, one in pipelines.items():
            if squashed(words.pipeline) in {squashed(one.key), squashed(one.name)}:
                return layout.of_pipeline(uid), True
    kind = kind_of(layout.process, words.kind)
    of_kind = [uid for uid, one in pipelines.items() if kind in one.kinds]
    others = [uid for uid, one in pipelines.items() if not one.kinds]
    for uid in (*of_kind, *others, *pipelines):
        return layout.of_pipeline(uid), False
    return [], False


def kind_of(process: Process, word: str | None) -> str | None:
    """Return the key of a kind of deals by a word of a source; None where it is none of ours."""
    said = squashed(word) if word else None
    for one in process.kinds if said else ():
        if said in {squashed(one.key), squashed(one.name)}:
            return one.key
    return None


def _meant(layout: Layout, words: StageWords, near: Place) -> Place:
    try:
        return resolve_stage(layout, words.meaning or "", near)
    except CrmError as error:
        raise MappingError(f"stages.{words.stage}", f"names no stage: {error}") from error


def _names(place: Place) -> tuple[str, str]:
    return squashed(place.stage.key), squashed(place.stage.name)


def _nearest(near: Sequence[Place], percent: int) -> Place:
    """Return the open stage of about this probability; of two alike the earlier one."""
    open_ = [place for place in near if place.stage.type is StageType.OPEN]
    return min(open_, key=lambda place: abs(place.stage.win_percent - percent))


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
