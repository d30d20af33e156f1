"""The process in the graph: applied, shown, compared, undone, and whose it is to change."""

from dataclasses import replace

import pytest
from rows import stream_end

from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.graph import connection
from graphcrm.pipeline import commands, defaults, documents, reads
from graphcrm.pipeline.records import Process
from graphcrm.pipeline.rules import ProcessError


def test_what_is_shown_and_applied_changes_nothing(world):
    """Done-when 3: `pipelines show | apply` is the identity."""
    commands.apply_process(world.admin, defaults.process())
    end = stream_end()
    shown = documents.from_yaml(documents.to_yaml(reads.process(world.admin)))
    assert shown == defaults.process()
    assert commands.apply_process(world.admin, shown) == []
    assert stream_end() == end


def test_a_renamed_and_reordered_stage_is_the_same_node(world):
    """Keys and uids hold the history; names and places are for people."""
    commands.apply_process(world.admin, defaults.process())
    before = uids()
    (sales,) = defaults.process().pipelines
    stages = tuple(replace(one, name=f"{one.name} 2") for one in reversed(sales.stages))
    wanted = replace(defaults.process(), pipelines=(replace(sales, stages=stages),))
    expected = commands.differences(world.admin, wanted)
    assert commands.apply_process(world.admin, wanted) == expected
    assert reads.process(world.admin) == read_again(wanted)
    assert uids() == before


def test_another_process_takes_the_place_of_all(world):
    """Everything goes but the stream, which could bring it back."""
    commands.apply_process(world.admin, defaults.process())
    commands.apply_process(world.admin, Process())
    assert reads.process(world.admin) == Process()
    commands.apply_process(world.admin, defaults.process())
    assert reads.process(world.admin) == defaults.process()


def test_whoever_does_not_administer_reads_and_changes_nothing(world):
    """A rep sees the stages; the process is not theirs."""
    manager = world.user("Mia", role=Role.MANAGER)
    assert reads.process(manager) == Process()
    for attempt in (commands.apply_process, commands.differences):
        with pytest.raises(NotPermittedError):
            attempt(manager, defaults.process())


def test_what_would_not_work_is_refused_by_every_road(world):
    """A program that hands over records meets the rules of the document."""
    (sales,) = defaults.process().pipelines
    broken = Process((replace(sales, stages=sales.stages[:2]),))
    for attempt in (commands.apply_process, commands.differences):
        with pytest.raises(ProcessError, match="no stage of type won"):
            attempt(world.admin, broken)
    assert reads.process(world.admin) == Process()


def uids():
    with connection.session(write=False) as session:
        found = session.run("MATCH (stage:Stage) RETURN stage.key AS key, stage.uid AS uid")
        return dict(found.values())


def read_again(process):
    """The process with arrows in the order of its stages, as a reader gets them."""
    pipelines = []
    for pipeline in process.pipelines:
        keys = [stage.key for stage in pipeline.stages]
        stages = tuple(
            replace(one, leads_to=tuple(key for key in keys if key in one.leads_to))
            for one in pipeline.stages
        )
        pipelines.append(replace(pipeline, stages=stages))
    return replace(process, pipelines=tuple(pipelines))
