"""The peer of the board: the same totals and first cards from indexed tables in SQLite."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from graphcrm.demo.loading import in_columns
from graphcrm.demo.records import Deal
from graphcrm.pipeline.board.reads import PAGE, quarter_of
from graphcrm.pipeline.board.records import Filter
from graphcrm.pipeline.records import Stage, StageType


_TABLES = """
CREATE TABLE account (name TEXT PRIMARY KEY, folded TEXT);
CREATE TABLE owner (email TEXT PRIMARY KEY, name TEXT, team TEXT);
CREATE TABLE deal (
    uid INTEGER PRIMARY KEY, name TEXT, folded TEXT, stage TEXT, rank TEXT, account TEXT,
    owner TEXT, team TEXT, kind TEXT, source TEXT, amount INTEGER, currency TEXT, close_on TEXT,
    closed_on TEXT, next_step TEXT, next_step_on TEXT, percent INTEGER, entered_at TEXT,
    stalled_until_on TEXT, stalled_why TEXT
);
CREATE INDEX deal_in_order ON deal (stage, rank, uid);
CREATE INDEX deal_closed ON deal (closed_on);
CREATE INDEX deal_owner ON deal (owner);
"""
_INSERT = "INSERT INTO deal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SUMS = """
SELECT currency, count(*), sum(amount), sum((amount * coalesce(percent, ?) + 50) / 100)
FROM deal JOIN account ON account.name = deal.account WHERE stage = ? {narrowed}
GROUP BY currency ORDER BY currency
"""
_CARDS = """
SELECT deal.*, owner.name FROM deal JOIN account ON account.name = deal.account
JOIN owner ON owner.email = deal.owner WHERE stage = ? {narrowed} ORDER BY rank, uid LIMIT ?
"""
_CLOSED = """
SELECT stage, currency, count(*), sum(amount) FROM deal WHERE closed_on >= ?
GROUP BY stage, currency ORDER BY stage, currency
"""
_NARROWING = {
    "owner_id": "deal.owner = ?",
    "team_id": "deal.team = ?",
    "kind": "kind = ?",
    "source": "source = ?",
    "currency": "currency = ?",
    "amount_from": "amount >= ?",
    "amount_until": "amount <= ?",
    "close_from": "close_on >= ?",
    "close_until": "close_on <= ?",
}


class SqliteBoard:
    """The drawn deals in a database file with indexes, read in this process.

    Args:
        path: Of the file.
        stages: Of the pipeline.
        deals: As they were drawn.
        owners: Address of each user to name and team.
        now: When rotting is judged.
    """

    def __init__(
        self,
        path: Path,
        stages: Sequence[Stage],
        deals: Sequence[Deal],
        owners: Mapping[str, tuple[str, str]],
        now: datetime,
    ) -> None:
        self._stages = [stage for stage in stages if stage.type is StageType.OPEN]
        self._now = now
        self._base = sqlite3.connect(path)
        self._base.executescript(_TABLES)
        names = {deal.account for deal in deals}
        self._base.executemany("INSERT INTO account VALUES (?, ?)", ((n, n.lower()) for n in names))
        people = ((email, name, team) for email, (name, team) in owners.items())
        self._base.executemany("INSERT INTO owner VALUES (?, ?, ?)", people)
        self._base.executemany(_INSERT, _rows(deals, owners))
        self._base.execute("ANALYZE")
        self._base.commit()

    def read(self, chosen: Filter) -> int:
        """Read sums and the first cards of every column, and what was closed; count the cards."""
        narrowed, values = self._narrowed(chosen)
        shown = 0
        for stage in self._stages:
            text, given = narrowed, values
            if chosen.stale:
                text, given = self._stale(stage, text, given)
            sums = _SUMS.format(narrowed=text)
            self._base.execute(sums, (stage.win_percent, stage.key, *given)).fetchall()
            cards = _CARDS.format(narrowed=text)
            shown += len(self._base.execute(cards, (stage.key, *given, PAGE + 1)).fetchall())
        self._base.execute(_CLOSED, (str(quarter_of(self._now.date())),)).fetchall()
        return shown

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def _narrowed(self, chosen: Filter) -> tuple[str, list[object]]:
        """Return conditions and their values."""
        asked = {name: getattr(chosen, name) for name in _NARROWING}
        terms = [_NARROWING[name] for name, value in asked.items() if value is not None]
        values = [_plain(value) for value in asked.values() if value is not None]
        if chosen.no_next_step:
            terms.append("next_step IS NULL")
        if chosen.text:
            terms.append("(instr(deal.folded, ?) OR instr(account.folded, ?))")
            values += [chosen.text, chosen.text]
        return "".join(f" AND {term}" for term in terms), values

    def _stale(self, stage: Stage, text: str, given: list[object]) -> tuple[str, list[object]]:
        since = self._now.timestamp() - (stage.rotting_days or 10**5) * 86_400
        text += " AND entered_at < ? AND coalesce(stalled_until_on < ?, 1)"
        at = datetime.fromtimestamp(since, self._now.tzinfo).isoformat()
        return text, [*given, at, self._now.date().isoformat()]


def _rows(
    deals: Sequence[Deal], owners: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[object, ...]]:
    for uid, (deal, rank) in enumerate(in_columns(deals)):
        yield (
            uid,
            deal.name,
            deal.name.lower(),
            deal.stays[-1].stage_key,
            rank,
            deal.account,
            deal.owner_email,
            owners[deal.owner_email][1],
            deal.kind,
            deal.source,
            deal.amount_minor,
            deal.currency,
            _plain(deal.close_on),
            _plain(deal.closed_on),
            deal.next_step,
            _plain(deal.next_step_on),
            deal.win_percent,
            deal.stays[-1].entered_at.isoformat(),
            _plain(deal.stalled_until_on),
            deal.stalled_why,
        )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
