"""Which deal or stage somebody means: a uid, a key, or a name that is unique."""

from dataclasses import dataclass

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


def resolve_opportunity(actor: Actor, ref: str) -> OpportunityRef:
    """Return the one deal that `ref` means among those the actor may see: a uid or a name.

    Raises:
        AmbiguousReferenceError: It fits several.
        NotFoundError: It fits none that the actor may see.
    """
    text = ref.strip()
    query = words.whole_query(text) or "-"
    rows = graph.fetch(OPPORTUNITIES_BY_KEY, key=text, words=query, scope=access.filter_of(actor))
    same = words.compared(text)
    exact = [row for row in rows if row.opportunity_id == text]
    found = exact or [row for row in rows if words.compared(row.name) == same] or rows
    if not found:
        raise NotFoundError("deal", ref)
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
        NotFoundError: It fits none.
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
        raise NotFoundError("stage", ref)
    if len(found) > 1:
        listed = [f"{one.pipeline.key}/{one.stage.key}" for one in found]
        raise AmbiguousReferenceError(ref, listed)
    return found[0]


def _is(text: str, key: str, name: str) -> bool:
    return text == key or text.casefold() == name.casefold()


def _described(one: OpportunityRef) -> str:
    return f"{one.name}, {one.account or one.opportunity_id}"
