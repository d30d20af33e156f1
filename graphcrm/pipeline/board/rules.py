"""What a filter of a board asks of each deal, as its queries take it."""

from typing import Any

from graphcrm.pipeline.board.records import Filter


_SAME = ("owner_id", "team_id", "kind", "source", "currency")
_LEAST = {"amount_from": "amount_minor", "close_from": "close_on"}
_MOST = {"amount_until": "amount_minor", "close_until": "close_on"}


def narrowing(chosen: Filter) -> dict[str, Any]:
    """Return a filter as the parameter `filter` of a query: only what narrows costs anything.

    Returns:
        narrows: whether it asks anything at all; same, least, most: lists of {key: of a property,
        value: it is this, at least or at most this}; the rest as it is, None = it does not narrow.
    """
    return {
        "narrows": chosen != Filter(),
        "same": _bounds(chosen, {name: name for name in _SAME}),
        "least": _bounds(chosen, _LEAST),
        "most": _bounds(chosen, _MOST),
        "text": chosen.text,
        "stale": chosen.stale,
        "no_next_step": chosen.no_next_step,
        "missing_seats": chosen.missing_seats,
        "without_role": chosen.without_role,
    }


def _bounds(chosen: Filter, keys: dict[str, str]) -> list[dict[str, Any]]:
    said = ((key, getattr(chosen, name)) for name, key in keys.items())
    return [{"key": key, "value": value} for key, value in said if value is not None]
