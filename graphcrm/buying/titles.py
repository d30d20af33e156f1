"""Roles guessed from titles, by the words that each role has for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphcrm.buying.records import Role
from graphcrm.directory.words import split


@dataclass(frozen=True, slots=True)
class Guess:
    """A role that a title suggests, and by which words."""

    role: Role
    words: str


def guess_role(title: str | None, roles: Iterable[Role]) -> Guess | None:
    """Return the role that a title suggests: the one with the most words in it, else the first.

    Words count whole, next to each other, without accents and case. It is a guess: a title says
    nothing of a deal, so it is offered with its words and never taken by itself.

    Args:
        title: None, or of another language, suggests nothing.
        roles: In their order; retired ones are not suggested.
    """
    said = split(title or "")
    best: tuple[int, Guess] | None = None
    for role in roles:
        for phrase in () if role.retired else role.titles:
            words = split(phrase)
            if _stands_in(words, said) and (best is None or len(words) > best[0]):
                best = len(words), Guess(role, phrase)
    return best[1] if best else None


def _stands_in(words: list[str], said: list[str]) -> bool:
    starts = range(len(said) - len(words) + 1)
    return bool(words) and any(said[at : at + len(words)] == words for at in starts)
