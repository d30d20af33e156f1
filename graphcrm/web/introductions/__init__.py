"""The room of introductions: asking for one, what others ask of the reader, what came of them."""

from graphcrm.web.introductions import answering, asking, pages
from graphcrm.web.introductions.room import bp


__all__ = ["answering", "asking", "bp", "pages"]
