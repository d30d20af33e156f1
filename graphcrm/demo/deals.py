"""Deals of the world: open across the stages, won and lost over a year, some late or stalled."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from graphcrm.demo import exchanges, story
from graphcrm.demo.records import Deal, DealStay, Organisation, UserFacts
from graphcrm.pipeline.records import LossReason, Pipeline, Process, Stage, StageType


_THINGS = (
    "Depot",
    "Yard scheduling",
    "Cold-chain",
    "Route planning",
    "Fleet",
    "Driver app",
    "Gate booking",
    "Dock planning",
    "Returns",
    "Spare parts",
    "Night routes",
    "Crew rota",
    "Field crews",
    "Van replacement",
    "Courier network",
    "Warehouse slotting",
    "Delivery windows",
    "Load planning",
    "Container tracking",
    "Carrier portal",
    "Freight audit",
    "Site logistics",
    "Branch couriers",
    "Sample logistics",
    "Shift handover",
    "Parcel lockers",
)
# By the place of their kind in the process: what begins, what grows, what goes on.
_ENDINGS = (
    ("pilot", "rollout", "trial", "programme", "tender", "framework"),
    ("extension", "phase two", "second site", "upgrade"),
    ("renewal", "service renewal", "three-year renewal"),
)
_NAMES = tuple(
    (f"{thing} {ending}", kind)
    for thing in _THINGS
    for kind, endings in enumerate(_ENDINGS)
    for ending in endings
    if f"{thing} {ending}" != story.DEAL
)
_NEXT_STEPS = (
    "Send the offer",
    "Call procurement",
    "Visit the site",
    "Agree what the pilot covers",
    "Answer the security questions",
    "Price for three sites",
    "Meet their finance lead",
    "Draft the contract annex",
    "Get the test data",
    "Set up a reference call",
)
_STALLS = (
    "Budget is settled next quarter",
    "Their merger comes first",
    "New operations lead starts soon",
    "Audit until the end of the month",
)
_COMPETITORS = ("Brackwell Systems", "Osterlane", "Tarn & Vale Software", "Kilnmoor")
_NOTES = (
    "They compared three offers and ours came second.",
    "Decided without a second round.",
    "Told us after the steering group had met.",
)
_MIDDLE = 45_000  # EUR, of deals that are new
_ROUND = 500
_USUAL_DAYS = 21  # in a stage that sets no limit
_WON_SHARE = 0.45
_OURS_SHARE = 0.8  # looked after by whoever looks after the account
_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What deals are drawn among.

    Attributes:
        firms: Those that deals are for, the one of the story aside.
        process: The first of its pipelines is the one they are in.
        now: Instant in UTC at which they are looked at.
    """

    firms: tuple[Organisation, ...]
    users: list[UserFacts]
    process: Process
    now: datetime

    @property
    def pipeline(self) -> Pipeline:
        """Return the pipeline that the deals are in."""
        return self.process.pipelines[0]

    @property
    def steps(self) -> list[Stage]:
        """Return the stages of deals that are neither won nor lost, from the left."""
        return [stage for stage in self.pipeline.stages if stage.type is StageType.OPEN]

    def end(self, kind: StageType) -> Stage:
        """Return the first stage of a type; every pipeline has one of each."""
        return next(stage for stage in self.pipeline.stages if stage.type is kind)

    def instants(self, days_ago: NDArray[np.float64]) -> list[datetime]:
        """Return instants in working hours; a later one stays later."""
        at = exchanges.working_instants(days_ago / 7, self.now)
        return [datetime.fromtimestamp(second, UTC) for second in at.tolist()]


def draw_deals(
    random: np.random.Generator, among: Surroundings, open_count: int, closed_count: int
) -> list[Deal]:
    """Return so many open and closed deals, the one of the story first.

    Stages are chosen by type and place, other words of the process by their place.
    """
    steps = _spread(random, len(among.steps), open_count - 1)
    deals = [_story_deal(among)]
    names = random.permutation(len(_NAMES)).tolist()
    for number, step in enumerate(steps):
        plain = _plain(random, among, names, number)
        deals.append(_open_deal(random, among, plain, step))
    closed = range(len(steps), len(steps) + closed_count)
    plains = (_plain(random, among, names, number) for number in closed)
    return [*deals, *(_closed_deal(random, among, plain) for plain in plains)]


@dataclass(frozen=True, slots=True)
class _Plain:
    """What a deal has however it stands; `number` tells them apart."""

    number: int
    name: str
    kind: str
    account: str
    owner_email: str
    amount_minor: int
    currency: str
    source: str
    competitor: str | None


def _plain(
    random: np.random.Generator, among: Surroundings, names: list[int], number: int
) -> _Plain:
    name, kind = _NAMES[names[number % len(names)]]
    firm = among.firms[int(random.power(0.7) * len(among.firms))]
    theirs = random.random() < _OURS_SHARE
    owner = among.users[firm.owner if theirs else int(random.integers(len(among.users)))]
    euros = max(4, round(_MIDDLE * random.lognormal(0, 0.9) / _ROUND)) * _ROUND
    sources = [source.key for source in among.process.sources if not source.retired]
    source = min(int(random.exponential(1.6)), len(sources) - 1)
    competitor = _COMPETITORS[int(random.integers(len(_COMPETITORS)))]
    return _Plain(
        number,
        name,
        among.process.kinds[min(kind, len(among.process.kinds) - 1)].key,
        firm.facts.name,
        owner.email,
        euros * 100,
        _currency(among.process, number),
        sources[source],
        competitor if random.random() < 1 / 6 else None,
    )


def _open_deal(random: np.random.Generator, among: Surroundings, plain: _Plain, step: int) -> Deal:
    stages, today = among.steps[: step + 1], among.now.date()
    limit, is_stalled = stages[-1].rotting_days or _USUAL_DAYS, _is_one_in(17, plain.number)
    idle = limit * (1.3 if is_stalled else 0.01 + min(4, random.exponential(0.7)))
    stays = _stays(random, among, stages, idle)
    opened_on = stays[0].entered_at.date()
    drawn = (len(among.steps) - step) * 18 + random.normal(0, 25)
    is_late = step > 0 and _is_one_in(6, plain.number)
    ahead = -1 - plain.number % 23 if is_late else max(3, drawn)
    next_step, next_step_on = _next_step(random, today)
    by_hand = stages[-1].win_percent + int(random.choice((-10, 15)))
    is_unpriced = step == 0 and random.random() < 1 / 4
    return Deal(
        name=plain.name,
        account=plain.account,
        owner_email=plain.owner_email,
        stays=stays,
        kind=plain.kind,
        source=plain.source,
        amount_minor=None if is_unpriced else plain.amount_minor,
        currency=None if is_unpriced else plain.currency,
        opened_on=opened_on,
        close_on=_workday(max(today + timedelta(days=ahead), opened_on + timedelta(days=2))),
        slip_count=int(random.poisson(0.5)) or None,
        win_percent=min(99, max(1, by_hand)) if _is_one_in(14, plain.number) else None,
        next_step=next_step,
        next_step_on=next_step_on,
        stalled_until_on=today + timedelta(days=10 + plain.number % 40) if is_stalled else None,
        stalled_why=_STALLS[plain.number % len(_STALLS)] if is_stalled else None,
        competitor=plain.competitor,
    )


def _closed_deal(random: np.random.Generator, among: Surroundings, plain: _Plain) -> Deal:
    is_won = random.random() < _WON_SHARE
    passed = len(among.steps) if is_won else 1 + int(random.integers(len(among.steps)))
    end = among.end(StageType.WON if is_won else StageType.LOST)
    stays = _stays(random, among, [*among.steps[:passed], end], random.uniform(0.1, 364))
    closed_on = stays[-1].entered_at.date()
    reason = None if is_won else _reason(random, among.process)
    return Deal(
        name=plain.name,
        account=plain.account,
        owner_email=plain.owner_email,
        stays=stays,
        kind=plain.kind,
        source=plain.source,
        amount_minor=plain.amount_minor,
        currency=plain.currency,
        opened_on=stays[0].entered_at.date(),
        close_on=_workday(closed_on + timedelta(days=random.normal(0, 12))),
        closed_on=closed_on,
        slip_count=int(random.poisson(0.7)) or None,
        competitor=plain.competitor,
        loss_reason=reason.key if reason else None,
        loss_note=_NOTES[plain.number % len(_NOTES)] if reason and reason.asks_text else None,
    )


def _story_deal(among: Surroundings) -> Deal:
    """Return the deal that the story is about: priced, on its way, with work to be done."""
    today = among.now.date()
    likely = sorted(among.steps, key=lambda stage: stage.win_percent)[len(among.steps) // 2]
    stages = among.steps[: among.steps.index(likely) + 1]
    ago = 9 + np.arange(len(stages), dtype=np.float64)[::-1] * 23
    entered = among.instants(ago)
    return Deal(
        name=story.DEAL,
        account=story.DEAL_ACCOUNT,
        owner_email=story.OPENING[0],
        stays=tuple(map(DealStay, (stage.key for stage in stages), entered)),
        kind=among.process.kinds[0].key,
        source=among.process.sources[0].key,
        amount_minor=story.DEAL_MINOR,
        currency=among.process.currencies[0].key,
        opened_on=entered[0].date(),
        close_on=_workday(today + timedelta(days=38)),
        next_step=story.DEAL_NEXT_STEP,
        next_step_on=_workday(today + timedelta(days=2)),
    )


def _spread(random: np.random.Generator, step_count: int, count: int) -> list[int]:
    """Return a step for each deal: fewer at every step, in the same shares for every seed."""
    shares = np.cumsum(np.arange(step_count + 1, 1, -1))
    steps = np.searchsorted(shares / shares[-1], (np.arange(count) + 0.5) / count)
    return [int(step) for step in random.permutation(steps)]


def _stays(
    random: np.random.Generator, among: Surroundings, stages: list[Stage], idle_days: float
) -> tuple[DealStay, ...]:
    """Return stays in these stages, one after the other, the last one for so many days."""
    limits = [stage.rotting_days or _USUAL_DAYS for stage in stages[:-1]]
    days = 0.2 + random.exponential(0.6, len(limits)) * np.array(limits, dtype=np.float64)
    ago = idle_days + np.append(np.cumsum(days[::-1])[::-1], 0)
    return tuple(map(DealStay, (stage.key for stage in stages), among.instants(ago)))


def _is_one_in(count: int, number: int) -> bool:
    return number % count == count - 1


def _currency(process: Process, number: int) -> str:
    """Return the usual currency, a few times the second, once or twice among fifty the third."""
    keys = [currency.key for currency in process.currencies]
    place = 2 if _is_one_in(29, number) else 1 if _is_one_in(11, number) else 0
    return keys[min(place, len(keys) - 1)]


def _next_step(random: np.random.Generator, today: date) -> tuple[str | None, date | None]:
    text = _NEXT_STEPS[int(random.integers(len(_NEXT_STEPS)))]
    day = _workday(today + timedelta(days=random.normal(6, 8)))
    said, dated = random.random(2) < (0.82, 0.92)
    return (text, day if dated else None) if said else (None, None)


def _reason(random: np.random.Generator, process: Process) -> LossReason:
    offered = [reason for reason in process.loss_reasons if not reason.retired]
    return offered[min(int(random.exponential(2.2)), len(offered) - 1)]


def _workday(day: date) -> date:
    """Return the day, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _WEEKEND else day
