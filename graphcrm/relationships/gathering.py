"""From rows of evidence to ties: who was in touch with whom, gathered into columns and computed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from graphcrm.relationships import rules, strength
from graphcrm.relationships.records import Direction, Means, PairEvidence, TieSums


EPOCH = date(1970, 1, 1)
_EPOCH_AT = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MEANS = {
    "email": Means.MAIL,
    "message": Means.MESSAGE,
    "meeting": Means.MEETING,
    "call": Means.CALL,
}
_LEVELS = tuple(rules.DECLARED)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One activity with everybody who took part.

    Attributes:
        occurred_us: When, in microseconds since 1970 in UTC.
        parts: [uid of the contact, or of the handle nobody has; how; whether it is a contact].
    """

    uid: str
    kind: str
    occurred_us: int
    is_reply: bool
    replies_to: list[str]
    level: str | None
    expires_on: date | None
    declared_by: str | None
    parts: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Declaration:
    """The strongest claim about a pair that stands."""

    level: str
    by_id: str | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Tie:
    """What the graph keeps of one pair.

    Attributes:
        low: Uid of the contact with the lower uid; the sums' outward direction is from them.
        sums_out: Per class of half-lives, as of `as_of_on`; empty where only a claim carries it.
        sums_in: The other direction.
        days: Days in touch.
        evidence_count: Activities that count.
    """

    low: str
    high: str
    sums_out: list[float]
    sums_in: list[float]
    as_of_on: date
    days: int
    evidence_count: int
    first_at: datetime | None
    last_at: datetime | None
    declared: Declaration | None


class Gathering:
    """Evidence of any number of pairs, as columns that the arithmetic takes.

    Args:
        only: The pairs looked at, lower uid first; None for all that come.
    """

    def __init__(self, only: Iterable[tuple[str, str]] | None = None) -> None:
        self._only = set(only) if only is not None else None
        self._numbers: dict[tuple[str, str], int] = {}
        self._activities: dict[str, int] = {}
        self._columns: list[tuple[int, int, int, int, int, int, bool]] = []
        self._citations: list[tuple[int, int]] = []
        self._claims: dict[tuple[str, str], list[Declaration]] = {}

    def add(self, row: EvidenceRow) -> None:
        """Take in one activity."""
        if row.kind == "declared":
            self._claim(row)
            return
        means = _MEANS[row.kind]
        if means in {Means.MEETING, Means.CALL}:
            self._add_meeting(row, means)
        else:
            self._add_written(row, means)

    def ties(self, until: datetime) -> list[Tie]:
        """Return every tie that the evidence carries at an instant, by pair."""
        sums = self.sums(until)
        count, first, last = self._spans(len(self._numbers))
        as_of_on = EPOCH + timedelta(days=sums.as_of)
        ties = []
        for pair, number in self._numbers.items():
            seen = bool(sums.active_days[number])
            claim = self.claim_of(pair, as_of_on)
            if seen or claim:
                ties.append(
                    Tie(
                        *pair,
                        sums.outward[number].tolist() if seen else [],
                        sums.inward[number].tolist() if seen else [],
                        as_of_on,
                        int(sums.active_days[number]),
                        int(count[number]),
                        instant(int(first[number])) if seen else None,
                        instant(int(last[number])) if seen else None,
                        claim,
                    )
                )
        return ties

    def sums(self, until: datetime) -> TieSums:
        """Return the sums of every pair, in the order of `pairs`, as of an instant's UTC day."""
        events = rules.events_of(self.evidence(), until=microseconds(until))
        return strength.sums_of(events, as_of=day_of(until), pair_count=len(self._numbers))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs met, by number."""
        return list(self._numbers)

    def claim_of(self, pair: tuple[str, str], on: date) -> Declaration | None:
        """Return the strongest claim about a pair that has not expired by a day."""
        claims = self._claims.get(pair, ())
        standing = [one for one in claims if one.until_on is None or one.until_on >= on]
        return max(standing, key=_rank, default=None)

    def evidence(self) -> PairEvidence:
        """Return what was taken in, as columns."""
        table = np.array(self._columns, np.int64).reshape(-1, 7)
        cites = np.array(self._citations, np.int64).reshape(-1, 2)
        pair, activity, occurred_at, means, direction, others, is_reply = table.T
        return PairEvidence(
            pair,
            activity,
            occurred_at,
            means,
            direction,
            others,
            is_reply=is_reply.astype(np.bool_),
            citing=cites[:, 0],
            cited=cites[:, 1],
        )

    def _add_written(self, row: EvidenceRow, means: Means) -> None:
        sender = next(((p[0], p[2]) for p in row.parts if p[1] == "from"), None)
        if sender is None:
            return
        recipients = {part[0]: part[2] for part in row.parts if part[0] != sender[0]}
        if sender[1]:
            contacts = [uid for uid, is_contact in recipients.items() if is_contact]
            self._pair_up(row, means, [(sender[0], uid) for uid in contacts], len(recipients))

    def _add_meeting(self, row: EvidenceRow, means: Means) -> None:
        people = {part[0]: part[2] for part in row.parts}
        contacts = sorted(uid for uid, is_contact in people.items() if is_contact)
        pairs = [(a, b) for at, a in enumerate(contacts) for b in contacts[at + 1 :]]
        self._pair_up(row, means, pairs, len(people) - 1)

    def _pair_up(
        self, row: EvidenceRow, means: Means, pairs: list[tuple[str, str]], others: int
    ) -> None:
        kept = 0
        for one, other in pairs:
            pair, direction = (one, other), Direction.OUT
            if other < one:
                pair, direction = (other, one), Direction.IN
            if self._only is not None and pair not in self._only:
                continue
            kept += 1
            number = self._numbers.setdefault(pair, len(self._numbers))
            what = number, self._activity(row.uid), row.occurred_us
            self._columns.append((*what, int(means), int(direction), others, row.is_reply))
        if kept:
            citing = self._activity(row.uid)
            self._citations += [(citing, self._activity(uid)) for uid in row.replies_to]

    def _claim(self, row: EvidenceRow) -> None:
        people = sorted(part[0] for part in row.parts if part[2])
        if len(people) != 2 or row.level is None:  # noqa: PLR2004 - a claim is about a pair
            return
        pair = (people[0], people[1])
        if self._only is not None and pair not in self._only:
            return
        self._numbers.setdefault(pair, len(self._numbers))
        claim = Declaration(row.level, row.declared_by, row.expires_on)
        self._claims.setdefault(pair, []).append(claim)

    def _activity(self, uid: str) -> int:
        return self._activities.setdefault(uid, len(self._activities))

    def _spans(self, pair_count: int) -> tuple[Any, Any, Any]:
        evidence = self.evidence()
        count = np.bincount(evidence.pair, minlength=pair_count)
        first = np.full(pair_count, np.iinfo(np.int64).max)
        last = np.full(pair_count, np.iinfo(np.int64).min)
        np.minimum.at(first, evidence.pair, evidence.occurred_at)
        np.maximum.at(last, evidence.pair, evidence.occurred_at)
        return count, first, last


def microseconds(at: datetime) -> int:
    """Return an instant as microseconds since 1970 in UTC."""
    return (at - _EPOCH_AT) // _MICROSECOND


def instant(microseconds_since: int) -> datetime:
    """Return the instant so many microseconds after 1970 began in UTC."""
    return _EPOCH_AT + timedelta(microseconds=microseconds_since)


def day_of(at: datetime) -> int:
    """Return an instant's UTC day, counted from 1970."""
    return (at.astimezone(UTC).date() - EPOCH).days


def _rank(claim: Declaration) -> tuple[int, date, str]:
    return _LEVELS.index(claim.level), claim.until_on or date.max, claim.by_id or ""
