"""Many deals changed alike: chosen by a filter, tried, carried out in chunks, taken back."""

import pytest

from graphcrm import ids
from graphcrm.access.records import Role
from graphcrm.pipeline.board.records import Filter
from graphcrm.pipeline.opportunities import batches
from graphcrm.pipeline.opportunities.batch_undoing import commits_of, undo_chunk
from graphcrm.pipeline.opportunities.batches import Batch, Tally
from graphcrm.pipeline.opportunities.commands import edit_opportunity, remove_opportunities
from graphcrm.pipeline.opportunities.deciding import MOST
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Edit, Loss, Owner
from graphcrm.pipeline.opportunities.rules import StageGoneError
from graphcrm.pipeline.records import Criterion, CriterionKind, When


def batch(deals, uids, actor=None, **what):
    return Batch(ids.new(), (actor or deals.actor).user_id, "All of it", tuple(uids), **what)


def carried_out(deals, one, actor=None):
    tally = Tally()
    for at, chunk in enumerate(one.chunks):
        tally = tally.plus(len(chunk), batches.carry_out(actor or deals.actor, one, at))
    return tally


def taken_back(deals, one, actor=None):
    tally = Tally()
    for chunk in commits_of(actor or deals.actor, one.batch_id):
        tally = tally.plus(chunk.count, undo_chunk(actor or deals.actor, chunk.activity_id))
    return tally


def values(deals, uid):
    return get_opportunity(deals.actor, uid).values


def all_of(deals, stage_ids, actor=None, **chosen):
    return batches.all_of(actor or deals.actor, deals.layout, stage_ids, Filter(**chosen))


def test_a_filter_chooses_all_that_it_lets_through(deals):
    """Not only the rows that are loaded, and nothing that its reader may not see."""
    uids = {deals.open(name, next_step="call") for name in ("Yard", "Gate")}
    deals.open("Bare")
    rep = deals.world.user("Mia", role=Role.REP, team="North")
    stage_ids = [deals.stage_id("lead"), deals.stage_id("qualified")]
    everything = all_of(deals, stage_ids)
    assert uids < set(everything)
    assert len(everything) == 3
    assert all_of(deals, stage_ids, no_next_step=True) == tuple(set(everything) - uids)
    assert all_of(deals, stage_ids, actor=rep) == ()


def test_more_than_one_transaction_takes_go_in_chunks_of_one_batch(deals):
    """The trial says what then happens, each chunk is an entry of the stream, one undo for all."""
    uids = deals.many(MOST + 2, "lead")
    one = batch(deals, uids, fields={"next_step": "call"})
    tried = batches.tried(deals.actor, one)
    assert (tried.seen, tried.changed, tried.reasons) == (MOST + 2, MOST + 2, ())
    assert values(deals, uids[0]).get("next_step") is None
    assert carried_out(deals, one) == tried
    assert [chunk.count for chunk in commits_of(deals.actor, one.batch_id)] == [2, MOST]
    assert values(deals, uids[-1])["next_step"] == "call"
    assert taken_back(deals, one).changed == MOST + 2
    assert values(deals, uids[0]).get("next_step") is None
    assert [chunk.undone_count for chunk in commits_of(deals.actor, one.batch_id)] == [2, MOST]
    assert taken_back(deals, one).changed == 0


def test_carried_out_again_after_a_crash_it_changes_nothing_twice(deals):
    """And says the same: what changed, and why the rest did not."""
    deals.ask("lead", Criterion("rival", CriterionKind.FIELD, field="competitor", when=When.EXIT))
    fine, bare = deals.open("Fine", competitor="X"), deals.open("Bare")
    one = batch(deals, [fine, bare], stage_id=deals.stage_id("qualified"))
    first = carried_out(deals, one)
    assert (first.changed, [reason.names for reason in first.reasons]) == (1, [("Bare",)])
    assert carried_out(deals, one) == first
    assert len(commits_of(deals.actor, one.batch_id)) == 1


def test_who_changed_a_deal_since_keeps_it_and_the_rest_goes_back(deals):
    """Conflicts are listed and skipped, stays go back with their deals."""
    uids = [deals.open(name) for name in ("Yard", "Gate", "Quay")]
    one = batch(deals, uids, stage_id=deals.stage_id("lost"), loss=Loss("price"))
    assert carried_out(deals, one).changed == 3
    edit_opportunity(deals.actor, uids[1], Edit({"name": "Gates"}))
    remove_opportunities(deals.actor, [uids[2]])
    back = taken_back(deals, one)
    assert back.changed == 1
    assert {reason.sentence for reason in back.reasons} == {
        "Gates has been changed since; it stays as it is now.",
        "It is gone, or no longer yours to see.",
    }
    assert get_opportunity(deals.actor, uids[0]).place.stage.key == "lead"
    assert get_opportunity(deals.actor, uids[1]).place.stage.key == "lost"


def test_what_stands_in_the_stage_already_is_not_counted_as_moved(deals):
    """It keeps its place in the column, and the number is that of deals which changed."""
    uids = [deals.open("Yard"), deals.open("Gate", stage="qualified")]
    one = batch(deals, uids, stage_id=deals.stage_id("qualified"))
    assert batches.tried(deals.actor, one) == Tally(2, 1)
    assert carried_out(deals, one) == Tally(2, 1)
    assert carried_out(deals, batch(deals, uids, stage_id=one.stage_id)) == Tally(2, 0)


def test_what_is_gone_since_it_was_chosen_is_told(deals):
    """It does not stop the others, nor does what somebody may not edit."""
    rep = deals.world.user("Mia", role=Role.REP, team="North")
    other = deals.world.user("Sol", role=Role.REP, team="South")
    uids = [deals.open("Yard", owner=rep), deals.open("Gate", owner=rep)]
    one = batch(deals, uids, rep, owner=Owner(None))
    remove_opportunities(deals.actor, uids[:1])
    tally = carried_out(deals, one, rep)
    assert (tally.changed, tally.refused) == (1, 1)
    assert tally.reasons[0].sentence == "It is gone, or no longer yours to see."
    assert taken_back(deals, one, other) == Tally()
    back = taken_back(deals, one, rep)
    assert [reason.sentence for reason in back.reasons] == ["Mia (rep) may not edit this."]
    assert taken_back(deals, one, deals.actor) == Tally()


def test_a_batch_that_can_come_to_nothing_is_refused_as_a_whole(deals):
    """A stage that is gone is not told deal by deal."""
    one = batch(deals, [deals.open("Yard")], stage_id="gone")
    with pytest.raises(StageGoneError):
        batches.tried(deals.actor, one)
