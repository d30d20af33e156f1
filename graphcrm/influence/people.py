"""The vertices of the index: contacts by number, who may see them, who may be asked."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.records import Bools, Contacts, Sight


_T = TypeVar("_T", bound=np.generic)

_NOBODY = -1
_UID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class People:
    """Contacts in the order they became known; a vertex is a position here and never reused.

    Attributes:
        uids: (n,) 16 bytes each.
        order: (n,) vertices by uid.
        owners: (n,) number of the owning user, -1 for nobody.
        teams: (n,) number of the team, -1 for none.
        house: (n,) whether everybody may see them.
        bars: (n,) `Bar`.
        asked: (n,) introductions asked for.
        agreed: (n,) introductions agreed to.
        known: (n,) False once the contact is gone.
        owner_numbers: Number of each user met as an owner.
        team_numbers: Number of each team met.
    """

    uids: NDArray[np.bytes_]
    order: NDArray[np.int32]
    owners: NDArray[np.int32]
    teams: NDArray[np.int32]
    house: Bools
    bars: NDArray[np.uint8]
    asked: NDArray[np.int32]
    agreed: NDArray[np.int32]
    known: Bools
    owner_numbers: Mapping[str, int]
    team_numbers: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.uids)

    def vertices_of(self, uids: Sequence[str]) -> NDArray[np.int64]:
        """Return the vertex of each contact, -1 where it is unknown or gone."""
        vertices = self._places_of(_packed([uid if _UID.fullmatch(uid) else "" for uid in uids]))
        found = vertices >= 0
        found[found] = self.known[vertices[found]]
        return np.where(found, vertices, -1)

    def uid_of(self, vertex: int) -> str:
        """Return the uid of a contact."""
        return str(uuid.UUID(bytes=self.uids[vertex].ljust(16, b"\0")))

    def visible_to(self, sight: Sight) -> Bools:
        """Return (n,) who may be seen; what nobody owns is the house's (`access.rules`)."""
        if sight.everybody:
            return self.known
        owned = _member(self.owners, self.owner_numbers, sight.owner_ids)
        teamed = _member(self.teams, self.team_numbers, sight.team_ids)
        return np.asarray(self.known & (self.house | (self.owners == _NOBODY) | owned | teamed))

    def with_contacts(self, contacts: Contacts) -> "People":
        """Return people with these among them, known ones as they are now, new ones behind."""
        if not contacts.uids:
            return self
        packed = _packed(contacts.uids)
        vertices = self._places_of(packed)
        new = np.flatnonzero(vertices < 0)
        vertices[new] = len(self) + np.arange(len(new))
        owner_numbers = _numbered(self.owner_numbers, contacts.owner_ids)
        team_numbers = _numbered(self.team_numbers, contacts.team_ids)
        whole = self._with_room(packed[new])
        whole.owners[vertices] = [
            owner_numbers.get(uid or "", _NOBODY) for uid in contacts.owner_ids
        ]
        whole.teams[vertices] = [team_numbers.get(uid or "", _NOBODY) for uid in contacts.team_ids]
        whole.house[vertices] = contacts.house
        whole.bars[vertices] = contacts.bars
        whole.asked[vertices] = contacts.asked or 0
        whole.agreed[vertices] = contacts.agreed or 0
        whole.known[vertices] = True
        return replace(whole, owner_numbers=owner_numbers, team_numbers=team_numbers)

    def without(self, vertices: NDArray[np.int64]) -> "People":
        """Return people among whom these are no more."""
        known = self.known.copy()
        known[vertices] = False
        return replace(self, known=known)

    def _places_of(self, packed: NDArray[np.bytes_]) -> NDArray[np.int64]:
        if not len(self):
            return np.full(len(packed), -1)
        at = np.searchsorted(self.uids, packed, sorter=self.order)
        places = self.order.take(at, mode="clip").astype(np.int64)
        return np.where(self.uids[places] == packed, places, -1)

    def _with_room(self, packed: NDArray[np.bytes_]) -> "People":
        """Return a copy with vertices behind for these uids, in the order given."""
        more = len(packed)
        at = np.searchsorted(self.uids, np.sort(packed), sorter=self.order)
        order = np.insert(self.order, at, len(self) + np.argsort(packed))
        return replace(
            self,
            uids=np.concatenate((self.uids, packed)),
            order=order.astype(np.int32),
            owners=_roomier(self.owners, more),
            teams=_roomier(self.teams, more),
            house=_roomier(self.house, more),
            bars=_roomier(self.bars, more),
            asked=_roomier(self.asked, more),
            agreed=_roomier(self.agreed, more),
            known=_roomier(self.known, more),
        )


def nobody() -> People:
    """Return people before anybody is known."""
    none = np.zeros(0, np.int32)
    flags = np.zeros(0, np.bool_)
    return People(
        uids=np.zeros(0, "S16"),
        order=none,
        owners=none,
        teams=none,
        house=flags,
        bars=np.zeros(0, np.uint8),
        asked=none,
        agreed=none,
        known=flags,
        owner_numbers={},
        team_numbers={},
    )


def _roomier(column: NDArray[_T], more: int) -> NDArray[_T]:
    return np.concatenate((column, np.zeros(more, column.dtype)))


def _packed(uids: Sequence[str]) -> NDArray[np.bytes_]:
    """Return uids as 16 bytes each, which sort as the uids do."""
    return np.array([bytes.fromhex(uid.replace("-", "")) for uid in uids], "S16")


def _numbered(numbers: Mapping[str, int], uids: Sequence[str | None]) -> Mapping[str, int]:
    new = dict.fromkeys(uid for uid in uids if uid and uid not in numbers)
    return {**numbers, **{uid: len(numbers) + at for at, uid in enumerate(new)}} if new else numbers


def _member(column: NDArray[np.int32], numbers: Mapping[str, int], uids: frozenset[str]) -> Bools:
    """Return where a column of numbers holds one of some uids."""
    allowed = np.zeros(len(numbers) + 1, np.bool_)  # the last one is nobody's: -1
    allowed[[numbers[uid] for uid in uids if uid in numbers]] = True
    return allowed[column]
