"""Which moves a process has no more: approvals of them are closed, with a sentence."""

from graphcrm.pipeline import defaults, edits
from graphcrm.pipeline.criteria.closing import closed_by, ways_gone
from graphcrm.pipeline.reads import laid


SALES = defaults.process()


def gone(before, after):
    return {
        tuple(uid.rpartition(" ")[2] for uid in way): why
        for way, why in ways_gone(laid(before, {}), laid(after, {})).items()
    }


def test_an_arrow_that_goes_is_one_way_less():
    """Moves without an arrow never needed one to be asked for, so they are none."""
    after = edits.change_stage(SALES, "sales", "lead", leads_to=("lost",), name="First")
    assert gone(SALES, after) == {("lead", "qualified"): "First leads to Qualified no longer."}
    assert gone(SALES, edits.change_stage(SALES, "sales", "lead", name="First")) == {}
    assert closed_by(laid(SALES, {}), laid(SALES, {})).changes == ()


def test_a_stage_that_goes_takes_all_its_ways_along():
    """Those of other pipelines into it too, for which there are no arrows."""
    two = edits.add_pipeline(SALES, "Tenders")
    after = edits.retire_stage(two, "tenders", "new", "won")
    found = gone(two, after)
    assert found["lead", "new"] == found["new", "won"] == "Stage New was retired."
    assert all("new" in way for way in found)
