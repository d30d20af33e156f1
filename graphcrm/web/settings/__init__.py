"""The room of settings, for administrators: pipelines and their parts, words, introductions."""

from graphcrm.web.settings import (
    criteria,
    effects,
    introductions,
    pipelines,
    proposing,
    stages,
    words,
)
from graphcrm.web.settings.room import bp


__all__ = [
    "bp",
    "criteria",
    "effects",
    "introductions",
    "pipelines",
    "proposing",
    "stages",
    "words",
]
