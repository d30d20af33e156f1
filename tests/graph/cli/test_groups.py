"""A deal's buying group on the command line: what the page says."""

from datetime import datetime, timedelta

import pytest
from answers import refused, told

from graphcrm import clock
from graphcrm.access import reads as access
from graphcrm.buying.commands import assess, seat
from graphcrm.buying.lines import declare_influence, declare_reporting
from graphcrm.directory.commands import create_contact
from graphcrm.directory.drafts import ContactDraft
from graphcrm.pipeline import reads
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity


@pytest.fixture
def house(founded):
    """The command line of a house with a deal in which Kim decides."""
    admin = access.find_first_admin()
    places = reads.layout(admin).places
    stage_id = next(uid for uid, one in places.items() if one.stage.key == "proposal")
    new = NewOpportunity({"name": "Yard"}, stage_id=stage_id)
    (deal_id,) = open_opportunity(admin, new).opportunity_ids
    founded.kim = create_contact(admin, ContactDraft("Kim Oduya")).uid
    seat(admin, deal_id, founded.kim, "decision-maker")
    assess(admin, deal_id, founded.kim, {"support": "1"})
    return founded


def test_a_group_is_told_with_what_it_lacks(house):
    """Seats, coverage, warnings and threads as one document; nobody said is null, not zero."""
    document = told(house("group", "Yard", "--json"))
    assert document["sentence"] == (
        "0 of 2 roles covered; Champion missing; cannot tell about Decision-maker."
    )
    (kim,) = document["seats"]
    assert (kim["name"], kim["roles"], kim["support"], kim["power"]) == (
        "Kim Oduya",
        ["decision-maker"],
        1,
        None,
    )
    assert kim["engagement"] == "never"
    assert kim["said"]["support"]["via"] == "cli"
    states = {one["role"]: one["state"] for one in document["coverage"]}
    assert states == {"champion": "missing", "decision-maker": "cannot-tell"}
    assert [one["kind"] for one in document["warnings"]] == ["decider-not-met"]
    assert document["threads"] == []


def test_a_group_is_told_in_lines(house):
    """For people, the answer first."""
    lines = house("group", "Yard").output.splitlines()
    assert lines == [
        "Yard: 0 of 2 roles covered; Champion missing; cannot tell about Decision-maker.",
        "  Kim Oduya: Decision-maker; support +1; never",
        "! Nobody of us has met or called Kim Oduya, Decision-maker.",
    ]


def test_lines_between_people_are_told_with_what_evidence_suggests(house):
    """Each edge with every key; who reports to whom, who sways whom, and who probably does."""
    admin = access.find_first_admin()
    deal_id = told(house("group", "Yard", "--json"))["opportunity_id"]
    ada, uwe = (create_contact(admin, ContactDraft(name)).uid for name in ("Ada", "Uwe"))
    for uid in (ada, uwe):
        seat(admin, deal_id, uid, "user")
    declare_reporting(admin, deal_id, uwe, ada)
    declare_influence(admin, deal_id, ada, house.kim, "-0.6")
    edges = {one["type"]: one for one in told(house("group", "Yard", "--json"))["edges"]}
    assert len({frozenset(one) for one in edges.values()}) == 1
    line, sway, may = (edges[kind] for kind in ("reports-to", "influences", "suggested"))
    assert (line["from"], line["to"], line["weight"]) == ("Uwe", "Ada", None)
    assert line["since_on"] == may["last_on"] == clock.now().date().isoformat()
    assert (sway["from_id"], sway["to_id"], sway["weight"]) == (ada, house.kim, -0.6)
    assert sway["by"]
    assert sway["set_at"] < sway["expires_on"]
    assert (may["from"], may["to"], may["weight"]) == ("Ada", "Uwe", 0.3)
    assert may["reasons"] == ["Uwe reports to Ada."]
    at = clock.now().isoformat()
    then = told(house("group", "Yard", "--at", at, "--json"))["edges"]
    assert [one["type"] for one in then] == ["reports-to", "influences"]
    lines = house("group", "Yard").output.splitlines()
    assert "  Uwe reports to Ada" in lines
    assert "  Ada sways Kim Oduya -0.6" in lines
    assert "  Ada probably sways, as evidence suggests, Uwe +0.3" in lines


def test_a_deal_that_is_none_is_refused(house):
    """With a sentence and exit code 1."""
    assert refused(house("group", "Nothing"))


def test_paths_lead_to_whoever_can_say_yes_in_a_deal(house):
    """Named by the deal, after people and accounts of that name; without a way it says why."""
    answer = told(house("paths", "--to", "Yard", "--json"))
    assert answer["to"] == "Yard"
    assert answer["paths"] == []
    assert answer["reason"]
    plain = house("paths", "--to", "Yard", "--team")
    assert plain.exit_code == 0, plain.output
    assert house("paths", "--to", "Orchard").exit_code == 1


def test_a_group_is_told_as_it_was(house):
    """With the same keys as now, and on the axis that is asked for."""
    now = told(house("group", "Yard", "--json"))
    (kim,) = now["seats"]
    before = kim["said"]["support"]["at"]
    for axis, asked in (("true", ()), ("known", ("--axis", "known"))):
        then = told(house("group", "Yard", "--at", before, *asked, "--json"))
        assert then.keys() == now.keys()
        assert (then["as_of"], then["axis"], now["axis"]) == (before, axis, None)
        assert then["seats"] == now["seats"]
    earlier = datetime.fromisoformat(before) - timedelta(microseconds=1)
    (unsaid,) = told(house("group", "Yard", "--at", earlier.isoformat(), "--json"))["seats"]
    assert unsaid["support"] is None


def test_before_the_deal_there_is_no_group(house):
    """With a sentence that says from when on there is one."""
    assert "Yard began on" in refused(house("group", "Yard", "--at", "2001-10-01"))
