"""The room of deals: the board, one deal, and every way to move and change them."""

from graphcrm.web.deals import around, board, checking, editing, moving, pages, table
from graphcrm.web.deals.room import bp


__all__ = ["around", "board", "bp", "checking", "editing", "moving", "pages", "table"]
