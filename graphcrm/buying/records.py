"""Roles of a buying group, and the seats that people have in a deal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A part that somebody can have in a deal.

    Attributes:
        key: Names it, and stays when the name changes.
        authority: Whoever has it can say yes.
        neutral: It only says that somebody has to do with the deal: what nobody knows better is
            taken for this.
    """

    key: str
    name: str
    authority: bool = False
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """A part that somebody has in a deal.

    Attributes:
        contact_id: Who; None = somebody the reader may not see.
        name: Of that person; None likewise.
    """

    contact_id: str | None
    name: str | None
    role: Role
