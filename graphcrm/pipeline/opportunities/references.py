"""Which deal or stage somebody means: a uid, a key, or a name that is unique."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.directory import words
from graphcrm.directory.references import SHOWN, AmbiguousReferenceError
from graphcrm.errors import NotFoundError
from graphcrm.pipeline.records import Layout, Place


@dataclass(frozen=True, slots=True)
class OpportunityRef:
    """A deal with what tells it from others of its name."""

    opportunity_id: str
    name: str
    account: str | None
    stage_id: str


OPPORTUNITIES_BY_KEY = graph.load("pipeline/opportunities_by_key", OpportunityRef)
NOTHING = 'name:""'
"""What the index is asked for where a text has no words: it finds nothing."""


class UnknownReferenceError(NotFoundError):
    """A reference fits nothing, but something comes near.

    Attributes:
        candidates: What may have been meant.
    """

    code = "unknown-reference"

    def __init__(self, kind: str, reference: str, candidates: Sequence[str]) -> None:
        super().__init__(kind, reference)
        if candidates:
            self.args = (f"No {kind} {reference!r}; there are: {'; '.join(candidates)}.",)
        self.candidates = list(candidates)


def resolve_opportunity(actor: Actor, ref: str) -> OpportunityRef:
    """Return the one deal that `ref` means among those the actor may see: a uid or a name.

    Raises:
        AmbiguousReferenceError: It fits several.
        UnknownReferenceError: It fits none that the actor may see.
    """
    text = ref.strip()
    query = words.whole_query(text) or NOTHING
    rows = graph.fetch(OPPORTUNITIES_BY_KEY, key=text, words=query, scope=access.filter_of(actor))
    same = words.compared(text)
    exact = [row for row in rows if row.opportunity_id == text]
    found = exact or [row for row in rows if words.compared(row.name) == same] or rows
    if not found:
        raise UnknownReferenceError("deal", ref, _resembling(actor, text))
    if len(found) > 1:
        raise AmbiguousReferenceError(ref, [_described(one) for one in found[:SHOWN]])
    return found[0]


def resolve_stage(layout: Layout, ref: str, near: Place | None = None) -> Place:
    """Return the one stage that `ref` means: by uid, key, name, or pipeline/stage.

    Args:
        layout: The process.
        ref: What was said.
        near: A stage whose pipeline is meant where others have such a stage too.

    Raises:
        AmbiguousReferenceError: It fits stages of several pipelines.
        UnknownReferenceError: It fits none.
    """
    text = ref.strip()
    pipeline, _, stage = text.rpartition("/")
    found = [
        place
        for place in layout.places.values()
        if text == place.stage_id
        or (
            _is(stage, place.stage.key, place.stage.name)
            and (not pipeline or _is(pipeline, place.pipeline.key, place.pipeline.name))
        )
    ]
    if near:
        found = [one for one in found if one.pipeline_id == near.pipeline_id] or found
    if not found:
        raise UnknownReferenceError("stage", ref, _listed(layout.places.values()))
    if len(found) > 1:
        raise AmbiguousReferenceError(ref, _listed(found))
    return found[0]


def _is(text: str, key: str, name: str) -> bool:
    return text == key or text.casefold() == name.casefold()


def _listed(places: Iterable[Place]) -> list[str]:
    return [f"{one.pipeline.key}/{one.stage.key}" for one in places]


def _resembling(actor: Actor, text: str) -> list[str]:
    """Return the deals whose names resemble a text, the most alike first."""
    query = words.similar_query(text) or NOTHING
    rows = graph.fetch(OPPORTUNITIES_BY_KEY, key="", words=query, scope=access.filter_of(actor))
    named = {row.name.casefold(): row for row in rows}
    return [_described(named[one]) for one in get_close_matches(text.casefold(), named)]


def _described(one: OpportunityRef) -> str:
    return f"{one.name}, {one.account or one.opportunity_id}"
