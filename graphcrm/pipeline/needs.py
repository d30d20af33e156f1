"""Which roles the buying group of a deal must have by the stage it is in, and which it lacks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphcrm.buying.records import Role
from graphcrm.pipeline.records import Layout, Pipeline, RoleNeed, StageType


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Seats of one role that a deal needs and nobody has.

    Attributes:
        role: Which.
        count: How many people are missing.
    """

    role: Role
    count: int


def needed_in(pipeline: Pipeline, stage: str) -> tuple[RoleNeed, ...]:
    """Return what deals in a stage of this key need; those that are won or lost need nothing.

    A role is needed from a stage on: there, and in every open stage that stands further right.
    """
    places = {one.key: at for at, one in enumerate(pipeline.stages)}
    if pipeline.stages[places[stage]].type is not StageType.OPEN:
        return ()
    return tuple(
        need for need in pipeline.needs if need.since is None or places[need.since] <= places[stage]
    )


def vacancies(
    needs: Iterable[RoleNeed], roles: Iterable[Role], seats: Iterable[str]
) -> tuple[Vacancy, ...]:
    """Return which needed seats are empty.

    Somebody whom the reader may not see has their seat like everybody else: that a seat is
    taken is no secret, and whoever sees less must never read that something is missing.

    Args:
        needs: What is needed.
        roles: All there are.
        seats: The key of the role of each seat that is taken, by whomever.
    """
    taken, known = Counter(seats), {one.key: one for one in roles}
    return tuple(
        Vacancy(known[need.role], need.minimum - taken[need.role])
        for need in needs
        if taken[need.role] < need.minimum
    )


def needed_by_stage(layout: Layout) -> Mapping[str, list[dict[str, str | int]]]:
    """Return role and minimum of what is needed, by uid of the stage, as queries take it."""
    return {
        uid: [
            {"role": need.role, "minimum": need.minimum}
            for need in needed_in(place.pipeline, place.stage.key)
        ]
        for uid, place in layout.places.items()
    }
