"""What a process must be to work: every deal begins somewhere and can end, won or lost."""

import re
from collections.abc import Iterable, Sequence

from graphcrm.buying.records import Role
from graphcrm.directory.words import split
from graphcrm.errors import InvalidError
from graphcrm.pipeline import effects
from graphcrm.pipeline.criteria import checks
from graphcrm.pipeline.records import (
    LossReason,
    OpportunityKind,
    Pipeline,
    Process,
    Source,
    Stage,
    StageType,
)


KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CURRENCY = re.compile(r"[A-Z]{3}")
LONGEST_NAME = 80
MOST_SEATS = 50  # of one role in one deal
MOST_TITLES = 50
LONGEST_RHYTHM = 365
COLORS = ("blue", "green", "amber", "red", "violet", "teal", "grey")
WIN_PERCENT = {StageType.WON: 100, StageType.LOST: 0}


class ProcessError(InvalidError):
    """A process would not work.

    Attributes:
        place: Where, as the document has it: "pipelines[0].stages[2].key".
        sentence: What is wrong there.
    """

    code = "invalid-process"

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.place = place
        self.sentence = sentence


def check_process(process: Process) -> None:
    """Check that deals can go through every pipeline to an end.

    Raises:
        ProcessError: The first thing that would not work, and where it stands.
    """
    _check_keys("pipelines", [one.key for one in process.pipelines])
    for words in ("loss_reasons", "kinds", "sources", "roles"):
        _check_words(words, getattr(process, words))
    _check_currencies(process)
    _check_roles(process.roles)
    _check_neutral(process.roles)
    taken: dict[str, str] = {}
    for at, pipeline in enumerate(process.pipelines):
        place = f"pipelines[{at}]"
        _check_name(f"{place}.name", pipeline.name)
        for kind in pipeline.kinds:
            if taken.setdefault(kind, pipeline.name) != pipeline.name:
                raise ProcessError(f"{place}.kinds", f"{kind!r} begins in {taken[kind]} already.")
        _check_rhythm(place, pipeline)
        if len(set(pipeline.teams)) < len(pipeline.teams):
            raise ProcessError(f"{place}.teams", "a team stands there twice.")
        _check_stages(place, pipeline)
        _check_needs(place, process, pipeline)
        for stood, stage in enumerate(pipeline.stages):
            _check_criteria(f"{place}.stages[{stood}].criteria", process, stage)
            _check_effects(f"{place}.stages[{stood}].sets_off", process, stage)


def _check_words(words: str, told: Sequence[LossReason | OpportunityKind | Source | Role]) -> None:
    _check_keys(words, [one.key for one in told])
    for at, word in enumerate(told):
        _check_name(f"{words}[{at}].name", word.name)


def _check_neutral(roles: Sequence[Role]) -> None:
    neutral = [(at, one) for at, one in enumerate(roles) if one.neutral]
    for at, role in neutral:
        if role.authority:
            sentence = f"{role.name} says nothing of somebody, and cannot have authority as well."
            raise ProcessError(f"roles[{at}].neutral", sentence)
    for at, role in neutral[1:]:
        sentence = f"{role.name} cannot be neutral as well; {neutral[0][1].name} is."
        raise ProcessError(f"roles[{at}].neutral", sentence)


def _check_currencies(process: Process) -> None:
    seen: set[str] = set()
    for at, currency in enumerate(process.currencies):
        if not CURRENCY.fullmatch(currency.key):
            sentence = f"{currency.key!r} is no currency of ISO 4217, e.g. EUR."
            raise ProcessError(f"currencies[{at}].key", sentence)
        if currency.key in seen:
            raise ProcessError(f"currencies[{at}].key", f"{currency.key!r} stands there twice.")
        seen.add(currency.key)
        _check_name(f"currencies[{at}].name", currency.name)


def _check_criteria(place: str, process: Process, stage: Stage) -> None:
    _check_keys(place, [one.key for one in stage.criteria])
    for at, criterion in enumerate(stage.criteria):
        if criterion.name is not None:
            _check_name(f"{place}[{at}].name", criterion.name)
        for parameter, sentence in checks.wrong_in(process, stage, criterion):
            raise ProcessError(f"{place}[{at}].{parameter}", sentence)
    for at, sentence in checks.contradictions(process, stage.criteria):
        raise ProcessError(f"{place}[{at}]", sentence)


def _check_roles(roles: Sequence[Role]) -> None:
    for at, role in enumerate(roles):
        for word in role.titles:
            if not split(word) or len(word) > LONGEST_NAME:
                sentence = f"{word[:LONGEST_NAME]!r} is no word of a title."
                raise ProcessError(f"roles[{at}].titles", sentence)
        if len(role.titles) > MOST_TITLES:
            raise ProcessError(f"roles[{at}].titles", f"they are more than {MOST_TITLES}.")


def _check_rhythm(place: str, pipeline: Pipeline) -> None:
    days = pipeline.rhythm_days
    if days is not None and not 1 <= days <= LONGEST_RHYTHM:
        raise ProcessError(f"{place}.rhythm_days", f"{days} is not 1 to {LONGEST_RHYTHM}.")


def _check_needs(place: str, process: Process, pipeline: Pipeline) -> None:
    roles = {one.key: one for one in process.roles}
    opens = {one.key for one in pipeline.stages if one.type is StageType.OPEN}
    seen: set[str] = set()
    for at, need in enumerate(pipeline.needs):
        where = f"{place}.needs[{at}]"
        if need.role not in roles:
            raise ProcessError(f"{where}.role", f"{need.role!r} is no role.")
        if roles[need.role].retired:
            sentence = f"{roles[need.role].name} is retired; nobody can take that seat any more."
            raise ProcessError(f"{where}.role", sentence)
        if need.role in seen:
            raise ProcessError(f"{where}.role", f"{need.role!r} stands there twice.")
        seen.add(need.role)
        if not 1 <= need.minimum <= MOST_SEATS:
            raise ProcessError(f"{where}.minimum", f"{need.minimum} is not 1 to {MOST_SEATS}.")
        if need.since is not None and need.since not in opens:
            sentence = f"{need.since!r} is no open stage of this pipeline."
            raise ProcessError(f"{where}.since", sentence)


def _check_effects(place: str, process: Process, stage: Stage) -> None:
    _check_keys(place, [one.key for one in stage.sets_off])
    for at, effect in enumerate(stage.sets_off):
        if effect.name is not None:
            _check_name(f"{place}[{at}].name", effect.name)
        for parameter, sentence in effects.wrong_in(process, effect):
            raise ProcessError(f"{place}[{at}].{parameter}", sentence)
    for at, sentence in effects.contradictions(stage.sets_off):
        raise ProcessError(f"{place}[{at}]", sentence)


def _check_stages(place: str, pipeline: Pipeline) -> None:
    _check_keys(f"{place}.stages", [one.key for one in pipeline.stages])
    present = {stage.type for stage in pipeline.stages}
    for type_ in StageType:
        if type_ not in present:
            raise ProcessError(f"{place}.stages", f"{pipeline.name} has no stage of type {type_}.")
    keys = {stage.key for stage in pipeline.stages}
    for at, stage in enumerate(pipeline.stages):
        _check_stage(f"{place}.stages[{at}]", stage, keys)
    for at, stage in enumerate(pipeline.stages):
        if stage.type is StageType.OPEN and not _reaches_an_end(pipeline, stage):
            sentence = f"no arrows lead from {stage.name} to a won or lost stage."
            raise ProcessError(f"{place}.stages[{at}].leads_to", sentence)


def _check_stage(place: str, stage: Stage, keys: set[str]) -> None:
    _check_name(f"{place}.name", stage.name)
    _check_arrows(place, stage, keys)
    fixed = WIN_PERCENT.get(stage.type, stage.win_percent)
    if stage.win_percent != fixed:
        sentence = f"a {stage.type} stage has {fixed}, not {stage.win_percent}."
        raise ProcessError(f"{place}.win_percent", sentence)
    if not 0 <= stage.win_percent <= 100:  # noqa: PLR2004 - percent
        raise ProcessError(f"{place}.win_percent", f"{stage.win_percent} is not 0 to 100.")
    if stage.rotting_days is not None and stage.rotting_days < 1:
        raise ProcessError(f"{place}.rotting_days", f"{stage.rotting_days} is not 1 or more.")
    if stage.color is not None and stage.color not in COLORS:
        raise ProcessError(f"{place}.color", f"{stage.color!r} is none of {', '.join(COLORS)}.")


def _check_arrows(place: str, stage: Stage, keys: set[str]) -> None:
    for at, other in enumerate(stage.leads_to):
        if other == stage.key:
            raise ProcessError(f"{place}.leads_to", f"{stage.name} cannot lead to itself.")
        if other not in keys:
            raise ProcessError(f"{place}.leads_to", f"{other!r} is no stage of this pipeline.")
        if other in stage.leads_to[:at]:
            raise ProcessError(f"{place}.leads_to", f"{other!r} stands there twice.")


def _reaches_an_end(pipeline: Pipeline, start: Stage) -> bool:
    """Answer whether arrows lead from a stage to one that is won or lost."""
    stages = {stage.key: stage for stage in pipeline.stages}
    seen, ahead = {start.key}, [start]
    while ahead:
        stage = ahead.pop()
        if stage.type is not StageType.OPEN:
            return True
        new = [key for key in stage.leads_to if key not in seen]
        seen.update(new)
        ahead += [stages[key] for key in new]
    return False


def _check_keys(place: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for at, key in enumerate(keys):
        if not KEY.fullmatch(key):
            sentence = f"{key!r} is not small letters, digits and hyphens, e.g. new-business."
            raise ProcessError(f"{place}[{at}].key", sentence)
        if key in seen:
            raise ProcessError(f"{place}[{at}].key", f"{key!r} stands there twice.")
        seen.add(key)


def _check_name(place: str, name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise ProcessError(place, f"a name has 1 to {LONGEST_NAME} letters on one line.")
