"""What endangers a deal: each warning is a rule that names the person and what it rests on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median

from graphcrm.buying.records import (
    DealWarning,
    Engagement,
    Member,
    Rhythm,
    Snooze,
    Stance,
    Warned,
)
from graphcrm.buying.rules import whole_engagement


ANSWERED_WITHIN = timedelta(days=7)
QUIET_PAUSES = 3
FEWEST_PAUSES = 2
REMEMBERED_PAUSES = 12


@dataclass(frozen=True, slots=True)
class Ground:
    """What warnings are drawn from.

    Attributes:
        members: The group, hidden people among them.
        rhythms: Of champions, by contact.
        since: From when on contact is within the pipeline's rhythm.
        now: What happens later does not count.
    """

    members: Sequence[Member]
    rhythms: Mapping[str, Sequence[Rhythm]]
    since: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class GoneQuiet:
    """Somebody who championed a deal and went quiet before it ended.

    Attributes:
        role: The name of the role.
        last_on: The last day on which they and one of us were in touch.
        quiet_on: The first day on which the silence was longer than any that was usual.
        ended_on: The day on which the deal ended.
    """

    contact_id: str
    name: str
    role: str
    last_on: date
    quiet_on: date
    ended_on: date

    @property
    def days_before(self) -> int:
        """Return how many days before the end they went quiet."""
        return (self.ended_on - self.quiet_on).days


def warnings_of(ground: Ground, snoozes: Iterable[Snooze] = ()) -> list[DealWarning]:
    """Return what a deal is to be warned of, in a fixed order; what rests says until when.

    Nobody whom the reader may not see is named, and nothing is told that they may not see:
    a warning that rests on hidden people or evidence is left out.
    """
    resting = {
        (one.warned, one.contact_id): one for one in snoozes if one.until_on >= ground.now.date()
    }
    return [
        replace(one, snooze=resting.get((one.warned, one.contact_id)))
        for rule in RULES
        for one in rule(ground)
    ]


def single_thread(ground: Ground) -> Iterator[DealWarning]:
    """Yield that only one person is engaged, hidden ones counted."""
    engaged = [
        one
        for one in ground.members
        if whole_engagement(one.touch, ground.since) is Engagement.ENGAGED
    ]
    if len(engaged) != 1 or engaged[0].engagement is not Engagement.ENGAGED:
        return
    rest = len(ground.members) - 1
    others = {0: "nobody else has a seat", 1: "the other person is not"}
    tail = others.get(rest, f"the {rest} others are not")
    sentence = f"Only {engaged[0].name} is in touch with us both ways; {tail}."
    yield from _warning(Warned.SINGLE_THREAD, engaged[0], sentence)


def champion_quiet(ground: Ground) -> Iterator[DealWarning]:
    """Yield who champions the deal and has been quiet for longer than they ever are."""
    today = ground.now.date()
    for one in _champions(ground):
        rhythms = ground.rhythms.get(str(one.contact_id), ())
        if one.left_on is not None or not rhythms:
            continue
        silence = (today - max(rhythm.last_on for rhythm in rhythms)).days
        closest = _closest(rhythms)
        if is_quiet(closest.pauses, silence):
            usual = _days(round(median(closest.pauses[-REMEMBERED_PAUSES:])))
            ours = closest.our_name or "one of us"
            sentence = (
                f"{one.name} has been quiet for {_days(silence)}; "
                f"they and {ours} are usually in touch every {usual}."
            )
            yield from _warning(Warned.CHAMPION_QUIET, one, sentence, closest.our_id)


def is_quiet(pauses: Sequence[int], silence: int) -> bool:
    """Answer whether two people have been out of touch for longer than is usual between them.

    Longer than any of their last dozen pauses, and three times as long as the middle one: by
    their own rhythm, which takes two pauses at least to be one.

    Args:
        pauses: Days between the days on which they were in touch, oldest first.
        silence: Days since the last one.
    """
    longest = _longest_pause(pauses)
    return longest is not None and silence > longest


def quiet_on(pauses: Sequence[int], last_on: date) -> date | None:
    """Return the first day on which two people have been out of touch for longer than is usual.

    Args:
        pauses: As of `is_quiet`.
        last_on: The last day on which they were in touch.

    Returns:
        None where they have no rhythm, or one so slow that the calendar ends before it.
    """
    longest = _longest_pause(pauses)
    if longest is None or longest >= (date.max - last_on).days:
        return None
    return last_on + timedelta(days=int(longest) + 1)


def _longest_pause(pauses: Sequence[int]) -> float | None:
    last = pauses[-REMEMBERED_PAUSES:]
    return max(*last, QUIET_PAUSES * median(last)) if len(last) >= FEWEST_PAUSES else None


def gone_quiet(ground: Ground) -> list[GoneQuiet]:
    """Return who champions a deal and had gone quiet by the end, the first of them first."""
    found = []
    for one in _champions(ground):
        rhythms = ground.rhythms.get(str(one.contact_id), ())
        if one.contact_id is None or not rhythms:
            continue
        last_on = max(rhythm.last_on for rhythm in rhythms)
        began_on = quiet_on(_closest(rhythms).pauses, last_on)
        if began_on is not None and began_on <= ground.now.date():
            role = next(role.name for role in one.roles if role.stance is Stance.CHAMPION)
            ended_on = ground.now.date()
            found.append(
                GoneQuiet(one.contact_id, one.name or "", role, last_on, began_on, ended_on)
            )
    return sorted(found, key=lambda one: (one.quiet_on, one.contact_id))


def champion_left(ground: Ground) -> Iterator[DealWarning]:
    """Yield who champions the deal and no longer works where it is decided."""
    for one in _champions(ground):
        if one.left_on is not None:
            sentence = f"{one.name} left on {_day(one.left_on)}; the deal has lost its champion."
            yield from _warning(Warned.CHAMPION_LEFT, one, sentence)


def decider_not_met(ground: Ground) -> Iterator[DealWarning]:
    """Yield who can say yes and was never met."""
    for one in ground.members:
        deciding = [role for role in one.roles if role.authority]
        if deciding and one.touch.met_at is None:
            sentence = f"Nobody of us has met or called {one.name}, {deciding[0].name}."
            yield from _warning(Warned.DECIDER_NOT_MET, one, sentence)


def blocker_unanswered(ground: Ground) -> Iterator[DealWarning]:
    """Yield who is against the deal, wrote to us, and has no answer for a week."""
    for one in ground.members:
        wrote, answered = one.touch.in_at, one.touch.out_at
        if not one.is_stanced(Stance.BLOCKER) or wrote is None or one.touch.seen_in_at != wrote:
            continue
        waits = answered is None or answered < wrote
        if waits and ground.now - wrote > ANSWERED_WITHIN:
            days = _days((ground.now - wrote).days)
            sentence = f"{one.name} wrote on {_day(wrote.date())}; nobody answered for {days}."
            yield from _warning(Warned.BLOCKER_UNANSWERED, one, sentence)


RULES: tuple[Callable[[Ground], Iterator[DealWarning]], ...] = (
    champion_left,
    champion_quiet,
    blocker_unanswered,
    decider_not_met,
    single_thread,
)


def _closest(rhythms: Sequence[Rhythm]) -> Rhythm:
    return max(rhythms, key=lambda rhythm: (len(rhythm.pauses), rhythm.our_id))


def _champions(ground: Ground) -> Iterator[Member]:
    return (one for one in ground.members if one.is_stanced(Stance.CHAMPION))


def _warning(
    warned: Warned, one: Member, sentence: str, our_id: str | None = None
) -> Iterator[DealWarning]:
    if one.contact_id is not None and one.name is not None:
        yield DealWarning(warned, one.contact_id, one.name, sentence, our_id)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"
