"""What holds for every search by now: who agrees to be asked, and what introductions have taught.

It is read anew for every answer, of any process: whoever withdraws their consent is in no later
answer, however fresh the index is.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from graphcrm import graph
from graphcrm.influence.calibration import PRIOR, Bin, Calibration, Curve, Reliability


@dataclass(frozen=True, slots=True)
class StandingRow:
    """The row of influence/standing."""

    withheld_ids: list[str]
    version: int | None
    fitted_at: datetime | None
    outcome_count: int | None
    edge_slope: float | None
    edge_offset: float | None
    edge_count: int | None
    path_slope: float | None
    path_offset: float | None
    path_count: int | None
    reliability: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for every search by now.

    Attributes:
        withheld_ids: Contacts of colleagues who do not agree to be asked: no path begins at them
            for others or leads over them.
        calibration: The latest.
    """

    withheld_ids: frozenset[str]
    calibration: Calibration = PRIOR


STANDING = graph.load("influence/standing", StandingRow)


def standing() -> Standing:
    """Return what holds by now."""
    (row,) = graph.fetch(STANDING)
    return Standing(frozenset(row.withheld_ids), _calibration(row))


def _calibration(row: StandingRow) -> Calibration:
    if row.version is None:
        return PRIOR
    return Calibration(
        version=row.version,
        fitted_at=row.fitted_at,
        outcome_count=row.outcome_count or 0,
        edge=Curve(row.edge_slope or 1.0, row.edge_offset or 0.0, row.edge_count or 0),
        path=Curve(row.path_slope or 1.0, row.path_offset or 0.0, row.path_count or 0),
        reliability=_reliability(row.reliability),
    )


def _reliability(text: str | None) -> Reliability | None:
    if text is None:
        return None
    told = json.loads(text)
    return Reliability(**{**told, "bins": tuple(Bin(**one) for one in told["bins"])})
