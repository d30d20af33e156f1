"""A deal's buying group beside what its pipeline needs of it: coverage and warnings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.buying.coverage import coverage, sentence_of
from graphcrm.buying.groups import champion_rhythms, get_group
from graphcrm.buying.proposals import Proposals, proposals
from graphcrm.buying.records import Covered, DealWarning, Group, Member, Wanted
from graphcrm.buying.warnings import Ground, warnings_of
from graphcrm.pipeline import reads
from graphcrm.pipeline.needs import needed_in
from graphcrm.pipeline.records import Layout, Place, StageType
from graphcrm.relationships.acquaintances import Acquaintance, acquaintances


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
    rhythm_days = {uid: place.pipeline.rhythm_days for uid, place in layout.places.items()}
    group = get_group(actor, opportunity_id, layout.process.roles, rhythm_days)
    place = layout.places[group.stage_id]
    roles = {one.key: one for one in layout.process.roles}
    wanted = [
        Wanted(roles[need.role], need.minimum)
        for need in needed_in(place.pipeline, place.stage.key)
    ]
    ids = [one.contact_id for one in group.members if one.contact_id is not None]
    ours = acquaintances(actor, ids, ours_only=True)
    threads: dict[str, list[Acquaintance]] = {}
    for one in ours:
        threads.setdefault(one.of_id, []).append(one)
    warnings: list[DealWarning] = []
    if place.stage.type is StageType.OPEN:
        rhythms = champion_rhythms(actor, group, ours)
        ground = Ground(group.members, rhythms, group.since, group.now)
        warnings = warnings_of(ground, group.snoozes)
    owned = Ownership(group.owner_id, group.team_id)
    return GroupPage(
        group,
        layout,
        place,
        coverage(wanted, group.members),
        tuple(warnings),
        threads,
        access.is_allowed(actor, Permission.EDIT, owned),
    )


def proposed(actor: Actor, opportunity_id: str) -> Proposals:
    """Return who could have a seat in a deal.

    Raises:
        NotFoundError: There is no such deal, or the actor may not see it.
    """
    return proposals(actor, opportunity_id, reads.process(actor).roles)
