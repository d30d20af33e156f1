"""The room of accounts: what an organisation is, its people, and who of us knows them."""

from graphcrm.web.accounts import editing, pages, reaching
from graphcrm.web.accounts.room import bp


__all__ = ["bp", "editing", "pages", "reaching"]
