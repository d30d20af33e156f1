"""What a view says about itself, read before it runs."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request


View = TypeVar("View", bound=Callable[..., Any])

_public: set[Callable[..., Any]] = set()
_foreign: set[Callable[..., Any]] = set()
_limits: dict[Callable[..., Any], Callable[[], int]] = {}


def public(view: View) -> View:
    """Let everybody use a view, signed in or not."""
    _public.add(view)
    return view


def posted_from_elsewhere(view: View) -> View:
    """Let other web sites post to a view: it knows nobody, so that no session can be misused."""
    _foreign.add(view)
    return view


def views_without_token() -> set[Callable[..., Any]]:
    """Return the views that other web sites post to."""
    return set(_foreign)


def accepts_bytes(limit: int | Callable[[], int]) -> Callable[[View], View]:
    """Let a view take a body of up to `limit` bytes, e.g. an upload, or as many as it answers."""

    def mark(view: View) -> View:
        _limits[view] = limit if callable(limit) else lambda: limit
        return view

    return mark


def is_public() -> bool:
    """Return whether this request needs nobody signed in; an address without a view does not."""
    view = _view()
    return view is None or view in _public


def body_limit() -> int | None:
    """Return how many bytes this request's view takes; None = what every view takes."""
    view = _view()
    limit = _limits.get(view) if view else None
    return limit() if limit else None


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")
