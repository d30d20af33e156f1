"""Rows of deals, as another CRM exports them: HubSpot, Salesforce, Pipedrive or any other."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from graphcrm.directory.names import word_set
from graphcrm.integrations.source import Ignored, OpportunityFacts, SourceKind, StageWords
from graphcrm.integrations.tables import values
from graphcrm.integrations.tables.cells import Cells
from graphcrm.integrations.tables.directory import domains
from graphcrm.integrations.tables.mapping import squashed
from graphcrm.money import AmountError, read_number, split_money
from graphcrm.pipeline.fields import YEARS
from graphcrm.pipeline.records import StageType


NO_NAME: Final = "neither name nor product nor account"
DELETED: Final = "deleted in its source"
LONGEST_KEY: Final = 200
PLAIN: Final = ("name", "next_step", "competitor")
DAYS: Final = ("close_on", "opened_on")
_STATUSES: Final = {
    "open": None,
    "active": None,
    "won": StageType.WON,
    "lost": StageType.LOST,
}
_DELETED = word_set("deleted archived")
_WITHIN = re.compile(r"(?P<stage>.+\S)\s*\((?P<pipeline>[^()]+)\)")
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_FRACTION = re.compile(r"0?[.,]\d+|1[.,]0+|0[.,]0+")


@dataclass(slots=True)
class OpportunityRows:
    """Reads rows of deals; those without an id that are alike are told apart by their number.

    Attributes:
        seen: How often each of those was met, by the first 8 bytes of its hash.
    """

    seen: Counter[bytes] = field(default_factory=Counter)

    def deal(self, cells: Cells) -> OpportunityFacts | Ignored:
        """Return the deal in a row.

        Raises:
            ValueProblem: A cell cannot be read.
        """
        product, account = cells.one("product") or None, cells.one("account") or None
        name = cells.one("name") or ", ".join(filter(None, (product, account)))
        if not name:
            return Ignored(NO_NAME)
        if cells.one("status").lower() in _DELETED:
            return Ignored(DELETED)
        amount, currency = _amount(cells)
        told = {
            "name": name,
            **{each: cells.one(each) for each in PLAIN[1:]},
            **{each: day.isoformat() for each in DAYS if (day := _day(cells, each))},
            "win_percent": _percent(cells),
            "amount": f"{amount:f} {currency or ''}".rstrip() if amount is not None else "",
        }
        return OpportunityFacts(
            key=self._key(cells, name, told),
            stage=stage_words(cells),
            fields={key: text for key, text in told.items() if text},
            has_currency=currency is not None,
            account=account,
            domain=next(domains(cells), None),
            owners=tuple(cells.every("owner")),
            source=cells.one("source") or None,
            product=product,
            closed_on=_closed_on(cells),
            loss_reason=cells.one("loss_reason") or None,
            loss_note=cells.one("loss_note") or None,
        )

    def _key(self, cells: Cells, name: str, told: dict[str, str]) -> str:
        within = f"{SourceKind.CSV_OPPORTUNITIES}:{cells.mapping.namespace}"
        stated = cells.one("id")
        if len(stated) > LONGEST_KEY:
            raise values.ValueProblem(f"id: it is longer than {LONGEST_KEY} characters")
        if stated:
            return f"{within}:{stated}"
        words = "\x1f".join((name, cells.one("account"), told.get("opened_on", "")))
        digest = hashlib.sha256(words.encode("utf-8", "replace")).digest()
        self.seen[digest[:8]] += 1
        return f"{within}#{digest.hex()[:32]}-{self.seen[digest[:8]]}"


def stage_words(cells: Cells) -> StageWords:
    """Return where the deal of a row stands, as it says it.

    Raises:
        ValueProblem: It does not say, or its status is none.
    """
    status, stage = cells.one("status"), cells.one("stage")
    if status.lower() not in {"", *_STATUSES}:
        raise values.ValueProblem(f"status: {status[:60]!r} is none of {', '.join(_STATUSES)}")
    outcome = _STATUSES.get(status.lower())
    if not stage and outcome is None:
        raise values.ValueProblem("stage: the cell is empty")
    pipeline, meaning = cells.one("pipeline"), cells.mapping.stages.get(squashed(stage))
    # HubSpot writes "Contract sent (Sales pipeline)".
    if meaning is None and (found := _WITHIN.fullmatch(stage)):
        stage, pipeline = found["stage"], pipeline or found["pipeline"]
        meaning = cells.mapping.stages.get(squashed(stage))
    kind = cells.one("kind") or None
    return StageWords(stage, None if outcome else meaning, outcome, pipeline or None, kind)


def _amount(cells: Cells) -> tuple[Decimal | None, str | None]:
    """Return the amount and its currency as the row or the mapping says them, else None."""
    mapping = cells.mapping
    column = cells.one("currency") or mapping.currency or ""
    text = cells.one("amount")
    if not text:
        return None, None
    if column and not _CURRENCY.fullmatch(column):
        raise values.ValueProblem(f"currency: {column[:60]!r} is no code like EUR or USD")
    number, stated = split_money(text)
    try:
        amount = read_number(number, mapping.decimal) * mapping.unit
    except AmountError as problem:
        raise values.ValueProblem(f"amount: {problem}") from problem
    return amount, stated or column.upper() or None


def _percent(cells: Cells) -> str:
    """Return a probability as whole percent where it is one; HubSpot writes 0.4 for 40 %."""
    text = cells.one("win_percent").removesuffix("%").strip()
    try:
        number = read_number(text, cells.mapping.decimal) if text else Decimal()
    except AmountError:
        return text
    if _FRACTION.fullmatch(text):
        number *= 100
    return f"{number:f}".partition(".")[0] if text and number == number.to_integral() else text


def _closed_on(cells: Cells) -> date | None:
    day = _day(cells, "closed_on")
    if day and day.year not in YEARS:
        raise values.ValueProblem(
            f"closed_on: {day.isoformat()!r} is not between {YEARS[0]} and {YEARS[-1]}"
        )
    return day


def _day(cells: Cells, name: str) -> date | None:
    return cells.read(name, lambda text: values.day(text, cells.mapping.time))
