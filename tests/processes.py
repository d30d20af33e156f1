"""Processes drawn by chance that the rules accept."""

from dataclasses import replace

from hypothesis import strategies as st

from graphcrm.buying.records import Role
from graphcrm.pipeline import effects
from graphcrm.pipeline.criteria import checks
from graphcrm.pipeline.records import (
    Comparison,
    Criterion,
    CriterionKind as Kind,
    Currency,
    Effect,
    EffectKind,
    LossReason,
    Moment,
    OpportunityKind,
    Pipeline,
    Process,
    Recipient,
    RoleNeed,
    Severity,
    Source,
    Stage,
    StageType,
    When,
)
from graphcrm.pipeline.rules import COLORS


KEYS = st.text("abcxyz019", min_size=1, max_size=6) | st.sampled_from(["a-b", "b-1-c"])
LETTERS = st.characters(categories=["L", "N", "P"], exclude_characters="\x85")
NAMES = st.text(LETTERS, min_size=1, max_size=20)
WORDS = Process(
    kinds=(OpportunityKind("renewal", "Renewal"),),
    sources=(Source("event", "Event"), Source("fax", "Fax", retired=True)),
    currencies=(Currency("EUR", "Euro"), Currency("JPY", "Yen")),
    roles=(Role("boss", "Boss", authority=True), Role("user", "User")),
)
DAYS = st.integers(1, checks.MOST_DAYS)
VALUES = {
    "name": ["Yard"],
    "amount": ["10 EUR", "500 JPY"],
    "close_on": ["2026-12-01", "2027-01-01"],
    "win_percent": ["0", "50"],
    "kind": ["renewal", "Renewal"],
    "source": ["event", "fax"],
}
PARAMETERS = {
    Kind.FIELD: st.sampled_from(sorted(VALUES)).flatmap(
        lambda field: (
            st.builds(
                dict,
                field=st.just(field),
                comparison=st.sampled_from([Comparison.IS, Comparison.IS_NOT]),
                value=st.sampled_from(VALUES[field]),
            )
            | st.builds(dict, field=st.just(field))
        )
    )
    | st.builds(
        dict,
        field=st.just("win_percent"),
        comparison=st.sampled_from([Comparison.AT_LEAST, Comparison.AT_MOST]),
        value=st.integers(0, 100).map(str),
    ),
    Kind.ACTIVITY: st.builds(dict, activity=st.sampled_from(checks.ACTIVITIES).map(str), days=DAYS),
    Kind.NEXT_STEP: st.just({}),
    Kind.AMOUNT: st.builds(
        dict, amount_minor=st.integers(1, 10**15), currency=st.sampled_from(["EUR", "JPY"])
    ),
    Kind.ENGAGED: st.builds(dict, count=st.integers(1, 2), days=DAYS),
    Kind.AUTHORITY: st.builds(dict, days=DAYS),
    Kind.PATH: st.builds(dict, role=st.sampled_from(["boss", "user"]), percent=st.integers(1, 100)),
    Kind.CHECKLIST: st.builds(dict, name=NAMES),
    Kind.APPROVAL: st.builds(
        dict,
        approvers=st.lists(st.sampled_from(["admin", "manager"]), min_size=1).map(tuple),
        days=st.none() | DAYS,
    ),
}


@st.composite
def criteria(draw, ahead=()):
    """Any criteria of one stage that can hold together, on arrows to the stages `ahead`."""
    made = []
    for key in draw(st.lists(KEYS, max_size=2, unique=True)):
        kind = draw(st.sampled_from(list(Kind)))
        when = draw(st.sampled_from(list(When)))
        given = {"name": draw(st.none() | NAMES)} | draw(PARAMETERS[kind])
        if when is When.EXIT:
            given["to"] = draw(st.sampled_from([None, *ahead]))
            when = When.ENTRY if kind is Kind.APPROVAL and not given["to"] else when
        severity = draw(st.sampled_from(list(Severity)))
        one = Criterion(key, kind, when=when, severity=severity, **given)
        if not list(checks.contradictions(WORDS, [*made, one])):
            made.append(one)
    return tuple(made)


WHOM = st.one_of(
    st.builds(dict, whom=st.sampled_from([Recipient.OWNER, Recipient.MANAGER])),
    st.just({"whom": Recipient.USER, "user": "ann@home.example"}),
)
ACTS = {
    EffectKind.TASK: st.builds(
        lambda whom, **rest: whom | rest,
        WHOM,
        title=NAMES,
        due_days=st.none() | st.integers(0, checks.MOST_DAYS),
    ),
    EffectKind.NOTIFY: WHOM | st.just({"whom": Recipient.TEAM}),
    EffectKind.SET_FIELD: st.sampled_from(
        [
            {"field": "next_step", "value": "call"},
            {"field": "next_step_on", "value": "+7"},
            {"field": "close_on", "value": "2027-01-01"},
            {"field": "competitor", "value": None},
        ]
    ),
}


@st.composite
def acting(draw):
    """Any effects of one stage that can be carried out together."""
    made = []
    for key in draw(st.lists(KEYS, max_size=2, unique=True)):
        do, when = draw(st.sampled_from(list(EffectKind))), draw(st.sampled_from(list(Moment)))
        days = draw(DAYS) if when is Moment.AFTER else None
        one = Effect(key, do, when, draw(st.none() | NAMES), days, **draw(ACTS[do]))
        if not list(effects.contradictions([*made, one])):
            made.append(one)
    return tuple(made)


@st.composite
def stages(draw):
    """Some stages: open ones, each with a way to the last, which is lost, and a won one."""
    keys = draw(st.lists(KEYS, min_size=3, max_size=6, unique=True))
    made = []
    for at, key in enumerate(keys):
        type_ = {0: StageType.WON, 1: StageType.LOST}.get(at, StageType.OPEN)
        percent = {0: 100, 1: 0}.get(at) if at < 2 else draw(st.integers(0, 100))
        others = draw(st.lists(st.sampled_from([k for k in keys if k != key]), unique=True))
        if type_ is StageType.OPEN and keys[1] not in others:
            others.append(keys[1])
        days, color = (
            draw(st.none() | st.integers(1, 99)),
            draw(st.none() | st.sampled_from(COLORS)),
        )
        ahead = tuple(key for key in keys if key in others)
        asked = draw(criteria(ahead))
        made.append(
            Stage(key, draw(NAMES), type_, percent, days, color, ahead, asked, draw(acting()))
        )
    return tuple(made)


@st.composite
def needs(draw, made):
    """Any roles that deals in these stages may need."""
    opens = [one.key for one in made if one.type is StageType.OPEN]
    since = st.none() | st.sampled_from(opens) if opens else st.none()
    roles = draw(st.lists(st.sampled_from(["boss", "user"]), unique=True))
    return tuple(RoleNeed(role, draw(st.integers(1, 3)), draw(since)) for role in roles)


@st.composite
def processes(draw, least=0):
    """Any process that works, of so many pipelines at least."""
    keys = draw(st.lists(KEYS, min_size=least, max_size=3, unique=True))
    kinds = iter(draw(st.lists(KEYS, min_size=len(keys), max_size=len(keys), unique=True)))
    pipelines = tuple(
        Pipeline(
            key,
            draw(NAMES),
            (next(kinds),) if draw(st.booleans()) else (),
            made := draw(stages()),
            draw(needs(made)),
        )
        for key in keys
    )
    reasons = draw(st.lists(KEYS, max_size=3, unique=True))
    return replace(
        WORDS,
        pipelines=pipelines,
        loss_reasons=tuple(LossReason(key, draw(NAMES), draw(st.booleans())) for key in reasons),
    )
