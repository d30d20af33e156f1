"""Processes drawn by chance that the rules accept."""

from hypothesis import strategies as st

from graphcrm.pipeline.records import LossReason, Pipeline, Process, Stage, StageType
from graphcrm.pipeline.rules import COLORS


KEYS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
LETTERS = st.characters(categories=["L", "N", "P"], exclude_characters="\x85")
NAMES = st.text(LETTERS, min_size=1, max_size=20)


@st.composite
def stages(draw):
    """Some stages: open ones, each with a way to the last, which is lost, and a won one."""
    keys = draw(st.lists(KEYS, min_size=3, max_size=6, unique=True))
    made = []
    for at, key in enumerate(keys):
        type_ = {0: StageType.WON, 1: StageType.LOST}.get(at, StageType.OPEN)
        percent = {0: 100, 1: 0}.get(at) if at < 2 else draw(st.integers(0, 100))
        others = draw(st.lists(st.sampled_from([k for k in keys if k != key]), unique=True))
        if type_ is StageType.OPEN and keys[1] not in others:
            others.append(keys[1])
        days, color = (
            draw(st.none() | st.integers(1, 99)),
            draw(st.none() | st.sampled_from(COLORS)),
        )
        ahead = tuple(key for key in keys if key in others)
        made.append(Stage(key, draw(NAMES), type_, percent, days, color, ahead))
    return tuple(made)


@st.composite
def processes(draw):
    """Any process that works."""
    keys = draw(st.lists(KEYS, max_size=3, unique=True))
    kinds = iter(draw(st.lists(KEYS, min_size=len(keys), max_size=len(keys), unique=True)))
    pipelines = tuple(
        Pipeline(key, draw(NAMES), (next(kinds),) if draw(st.booleans()) else (), draw(stages()))
        for key in keys
    )
    reasons = draw(st.lists(KEYS, max_size=3, unique=True))
    return Process(
        pipelines, tuple(LossReason(key, draw(NAMES), draw(st.booleans())) for key in reasons)
    )
