"""Bringing in mail, calendars, address books and tables, and taking imports back."""

from graphcrm.web.imports.views import bp


__all__ = ["bp"]
