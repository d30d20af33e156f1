"""Stages in the words of other systems find those of ours, whatever ours are called."""

from dataclasses import replace

import pytest

from graphcrm.integrations.source import StageWords
from graphcrm.integrations.stages import USUAL, UnknownStagesError, check_stages, find_stage
from graphcrm.integrations.tables.mapping import MappingError
from graphcrm.pipeline import defaults
from graphcrm.pipeline.records import Layout, OpportunityKind, Place, Process, StageType


def layout_of(process):
    places = [
        Place(f"{pipeline.key}/{stage.key}", stage, pipeline.key, pipeline)
        for pipeline in process.pipelines
        for stage in pipeline.stages
    ]
    return Layout(process, {place.stage_id: place for place in places})


SALES = defaults.process()
(PIPELINE,) = SALES.pipelines
RENEWALS = replace(PIPELINE, key="renewals", name="Renewals", kinds=("renewal",))
BOTH = replace(SALES, pipelines=(PIPELINE, RENEWALS))
RENAMED = replace(
    PIPELINE,
    stages=tuple(
        replace(stage, key=f"s{at}", name=f"Step {at}", leads_to=())
        for at, stage in enumerate(PIPELINE.stages)
    ),
)


def meant(words, process=SALES):
    found = find_stage(layout_of(process), words)
    return found and found.place.stage_id


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        (StageWords("Warm", "discovery"), "sales/discovery"),
        (StageWords("Proposal", "sales/lead"), "sales/lead"),
        (StageWords("PROPOSAL"), "sales/proposal"),
        (StageWords("Closed Won"), "sales/won"),
        (StageWords("closed-lost"), "sales/lost"),
        (StageWords("Contact Made", "lead", StageType.WON), "sales/won"),
        (StageWords("Engaging"), "sales/discovery"),
        (StageWords("Needs Analysis"), "sales/qualified"),
        (StageWords("Contract sent"), "sales/negotiation"),
        (StageWords("Warm"), None),
        (StageWords("---"), None),
    ],
)
def test_a_stage_is_found_by_mapping_name_outcome_or_usual_probability(words, stage):
    """In that order: a table says first what it means."""
    assert meant(words) == stage


def test_no_stage_is_found_by_what_ours_are_called():
    """A house that has renamed every stage reads the same exports."""
    process = replace(SALES, pipelines=(RENAMED,))
    for word in (*USUAL, "won", "closedlost"):
        named = meant(StageWords(word))
        position = [one.key for one in PIPELINE.stages].index(named.removeprefix("sales/"))
        if squashed_name(position) != word:
            assert meant(StageWords(word), process) == f"sales/s{position}"


def squashed_name(position):
    return PIPELINE.stages[position].key


def test_the_pipeline_is_that_of_the_name_else_of_the_kind():
    """A pipeline that is none of ours is said to be."""
    layout = layout_of(BOTH)
    named = find_stage(layout, StageWords("Lead", pipeline="RENEWALS"))
    assert (named.place.pipeline_id, named.has_pipeline) == ("renewals", True)
    of_kind = find_stage(layout, StageWords("Lead", kind="Renewal"))
    assert (of_kind.place.pipeline_id, of_kind.has_pipeline) == ("renewals", True)
    other = find_stage(layout, StageWords("Lead", pipeline="Export"))
    assert (other.place.pipeline_id, other.has_pipeline) == ("sales", False)
    assert meant(StageWords("x", "renewals/lead"), BOTH) == "renewals/lead"
    only = replace(SALES, pipelines=(RENEWALS,), kinds=(OpportunityKind("renewal", "Renewal"),))
    assert meant(StageWords("Lead"), only) == "renewals/lead"


def test_all_unknown_stages_are_told_at_once():
    """With how many rows each has and how to say what it is."""
    words = {StageWords("Warm"): 1200, StageWords("Won"): 3, StageWords("Tepid"): 1}
    with pytest.raises(UnknownStagesError) as caught:
        check_stages(layout_of(SALES), words)
    told = str(caught.value)
    assert "unknown: 'Warm' (1,200 rows), 'Tepid' (1 row). Nothing was imported." in told
    assert "below [stages], e.g. 'Warm' = 'sales/lead'; there are sales/lead, sales/qual" in told
    assert caught.value.rows == {"Warm": 1200, "Tepid": 1}


def test_a_wrong_column_for_the_stage_does_not_fill_the_screen():
    """Amounts taken for stages are thousands."""
    words = {StageWords(str(number)): 1 for number in range(60)}
    with pytest.raises(UnknownStagesError, match="10 more"):
        check_stages(layout_of(SALES), words)


def test_a_mapping_to_no_stage_is_refused():
    """A stage that was renamed since the mapping was written."""
    with pytest.raises(MappingError, match=r"stages\.Warm names no stage: No stage 'hot'"):
        check_stages(layout_of(SALES), {StageWords("Warm", "hot"): 1})


def test_without_a_pipeline_every_stage_is_unknown():
    """Nothing can begin anywhere."""
    with pytest.raises(UnknownStagesError, match="there are none"):
        check_stages(layout_of(Process()), {StageWords("Won"): 1})
