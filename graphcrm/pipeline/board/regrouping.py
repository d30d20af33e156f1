"""Moving cards from group to group: another owner or another month of closing, by their rules."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.directory.rules import FieldError
from graphcrm.errors import ConflictError
from graphcrm.pipeline.board.records import NONE, GroupBy
from graphcrm.pipeline.opportunities.commands import edit_opportunities
from graphcrm.pipeline.opportunities.deciding import done_before, standing
from graphcrm.pipeline.opportunities.records import Done, Edit, Owner, Refusal, Standing


MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class FixedGroupError(ConflictError):
    """Cards do not go from account to account."""

    code = "fixed-group"

    def __init__(self) -> None:
        super().__init__("A deal stays with its account; that changes where the deal is edited.")


class RegroupedMeanwhileError(ConflictError):
    """A card has gone to another group since the mover saw it."""

    code = "regrouped-meanwhile"

    def __init__(self, name: str, by: GroupBy) -> None:
        what = "owner" if by is GroupBy.OWNER else "month of closing"
        super().__init__(f"{name} has another {what} by now; it stays there.")


@dataclass(frozen=True, slots=True)
class Regroup:
    """Deals that go to another group.

    Attributes:
        opportunity_ids: Which.
        by: Grouped by what.
        to: Key of the group.
        seen: Key of the group in which the mover saw them; None = wherever they are.
        key: Made by who asks, so that asking twice moves once.
    """

    opportunity_ids: tuple[str, ...]
    by: GroupBy
    to: str
    seen: str | None = None
    key: str | None = None


@graph.atomic
def regroup_opportunities(actor: Actor, regroup: Regroup) -> Done:
    """Give deals another owner or month of closing; those that may not are told, the others go.

    A deal closes on the last day of the month it is moved to: whoever says a month says no more,
    and several that are moved together close on one day.

    Raises:
        FixedGroupError: They are grouped by account.
        FieldError: There is no such month.
        NotFoundError: There is no such deal or owner, or the actor may not see it.
        TooManyError: They are more than 500.
        KeyTakenError: The key is that of a change of other deals.
    """
    access.require(actor, Permission.EDIT)
    edit = edit_to(regroup.by, regroup.to)
    if before := done_before(actor, regroup.key, regroup.opportunity_ids):
        return before
    late = [
        Refusal(one.uid, one.name, RegroupedMeanwhileError(one.name, regroup.by))
        for one in standing(actor, regroup.opportunity_ids)
        if regroup.seen not in {None, group_of(regroup.by, one)}
    ]
    stay = {one.opportunity_id for one in late}
    go = [uid for uid in regroup.opportunity_ids if uid not in stay]
    done = edit_opportunities(actor, go, edit, key=regroup.key)
    return replace(done, refused=(*late, *done.refused))


def edit_to(by: GroupBy, to: str) -> Edit:
    """Return what changes of deals that go to a group.

    Raises:
        FixedGroupError: They are grouped by account.
        FieldError: There is no such month.
    """
    match by:
        case GroupBy.ACCOUNT:
            raise FixedGroupError
        case GroupBy.OWNER:
            return Edit(owner=Owner(None if to == NONE else to))
        case GroupBy.MONTH:
            return Edit({"close_on": "" if to == NONE else str(last_day(to))})


def last_day(month: str) -> date:
    """Return the last day of a month such as "2026-12".

    Raises:
        FieldError: There is no such month.
    """
    told = MONTH.fullmatch(month)
    if told is None or told[1] == "0000":
        raise FieldError("close_on", f"{month[:20]!r} is no month; write 2026-12.")
    year, number = int(told[1]), int(told[2])
    return date(year, number, calendar.monthrange(year, number)[1])


def group_of(by: GroupBy, deal: Standing) -> str:
    """Return the key of the group that a deal is in, by owner or month."""
    if by is GroupBy.OWNER:
        return str(deal.values.get("owner_id") or NONE)
    day = deal.values.get("close_on")
    return f"{day:%Y-%m}" if day else NONE
