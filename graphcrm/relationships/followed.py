"""What the strengths have followed of the stream, for browsers that were away meanwhile."""

from dataclasses import dataclass

from graphcrm import graph


@dataclass(frozen=True, slots=True)
class Followed:
    """An entry of the stream: its place and what kind it is, from which nothing else follows.

    Attributes:
        verb: None of evidence.
    """

    seq: int
    verb: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the stream."""

    seq: int


STREAM_END = graph.load("relationships/stream_end", Place)
FOLLOWED = graph.load("relationships/followed", Followed)


def followed_after(seq: int, limit: int) -> list[Followed]:
    """Return the entries after a place, oldest first; those that were not followed come later.

    A page that is told of an entry reads again; what is derived from it must be there by then.
    """
    return graph.fetch(FOLLOWED, after=seq, limit=limit)


def stream_end() -> int:
    """Return the place of the last entry there is."""
    return graph.fetch(STREAM_END)[0].seq
