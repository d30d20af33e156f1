"""Finding contacts and accounts by what one remembers of them."""

from graphcrm.web.search.views import bp


__all__ = ["bp"]
