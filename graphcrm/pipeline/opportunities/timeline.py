"""What happened around a deal: contact with its people, and what was logged about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from graphcrm import clock, graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.activities.records import Kind
from graphcrm.directory import encounters, timeline
from graphcrm.directory.encounters import Encounter, Logged
from graphcrm.directory.records import Timeline
from graphcrm.directory.timeline import Stretch
from graphcrm.pipeline.opportunities.deciding import standing


EVIDENCE = tuple(kind for kind in Kind if kind is not Kind.CHANGE)


class Around(StrEnum):
    """Whose contact is shown: of those with a part in the deal, or of all its accounts' people."""

    SEATS = "seats"
    ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """The row of pipeline/opportunity_people."""

    seated_ids: list[str]
    employed_ids: list[str]
    has_hidden: bool


@dataclass(frozen=True, slots=True)
class DealTimeline:
    """A page of what happened around a deal.

    Attributes:
        around: Whose contact it shows.
        seated_count: People with a part in the deal whom the reader may see, 0..200.
        employed_count: People whom the reader may see at the deal's accounts, 0..200.
        happened: The page.
    """

    around: Around
    seated_count: int
    employed_count: int
    happened: Timeline


PEOPLE = graph.load("pipeline/opportunity_people", PeopleRow)
ENTRIES = graph.load("pipeline/opportunity_entries", Stretch)


def opportunity_timeline(  # noqa: PLR0913 - what is asked of a page of any timeline, and of whom
    actor: Actor,
    opportunity_id: str,
    *,
    around: Around | None = None,
    kinds: Iterable[Kind] = EVIDENCE,
    before: str | None = None,
    limit: int = 50,
) -> DealTimeline:
    """Return a page of what happened around a deal, the newest first.

    What was logged about the deal itself is always there. Changes of the deal are in its history.

    Args:
        actor: Who looks; what they may not see is left out, and only that there is some is told.
        opportunity_id: Which deal.
        around: Whose contact; of accounts, those who work there now. None = of those with a part
            in the deal, as long as there are any whom the actor may see.
        kinds: What to show.
        before: The cursor of the page before.
        limit: 1..500.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
        BadCursorError: `before` is no cursor.
    """
    scope = access.filter_of(actor)
    row: PeopleRow = graph.get(
        PEOPLE,
        "deal",
        opportunity_id,
        opportunity_id=opportunity_id,
        today=clock.now().date(),
        scope=scope,
    )
    if around is None:
        around = Around.SEATS if row.seated_ids else Around.ACCOUNTS
    of_accounts = row.employed_ids if around is Around.ACCOUNTS else []
    params = {
        "opportunity_id": opportunity_id,
        "contact_ids": list(dict.fromkeys([*row.seated_ids, *of_accounts])),
        "kinds": [kind.value for kind in kinds],
        "scope": scope,
    }
    happened = timeline.page_of(ENTRIES, params, before, limit, has_hidden=row.has_hidden)
    return DealTimeline(around, len(row.seated_ids), len(row.employed_ids), happened)


@graph.atomic
def log_about_opportunity(
    actor: Actor, opportunity_id: str, encounter: Encounter, *, key: str | None = None
) -> Logged:
    """Log a call or a meeting about a deal, or a note; see `encounters.log_activity`.

    It counts where a stage asks for an activity of its kind, whoever took part.

    Raises:
        NotFoundError: There is no such deal or contact, or the actor may not see it.
        FieldError: Its kind, its time or its text is not what it should be.
        NobodyError: A call or a meeting is with nobody else.
    """
    standing(actor, [opportunity_id])  # seen, and there until the command is over
    return encounters.log_activity(actor, replace(encounter, about=(opportunity_id,)), key=key)
