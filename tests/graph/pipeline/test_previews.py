"""A change of the process is previewed: what it says of deals is what then happens."""

from dataclasses import replace

import pytest

from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.buying.commands import seat
from graphcrm.pipeline import commands, reads
from graphcrm.pipeline.opportunities.rules import MissingError
from graphcrm.pipeline.previews import Affected, Why, preview
from graphcrm.pipeline.records import (
    Comparison,
    Criterion,
    CriterionKind,
    Severity,
    StageType,
    When,
)
from graphcrm.pipeline.using import InUseError


NEXT = Criterion("next", CriterionKind.NEXT_STEP)
RIVAL = Criterion("rival", CriterionKind.FIELD, field="competitor", when=When.EXIT)
CALLED = Criterion("called", CriterionKind.ACTIVITY, activity="call", days=3, when=When.EXIT)


def wanted(deals, stage, **changes):
    """The process as it is, but for one stage."""
    process = reads.process(deals.actor)
    (sales,) = process.pipelines
    stages = tuple(replace(one, **changes) if one.key == stage else one for one in sales.stages)
    return replace(process, pipelines=(replace(sales, stages=stages),))


def told(found):
    return {(one.why.value, one.what): set(one.names) for one in found.affected}


def stops(deals, uid, to):
    """Whether a deal cannot go somewhere for what it lacks."""
    try:
        deals.move(uid, to)
    except MissingError:
        return True
    return False


def test_who_would_lack_something_is_who_then_does(deals):
    """Done-when 3: the list equals what happens, of entry and exit alike."""
    uids = {
        "bare": deals.open("bare"),
        "rival": deals.open("rival", competitor="X"),
        "both": deals.open("both", competitor="X", next_step="call", next_step_on="2090-01-01"),
        "far": deals.open("far", stage="qualified"),
    }
    plan = wanted(deals, "lead", criteria=(NEXT, RIVAL))
    found = preview(deals.actor, plan)
    lacking = told(found)
    assert lacking == {
        ("would lack", "Next step, asked by Lead of Sales"): {"bare", "rival"},
        ("would lack", "Competitor, asked by Lead of Sales"): {"bare"},
    }
    assert found.lines == tuple(commands.apply_process(deals.actor, plan))
    assert preview(deals.actor, plan).affected == ()
    leave = {name for name, uid in uids.items() if name != "far" and stops(deals, uid, "qualified")}
    assert leave == lacking["would lack", "Competitor, asked by Lead of Sales"]
    deals.move(uids["bare"], "qualified", fields={"competitor": "X"})
    come = {name for name, uid in uids.items() if name != "far" and stops(deals, uid, "lead")}
    assert come == lacking["would lack", "Next step, asked by Lead of Sales"]


def test_who_would_be_stuck_is_who_then_is(deals):
    """No arrow that anybody could clear there and then; what can be filled in holds nobody."""
    deals.open("Yard")
    plan = wanted(deals, "lead", criteria=(CALLED, RIVAL))
    found = preview(deals.actor, plan)
    assert told(found)["would be stuck in", "Lead of Sales"] == {"Yard"}
    some = wanted(deals, "lead", criteria=(RIVAL, replace(CALLED, to="lost")))
    assert Why.STUCK not in {one.why for one in preview(deals.actor, some).affected}
    commands.apply_process(deals.actor, plan)
    uid = deals.open("Gate")
    assert all(stops(deals, uid, to) for to in ("qualified", "lost"))
    same = wanted(deals, "lead", criteria=(CALLED, RIVAL), name="Leads")
    assert preview(deals.actor, same).affected == ()


def test_a_warning_and_another_name_are_told_as_such(deals):
    """A renamed criterion asks nothing new; what only warns is no lack."""
    deals.open("Yard")
    warned = replace(NEXT, severity=Severity.WARN)
    found = preview(deals.actor, wanted(deals, "lead", criteria=(warned,)))
    assert [str(one) for one in found.affected] == [
        "1 deal would be warned of Next step, asked by Lead of Sales: Yard"
    ]
    deals.ask("lead", NEXT)
    named = replace(NEXT, name="What next")
    assert preview(deals.actor, wanted(deals, "lead", criteria=(named,))).affected == ()


def test_who_must_move_first_holds_the_change_up(deals):
    """A stage that goes, or becomes won, keeps its deals until somebody moves them."""
    deals.open("Yard", stage="negotiation")
    deals.open("Gate", stage="negotiation")
    turned = wanted(deals, "negotiation", type=StageType.WON, win_percent=100, leads_to=())
    stage = deals.stage_name("negotiation")
    for plan in (replace(deals.layout.process, pipelines=()), turned):
        found = preview(deals.actor, plan)
        assert told(found)["must move first out of", "Negotiation of Sales"] == {
            "Yard",
            "Gate",
        }
        assert found.refused == f"2 deals are still in {stage}; move them first, or retire it."
        with pytest.raises(InUseError) as caught:
            commands.apply_process(deals.actor, plan)
        assert str(caught.value) == found.refused


def test_authority_that_a_role_loses_is_a_lack(deals):
    """What a criterion asks may change elsewhere in the process."""
    uid = deals.open("Yard")
    seat(deals.actor, uid, deals.world.contact("Dana"), "economic-buyer")
    deals.world.draw("Dana =email 1=> Admin =email 1=> Dana")
    deals.ask("lead", Criterion("say", CriterionKind.AUTHORITY, days=9, when=When.EXIT))
    process = reads.process(deals.actor)
    roles = tuple(replace(one, authority=one.key == "decision-maker") for one in process.roles)
    found = preview(deals.actor, replace(process, roles=roles))
    assert told(found)["would lack", "Somebody with authority, asked by Lead of Sales"] == {"Yard"}
    gone = tuple(one for one in process.roles if one.key != "economic-buyer")
    refused = preview(deals.actor, replace(process, roles=gone)).refused
    assert refused == "1 deal is still in economic-buyer; move them first, or retire it."


def test_a_comparison_is_read_by_the_process_that_makes_it(deals):
    """A field whose words change with the criterion."""
    uid = deals.open("Yard", kind="renewal")
    deals.open("Gate", kind="expansion")
    asked = Criterion(
        "kind", CriterionKind.FIELD, field="kind", comparison=Comparison.IS, value="expansion"
    )
    found = preview(deals.actor, wanted(deals, "lead", criteria=(asked,)))
    assert [one.opportunity_ids for one in found.affected] == [(uid,)]


def test_who_may_not_configure_sees_no_preview(deals):
    """It tells of everybody's deals."""
    manager = deals.world.user("Mia", role=Role.MANAGER)
    with pytest.raises(NotPermittedError):
        preview(manager, reads.process(deals.actor))


def test_a_line_names_the_first_fifty():
    """And says how many more there are."""
    uids = tuple(map(str, range(52)))
    line = str(Affected(Why.LACK, "A, asked by B of C", uids, ("A", "B")))
    assert line == "52 deals would lack A, asked by B of C: A, B and 50 more"
