"""Asking who can get us to somebody, and what each tie on the way rests on."""

from graphcrm.web.paths.views import bp
from graphcrm.web.paths.ways import ways_bp


__all__ = ["bp", "ways_bp"]
