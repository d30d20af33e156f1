"""Who withdraws their consent is on no path, in no count and no score of the next answer."""

import json
import subprocess
import sys

import pytest

from graphcrm.influence import keeping
from graphcrm.influence.questions import (
    From,
    PathRequest,
    WithheldError,
    find_paths,
    sight_of,
)
from graphcrm.influence.reach import reachable
from graphcrm.influence.records import Question
from graphcrm.influence.ways import best_ways
from graphcrm.influence.what_if import hinges_of
from graphcrm.members.consent import agree, agrees
from graphcrm.relationships.acquaintances import acquaintances, circle_of


WITHDRAW = """
import sys
from graphcrm import graph
from graphcrm.access.reads import find_actor
from graphcrm.members.consent import agree
graph.connect(sys.argv[1])
agree(find_actor(sys.argv[2]), agrees=sys.argv[3] == "yes")
graph.disconnect()
"""


def answers(house, actor):
    """Return everything that could name Dana to somebody, as text."""
    world = house.world
    target_ids = house.way("Helene", "Ken", "Li")
    kept = keeping.current()
    question = Question((str(actor.contact_id),), target_ids, sight_of(actor))
    told = [
        find_paths(actor, PathRequest((uid,), start=start), with_alternatives=True).paths
        for uid in target_ids
        for start in From
    ]
    return {
        "paths": repr(told),
        "best ways": repr(best_ways(kept.index, question)),
        "hinges": repr(hinges_of(kept.index, question)),
        "threads": repr(acquaintances(actor, target_ids, ours_only=True)),
        "circle": repr(circle_of(actor, world.uid("Li"))),
    }


def reached(actor):
    """Return who is reachable over one person in between."""
    return reachable(keeping.current().index, (str(actor.contact_id),), sight_of(actor))


def test_the_next_answer_of_another_process_is_without_who_withdrew(house, neo4j_uri):
    """Neither the age of the index nor the follower is waited for: this process did nothing."""
    dana = str(house.dana.contact_id)
    before = answers(house, house.noor)
    assert [name for name, text in before.items() if dana not in text] == []
    assert circle_of(house.noor, house.world.uid("Li")).our_count == 1
    assert len(reached(house.noor)) == 2
    _in_another_process(neo4j_uri, house.dana.user_id, "no")
    after = answers(house, house.noor)
    assert [name for name, text in after.items() if dana in text] == []
    assert circle_of(house.noor, house.world.uid("Li")).our_count == 0
    assert reached(house.noor) == ()
    assert "Dana" not in json.dumps(after)
    _in_another_process(neo4j_uri, house.dana.user_id, "yes")
    assert all(dana in text for text in answers(house, house.noor).values())


def _in_another_process(uri, user_id, says):
    command = [sys.executable, "-c", WITHDRAW, uri, user_id, says]
    subprocess.run(command, check=True, timeout=60)  # noqa: S603 - this interpreter


def test_ones_own_paths_stay(house):
    """Whoever withdraws is still helped by others, and still knows whom they know."""
    agree(house.dana, agrees=False)
    (li, *_) = find_paths(house.dana, PathRequest(house.way("Li"))).paths
    assert [person.name for person in li.people] == ["Dana", "Li"]
    team = find_paths(house.dana, PathRequest(house.way("Ken"), start=From.TEAM)).paths
    assert [person.name for person in team[0].people] == ["Dana", "Helene", "Ken"]
    assert [one.name for one in acquaintances(house.dana, house.way("Li"))] == ["Dana"]


def test_nobody_else_starts_at_who_withdrew(house):
    """Not even by naming them."""
    agree(house.dana, agrees=False)
    request = PathRequest(house.way("Li"), source_id=house.world.uid("Dana"))
    with pytest.raises(WithheldError, match="does not take part"):
        find_paths(house.noor, request)
    assert find_paths(house.dana, request).paths


def test_the_past_is_without_them_too(house):
    """An index of another day is built from evidence; consent is that of now."""
    agree(house.dana, agrees=False)
    at = keeping.clock.now()
    request = PathRequest(house.way("Ken"), start=From.ANYONE, at=at)
    assert find_paths(house.noor, request).paths == ()


def test_consent_is_given_until_it_is_withdrawn_and_said_once(house):
    """Default on; saying the same again changes nothing."""
    assert agrees(house.dana)
    assert agree(house.dana, agrees=False)
    assert not agree(house.dana, agrees=False)
    assert not agrees(house.dana)
    assert agree(house.dana, agrees=True)
