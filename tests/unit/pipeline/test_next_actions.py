"""The one next action of a deal: what is most urgent goes first, and each rule has its case."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from graphcrm.buying.records import (
    Chair,
    DealWarning,
    Engagement,
    Member,
    Role,
    Snooze,
    Stance,
    Touch,
    Warned,
)
from graphcrm.pipeline.criteria.reads import StageItems
from graphcrm.pipeline.criteria.records import Asked, Item, State, Verdict
from graphcrm.pipeline.needs import Vacancy
from graphcrm.pipeline.next_actions import Do, Situation, next_action, stage_ahead
from graphcrm.pipeline.records import (
    Criterion,
    CriterionKind,
    Layout,
    Pipeline,
    Place,
    Process,
    Severity,
    Stage,
    StageType,
    When,
)


NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
HERE, NEXT, LOST, BACK = (
    Stage("here", "Here", StageType.OPEN, 10, leads_to=("lost", "back", "next")),
    Stage("next", "Next", StageType.OPEN, 20),
    Stage("lost", "Lost", StageType.LOST, 0),
    Stage("back", "Back", StageType.OPEN, 5),
)
SALES = Pipeline("sales", "Sales", stages=(BACK, HERE, LOST, NEXT))
PLACES = {one.key: Place(one.key, one, "sales", SALES) for one in SALES.stages}
BOSS = Role("boss", "Decision-maker", authority=True)
FRIEND = Role("friend", "Champion", stance=Stance.CHAMPION)


def warning(warned):
    return DealWarning(warned, "kim", "Kim Lee", "Kim Lee left on 1 Mar 2026.")


def part(place, when, severity, *, to=None, state=State.UNMET):
    criterion = Criterion("c", CriterionKind.FIELD, when=when, severity=severity, to=to)
    item = Item(Asked(PLACES[place], criterion), Verdict(state, "Amount: nobody said", "amount"))
    return StageItems(PLACES[place], when, (item,))


def silent(role, **facts):
    touch = Touch(last_at=NOW - timedelta(days=45))
    return Member("kim", "Kim Lee", None, (Chair(role),), touch=touch, **facts)


NOTHING = Situation({"next_step": "Call"}, (), PLACES["next"], (), (), (), NOW)
BLOCKED = part("here", When.EXIT, Severity.BLOCK)
ADVISED = part("next", When.ENTRY, Severity.WARN)
QUIET = silent(FRIEND, engagement=Engagement.SILENT)
CASES = {
    Do.FIND_CHAMPION: {"warnings": (warning(Warned.CHAMPION_LEFT),)},
    Do.ANSWER: {"warnings": (warning(Warned.BLOCKER_UNANSWERED),)},
    Do.CATCH_UP: {"values": {"next_step": "Call", "next_step_on": date(2026, 3, 30)}},
    Do.MEET_CRITERION: {"checked": (BLOCKED,)},
    Do.FILL_ROLE: {"vacancies": (Vacancy(BOSS, 1),)},
    Do.MEET_DECIDER: {"warnings": (warning(Warned.DECIDER_NOT_MET),)},
    Do.REVIVE: {"members": (QUIET,)},
    Do.WIDEN: {"warnings": (warning(Warned.SINGLE_THREAD),)},
    Do.PLAN: {"values": {}},
    Do.CONSIDER: {"checked": (ADVISED,)},
}


@pytest.mark.parametrize("do", list(Do))
def test_each_rule_fires_where_it_alone_has_something_to_say(do):
    """A rule without a case that fires it would never be missed."""
    action = next_action(replace(NOTHING, **CASES[do]))
    assert action.do is do
    assert action.sentence.endswith(".")


@given(st.sets(st.sampled_from(list(Do)), min_size=1))
def test_what_is_most_urgent_goes_first(found):
    """In the order of Do, whatever else could be done."""
    facts = {"values": NOTHING.values}
    facts |= dict.fromkeys(("warnings", "checked", "vacancies", "members"), ())
    for do in found:
        for key, value in CASES[do].items():
            is_plan = key == "values"
            facts[key] = value if is_plan else (*facts[key], *value)
    if {Do.CATCH_UP, Do.PLAN} <= found:
        facts["values"] = CASES[Do.CATCH_UP]["values"]
    action = next_action(replace(NOTHING, **facts))
    assert action.do is min(found, key=list(Do).index)


def test_a_deal_that_lacks_nothing_has_no_next_action():
    """Nothing is made up so that there is something to do."""
    assert next_action(NOTHING) is None
    met = part("here", When.EXIT, Severity.BLOCK, state=State.MET)
    unsure = part("here", When.EXIT, Severity.BLOCK, state=State.CANNOT_TELL)
    assert next_action(replace(NOTHING, checked=(met, unsure))) is None


def test_only_what_the_next_stage_asks_counts():
    """Not what a loss, a step back, or an arrow to another stage asks."""
    asks = tuple(part(one, When.ENTRY, Severity.BLOCK) for one in ("lost", "back"))
    elsewhere = part("here", When.EXIT, Severity.BLOCK, to="lost")
    assert next_action(replace(NOTHING, checked=(*asks, elsewhere))) is None
    there = part("here", When.EXIT, Severity.BLOCK, to="next")
    action = next_action(replace(NOTHING, checked=(there,)))
    assert action.sentence == "Amount: nobody said, before it leaves Here."
    assert action.field == "amount"
    layout = Layout(Process((SALES,)), PLACES)
    assert stage_ahead(layout, PLACES["here"]) == PLACES["next"]
    assert stage_ahead(layout, PLACES["next"]) is None
    ahead = next_action(replace(NOTHING, checked=(there,), ahead=None))
    assert ahead is None


def test_what_rests_is_no_action():
    """A warning that somebody put off, and a deal that stalls on purpose."""
    snooze = Snooze("kim", Warned.CHAMPION_LEFT, date(2026, 4, 30), "He is back in May", "Dana")
    resting = replace(warning(Warned.CHAMPION_LEFT), snooze=snooze)
    stalled = {"stalled_until_on": date(2026, 4, 1)}
    assert next_action(replace(NOTHING, warnings=(resting,), values=stalled)) is None
    over = {"stalled_until_on": date(2026, 3, 30)}
    assert next_action(replace(NOTHING, values=over)).do is Do.PLAN


@pytest.mark.parametrize("role", [FRIEND, BOSS, Role("user", "User")])
def test_only_ties_that_the_deal_hangs_on_are_called_for(role):
    """A user who is silent is no reason to call; a champion and who decides are."""
    action = next_action(replace(NOTHING, members=(silent(role, engagement=Engagement.SILENT),)))
    if role.key == "user":
        assert action is None
    else:
        assert action.sentence == "Call Kim Lee: no contact with any of us for 45 days."


def test_nobody_is_called_who_does_not_want_to_be_or_may_not_be_seen():
    """Neither to revive a tie nor to be met for the first time."""
    shy = silent(BOSS, engagement=Engagement.SILENT, do_not_contact=True)
    unmet = (warning(Warned.DECIDER_NOT_MET),)
    assert next_action(replace(NOTHING, members=(shy,), warnings=unmet)) is None
    hidden = replace(QUIET, contact_id=None, name=None)
    assert next_action(replace(NOTHING, members=(hidden,))) is None


def test_several_missing_people_are_counted():
    """So that one does not stop looking after the first."""
    action = next_action(replace(NOTHING, vacancies=(Vacancy(BOSS, 2),)))
    assert action.sentence == "Find the Decision-maker: 2 people are missing yet."
    assert action.role_key == "boss"
