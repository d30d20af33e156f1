"""A deal's buying group on the command line: what the page says."""

import pytest
from answers import refused, told

from graphcrm.access import reads as access
from graphcrm.buying.commands import assess, seat
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


def test_a_deal_that_is_none_is_refused(house):
    """With a sentence and exit code 1."""
    assert refused(house("group", "Nothing"))
