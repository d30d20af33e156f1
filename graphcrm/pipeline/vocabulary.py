"""Edits of the words that deals are in: loss reasons, kinds, sources, currencies and roles."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from graphcrm.errors import NotFoundError
from graphcrm.pipeline.keyed import find, key_of, keys_of, moved, ordered, without
from graphcrm.pipeline.parts import WORDS
from graphcrm.pipeline.records import Pipeline, Process


WORD_LISTS = dict(WORDS.values())
"""The records of the lists of words, by field of Process."""

RETIRABLE = ("loss_reasons", "sources", "roles")


def add_word(process: Process, words: str, name: str, key: str | None = None) -> Process:
    """Return the process with a word more: a loss reason, kind, source, currency or role.

    Args:
        process: Before.
        words: Which list: a field of Process.
        name: As people read it.
        key: None = made of the name; of a currency its ISO 4217 code.
    """
    told = getattr(process, words)
    made = WORD_LISTS[words](key=key or key_of(name, keys_of(told)), name=name)
    return replace(process, **{words: (*told, made)})


def change_word(process: Process, words: str, key: str, **values: Any) -> Process:
    """Return the process with other values of a word."""
    told, had = getattr(process, words), find_word(process, words, key)
    changed = tuple(replace(one, **values) if one is had else one for one in told)
    return replace(process, **{words: changed})


def move_word(process: Process, words: str, key: str, by: int) -> Process:
    """Return the process with a word so many places further down its list."""
    down = moved(getattr(process, words), find_word(process, words, key), by)
    return replace(process, **{words: down})


def order_words(process: Process, words: str, keys: Sequence[str]) -> Process:
    """Return the process with the words of a list in this order; what is not named follows."""
    return replace(process, **{words: ordered(getattr(process, words), keys)})


def remove_word(process: Process, words: str, key: str) -> Process:
    """Return the process without a word; of a kind or role, pipelines speak no more either."""
    kept = replace(
        process, **{words: without(getattr(process, words), find_word(process, words, key))}
    )
    if words not in {"kinds", "roles"}:
        return kept

    def silent(one: Pipeline) -> Pipeline:
        if words == "roles":
            return replace(one, needs=tuple(need for need in one.needs if need.role != key))
        return replace(one, kinds=tuple(kind for kind in one.kinds if kind != key))

    return replace(kept, pipelines=tuple(silent(one) for one in kept.pipelines))


def find_word(process: Process, words: str, key: str) -> Any:
    """Return a word of a list.

    Raises:
        NotFoundError: There is no such list or word.
    """
    if words not in WORD_LISTS:
        raise NotFoundError("list of words", words)
    return find("word", getattr(process, words), key)
