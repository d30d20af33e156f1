"""Cards of the board as HTML, kept by everything they were drawn from: most are as they were."""

from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache

from flask import get_template_attribute, request
from markupsafe import Markup

from graphcrm.pipeline.board.records import Card, GroupBy, Groups
from graphcrm.pipeline.records import Place
from graphcrm.web.deals.room import bp
from graphcrm.web.formats import today, zone


KEPT = 8192  # cards; a board shows about a hundred, each of about 2 kB


@dataclass(frozen=True, slots=True)
class Around:
    """What a card shows of where it lies.

    Attributes:
        stage: Name of its stage.
        win_percent: That of its stage.
        rotting_days: How long a deal may stay there; None = for ever.
        column: Stage or group of the board that it lies in.
        rank: Its place there.
        by: What the board is grouped by; None = its columns are stages.
    """

    stage: str
    win_percent: int
    rotting_days: int | None
    column: str
    rank: str
    by: GroupBy | None = None


@bp.app_template_global()
def card_in_stage(card: Card, place: Place, shows: frozenset[str]) -> Markup:
    """Return a card as it lies in its stage, showing some fields."""
    stage = place.stage
    around = Around(stage.name, stage.win_percent, stage.rotting_days, card.stage_id, card.rank)
    return _drawn(card, around, shows, (today(), zone(), request.script_root))


@bp.app_template_global()
def card_in_group(
    card: Card, grouped: Groups, key: str, by: GroupBy, shows: frozenset[str]
) -> Markup:
    """Return a card as it lies in a group, showing some fields."""
    stage, order = grouped.places[card.stage_id].stage, grouped.order_of(card)
    around = Around(stage.name, stage.win_percent, stage.rotting_days, key, order, by)
    return _drawn(card, around, shows, (today(), zone(), request.script_root))


@lru_cache(KEPT)
def _drawn(
    card: Card,
    around: Around,
    shows: frozenset[str],
    reader: tuple[date, tzinfo, str],  # noqa: ARG001 - their day, their zone, where links begin
) -> Markup:
    draw = get_template_attribute("deals/card.html", "deal_card")
    return Markup(draw(card, around, shows))  # noqa: S704 - the template has escaped it
