"""A company's 8,800 deals: taken in by what their header says, taken in again, and taken back."""

import time

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
    collect(DISTINCT deal.currency) AS currencies, count(DISTINCT deal.rank) AS ranks,
    count { (deal) WHERE stage.type <> 'open' AND toString(date(stay.entered_at)) <>
        toString(deal.closed_on) } AS undated
"""
DEALS = """
MATCH (deal:Opportunity)-[:IN_STAGE]->(stage:Stage)
OPTIONAL MATCH (deal)-[:FOR]->(account:Account)
RETURN deal.name, stage.key, account.name, deal.amount_minor, deal.opened_on, deal.closed_on
ORDER BY deal.import_key
"""


def read(query):
    with connection.session(write=False) as session:
        return session.run(query).data()


def test_maven_s_deals_are_taken_in_once_and_undone(world, data_folder):
    """Done-when 2: every deal and its value; a second run of nothing new; nothing is left."""
    pipeline.apply_process(world.admin, defaults.process())
    path = data_folder / "maven-crm/sales_pipeline.csv"
    options = Options(mapping=Mapping(currency="USD"))
    source = open_source(SourceKind.CSV_OPPORTUNITIES, [path], options)
    t, c = time.time(), time.process_time()
    result = commands.run_import(world.admin, source, ImportOptions())
    print(time.time() - t, time.process_time() - c)
    found = {row["stage"]: row for row in read(BY_STAGE)}
    print(found)
    t, c = time.time(), time.process_time()
    again = commands.run_import(world.admin, source, ImportOptions())
    print(time.time() - t, time.process_time() - c)
    t, c = time.time(), time.process_time()
    undone = undoing.undo_import(world.admin, result.import_id)
    print(time.time() - t, time.process_time() - c)
    assert 0
