"""Questions for paths: what is asked is answered, and the hidden are not hinted at."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graphcrm import clock, graph
from graphcrm.access.records import Role
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Node, Set
from graphcrm.directory.commands import remove_contact
from graphcrm.influence import keeping
from graphcrm.influence.questions import From, NobodyToAskError, PathRequest, find_paths
from graphcrm.influence.records import Reading
from graphcrm.relationships import following


@pytest.fixture(autouse=True)
def kept(empty_graph, tmp_path):  # noqa: ARG001 - the index is forgotten before the graph is
    """Keep snapshots in a folder of the test's own, and forget the index afterwards."""
    keeping.keep_in(tmp_path)
    yield
    keeping.keep_in(None)


@pytest.fixture
def ask(world):
    """Return a function that asks for paths by names and gives each path as names."""

    def ask(actor, to, **more):
        for key in ("source_id",):
            if more.get(key):
                more[key] = world.uid(more[key])
        more["without"] = tuple(world.uid(name) for name in more.get("without", ()))
        following.catch_up()
        return find_paths(actor, PathRequest((world.uid(to),), **more), at_once=True)

    return ask


def ways(answer):
    return [
        " ".join([path.hops[0].start.name, *(hop.end.name for hop in path.hops)])
        for path in answer.paths
    ]


def know(world, *pairs, owner=None):
    """Let pairs write to each other on ten days."""
    for one, other in pairs:
        world.draw(f"{one} =email 8=> {other}\n{other} =email 8=> {one}", owner=owner)


def test_the_best_way_comes_first_with_its_facts(world, ask):
    """Ranked, each hop with when, how often and why."""
    know(world, ("Admin", "Dana"), ("Dana", "Ken"), ("Admin", "Lee"))
    world.draw("Lee =email 1=> Ken\nKen =email 1=> Lee")
    answer = ask(world.admin, "Ken")
    assert ways(answer)[0] == "Admin Dana Ken"
    best = answer.paths[0]
    assert best.probability == max(path.probability for path in answer.paths)
    assert [hop.evidence_count for hop in best.hops] == [16, 16]
    assert all(0 < hop.strength < 1 for hop in best.hops)
    assert "wrote" in best.hops[0].sentence
    assert (answer.source.name, answer.target.name, answer.reason) == ("Admin", "Ken", None)


def test_no_path_leads_through_whom_one_leaves_out(world, ask):
    """Dana is on leave: what is left without her."""
    know(world, ("Admin", "Dana"), ("Dana", "Ken"), ("Admin", "Lee"), ("Lee", "Ken"))
    assert len(ways(ask(world.admin, "Ken"))) == 2
    assert ways(ask(world.admin, "Ken", without=("Dana",))) == ["Admin Lee Ken"]
    answer = ask(world.admin, "Ken", without=("Dana", "Lee"))
    assert answer.paths == ()
    assert answer.reason


def test_a_team_starts_at_those_who_share_their_ties(world, ask):
    """Whoever did not consent is no start, and nobody outside the team is."""
    ann, _ = world.user("Ann", team="North"), world.user("Bo", team="North")
    shy = world.user("Shy", team="North")
    world.user("Far", team="South")

    @graph.atomic
    def keep_ties():
        change = Set(Node("User", shy.user_id), {"shares_ties": True}, {"shares_ties": False})
        commit(world.admin, Verb.USER_CHANGED, [change])

    keep_ties()
    know(world, ("Bo", "Ken"), ("Shy", "Ken"), ("Far", "Ken"))
    assert ways(ask(ann, "Ken", start=From.TEAM)) == ["Bo Ken"]
    assert sorted(ways(ask(ann, "Ken", start=From.ANYONE))) == ["Bo Ken", "Far Ken"]
    assert ask(ann, "Ken").paths == ()


def test_the_hidden_are_not_on_a_path_nor_in_its_reason(world, ask):
    """A rep of the north must not learn whom the south knows, nor that there is somebody."""
    rep, other = world.user("Rep", team="North"), world.user("Other", team="South")
    know(world, ("Rep", "Hid"), owner=other)
    know(world, ("Hid", "Ken"))
    seen, hidden = ask(world.admin, "Ken", source_id="Rep"), ask(rep, "Ken")
    assert ways(seen) == ["Rep Hid Ken"]
    assert hidden.paths == ()
    assert "Hid" not in str(hidden.reason)
    nobody = find_paths(rep, PathRequest(("018f0000-0000-7000-8000-000000000000",)))
    asked = ask(rep, "Hid")
    assert (asked.target, asked.paths, asked.reason) == (None, (), nobody.reason)
    from_hidden = ask(rep, "Ken", source_id="Hid")
    assert (from_hidden.source, from_hidden.paths) == (None, ())


def test_a_colleagues_ties_are_seen_where_both_people_are(world, ask):
    """Scope hides people, not arithmetic: evidence one may not read counts all the same."""
    rep, other = world.user("Rep", team="North"), world.user("Other", team="South")
    world.contact("Ken")
    know(world, ("Rep", "Ken"), owner=other)
    (path,) = ask(rep, "Ken").paths
    (whole,) = ask(world.admin, "Ken", source_id="Rep").paths
    assert path.probability == whole.probability


def test_paths_of_the_past_are_those_of_then(world, ask):
    """Three weeks ago Ken was nobody's acquaintance."""
    at = clock.now() - timedelta(days=20)
    for days in range(4):
        world.exchange("Admin", "Dana", at=at - timedelta(days=days, hours=1))
        world.exchange("Dana", "Admin", at=at - timedelta(days=days))
    know(world, ("Dana", "Ken"))
    assert ways(ask(world.admin, "Ken")) == ["Admin Dana Ken"]
    assert ask(world.admin, "Ken", at=at).paths == ()
    (path,) = ask(world.admin, "Dana", at=at).paths
    assert path.hops[0].evidence_count == 8
    assert path.hops[0].last_at == at


def test_whoever_went_since_the_index_was_made_is_on_no_path(world, ask):
    """Between a change and its follower an answer is incomplete rather than wrong."""
    know(world, ("Admin", "Dana"), ("Dana", "Ken"), ("Admin", "Lee"), ("Lee", "Ken"))
    ask(world.admin, "Ken")
    remove_contact(world.admin, world.uid("Dana"))
    answer = find_paths(world.admin, PathRequest((world.uid("Ken"),)), at_once=True)
    assert ways(answer) == ["Admin Lee Ken"]


def test_influence_is_read_with_its_warnings(world, ask):
    """Reporting lines and sway lead there too; who opposes is named and never walked."""
    world.draw(
        """
        Admin -INFLUENCES .9-> Dana
        Dana -REPORTS_TO-> Ken
        Max -INFLUENCES -.8-> Ken
        """
    )
    answer = ask(world.admin, "Ken", reading=Reading.INFLUENCE)
    assert ways(answer) == ["Admin Dana Ken"]
    assert [hop.type for hop in answer.paths[0].hops] == ["INFLUENCES", "REPORTS_TO"]
    assert len(answer.warnings) == 1
    assert "Max" in answer.warnings[0]


def test_a_declared_tie_says_by_whom(world, ask):
    """A claim is no evidence of contact, and says so."""
    world.draw("Admin =declared good=> Ken")
    (path,) = ask(world.admin, "Ken").paths
    (hop,) = path.hops
    assert (hop.strength, hop.evidence_count, hop.last_at) == (None, 0, None)
    assert "declared" in hop.sentence
    assert "Admin" in hop.sentence
    assert path.probability == pytest.approx(0.55)


def test_somebody_who_is_no_contact_has_to_name_a_start(world, ask):
    """Better a question back than an empty list."""
    world.contact("Ken")
    stranger = replace(world.admin, contact_id=None)
    with pytest.raises(NobodyToAskError):
        ask(stranger, "Ken")
    alone = replace(world.admin, user_id="nobody", role=Role.ADMIN, team_ids=("none",))
    with pytest.raises(NobodyToAskError):
        ask(alone, "Ken", start=From.TEAM)


@pytest.mark.parametrize("kind", ["list", "shared mailbox"])
def test_no_list_and_no_shared_mailbox_is_ever_a_hop(world, ask, kind):
    """Somebody filed one by hand: it is still nobody who can introduce."""
    know(world, ("Admin", "Info"), ("Info", "Ken"))
    assert ways(ask(world.admin, "Ken")) == ["Admin Info Ken"]

    @graph.atomic
    def file():
        change = Set(Node("Contact", world.uid("Info")), {"kind": "person"}, {"kind": kind})
        commit(world.admin, Verb.CONTACT_CHANGED, [change])

    file()
    answer = ask(world.admin, "Ken")
    assert answer.paths == ()
    assert ask(world.admin, "Info").paths == ()
