"""A stage retired with its deals moved as one change, and changes of the process taken back."""

from dataclasses import replace

import pytest
import standing
from rows import stream_end

from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.directory.undoing import UndoneAlreadyError
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection
from graphcrm.pipeline import edits, reads, retiring
from graphcrm.pipeline.commands import apply_process
from graphcrm.pipeline.opportunities.deciding import MOST
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.undoing import ChangedSinceError
from graphcrm.pipeline.previews import Why, preview
from graphcrm.pipeline.retiring import (
    HeirError,
    ProcessChangedError,
    TooManyToRetireError,
    change_process,
    undo_process,
)
from graphcrm.pipeline.rules import ProcessError
from graphcrm.pipeline.using import InUseError


def retire(deals, key, into):
    """What retiring a stage of Sales came to."""
    seen = reads.process(deals.actor)
    wanted = edits.retire_stage(seen, "sales", key, into)
    return change_process(deals.actor, wanted, seen=seen, heirs={("sales", key): into})


def stage_of(deals, uid):
    return get_opportunity(deals.actor, uid).place.stage.key


def stays(uid):
    with connection.session(write=False) as session:
        found = session.run(
            "MATCH (:Opportunity {uid: $uid})-[stay:WAS_IN]->(stage) "
            "RETURN stage.name, stay.left_at",
            uid=uid,
        )
        return [name for name, left_at in found.values() if left_at]


def test_a_retired_stage_leaves_its_deals_in_the_heir_and_one_entry(deals):
    """One thing was done, so one thing is told and taken back; where deals were stays known."""
    yard, gate = deals.open("Yard", stage="proposal"), deals.open("Gate", stage="lead")
    end, before = stream_end(), reads.process(deals.actor)
    proposal = deals.stage_name("proposal")
    done = retire(deals, "proposal", "discovery")
    assert stream_end() == end + 1
    assert done.moved == (yard,)
    assert (stage_of(deals, yard), stage_of(deals, gate)) == ("discovery", "lead")
    assert stays(yard) == [proposal]
    (sales,) = reads.process(deals.actor).pipelines
    assert "proposal" not in [stage.key for stage in sales.stages]
    undo_process(deals.actor, done.activity_id)
    assert stage_of(deals, yard) == "proposal"
    assert stays(yard) == []
    assert reads.process(deals.actor) == before
    with pytest.raises(UndoneAlreadyError):
        undo_process(deals.actor, done.activity_id)


def test_what_the_heir_asks_is_not_asked_of_deals_that_come(deals):
    """The process changes; nobody moves them. The preview says that they would move."""
    yard = deals.open("Yard", stage="lead")
    seen = reads.process(deals.actor)
    wanted = edits.retire_stage(seen, "sales", "lead", "qualified")
    heirs = {("sales", "lead"): "qualified"}
    found = preview(deals.actor, wanted, heirs)
    assert found.refused is None
    assert [(one.why, one.opportunity_ids) for one in found.affected] == [(Why.MOVED, (yard,))]
    assert preview(deals.actor, wanted).refused
    assert change_process(deals.actor, wanted, seen=seen, heirs=heirs).moved == (yard,)


def test_deals_that_moved_on_keep_a_retirement_from_being_taken_back(deals):
    """What somebody did since is not thrown away, and nothing is half undone."""
    yard = deals.open("Yard", stage="lead")
    done = retire(deals, "lead", "qualified")
    deals.move(yard, "discovery")
    with pytest.raises(ChangedSinceError):
        undo_process(deals.actor, done.activity_id)
    assert stage_of(deals, yard) == "discovery"
    assert "lead" not in [one.stage.key for one in deals.layout.places.values()]


def test_deals_in_a_new_stage_keep_it_from_being_taken_back(deals):
    """A deal is never left in a stage that is not there."""
    seen = reads.process(deals.actor)
    done = change_process(deals.actor, edits.add_stage(seen, "sales", "Demo"), seen=seen)
    deals.open("Yard", stage="demo")
    with pytest.raises(InUseError):
        undo_process(deals.actor, done.activity_id)


def test_a_process_that_changed_since_is_not_taken_back_into_one_that_does_not_work(deals):
    """Each change is right in itself; together they would leave a stage without a way out."""
    seen = reads.process(deals.actor)
    added = edits.add_pipeline(seen, "Partners")
    done = change_process(deals.actor, added, seen=seen)
    changed = edits.change_stage(added, "partners", "new", name="First")
    change_process(deals.actor, changed, seen=added)
    with pytest.raises(ChangedSinceError):
        undo_process(deals.actor, done.activity_id)
    renamed = edits.change_pipeline(changed, "sales", name="Deals")
    extra = change_process(deals.actor, renamed, seen=changed)
    without = edits.draw_arrows(
        renamed, "partners", {("new", "lost"), ("lost", "new"), ("new", "won")}
    )
    assert change_process(deals.actor, without, seen=renamed).activity_id is None
    undo_process(deals.actor, extra.activity_id)
    assert reads.process(deals.actor) == changed


def test_two_changes_that_need_each_other_are_not_taken_back_apart(deals):
    """Taking back the arrow that the next change relied on would leave no way out."""
    seen = reads.process(deals.actor)
    ways = {(stage.key, to) for stage in seen.pipelines[0].stages for to in stage.leads_to}
    wider = edits.draw_arrows(seen, "sales", ways | {("lead", "won")})
    first = change_process(deals.actor, wider, seen=seen)
    narrow = edits.draw_arrows(
        wider, "sales", (ways | {("lead", "won")}) - {("lead", "lost"), ("lead", "qualified")}
    )
    change_process(deals.actor, narrow, seen=wider)
    with pytest.raises(ChangedSinceError):
        undo_process(deals.actor, first.activity_id)
    assert reads.process(deals.actor) == narrow


def test_who_made_a_change_from_another_process_is_told_what_changed(deals):
    """A form that lay open for an hour does not take back what others did."""
    seen = reads.process(deals.actor)
    renamed = edits.change_stage(seen, "sales", "lead", name="First")
    change_process(deals.actor, renamed, seen=seen)
    stale = edits.change_stage(seen, "sales", "won", name="Signed")
    with pytest.raises(ProcessChangedError, match=f"'{standing.name('lead')}' -> 'First'"):
        change_process(deals.actor, stale, seen=seen)


def test_deals_go_only_where_they_mean_the_same(deals):
    """A deal is not lost, or won, by a change of the process."""
    with pytest.raises(HeirError):
        retire(deals, "lead", "lost")
    seen = reads.process(deals.actor)
    with pytest.raises(NotFoundError):
        change_process(deals.actor, seen, seen=seen, heirs={("sales", "lead"): "gone"})
    with pytest.raises(NotFoundError):
        change_process(deals.actor, seen, seen=seen, heirs={("sales", "gone"): "lead"})


def test_more_deals_than_one_change_takes_are_refused(deals):
    """One transaction that moves everything would hold up everybody."""
    deals.many(MOST + 1, "lead")
    wanted = edits.retire_stage(reads.process(deals.actor), "sales", "lead", "qualified")
    shown = preview(deals.actor, wanted, {("sales", "lead"): "qualified"})
    assert "move them by bulk" in (shown.refused or "")
    with pytest.raises(TooManyToRetireError, match="move them by bulk"):
        retire(deals, "lead", "qualified")


def test_a_process_that_does_not_work_and_one_that_is_there_write_nothing(deals):
    """The rules of the document hold here as well."""
    seen, end = reads.process(deals.actor), stream_end()
    assert change_process(deals.actor, seen, seen=seen).lines == ()
    with pytest.raises(ProcessError):
        change_process(deals.actor, edits.change_stage(seen, "sales", "lead", name=""), seen=seen)
    deals.open("Yard", stage="lead")
    wanted = edits.retire_stage(seen, "sales", "lead", "qualified")
    with pytest.raises(InUseError):
        change_process(deals.actor, wanted, seen=seen)
    assert stream_end() == end + 1


def test_who_may_not_configure_changes_and_takes_back_nothing(deals):
    """Not even what an administrator did."""
    manager = deals.world.user("Mia", role=Role.MANAGER)
    seen = reads.process(deals.actor)
    wanted = replace(seen, kinds=())
    with pytest.raises(NotPermittedError):
        change_process(manager, wanted, seen=seen)
    apply_process(deals.actor, wanted)
    assert not retiring.find_change_of_process(manager, "none")
    with pytest.raises(NotPermittedError):
        undo_process(manager, "none")
