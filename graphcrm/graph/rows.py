"""Rows that several named queries have in common."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Uid:
    """A uid that was looked up."""

    uid: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many things a statement found or wrote."""

    count: int
