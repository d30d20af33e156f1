"""Somebody whom more people know than a page shows: how many there are, and who is shown."""

import pytest
from world import World, empty

from graphcrm.graph import connection
from graphcrm.members import commands as members
from graphcrm.relationships.acquaintances import circle_of


PHRASE = "correct horse battery"
CROWD = """
MATCH (hub:Contact {uid: $hub})
UNWIND range(1, $count) AS number
CREATE (one:Contact {uid: 'crowd-' + right('0000' + toString(number), 4),
                     name: 'Person ' + toString(number), kind: 'person'})
CREATE (one)-[:KNOWS {sums_in: [0.0, 0.0, 0.0, 0.0, number / 1000.0], days: 1, evidence_count: 1,
                      sums_out: [0.0, 0.0, 0.0, 0.0, number / 1000.0], as_of_on: date(),
                      first_at: datetime(), last_at: datetime() - duration({days: number})}]->(hub)
"""


@pytest.fixture
def world(running):
    assert running.neo4j_uri
    empty()
    yield World()
    empty()


def test_the_strongest_are_those_that_are_kept(world):
    """A cut by anything else would show whom one barely knows."""
    strengths = {"Ada": 0.3, "Ben": 0.9, "Cy": 0.6, "Dee": 0.1}
    for name, strength in strengths.items():
        world.draw(f"{name} -KNOWS {strength}-> Hub")
    world.draw("Admin -KNOWS .05-> Hub")
    whole = circle_of(world.admin, world.uid("Hub"))
    assert [one.name for one in whole.known] == ["Ben", "Cy", "Ada", "Dee", "Admin"]
    assert (whole.count, whole.our_count) == (5, 1)
    few = circle_of(world.admin, world.uid("Hub"), limit=3)
    assert [one.name for one in few.known] == ["Ben", "Cy", "Admin"]
    assert (few.count, few.our_count) == (5, 1)
    assert circle_of(world.admin, world.contact("Lone Wolf")).count == 0


def test_a_page_says_how_many_know_somebody_whom_everybody_knows(world, client):
    """A list that stops without a word reads as all there are."""
    hub = world.contact("Hub")
    with connection.session(write=True) as session:
        session.run(CROWD, hub=hub, count=1234).consume()
    members.set_password(world.admin, world.admin.email, PHRASE)
    client.sign_in(world.admin.email, PHRASE)
    assert "1\u202f234 people" in client.get(f"/contacts/{hub}").get_data(as_text=True)
    ties = client.get(f"/contacts/{hub}/ties").get_data(as_text=True)
    assert "the strongest 500 of 1\u202f234" in ties
    assert "Person 1234" in ties
    assert "Person 734<" not in ties
