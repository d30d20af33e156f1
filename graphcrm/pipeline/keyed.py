"""Things with keys, in an order: found, moved, put in order; and keys made of names."""

import re
import unicodedata
from collections.abc import Container, Sequence
from typing import Protocol, TypeVar

from graphcrm.errors import NotFoundError


LONGEST_KEY = 40


class Keyed(Protocol):
    """What is named by a key."""

    @property
    def key(self) -> str:
        """Return the key."""


One = TypeVar("One", bound=Keyed)


def key_of(name: str, taken: Container[str] = ()) -> str:
    """Return a key made of a name, another one than those that are taken.

    Args:
        name: As people read it: "Übergabe an Kunden".
        taken: Keys that stand for something else.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_KEY].strip("-") or "new"
    numbers = (f"{made}-{number}" for number in range(2, 10_000))
    return made if made not in taken else next(one for one in numbers if one not in taken)


def find(what: str, some: Sequence[One], key: str) -> One:
    """Return the one of a key.

    Args:
        what: As a sentence names it.
        some: Among these.
        key: Which.

    Raises:
        NotFoundError: There is none.
    """
    for one in some:
        if one.key == key:
            return one
    raise NotFoundError(what, key)


def keys_of(some: Sequence[Keyed]) -> set[str]:
    """Return the keys of some things."""
    return {one.key for one in some}


def put(some: Sequence[One], wanted: One) -> tuple[One, ...]:
    """Return all with one more, or in the place of the one of its key."""
    if wanted.key not in keys_of(some):
        return (*some, wanted)
    return tuple(wanted if one.key == wanted.key else one for one in some)


def without(some: Sequence[One], gone: One) -> tuple[One, ...]:
    """Return all but one."""
    return tuple(one for one in some if one is not gone)


def moved(some: Sequence[One], what: One, by: int) -> tuple[One, ...]:
    """Return all, with one of them so many places further down."""
    rest = list(without(some, what))
    at = min(max(list(some).index(what) + by, 0), len(rest))
    return (*rest[:at], what, *rest[at:])


def ordered(some: Sequence[One], keys: Sequence[str]) -> tuple[One, ...]:
    """Return all in the order of these keys; what is not named follows."""
    places = {key: at for at, key in reversed(list(enumerate(keys)))}
    return tuple(sorted(some, key=lambda one: places.get(one.key, len(keys))))
