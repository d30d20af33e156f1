"""What the index knows of each tie, and the probability of each of its layers on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphcrm.influence.records import Bools, Floats, Ints, Layer, Ties
from graphcrm.influence.rows import Store
from graphcrm.relationships.strength import aged, strengths_of


LAYERS = (Layer.OBSERVED, Layer.DECLARED, Layer.INFERRED)

_OUT, _IN = 1, 2
_CHUNK = 1 << 19
_DTYPES: Mapping[str, tuple[type, tuple[int, ...]]] = {
    "first": (np.int32, ()),
    "second": (np.int32, ()),
    "sums": (np.float32, (10,)),
    "sides": (np.uint8, ()),
    "declared": (np.float32, ()),
    "declared_until": (np.int32, ()),
    "inferred": (np.float32, ()),
    "inferred_from": (np.int32, ()),
}

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class TieTable:
    """Ties by number, those no longer in force among them.

    Attributes:
        base_day: The day that all sums are faded to, or grown back to, so that one number of days
            serves them all.
        columns: first and second (vertices), sums (10: five outward, five inward), sides (bit 1
            outward, bit 2 inward: who ever turned to whom), declared and inferred (probability,
            0 for none), declared_until (last day), inferred_from (first day).
        store: Where the columns live.
    """

    base_day: int
    columns: Columns
    store: Store

    @classmethod
    def of(cls, base_day: int, columns: Columns) -> "TieTable":
        """Return a table of these ties."""
        store = Store(columns)
        return cls(base_day, store.columns, store)

    def appended(self, columns: Columns) -> tuple["TieTable", int]:
        """Return a table with more ties, and the number of the first of them."""
        begin = self.store.append(columns)
        return TieTable(self.base_day, self.store.columns, self.store), begin

    def taken(self, ties: Ints) -> Columns:
        """Return the rows of some ties."""
        return {name: column[ties] for name, column in self.columns.items()}

    def strengths(self, ties: Ints, day: int) -> Floats:
        """Return S of the observed layer, not a number where nothing was observed."""
        sums = self.columns["sums"][ties].astype(np.float64)
        strengths = strengths_of(sums[..., :5], sums[..., 5:], day - self.base_day)
        return np.where(self.columns["sides"][ties] > 0, strengths, np.nan)

    def probabilities(self, ties: Ints, day: int) -> Floats:
        """Return (n, 3) probabilities of the LAYERS, 0 where there is none."""
        observed = np.sqrt(np.nan_to_num(self.strengths(ties, day)))
        taken = {
            name: self.columns[name][ties] for name in _DTYPES if name not in {"sums", "sides"}
        }
        declared = taken["declared"] * (taken["declared_until"] >= day)
        inferred = taken["inferred"] * (taken["inferred_from"] <= day)
        return np.stack((observed, _exact(declared), _exact(inferred)), axis=-1)

    def best_probabilities(self, ties: Ints, day: int) -> Floats:
        """Return (n,) the best layer's, in flat memory."""
        return np.concatenate(
            [
                self.probabilities(ties[at : at + _CHUNK], day).max(axis=1)
                for at in range(0, max(1, len(ties)), _CHUNK)
            ]
        )


def is_known(columns: Columns) -> Bools:
    """Return which ties stand on more than inference."""
    return np.asarray((columns["sides"] > 0) | (columns["declared"] > 0))


def is_one_way(columns: Columns) -> Bools:
    """Return which ties one side alone ever worked for."""
    return np.asarray((columns["sides"] == _OUT) | (columns["sides"] == _IN))


def columns_of(ties: Ties, first: Ints, second: Ints, base_day: int) -> Columns:
    """Return rows of a table for ties between vertices, without an inferred layer."""
    sums, days = np.asarray(ties.sums), base_day - np.asarray(ties.as_of)
    faded = np.concatenate((aged(sums[:, :5], days), aged(sums[:, 5:], days)), axis=1)
    sides = _OUT * (sums[:, :5] > 0).any(axis=1) + _IN * (sums[:, 5:] > 0).any(axis=1)
    return typed(
        {
            "first": first,
            "second": second,
            "sums": faded,
            "sides": sides,
            "declared": ties.declared,
            "declared_until": ties.declared_until,
        }
    )


def typed(columns: Mapping[str, Any]) -> Columns:
    """Return columns as a table holds them, those that are missing filled with zeros."""
    count = len(columns["first"])
    return {
        name: np.asarray(columns[name]).astype(dtype)
        if name in columns
        else np.zeros((count, *shape), dtype)
        for name, (dtype, shape) in _DTYPES.items()
    }


def joined(parts: list[Columns]) -> Columns:
    """Return rows behind one another; the parts are used up, so as not to hold all twice."""
    every = [dict(typed({"first": np.zeros(0), "second": np.zeros(0)})), *map(dict, parts)]
    parts.clear()
    return {name: np.concatenate([part.pop(name) for part in every]) for name in _DTYPES}


def _exact(single: NDArray[np.float32]) -> Floats:
    """Return a probability as it was written, not as single precision rounds it."""
    return np.asarray(np.round(single.astype(np.float64), 6))
