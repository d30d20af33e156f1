"""What a criterion says of a deal: met, unmet or cannot tell, in one sentence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from processes import PARAMETERS, WORDS

from graphcrm.money import Money
from graphcrm.pipeline import defaults
from graphcrm.pipeline.criteria.records import (
    Approval,
    ApprovalState,
    Asked,
    Facts,
    Person,
    State,
    Way,
)
from graphcrm.pipeline.criteria.rules import asked_of_move, evaluate, state_of
from graphcrm.pipeline.records import Comparison, Criterion, CriterionKind, Pipeline, Place, When


NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
(SALES,) = defaults.process().pipelines


def place(key, *criteria, pipeline=SALES, of="p"):
    """A stage of the default process that asks for something."""
    stage = next(one for one in pipeline.stages if one.key == key)
    return Place(f"s-{key}", replace(stage, criteria=criteria), of, pipeline)


def verdict(facts, **criterion):
    """What a criterion of Discovery says."""
    how = Comparison(criterion.pop("comparison", "present"))
    one = Criterion("a", CriterionKind(criterion.pop("kind")), comparison=how, **criterion)
    asked = Asked(place("discovery", one), one)
    return evaluate(defaults.process(), asked, facts, NOW)


def ago(days):
    return NOW - timedelta(days=days)


def person(name, *roles, back=None, out=None, seen=True):
    """Somebody who wrote `back` days ago and was written to `out` days ago."""
    in_at, out_at = (None if days is None else ago(days) for days in (back, out))
    told = (in_at, out_at) if seen else (None, None)
    return Person(f"c-{name}", name, roles, in_at, out_at, *told)


DANA = person("Dana", "decision-maker", "champion", back=3, out=5)
USER = person("Uwe", "user", back=1, out=1)
SILENT = person("Sil", "legal", out=1)
HIDDEN = replace(person("Hid", "user", back=1, out=1), name=None)
UNSEEN = person("Una", "economic-buyer", back=1, out=1, seen=False)


@pytest.mark.parametrize(
    ("criterion", "values", "state", "sentence"),
    [
        ({"field": "close_on"}, {"close_on": date(2026, 12, 1)}, "met", "Expected close is filled"),
        ({"field": "amount"}, {"currency": "EUR"}, "unmet", "Amount is missing."),
        (
            {"field": "kind", "comparison": "is", "value": "Renewal"},
            {"kind": "renewal"},
            "met",
            "Kind is Renewal.",
        ),
        (
            {"field": "kind", "comparison": "is", "value": "renewal"},
            {"kind": "expansion"},
            "unmet",
            "Kind is Expansion; it must be Renewal.",
        ),
        (
            {"field": "kind", "comparison": "is", "value": "renewal"},
            {},
            "unmet",
            "Kind is missing; it must be Renewal.",
        ),
        (
            {"field": "source", "comparison": "is-not", "value": "import"},
            {"source": "import"},
            "unmet",
            "Source must not be Imported.",
        ),
        (
            {"field": "source", "comparison": "is-not", "value": "import"},
            {"source": "event"},
            "met",
            "Source is not Imported.",
        ),
        (
            {"field": "win_percent", "comparison": "at-least", "value": "50%"},
            {"win_percent": 20},
            "unmet",
            "Probability is 20 %; it must be at least 50 %.",
        ),
        (
            {"field": "win_percent", "comparison": "at-most", "value": "50"},
            {"win_percent": 50},
            "met",
            "Probability is 50 %.",
        ),
        (
            {"field": "close_on", "comparison": "at-most", "value": "2026-12-31"},
            {"close_on": date(2027, 1, 1)},
            "unmet",
            "Expected close is 2027-01-01; it must be at most 2026-12-31.",
        ),
        (
            {"field": "competitor", "comparison": "is", "value": "Marrow"},
            {"competitor": "Marrow"},
            "met",
            "Competitor is Marrow.",
        ),
    ],
)
def test_a_field_is_compared_as_it_would_be_after_the_move(criterion, values, state, sentence):
    """And what to fill in is named."""
    found = verdict(Facts(values), kind="field", **criterion)
    assert (found.state, found.sentence[: len(sentence)]) == (state, sentence)
    assert found.field == (None if state == "met" else criterion["field"])


@pytest.mark.parametrize(
    ("values", "state", "sentence"),
    [
        ({"amount_minor": 1_250_000, "currency": "EUR"}, "met", "Amount is 12,500.00 EUR."),
        (
            {"amount_minor": 1000, "currency": "EUR"},
            "unmet",
            "Amount is 10.00 EUR; it must be at least 10,000.00 EUR.",
        ),
        ({}, "unmet", "Amount is missing; it must be at least 10,000.00 EUR."),
        (
            {"amount_minor": 10**9, "currency": "USD"},
            "cannot-tell",
            "Amount is 10,000,000.00 USD, which cannot be compared with at least 10,0",
        ),
    ],
)
def test_an_amount_is_compared_within_its_currency(values, state, sentence):
    """Nobody invents a rate of exchange."""
    found = verdict(Facts(values), kind="amount", amount_minor=1_000_000, currency="EUR")
    assert (found.state, found.sentence[: len(sentence)]) == (state, sentence)


@pytest.mark.parametrize(
    ("values", "state", "field"),
    [
        ({"next_step": "call", "next_step_on": date(2026, 11, 20)}, "met", None),
        ({"next_step": "call", "next_step_on": date(2026, 11, 19)}, "unmet", "next_step_on"),
        ({"next_step": "call"}, "unmet", "next_step_on"),
        ({"next_step_on": date(2026, 11, 21)}, "unmet", "next_step"),
    ],
)
def test_a_next_step_has_a_day_that_is_not_past(values, state, field):
    """A step that was due last week is none."""
    found = verdict(Facts(values), kind="next-step")
    assert (found.state, found.field) == (state, field)


@pytest.mark.parametrize(
    ("last", "seen", "state", "sentence"),
    [
        (3, 3, "met", "The last meeting was 3 days ago."),
        (0, 0, "met", "The last meeting was today."),
        (14, 14, "met", "The last meeting was 14 days ago."),
        (15, 15, "unmet", "There was no meeting in the last 14 days."),
        (None, None, "unmet", "There was no meeting in the last 14 days."),
        (
            2,
            20,
            "cannot-tell",
            "You see no meeting in the last 14 days; there is a meeting that you may",
        ),
    ],
)
def test_an_activity_counts_for_so_many_days(last, seen, state, sentence):
    """One that the reader may not see does not count for them, and does not count as missing."""
    facts = Facts(
        {},
        last={} if last is None else {"meeting": ago(last)},
        last_seen={} if seen is None else {"meeting": ago(seen)},
    )
    found = verdict(facts, kind="activity", activity="meeting", days=14)
    assert (found.state, found.sentence[: len(sentence)]) == (state, sentence)


@pytest.mark.parametrize(
    ("people", "state", "sentence"),
    [
        (
            [DANA, USER],
            "met",
            "2 people in different roles were in touch both ways in the last 30 days.",
        ),
        (
            [DANA, SILENT],
            "unmet",
            "Only 1 of 2 people in different roles were in touch both ways in the last 30",
        ),
        ([SILENT], "unmet", "Nobody of 2 people was in touch both ways in the last 30 days."),
        ([USER, person("Ute", "user", back=1, out=1)], "unmet", "Only 1 of 2 people"),
        (
            [
                person("Two", "user", "champion", back=1, out=1),
                person("One", "user", back=1, out=1),
            ],
            "met",
            "2 people",
        ),
        (
            [DANA, HIDDEN],
            "cannot-tell",
            "You see 1 of 2 people in different roles in touch both ways in the last 30 d",
        ),
        ([DANA, UNSEEN], "cannot-tell", "You see 1 of 2 people"),
        ([DANA, person("Old", "user", back=31, out=1)], "unmet", "Only 1 of 2 people"),
    ],
)
def test_people_are_engaged_in_different_roles(people, state, sentence):
    """Both ways, within the days; somebody with two roles stands for one of them."""
    found = verdict(Facts({}, people=people), kind="engaged", count=2, days=30)
    assert (found.state, found.sentence[: len(sentence)]) == (state, sentence)


@pytest.mark.parametrize(
    ("people", "state", "sentence"),
    [
        ([USER, DANA], "met", "Dana (Decision-maker) was in touch both ways in the last 5 d"),
        ([USER], "unmet", "Nobody in the deal has authority."),
        ([person("Bo", "economic-buyer", out=1)], "unmet", "Nobody with authority was in touch"),
        ([UNSEEN], "cannot-tell", "You see nobody with authority in touch both ways in the last"),
    ],
)
def test_authority_is_engaged(people, state, sentence):
    """Who can say yes has answered."""
    found = verdict(Facts({}, people=people), kind="authority", days=5)
    assert (found.state, found.sentence[: len(sentence)]) == (state, sentence)


@pytest.mark.parametrize(
    ("way", "state", "sentence"),
    [
        (Way(0.4, 0.4), "met", "The best introduction to Champion has 40 %."),
        (Way(0.2, 0.2), "unmet", "The best introduction to Champion has 20 %; it must have 30 %."),
        (Way(0.0, 0.0), "unmet", "There is no introduction to Champion; it must have 30 %."),
        (Way(0.4, 0.2), "cannot-tell", "You see no introduction to Champion of 30 %; there is one"),
        (None, "unmet", "Nobody in the deal is Champion."),
    ],
)
def test_a_path_is_as_likely_as_asked(way, state, sentence):
    """Over people whom the reader may see."""
    facts = Facts({}, ways={"champion": way} if way else {})
    found = verdict(facts, kind="path", role="champion", percent=30)
    assert (found.state, found.sentence[: len(sentence)]) == (state, sentence)


def test_a_checklist_item_is_ticked_by_stage_and_key():
    """The same key of another stage is another item."""
    ticked = Facts({"ticks": ["s-discovery/a"]})
    assert verdict(ticked, kind="checklist", name="Plan").sentence == "Plan: ticked."
    other = Facts({"ticks": ["s-lead/a"]})
    assert verdict(other, kind="checklist", name="Plan").sentence == "Plan: not ticked."


def approval(state, **more):
    given = {"approvers": ("manager", "admin"), "step": 2, "asked_by_id": "u", "asked_by": "Kim"}
    return Approval(
        "x", ApprovalState(state), "s-discovery", "s-lead", asked_at=NOW, **given | more
    )


NEEDS = "Discovery needs the approval of a manager, then an admin"


@pytest.mark.parametrize(
    ("approvals", "state", "sentence"),
    [
        ([], "unmet", f"{NEEDS}."),
        ([approval("pending")], "unmet", f"{NEEDS}; it has been asked for."),
        (
            [approval("declined", reason="Too early.")],
            "unmet",
            f"{NEEDS}; it was declined: Too early.",
        ),
        ([approval("approved")], "met", "Discovery is approved."),
        ([approval("approved", expires_on=date(2026, 11, 20))], "met", "Discovery is approved."),
        (
            [approval("approved", expires_on=date(2026, 11, 19))],
            "unmet",
            f"{NEEDS}; the last one expired.",
        ),
        ([approval("used")], "unmet", f"{NEEDS}."),
        ([approval("approved", approvers=("manager",))], "unmet", f"{NEEDS}."),
        ([replace(approval("approved"), from_id="s-won")], "unmet", f"{NEEDS}."),
    ],
)
def test_an_approval_is_for_one_move(approvals, state, sentence):
    """From one stage to another, by all who are asked, until it expires or is used."""
    facts = Facts({}, "s-lead", approvals=approvals)
    found = verdict(facts, kind="approval", approvers=("manager", "admin"))
    assert (found.state, found.sentence) == (state, sentence)


def test_what_somebody_decided_does_not_expire():
    """Only what is still open does."""
    declined = approval("declined", expires_on=date(2020, 1, 1))
    assert state_of(declined, {}, NOW) is ApprovalState.DECLINED


def test_an_approval_is_for_one_amount():
    """Pending or given; what was declined or used stays what it is."""
    ten = Money(1000, "EUR")
    same, other = {"amount_minor": 1000, "currency": "EUR"}, {"amount_minor": 1, "currency": "EUR"}
    for state in ("pending", "approved"):
        assert state_of(approval(state, money=ten), same, NOW) is ApprovalState(state)
        assert state_of(approval(state, money=ten), other, NOW) is ApprovalState.VOID
        assert state_of(approval(state, money=ten), {}, NOW) is ApprovalState.VOID
        assert state_of(approval(state), same, NOW) is ApprovalState.VOID
    assert state_of(approval("used", money=ten), other, NOW) is ApprovalState.USED


def test_a_name_stands_before_what_it_says():
    """The house's own words for what it asks."""
    found = verdict(Facts({}), kind="field", field="amount", name="Budget")
    assert found.sentence == "Budget: Amount is missing."
    facts = Facts({}, "s-lead")
    named = verdict(facts, kind="approval", approvers=("admin",), name="Board")
    assert named.sentence == "Board: Discovery needs the approval of an admin."


def test_a_move_asks_whoever_leaves_and_then_whoever_comes():
    """On one arrow, on every arrow; in the same stage, and across pipelines, not of arrows."""
    every = Criterion("every", CriterionKind.NEXT_STEP, when=When.EXIT)
    lost = replace(every, key="lost", to="lost")
    entry = replace(every, key="entry", when=When.ENTRY)
    start = place("lead", entry, every, lost)
    to = place("lost", replace(entry, key="there"), every)
    assert [one.criterion.key for one in asked_of_move(start, to)] == ["every", "lost", "there"]
    assert asked_of_move(start, start) == []
    far = place("lost", pipeline=Pipeline("far", "Far", stages=SALES.stages), of="q")
    assert [one.criterion.key for one in asked_of_move(start, far)] == ["every"]


moments = st.none() | st.integers(0, 60).map(ago)
people = st.builds(
    lambda uid, roles, name, back, out, told: Person(
        uid, name, tuple(roles), back, out, *((back, out) if told else (None, None))
    ),
    uid=st.uuids().map(str),
    roles=st.lists(st.sampled_from(["boss", "user"]), min_size=1, unique=True),
    name=st.none() | st.just("Kim"),
    back=moments,
    out=moments,
    told=st.booleans(),
)
chances = st.sampled_from([0.0, 0.2, 0.5, 1.0])
graph_kinds = st.sampled_from(
    [CriterionKind.ACTIVITY, CriterionKind.ENGAGED, CriterionKind.AUTHORITY, CriterionKind.PATH]
)


@given(graph_kinds, st.data())
def test_who_sees_less_is_never_told_otherwise(kind, data):
    """Not met where all is seen is not met; met there is met, or cannot be told."""
    criterion = Criterion("a", kind, **data.draw(PARAMETERS[kind]))
    seated = data.draw(st.lists(people, max_size=4))
    last = data.draw(st.dictionaries(st.just(str(criterion.activity)), moments.filter(bool)))
    told = {key: at for key, at in last.items() if data.draw(st.booleans())}
    best = data.draw(chances)
    seen = min(best, data.draw(chances))
    part = Facts({}, people=seated, last=last, last_seen=told, ways={"boss": Way(best, seen)})
    whole = replace(
        part,
        people=[
            replace(one, name="Kim", seen_in_at=one.in_at, seen_out_at=one.out_at) for one in seated
        ],
        last_seen=last,
        ways={"boss": Way(best, best)},
    )
    asked = Asked(place("discovery", criterion), criterion)
    of_part, of_whole = (evaluate(WORDS, asked, one, NOW) for one in (part, whole))
    assert of_whole.state is not State.CANNOT_TELL
    if of_whole.state is State.MET:
        assert of_part.state is not State.UNMET
    else:
        assert of_part.state is State.UNMET
