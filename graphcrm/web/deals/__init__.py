"""The room of deals: the board, one deal, and every way to move and change them."""

from graphcrm.web.deals import (
    around,
    board,
    bulk,
    cells,
    checking,
    editing,
    moving,
    pages,
    table,
    views,
)
from graphcrm.web.deals.room import bp


__all__ = [
    "around",
    "board",
    "bp",
    "bulk",
    "cells",
    "checking",
    "editing",
    "moving",
    "pages",
    "table",
    "views",
]
