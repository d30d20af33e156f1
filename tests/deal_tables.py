"""Tables of deals as another system exports them, imported into a house with a process."""

from dataclasses import replace

from graphcrm.graph import connection
from graphcrm.integrations import commands
from graphcrm.integrations.records import ImportOptions
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.sources import Options, open_source
from graphcrm.pipeline import commands as pipeline, defaults
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Move
from graphcrm.pipeline.reads import layout


DEALS = SourceKind.CSV_OPPORTUNITIES


HEADER = "id,name,account,stage,amount,currency,close date,created,owner"


ROWS = """\
1,Yard,Oduya Freight,Proposal,"1,200.50",EUR,2026-09-30,2026-01-02,Mia Lund
2,Gate,Oduya Freight,Closed Won,500,USD,2025-12-31,2025-11-01,mia.lund@home.example
3,Crane,,Lost,0,EUR,2025-12-24,,Nobody Here
"""


ALL = """
MATCH (deal:Opportunity)-[stay:IN_STAGE]->(stage:Stage)
RETURN deal.uid AS uid, deal.name AS name, stage.key AS stage, stay.entered_at AS entered_at,
    [(deal)-[one:FOR]->(account:Account) | [account.name, coalesce(one.primary, false)]] AS accounts
ORDER BY deal.import_key
"""


class Tables:
    """Tables of deals of a house with the default process."""

    def __init__(self, world, folder):
        pipeline.apply_process(world.admin, defaults.process())
        self.world = world
        self.folder = folder

    def take(self, rows, *, header=HEADER, actor=None, name="deals.csv", mapping=None, **options):
        """What importing some rows came to."""
        path = self.folder / name
        path.write_text(f"{header}\n{rows}", "utf-8")
        source = open_source(DEALS, [path], Options(mapping=mapping))
        who = actor or self.world.admin
        chosen = ImportOptions(owner_id=who.user_id, team_id=who.team_id)
        return commands.run_import(who, source, replace(chosen, **options))

    def all(self):
        """Every deal as it stands, by its name."""
        with connection.session(write=False) as session:
            return {row["name"]: row for row in session.run(ALL).data()}

    def page(self, name):
        """A deal as its page shows it."""
        return get_opportunity(self.world.admin, self.all()[name]["uid"])

    def stage_id(self, key):
        """The uid of a stage by its key."""
        found = layout(self.world.admin).places.items()
        return next(uid for uid, place in found if place.stage.key == key)

    def move(self, name, to, **how):
        """Move a deal by hand."""
        move = Move((self.all()[name]["uid"],), self.stage_id(to), **how)
        return move_opportunity(self.world.admin, move)


def told(result):
    return [failure.reason for failure in result.failed]


def everything():
    """All there is but the stream, the import and clocks, with every property."""
    with connection.session(write=False) as session:
        nodes = session.run(
            "MATCH (n:Opportunity|Account) WITH n ORDER BY n.uid RETURN labels(n), properties(n)"
        ).values()
        edges = session.run(
            "MATCH (d:Opportunity)-[e:FOR|IN_STAGE|WAS_IN]->(o) WITH d, e, o ORDER BY d.uid, e.uid"
            " RETURN d.uid, type(e), o.uid, properties(e)"
        ).values()
    for row in (*nodes, *edges):
        row[-1] = {key: str(value) for key, value in row[-1].items() if key != "changed_by"}
    return nodes, edges
