"""The room of settings, for administrators: pipelines with all their parts, and words."""

from graphcrm.web.settings import criteria, effects, pipelines, proposing, stages, words
from graphcrm.web.settings.room import bp


__all__ = ["bp", "criteria", "effects", "pipelines", "proposing", "stages", "words"]
