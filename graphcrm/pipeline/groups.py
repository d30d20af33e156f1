"""A deal's buying group beside what its pipeline needs of it: coverage and warnings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graphcrm import clock
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.as_of import AsOf, Axis
from graphcrm.buying.as_of import get_group_as_of
from graphcrm.buying.coverage import coverage, sentence_of
from graphcrm.buying.groups import champion_rhythms, get_group
from graphcrm.buying.past import Past, stays_of
from graphcrm.buying.proposals import Proposals, proposals
from graphcrm.buying.records import Covered, DealWarning, Group, Member, Wanted
from graphcrm.buying.warnings import GoneQuiet, Ground, gone_quiet, warnings_of
from graphcrm.pipeline import reads
from graphcrm.pipeline.needs import needed_in
from graphcrm.pipeline.records import Layout, Place, Stage, StageType
from graphcrm.relationships.acquaintances import Acquaintance, acquaintances
from graphcrm.relationships.rhythms import PairRhythm, rhythms


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A buying group as its page shows it.

    Attributes:
        coverage: Each role that the deal's stage needs.
        warnings: Of an open deal, those that rest among them.
        threads: Who of us knows somebody, by contact, the strongest first.
        is_editable: The reader may change it.
    """

    group: Group
    layout: Layout
    place: Place
    coverage: tuple[Covered, ...]
    warnings: tuple[DealWarning, ...]
    threads: Mapping[str, Sequence[Acquaintance]]
    is_editable: bool

    @property
    def sentence(self) -> str:
        """Return the coverage in one sentence."""
        return sentence_of(self.coverage)

    @property
    def shown(self) -> tuple[Member, ...]:
        """Return those whom the reader may see."""
        return tuple(one for one in self.group.members if one.contact_id is not None)


def get_group_page(actor: Actor, opportunity_id: str) -> GroupPage:
    """Return the buying group of a deal with all that its page says of it, in five queries.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
    """
    layout = reads.layout(actor)
    group = get_group(actor, opportunity_id, layout.process.roles, _rhythm_days(layout))
    ids = [one.contact_id for one in group.members if one.contact_id is not None]
    ours = acquaintances(actor, ids, ours_only=True)
    owned = Ownership(group.owner_id, group.team_id)
    return _page(
        group,
        layout,
        layout.places[group.stage_id],
        ours,
        lambda pairs: rhythms(actor, pairs, group.now),
        is_editable=access.is_allowed(actor, Permission.EDIT, owned),
    )


def get_group_page_as_of(actor: Actor, past: Past, as_of: AsOf) -> GroupPage:
    """Return the buying group of a deal as it was at an instant, in three queries.

    The process is that of today: what a stage needs, and what a pipeline's rhythm is.

    Args:
        actor: Who looks; they see then what they may see now, and change nothing.
        past: Of `buying.past.get_past`, for the same actor.
        as_of: The instant, and on which axis.

    Raises:
        BeforeDealError: There was no deal at that instant.
    """
    layout = reads.layout(actor)
    group, contacts = get_group_as_of(
        actor, past, as_of, layout.process.roles, _rhythm_days(layout)
    )
    shown = {one.contact_id for one in group.members}
    ours = [one for one in contacts.ours if one.of_id in shown]
    place = layout.places.get(group.stage_id) or _gone(past, layout, group.stage_id)
    return _page(group, layout, place, ours, contacts.rhythms, is_editable=False)


def champions_gone_quiet(actor: Actor, past: Past) -> list[GoneQuiet]:
    """Return who championed a deal that is lost and went quiet before that, as is known now.

    By the rule of the warning: against the rhythm that the pair had by then.
    """
    layout = reads.layout(actor)
    if layout.places[past.deal.stage_id].stage.type is not StageType.LOST:
        return []
    now = clock.now()
    lost = AsOf(stays_of(past, now)[-1].entered_at, Axis.TRUE, now)
    group, contacts = get_group_as_of(actor, past, lost, layout.process.roles, _rhythm_days(layout))
    rhythms_then = champion_rhythms(group, contacts.ours, contacts.rhythms)
    return gone_quiet(Ground(group.members, rhythms_then, group.since, group.now))


def _page(  # noqa: PLR0913 - what now and then have in common
    group: Group,
    layout: Layout,
    place: Place,
    ours: Sequence[Acquaintance],
    find: Callable[[list[tuple[str, str]]], list[PairRhythm]],
    *,
    is_editable: bool,
) -> GroupPage:
    roles = {one.key: one for one in layout.process.roles}
    wanted = [
        Wanted(roles[need.role], need.minimum)
        for need in needed_in(place.pipeline, place.stage.key)
    ]
    threads: dict[str, list[Acquaintance]] = {}
    for one in ours:
        threads.setdefault(one.of_id, []).append(one)
    warnings: list[DealWarning] = []
    if place.stage.type is StageType.OPEN:
        ground = Ground(group.members, champion_rhythms(group, ours, find), group.since, group.now)
        warnings = warnings_of(ground, group.snoozes)
    return GroupPage(
        group, layout, place, coverage(wanted, group.members), tuple(warnings), threads, is_editable
    )


def _rhythm_days(layout: Layout) -> dict[str, int | None]:
    return {uid: place.pipeline.rhythm_days for uid, place in layout.places.items()}


def _gone(past: Past, layout: Layout, stage_id: str) -> Place:
    """Return where a stage stood that is no longer part of the process: it needs nobody."""
    now = layout.places[past.deal.stage_id]
    named = {one["stage_id"]: one for one in past.deal.stages}[stage_id]
    stage = Stage(f"gone {stage_id}", named["name"], StageType(named["type"]), 0)
    pipeline = replace(now.pipeline, stages=(*now.pipeline.stages, stage), needs=())
    return Place(stage_id, stage, now.pipeline_id, pipeline)


def proposed(actor: Actor, opportunity_id: str) -> Proposals:
    """Return who could have a seat in a deal.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
    """
    return proposals(actor, opportunity_id, reads.process(actor).roles)
