"""The world that graph tests draw is what they say it is."""

import math

import pytest
from world import empty

from graphcrm.access.records import Role
from graphcrm.activities.records import Kind
from graphcrm.directory import reads, timeline
from graphcrm.graph import connection
from graphcrm.relationships.declarations import declarations


def test_a_drawing_becomes_people_jobs_ties_and_mail(world):
    """One line each, through the real commands."""
    world.draw("""
        Ada -KNOWS .8-> Ben -KNOWS .6-> Cy Dee
        Ada @ Oduya as CFO
        Ada =email 3=> Ben
        Ben =declared good=> Cy Dee
    """)
    ada, ben, cy = (world.uid(name) for name in ("Ada", "Ben", "Cy Dee"))
    page = reads.get_contact(world.admin, ada)
    assert [(job.account, job.title) for job in page.jobs] == [("Oduya", "CFO")]
    assert page.owner_id is None
    mails = timeline.contact_timeline(world.admin, ben, kinds=[Kind.EMAIL]).entries
    assert len(mails) == 3
    [declared] = declarations(world.admin, ben, cy)
    assert declared.level == "good"
    with connection.session(write=False) as session:
        rows = session.run("MATCH (:Contact)-[tie:KNOWS]->() RETURN tie.sums_in AS sums").values()
    assert sorted(round(1 - math.exp(-sums[4] / 3), 6) for [sums] in rows) == [0.6, 0.8]


def test_users_are_people_with_a_scope(world):
    """A user can be drawn like anybody."""
    rep = world.user("Rep", role=Role.REP, team="North")
    world.draw("Rep =meeting 1=> Ada", owner=rep)
    assert reads.get_contact(rep, world.uid("Ada")).owner == "Rep"
    assert world.uid("Rep") == rep.contact_id


@pytest.mark.usefixtures("world")
def test_an_emptied_graph_keeps_its_schema_and_begins_its_stream_anew():
    """Tests do not see each other."""
    empty()
    with connection.session(write=False) as session:
        labels = session.run("MATCH (n) RETURN DISTINCT head(labels(n)) AS label").value()
        seqs = session.run("MATCH (s:Stream) RETURN s.seq").value()
    assert set(labels) == {"SchemaStep", "Stream"}
    assert set(seqs) == {0}
