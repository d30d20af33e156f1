"""The room of contacts: whom we know, who of us knows them, and what happened."""

from graphcrm.web.contacts import editing, encounters, pages, surroundings, ties
from graphcrm.web.contacts.room import bp


__all__ = ["bp", "editing", "encounters", "pages", "surroundings", "ties"]
