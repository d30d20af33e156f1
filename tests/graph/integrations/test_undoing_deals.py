"""Deals of an import taken back: what nobody worked on goes, the rest is as before."""

from dataclasses import replace

import pytest
from deal_tables import ROWS, everything

from graphcrm.directory import commands as directory
from graphcrm.graph import connection
from graphcrm.integrations import undoing
from graphcrm.pipeline import commands as pipeline, defaults
from graphcrm.pipeline.opportunities.commands import (
    remove_opportunities,
)


@pytest.mark.usefixtures("chunked")
def test_after_undo_everything_is_as_before(tables):
    """New deals and accounts go; changed ones are what they were, stay by stay."""
    before = everything()
    first = tables.take(ROWS)
    between = everything()
    rows = ROWS.replace("Proposal", "Lost").replace("Crane,,Lost", "Crane,Bolt,Lead")
    rows = rows.replace("Gate,Oduya Freight", "Gate,Bolt").replace("500,USD", "600,GBP")
    second = tables.take(f"{rows}4,New,Bolt,Lead,,,,,\n", name="second.csv")
    assert (second.new, second.changed) == (1, 3)
    assert undoing.undo_import(tables.world.admin, second.import_id).kept == []
    assert everything() == between
    assert undoing.undo_import(tables.world.admin, first.import_id).kept == []
    assert everything() == before
    assert tables.take(ROWS).new == 3


@pytest.mark.usefixtures("chunked")
def test_undo_in_the_other_order_leaves_nothing_either(tables):
    """What the second run moved stays whole until the second goes."""
    before = everything()
    first = tables.take(ROWS)
    second = tables.take(ROWS.replace("Proposal", "Lost"), name="second.csv")
    kept = undoing.undo_import(tables.world.admin, first.import_id).kept
    assert kept == ["Deal Yard stays: it was edited or built on since."]
    assert tables.page("Yard").place.stage.key == "lost"
    undoing.undo_import(tables.world.admin, second.import_id)
    assert everything() == before


def test_what_people_worked_on_since_stays_and_is_listed(tables):
    """A deal moved by hand is theirs, with its account; one that was moved twice stays moved."""
    first = tables.take(ROWS)
    second = tables.take(ROWS.replace("Proposal", "Negotiation"), name="second.csv")
    tables.move("Yard", "won")
    remove_opportunities(tables.world.admin, [tables.all()["Crane"]["uid"]])
    undone = undoing.undo_import(tables.world.admin, second.import_id)
    assert undone.kept == ["Deal Yard stays: it was edited or built on since."]
    assert [stay["stage"] for stay in tables.page("Yard").stays] == ["Proposal", "Negotiation"]
    undone = undoing.undo_import(tables.world.admin, first.import_id)
    assert undone.kept == ["Deal Yard stays: it was edited or built on since."]
    assert list(tables.all()) == ["Yard"]
    assert tables.all()["Yard"]["accounts"] == [["Oduya Freight", True]]


def test_a_deal_does_not_come_back_to_what_is_gone(tables):
    """Its stage was taken out of the process, or its account removed."""
    tables.take("1,Yard,Oduya Freight,Negotiation,,,,,\n2,Gate,Bolt,Lead,,,,,\n")
    rows = "1,Yard,Oduya Freight,Lead,,,,,\n2,Gate,Cord,Lead,,,,,\n"
    second = tables.take(rows, name="second.csv")
    process = defaults.process()
    (sales,) = process.pipelines
    stages = tuple(
        replace(one, leads_to=tuple(to for to in one.leads_to if to != "negotiation"))
        for one in sales.stages
        if one.key != "negotiation"
    )
    without = replace(process, pipelines=(replace(sales, stages=stages),))
    pipeline.apply_process(tables.world.admin, without)
    with connection.session(write=False) as session:
        query = "MATCH (a:Account {name: 'Bolt'}) RETURN a.uid AS uid"
        bolt = session.run(query).single()["uid"]
    directory.remove_account(tables.world.admin, bolt)
    undone = undoing.undo_import(tables.world.admin, second.import_id)
    assert undone.kept == [
        "Deal Gate stays: it was edited or built on since.",
        "Deal Yard stays: it was edited or built on since.",
    ]
    assert tables.page("Yard").place.stage.key == "lead"
