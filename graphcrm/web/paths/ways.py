"""The ways into a deal, what if somebody leaves, and whom to get in touch with this week."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from graphcrm.influence.questions import From
from graphcrm.influence.records import Reading
from graphcrm.pipeline.ways.reads import get_absence, get_ways
from graphcrm.pipeline.ways.records import WaysRequest
from graphcrm.pipeline.ways.touching import BUDGETS, BudgetError, best_touches
from graphcrm.web.paths.forms import MOST_LEFT_OUT, one_of
from graphcrm.web.paths.views import WORDS, bp
from graphcrm.web.session import actor


ways_bp = Blueprint("ways", __name__)

STARTS = (From.TEAM, From.ANYONE)


@dataclass(frozen=True, slots=True)
class WaysAsk:
    """The question of a ways page; all of it is in the address."""

    asked: WaysRequest

    def url(self, **changes: Any) -> str:
        """Return the permalink of this question with some of it changed."""
        asked = replace(self.asked, **changes)
        told: dict[str, Any] = {
            "from": "" if asked.start is STARTS[0] else str(asked.start),
            "reading": "" if asked.reading is Reading.INTRODUCTION else str(asked.reading),
            "without": list(asked.without),
        }
        kept = {key: value for key, value in told.items() if value}
        return url_for("ways.page", opportunity_id=asked.opportunity_id, **kept)

    def leaving_out(self, contact_id: str) -> str:
        """Return the same question without one more contact."""
        return self.url(without=tuple(dict.fromkeys((*self.asked.without, contact_id))))

    def letting_in(self, contact_id: str) -> str:
        """Return the same question with a contact let in again."""
        return self.url(without=tuple(uid for uid in self.asked.without if uid != contact_id))

    def tie_url(self, one_id: str, other_id: str) -> str:
        """Return where the evidence of a tie is."""
        return url_for("paths.tie", one_id=one_id, other_id=other_id)


@ways_bp.get("/deals/<opportunity_id>/ways")
def page(opportunity_id: str) -> ResponseReturnValue:
    """Show the best way to everybody whom a deal needs."""
    found = get_ways(actor(), read_ways(opportunity_id, request.args))
    return render_template("paths/ways.html", found=found, ask=WaysAsk(found.request), **WORDS)


@bp.get("/without")
def absence() -> ResponseReturnValue:
    """Show what one's open deals lose when somebody leaves.

    Raises:
        NotFoundError: Nobody whom the reader may see is named.
    """
    told = get_absence(actor(), left_out(request.args))
    return render_template("paths/absence.html", told=told)


@bp.get("/touches")
def touches() -> ResponseReturnValue:
    """Show whom to get in touch with this week.

    Raises:
        BudgetError: It is asked for another number than there is to choose.
    """
    budget = read_budget(request.args.get("budget", "5"))
    found = best_touches(actor(), budget)
    choices = [(one, one) for one in BUDGETS]
    return render_template("paths/touches.html", found=found, budget=budget, budgets=choices)


def read_ways(opportunity_id: str, sent: MultiDict[str, str]) -> WaysRequest:
    """Return the question that an address asks.

    Raises:
        BadAskError: A choice is none of those there are.
    """
    return WaysRequest(
        opportunity_id,
        From(one_of(sent, "from", [start.value for start in STARTS])),
        Reading(one_of(sent, "reading", [reading.value for reading in Reading])),
        left_out(sent),
    )


def left_out(sent: MultiDict[str, str]) -> tuple[str, ...]:
    """Return whom to do without, each once."""
    return tuple(dict.fromkeys(filter(None, sent.getlist("without"))))[:MOST_LEFT_OUT]


def read_budget(sent: str) -> int:
    """Return how many touches a week has.

    Raises:
        BudgetError: It is no number.
    """
    if not sent.isascii() or not sent.isdigit():
        raise BudgetError(sent)
    return int(sent)
