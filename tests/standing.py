"""The process that tests stand on: the default one or, if asked for, the same by other names.

GRAPHCRM_TEST_PROCESS=renamed gives every stage another name and turns their order round, so that
a test, or the product, that hangs on either fails. Tests tell stages by their keys.
"""

import os
from dataclasses import replace

from graphcrm.pipeline import defaults
from graphcrm.pipeline.records import Process, Stage, StageType


PROCESSES = ("default", "renamed")


def standing_process() -> Process:
    """Return the process of this run."""
    chosen, process = os.environ.get("GRAPHCRM_TEST_PROCESS", PROCESSES[0]), defaults.process()
    if chosen not in PROCESSES:
        message = f"GRAPHCRM_TEST_PROCESS is {chosen!r}, not one of {', '.join(PROCESSES)}"
        raise ValueError(message)
    return renamed(process) if chosen == "renamed" else process


def renamed(process: Process) -> Process:
    """Return a process whose stages have other names and the opposite order."""
    pipelines = tuple(
        replace(
            one,
            stages=tuple(
                replace(stage, name=f"Étape {at}")
                for at, stage in reversed(list(enumerate(one.stages, 1)))
            ),
        )
        for one in process.pipelines
    )
    return replace(process, pipelines=pipelines)


def stages() -> dict[str, Stage]:
    """Return the stages of the process of this run by their keys."""
    (sales,) = standing_process().pipelines
    return {one.key: one for one in sales.stages}


def name(key: str) -> str:
    """Return what a stage is called in this run."""
    return stages()[key].name


def first() -> str:
    """Return the key of the stage in which deals begin in this run."""
    return next(key for key, one in stages().items() if one.type is StageType.OPEN)
