"""A company's 8,800 deals: taken in by what their header says, taken in again, and taken back."""

import pytest
from rows import places, stream_end

from graphcrm.graph import connection
from graphcrm.integrations import commands, undoing
from graphcrm.integrations.records import ImportOptions
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.sources import Options, open_source
from graphcrm.integrations.tables.mapping import Mapping
from graphcrm.pipeline import commands as pipeline, defaults


pytestmark = pytest.mark.slow
BY_STAGE = """
MATCH (deal:Opportunity)-[stay:IN_STAGE]->(stage:Stage)
RETURN stage.key AS stage, count(*) AS count, sum(deal.amount_minor) AS amount_minor,
    count(DISTINCT deal.rank) AS ranks,
    sum(CASE WHEN date(stay.entered_at) = deal.closed_on THEN 1 ELSE 0 END) AS dated
ORDER BY stage
"""
COUNTS = """
MATCH (deal:Opportunity)
RETURN count(*) AS deals, count { (:Account) } AS accounts,
    sum(CASE WHEN NOT EXISTS { (deal)-[:FOR]->(:Account) } THEN 1 ELSE 0 END) AS without_account
"""


def read(query):
    with connection.session(write=False) as session:
        return [list(row.values()) for row in session.run(query)]


def test_maven_s_deals_are_taken_in_once_and_undone(world, data_folder):
    """Done-when 2: every deal and its value, a second run of nothing new, and nothing left."""
    pipeline.apply_process(world.admin, defaults.process())
    before = read(COUNTS)
    path = data_folder / "maven-crm/sales_pipeline.csv"
    mapped = Options(mapping=Mapping(currency="USD"))
    source = open_source(SourceKind.CSV_OPPORTUNITIES, [path], mapped)
    result = commands.run_import(world.admin, source, ImportOptions())
    assert (result.read, result.new, result.failed_count) == (8_800, 8_800, 0)
    assert (result.accounts, result.ignored) == (85, {})
    assert result.noted["without an account"] == 1_425
    assert result.noted["of GTXPro: GTXPro and GTX Pro look like the same product"] == 1_480
    assert result.noted["lost without a reason, taken as Not stated"] == 2_473
    assert sum(count for reason, count in result.noted.items() if "no user" in reason) == 8_800
    assert read(BY_STAGE) == [
        ["discovery", 1_589, 0, 1_589, 0],
        ["lead", 500, 0, 500, 0],
        ["lost", 2_473, 0, 2_473, 2_473],
        ["won", 4_238, 10_005_534_00, 4_238, 4_238],
    ]
    assert read(COUNTS) == [[8_800, 86, 1_425]]
    end = stream_end()
    again = commands.run_import(world.admin, source, ImportOptions())
    assert (again.new, again.changed, again.unchanged) == (0, 0, 8_800)
    assert again.noted == result.noted
    assert stream_end() == end + 2  # that it began, and that it ended
    undone = undoing.undo_import(world.admin, result.import_id)
    assert undone.kept == []
    assert read(COUNTS) == before
    assert places() == list(range(1, stream_end() + 1))
