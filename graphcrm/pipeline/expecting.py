"""What effects that are new, or other than before, would come to for the deals that are there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from graphcrm import ids
from graphcrm.access.records import Actor
from graphcrm.pipeline.differences import Kept
from graphcrm.pipeline.parts import Part
from graphcrm.pipeline.records import Acting, Effect, Layout, Moment, Place
from graphcrm.pipeline.stays import Stay, long_stays


MOST = 20_000


@dataclass(frozen=True, slots=True)
class Coming:
    """An effect that a stage would have from now on, and where it stands."""

    effect: Effect
    place: Place


@dataclass(frozen=True, slots=True)
class Expected:
    """Deals that have been in a stage for as long as an effect of it says.

    Attributes:
        what: The effect, as differences name it.
        is_due: It would be carried out with them at the next run; otherwise never in this stay.
    """

    what: str
    is_due: bool
    stays: tuple[Stay, ...]


def set_off_anew(before: Layout, after: Layout) -> list[Coming]:
    """Return the effects of a process that the one before did not have as they are."""
    found = []
    for uid, place in after.places.items():
        was = before.places.get(uid)
        had = {_unnamed(one) for one in (was.stage.sets_off if was else ())}
        found += [Coming(one, place) for one in place.stage.sets_off if _unnamed(one) not in had]
    return found


def long_stays_of(
    actor: Actor, coming: Coming, there: Mapping[Part, Kept], now: datetime
) -> Iterator[Expected]:
    """Yield which deals have been in a stage for so long, by what that would come to.

    Args:
        actor: Who looks.
        coming: An effect; one of another moment than after some days concerns no deal yet.
        there: The parts of the process as the graph holds them.
        now: The instant.
    """
    effect, place = coming.effect, coming.place
    part = ("Effect", place.pipeline.key, place.stage.key, effect.key)
    if effect.when is not Moment.AFTER or ("Stage", *part[1:3]) not in there:
        return
    kept = there.get(part)
    acting = (
        Acting(kept.uid, effect, place, ids.made_at(kept.uid))
        if kept
        else Acting("", effect, place, now)
    )
    stays = long_stays(actor, acting, now, limit=MOST, is_due=False)
    for is_due in (True, False):
        some = tuple(one for one in stays if one.is_due is is_due)
        if some:
            yield Expected("effect {2} of stage {1} of {0}".format(*part[1:]), is_due, some)


def _unnamed(effect: Effect) -> Effect:
    return replace(effect, name=None)
