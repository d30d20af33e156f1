"""Edits of a process, each a function from one process to the next; whether it works, rules say."""

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from typing import Any

from graphcrm.errors import NotFoundError
from graphcrm.pipeline.keyed import find, key_of, keys_of, moved, ordered, put, without
from graphcrm.pipeline.needs import needed_in
from graphcrm.pipeline.parts import parts_of
from graphcrm.pipeline.records import (
    Criterion,
    Effect,
    Moment,
    Pipeline,
    Process,
    RoleNeed,
    Stage,
    StageType,
)


HARMLESS = {"name", "color", "position"}


def is_harmless(before: Process, after: Process) -> bool:
    """Answer whether nothing differs but names, colours and order, so that no deal notices.

    An order in which other roles are needed in a stage is noticed.
    """
    had, has = parts_of(before), parts_of(after)
    same = had.keys() == has.keys() and _needed(before) == _needed(after)
    return same and all(
        key in HARMLESS
        for part, values in has.items()
        for key in had[part] | values
        if had[part].get(key) != values.get(key)
    )


def find_pipeline(process: Process, key: str) -> Pipeline:
    """Return a pipeline.

    Raises:
        NotFoundError: There is none of this key.
    """
    return find("pipeline", process.pipelines, key)


def find_stage(process: Process, pipeline: str, key: str) -> Stage:
    """Return a stage.

    Raises:
        NotFoundError: There is none of these keys.
    """
    return find("stage", find_pipeline(process, pipeline).stages, key)


def find_criterion(stage: Stage, key: str) -> Criterion:
    """Return a criterion of a stage.

    Raises:
        NotFoundError: There is none of this key.
    """
    return find("criterion", stage.criteria, key)


def find_effect(stage: Stage, key: str) -> Effect:
    """Return an effect of a stage.

    Raises:
        NotFoundError: There is none of this key.
    """
    return find("effect", stage.sets_off, key)


def add_pipeline(process: Process, name: str) -> Process:
    """Return the process with a pipeline more: from new to won or lost, until it is edited."""
    stages = (
        Stage("new", "New", StageType.OPEN, 10, leads_to=("won", "lost")),
        Stage("won", "Won", StageType.WON, 100),
        Stage("lost", "Lost", StageType.LOST, 0, leads_to=("new",)),
    )
    key = key_of(name, keys_of(process.pipelines))
    made = Pipeline(key, name, stages=stages)
    return replace(process, pipelines=(*process.pipelines, made))


def change_pipeline(process: Process, key: str, **values: Any) -> Process:
    """Return the process with other values of a pipeline."""
    return _with_pipeline(process, key, lambda one: replace(one, **values))


def remove_pipeline(process: Process, key: str) -> Process:
    """Return the process without a pipeline."""
    gone = find_pipeline(process, key)
    return replace(process, pipelines=without(process.pipelines, gone))


def move_pipeline(process: Process, key: str, by: int) -> Process:
    """Return the process with a pipeline so many places further down."""
    placed = moved(process.pipelines, find_pipeline(process, key), by)
    return replace(process, pipelines=placed)


def order_pipelines(process: Process, keys: Sequence[str]) -> Process:
    """Return the process with pipelines in this order; those that are not named follow."""
    return replace(process, pipelines=ordered(process.pipelines, keys))


def add_stage(process: Process, pipeline: str, name: str) -> Process:
    """Return the process with an open stage more, behind the last open one.

    The last open one leads to it, and it leads to every end.
    """

    def edit(one: Pipeline) -> Pipeline:
        key = key_of(name, keys_of(one.stages))
        ends = tuple(stage.key for stage in one.stages if stage.type is not StageType.OPEN)
        opens = [stage for stage in one.stages if stage.type is StageType.OPEN]
        percent = opens[-1].win_percent if opens else 0
        made = Stage(key, name, StageType.OPEN, percent, leads_to=ends)
        ahead = [replace(stage, leads_to=(*stage.leads_to, key)) for stage in opens[-1:]]
        rest = [stage for stage in one.stages if stage.type is not StageType.OPEN]
        return replace(one, stages=(*opens[:-1], *ahead, made, *rest))

    return _with_pipeline(process, pipeline, edit)


def change_stage(process: Process, pipeline: str, key: str, **values: Any) -> Process:
    """Return the process with other values of a stage."""
    return _with_stage(process, pipeline, key, lambda one: replace(one, **values))


def split_stage(process: Process, pipeline: str, key: str, name: str) -> Process:
    """Return the process with a stage behind one, that has its settings and arrows.

    The first leads to the second, and whoever led to the first still does. What is set off when
    a deal leaves is so by the second, everything else by the first: nothing happens twice.
    """
    first = find_stage(process, pipeline, key)
    left = tuple(one for one in first.sets_off if one.when is Moment.LEAVE)
    kept = tuple(one for one in first.sets_off if one not in left)

    def edit(one: Pipeline) -> Pipeline:
        made = replace(first, key=key_of(name, keys_of(one.stages)), name=name, sets_off=left)
        at = one.stages.index(first)
        led = replace(first, leads_to=(*first.leads_to, made.key), sets_off=kept)
        return replace(one, stages=(*one.stages[:at], led, made, *one.stages[at + 1 :]))

    return _with_pipeline(process, pipeline, edit)


def retire_stage(process: Process, pipeline: str, key: str, into: str) -> Process:
    """Return the process without a stage; its arrows become those of `into`.

    Raises:
        NotFoundError: There is no such stage, or none to go into but itself.
    """
    gone, heir = find_stage(process, pipeline, key), find_stage(process, pipeline, into)
    if gone is heir:
        raise NotFoundError("stage", into)

    def rewired(one: Stage) -> Stage:
        led = (*one.leads_to, *gone.leads_to) if one is heir else one.leads_to
        ahead = dict.fromkeys(into if to == key else to for to in led)
        ahead.pop(one.key, None)
        asked = tuple(criterion for criterion in one.criteria if criterion.to != key)
        return replace(one, leads_to=tuple(ahead), criteria=asked)

    def edit(one: Pipeline) -> Pipeline:
        kept = tuple(rewired(stage) for stage in without(one.stages, gone))
        needs = tuple(
            replace(need, since=into) if need.since == key else need for need in one.needs
        )
        return replace(one, stages=kept, needs=needs)

    return _with_pipeline(process, pipeline, edit)


def order_stages(process: Process, pipeline: str, keys: Sequence[str]) -> Process:
    """Return the process with stages in this order; those that are not named follow."""
    return _with_pipeline(
        process, pipeline, lambda one: replace(one, stages=ordered(one.stages, keys))
    )


def move_stage(process: Process, pipeline: str, key: str, by: int) -> Process:
    """Return the process with a stage so many places further right."""
    gone = find_stage(process, pipeline, key)
    return _with_pipeline(
        process, pipeline, lambda one: replace(one, stages=moved(one.stages, gone, by))
    )


def draw_arrows(process: Process, pipeline: str, arrows: Container[tuple[str, str]]) -> Process:
    """Return the process with exactly these arrows between the stages of a pipeline.

    Args:
        process: Before.
        pipeline: Its key.
        arrows: From and to, keys of stages.
    """

    def edit(one: Pipeline) -> Pipeline:
        keys = [stage.key for stage in one.stages]
        return replace(
            one,
            stages=tuple(
                replace(stage, leads_to=tuple(to for to in keys if (stage.key, to) in arrows))
                for stage in one.stages
            ),
        )

    return _with_pipeline(process, pipeline, edit)


def put_criterion(process: Process, pipeline: str, stage: str, wanted: Criterion) -> Process:
    """Return the process with a criterion of a stage: in the place of the one of its key, or more.

    Args:
        process: Before.
        pipeline: Key of the pipeline.
        stage: Key of the stage.
        wanted: The criterion.
    """
    return _with_stage(
        process, pipeline, stage, lambda one: replace(one, criteria=put(one.criteria, wanted))
    )


def remove_criterion(process: Process, pipeline: str, stage: str, key: str) -> Process:
    """Return the process without a criterion of a stage."""
    gone = find_criterion(find_stage(process, pipeline, stage), key)
    return _with_stage(
        process, pipeline, stage, lambda one: replace(one, criteria=without(one.criteria, gone))
    )


def move_criterion(process: Process, pipeline: str, stage: str, key: str, by: int) -> Process:
    """Return the process with a criterion of a stage so many places further down."""
    wanted = find_criterion(find_stage(process, pipeline, stage), key)
    return _with_stage(
        process,
        pipeline,
        stage,
        lambda one: replace(one, criteria=moved(one.criteria, wanted, by)),
    )


def order_criteria(process: Process, pipeline: str, stage: str, keys: Sequence[str]) -> Process:
    """Return the process with criteria of a stage in this order; what is not named follows."""
    return _with_stage(
        process,
        pipeline,
        stage,
        lambda one: replace(one, criteria=ordered(one.criteria, keys)),
    )


def set_needs(process: Process, pipeline: str, needs: Sequence[RoleNeed]) -> Process:
    """Return the process with exactly these roles needed in the deals of a pipeline."""
    return change_pipeline(process, pipeline, needs=tuple(needs))


def put_effect(process: Process, pipeline: str, stage: str, wanted: Effect) -> Process:
    """Return the process with an effect of a stage: in the place of the one of its key, or more."""
    return _with_stage(
        process, pipeline, stage, lambda one: replace(one, sets_off=put(one.sets_off, wanted))
    )


def remove_effect(process: Process, pipeline: str, stage: str, key: str) -> Process:
    """Return the process without an effect of a stage."""
    gone = find_effect(find_stage(process, pipeline, stage), key)
    return _with_stage(
        process, pipeline, stage, lambda one: replace(one, sets_off=without(one.sets_off, gone))
    )


def _needed(process: Process) -> dict[tuple[str, str], set[RoleNeed]]:
    return {
        (one.key, stage.key): set(needed_in(one, stage.key))
        for one in process.pipelines
        for stage in one.stages
    }


def _with_pipeline(process: Process, key: str, edit: Callable[[Pipeline], Pipeline]) -> Process:
    had = find_pipeline(process, key)
    changed = tuple(edit(one) if one is had else one for one in process.pipelines)
    return replace(process, pipelines=changed)


def _with_stage(
    process: Process, pipeline: str, key: str, edit: Callable[[Stage], Stage]
) -> Process:
    had = find_stage(process, pipeline, key)
    return _with_pipeline(
        process,
        pipeline,
        lambda one: replace(
            one, stages=tuple(edit(stage) if stage is had else stage for stage in one.stages)
        ),
    )
