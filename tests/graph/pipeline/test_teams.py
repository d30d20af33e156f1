"""Pipelines of teams: who begins deals there, who moves some in, and what others still see."""

from dataclasses import replace

import pytest

from graphcrm import graph, ids
from graphcrm.access.records import Role
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Edge, Node
from graphcrm.pipeline import commands, documents, edits, reads, teams
from graphcrm.pipeline.board.reads import get_board
from graphcrm.pipeline.criteria import approvals
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Move, NewOpportunity
from graphcrm.pipeline.previews import Why, preview
from graphcrm.pipeline.rules import ProcessError
from graphcrm.pipeline.teams import OtherTeamError


@pytest.fixture
def house(deals):
    """A rep of North and one of South, and a pipeline of North that comes first."""
    deals.north = deals.world.user("Nia", role=Role.REP, team="North")
    deals.south = deals.world.user("Sol", role=Role.REP, team="South")
    process = edits.add_pipeline(reads.process(deals.actor), "Tenders")
    process = edits.change_pipeline(process, "tenders", teams=("North",))
    commands.apply_process(deals.actor, edits.order_pipelines(process, ["tenders"]))
    return deals


def stage_of(house, key):
    places = house.layout.places.values()
    return next(one.stage_id for one in places if f"{one.pipeline.key}/{one.stage.key}" == key)


def begun(actor, name, stage_id=None):
    new = NewOpportunity({"name": name}, stage_id=stage_id)
    uid = open_opportunity(actor, new).opportunity_ids[0]
    return uid, get_opportunity(actor, uid).place.pipeline.key


def test_a_deal_begins_in_the_first_pipeline_of_its_team(house):
    """Whoever is of another team, or of none, gets the next that is for everybody."""
    assert begun(house.north, "Dam")[1] == "tenders"
    assert begun(house.south, "Quay")[1] == "sales"
    assert begun(house.actor, "Lock")[1] == "sales"
    owned = NewOpportunity({"name": "Weir"}, owner_id=house.north.user_id)
    uid = open_opportunity(house.actor, owned).opportunity_ids[0]
    assert get_opportunity(house.actor, uid).place.pipeline.key == "tenders"


def test_nobody_else_brings_deals_in_but_administrators_do(house):
    """By a new deal, by a move and by asking for one; the sentence says whose it is."""
    new = stage_of(house, "tenders/new")
    with pytest.raises(OtherTeamError, match="Tenders is a pipeline of North; nobody else"):
        begun(house.south, "Quay", new)
    uid, _ = begun(house.south, "Quay")
    move = Move((uid,), new, other_pipeline=True)
    with pytest.raises(OtherTeamError):
        move_opportunity(house.south, move)
    with pytest.raises(OtherTeamError):
        approvals.request(house.south, uid, new)
    assert move_opportunity(house.actor, move).opportunity_ids == (uid,)
    back = Move((uid,), stage_of(house, "tenders/won"))
    assert move_opportunity(house.south, back).opportunity_ids == (uid,)


def test_what_is_theirs_comes_first_and_the_rest_is_still_seen(house):
    """A board without a choice is the first of one's own pipelines."""
    assert get_board(house.north, None).pipeline.key == "tenders"
    board = get_board(house.south, None)
    assert board.pipeline.key == "sales"
    assert [one.key for _, one in board.pipelines] == ["sales", "tenders"]


def test_teams_below_belong_to_it(house):
    """Teams form a tree; who leads one above sees those below as theirs."""
    found = {one.name: one.team_id for one in teams.teams(house.actor)}
    part = Edge("PART_OF", ids.new(), Node("Team", found["South"]), Node("Team", found["North"]))
    graph.atomic(lambda: commit(house.actor, Verb.USER_CHANGED, [Added(part, {})]))()
    assert begun(house.south, "Quay")[1] == "tenders"
    below = replace(house.actor, team_id=None, team_ids=(found["North"],), role=Role.MANAGER)
    assert "tenders" in teams.own_of(below, house.layout.process)


def test_the_document_names_teams_and_is_the_same_both_ways(house):
    """Uids in the graph, names for people; what is shown and applied changes nothing."""
    shown = documents.to_yaml(teams.named(house.actor, reads.process(house.actor)))
    assert "teams:\n  - North\n" in shown
    assert commands.apply_process(house.actor, documents.from_yaml(shown)) == []
    gone = documents.from_yaml(shown.replace("- North", "- Nowhere"))
    with pytest.raises(ProcessError, match=r"pipelines\[0\]\.teams\[0\]: 'Nowhere' is no team"):
        commands.apply_process(house.actor, gone)
    twice = documents.from_yaml(shown)
    doubled = edits.change_pipeline(twice, "tenders", teams=("North", "North"))
    with pytest.raises(ProcessError, match="twice"):
        commands.apply_process(house.actor, doubled)


def test_a_preview_tells_whose_deals_would_lie_outside(house):
    """They stay and go their way, so it is told and not refused."""
    begun(house.south, "Quay")
    begun(house.actor, "Lock")
    plan = edits.change_pipeline(reads.process(house.actor), "sales", teams=("North",))
    found = preview(house.actor, plan)
    assert [(one.why, one.what, one.names) for one in found.affected] == [
        (Why.OUTSIDE, "Sales", ("Quay",))
    ]
    assert found.refused is None
    assert found.lines == ("~ pipeline sales: teams nothing -> ['North']",)
