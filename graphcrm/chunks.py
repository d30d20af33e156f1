"""Long sequences cut into pieces that one transaction can take."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar


T = TypeVar("T")


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield `items` in order, `size` at a time, the last piece shorter."""
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece
