"""Edits of a process, each a function from one process to the next; whether it works, rules say."""

import re
import unicodedata
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from graphcrm.errors import NotFoundError
from graphcrm.pipeline.needs import needed_in
from graphcrm.pipeline.parts import WORDS, parts_of
from graphcrm.pipeline.records import Criterion, Pipeline, Process, RoleNeed, Stage, StageType


class Keyed(Protocol):
    """What is named by a key."""

    @property
    def key(self) -> str:
        """Return the key."""


One = TypeVar("One", bound=Keyed)

WORD_LISTS = dict(WORDS.values())
"""The records of the lists of words, by field of Process."""

RETIRABLE = ("loss_reasons", "sources", "roles")
HARMLESS = {"name", "color", "position"}
LONGEST_KEY = 40


def key_of(name: str, taken: Container[str] = ()) -> str:
    """Return a key made of a name, another one than those that are taken.

    Args:
        name: As people read it: "Übergabe an Kunden".
        taken: Keys that stand for something else.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_KEY].strip("-") or "new"
    numbers = (f"{made}-{number}" for number in range(2, 10_000))
    return made if made not in taken else next(one for one in numbers if one not in taken)


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
    return _find("pipeline", process.pipelines, key)


def find_stage(process: Process, pipeline: str, key: str) -> Stage:
    """Return a stage.

    Raises:
        NotFoundError: There is none of these keys.
    """
    return _find("stage", find_pipeline(process, pipeline).stages, key)


def find_criterion(stage: Stage, key: str) -> Criterion:
    """Return a criterion of a stage.

    Raises:
        NotFoundError: There is none of this key.
    """
    return _find("criterion", stage.criteria, key)


def add_pipeline(process: Process, name: str) -> Process:
    """Return the process with a pipeline more: from new to won or lost, until it is edited."""
    stages = (
        Stage("new", "New", StageType.OPEN, 10, leads_to=("won", "lost")),
        Stage("won", "Won", StageType.WON, 100),
        Stage("lost", "Lost", StageType.LOST, 0, leads_to=("new",)),
    )
    key = key_of(name, _keys(process.pipelines))
    made = Pipeline(key, name, stages=stages)
    return replace(process, pipelines=(*process.pipelines, made))


def change_pipeline(process: Process, key: str, **values: Any) -> Process:
    """Return the process with other values of a pipeline."""
    return _with_pipeline(process, key, lambda one: replace(one, **values))


def remove_pipeline(process: Process, key: str) -> Process:
    """Return the process without a pipeline."""
    gone = find_pipeline(process, key)
    return replace(process, pipelines=_without(process.pipelines, gone))


def add_stage(process: Process, pipeline: str, name: str) -> Process:
    """Return the process with an open stage more, behind the last open one.

    The last open one leads to it, and it leads to every end.
    """

    def edit(one: Pipeline) -> Pipeline:
        key = key_of(name, _keys(one.stages))
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

    The first leads to the second, and whoever led to the first still does.
    """
    first = find_stage(process, pipeline, key)

    def edit(one: Pipeline) -> Pipeline:
        made = replace(first, key=key_of(name, _keys(one.stages)), name=name)
        at = one.stages.index(first)
        led = replace(first, leads_to=(*first.leads_to, made.key))
        return replace(one, stages=(*one.stages[:at], led, made, *one.stages[at + 1 :]))

    return _with_pipeline(process, pipeline, edit)


def retire_stage(process: Process, pipeline: str, key: str, into: str) -> Process:
    """Return the process without a stage; arrows that led to it lead to `into`.

    Raises:
        NotFoundError: There is no such stage, or none to go into but itself.
    """
    gone, heir = find_stage(process, pipeline, key), find_stage(process, pipeline, into)
    if gone is heir:
        raise NotFoundError("stage", into)

    def rewired(one: Stage) -> Stage:
        ahead = dict.fromkeys(into if to == key else to for to in one.leads_to)
        ahead.pop(one.key, None)
        asked = tuple(criterion for criterion in one.criteria if criterion.to != key)
        return replace(one, leads_to=tuple(ahead), criteria=asked)

    def edit(one: Pipeline) -> Pipeline:
        kept = tuple(rewired(stage) for stage in _without(one.stages, gone))
        needs = tuple(
            replace(need, since=into) if need.since == key else need for need in one.needs
        )
        return replace(one, stages=kept, needs=needs)

    return _with_pipeline(process, pipeline, edit)


def order_stages(process: Process, pipeline: str, keys: Sequence[str]) -> Process:
    """Return the process with stages in this order; those that are not named follow."""
    return _with_pipeline(
        process, pipeline, lambda one: replace(one, stages=_ordered(one.stages, keys))
    )


def move_stage(process: Process, pipeline: str, key: str, by: int) -> Process:
    """Return the process with a stage so many places further right."""
    gone = find_stage(process, pipeline, key)
    return _with_pipeline(
        process, pipeline, lambda one: replace(one, stages=_moved(one.stages, gone, by))
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

    def edit(one: Stage) -> Stage:
        if wanted.key not in _keys(one.criteria):
            return replace(one, criteria=(*one.criteria, wanted))
        asked = tuple(wanted if had.key == wanted.key else had for had in one.criteria)
        return replace(one, criteria=asked)

    return _with_stage(process, pipeline, stage, edit)


def remove_criterion(process: Process, pipeline: str, stage: str, key: str) -> Process:
    """Return the process without a criterion of a stage."""
    gone = find_criterion(find_stage(process, pipeline, stage), key)
    return _with_stage(
        process, pipeline, stage, lambda one: replace(one, criteria=_without(one.criteria, gone))
    )


def set_needs(process: Process, pipeline: str, needs: Sequence[RoleNeed]) -> Process:
    """Return the process with exactly these roles needed in the deals of a pipeline."""
    return change_pipeline(process, pipeline, needs=tuple(needs))


def add_word(process: Process, words: str, name: str, key: str | None = None) -> Process:
    """Return the process with a word more: a loss reason, kind, source, currency or role.

    Args:
        process: Before.
        words: Which list: a field of Process.
        name: As people read it.
        key: None = made of the name; of a currency its ISO 4217 code.
    """
    told = getattr(process, words)
    made = WORD_LISTS[words](key=key or key_of(name, _keys(told)), name=name)
    return replace(process, **{words: (*told, made)})


def change_word(process: Process, words: str, key: str, **values: Any) -> Process:
    """Return the process with other values of a word."""
    told, had = getattr(process, words), find_word(process, words, key)
    changed = tuple(replace(one, **values) if one is had else one for one in told)
    return replace(process, **{words: changed})


def move_word(process: Process, words: str, key: str, by: int) -> Process:
    """Return the process with a word so many places further down its list."""
    moved = _moved(getattr(process, words), find_word(process, words, key), by)
    return replace(process, **{words: moved})


def order_words(process: Process, words: str, keys: Sequence[str]) -> Process:
    """Return the process with the words of a list in this order; what is not named follows."""
    return replace(process, **{words: _ordered(getattr(process, words), keys)})


def remove_word(process: Process, words: str, key: str) -> Process:
    """Return the process without a word; of a kind or role, pipelines speak no more either."""
    kept = replace(
        process, **{words: _without(getattr(process, words), find_word(process, words, key))}
    )
    if words not in {"kinds", "roles"}:
        return kept

    def silent(one: Pipeline) -> Pipeline:
        if words == "roles":
            return replace(one, needs=tuple(need for need in one.needs if need.role != key))
        return replace(one, kinds=tuple(kind for kind in one.kinds if kind != key))

    return replace(kept, pipelines=tuple(silent(one) for one in kept.pipelines))


def find_word(process: Process, words: str, key: str) -> Any:
    """Return a word of a list.

    Raises:
        NotFoundError: There is no such list or word.
    """
    if words not in WORD_LISTS:
        raise NotFoundError("list of words", words)
    return _find("word", getattr(process, words), key)


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


def _find(what: str, some: Sequence[One], key: str) -> One:
    for one in some:
        if one.key == key:
            return one
    raise NotFoundError(what, key)


def _keys(some: Sequence[Keyed]) -> set[str]:
    return {one.key for one in some}


def _without(some: Sequence[One], gone: One) -> tuple[One, ...]:
    return tuple(one for one in some if one is not gone)


def _moved(some: Sequence[One], what: One, by: int) -> tuple[One, ...]:
    rest = list(_without(some, what))
    at = min(max(list(some).index(what) + by, 0), len(rest))
    return (*rest[:at], what, *rest[at:])


def _ordered(some: Sequence[One], keys: Sequence[str]) -> tuple[One, ...]:
    places = {key: at for at, key in reversed(list(enumerate(keys)))}
    return tuple(sorted(some, key=lambda one: places.get(one.key, len(keys))))
