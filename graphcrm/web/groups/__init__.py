"""The room of a deal's buying group: who is in it, what it lacks, and who could be."""

from graphcrm.web.groups import changing, pages
from graphcrm.web.groups.of_accounts import account_bp
from graphcrm.web.groups.room import bp


__all__ = ["account_bp", "bp", "changing", "pages"]
