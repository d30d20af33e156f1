"""Batches of deals by a real worker: carried out, cut off, taken up, taken back."""

import time
from dataclasses import replace

import pytest

from graphcrm import ids
from graphcrm.access.reads import find_first_admin
from graphcrm.jobs import batches as jobs
from graphcrm.jobs.batches import Batches, Doing, NothingToUndoError, Progress
from graphcrm.jobs.states import Phase, QueueError
from graphcrm.pipeline import commands, defaults, reads
from graphcrm.pipeline.opportunities.batches import Batch, carry_out
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity, Owner


@pytest.fixture
def chosen(running, rep):
    """A batch of three deals of the rep, kept as the browser's door does."""
    if not reads.process(rep).pipelines:
        commands.apply_process(find_first_admin(), defaults.process())
    uids = [
        open_opportunity(rep, NewOpportunity({"name": name})).opportunity_ids[0]
        for name in ("Yard", "Gate", "Quay")
    ]
    batch = Batch(ids.new(), rep.user_id, "Next", tuple(uids), {"next_step": "call"})
    Batches(running).keep(batch)
    return batch


def ended(kept, batch, doing=Doing.CHANGE):
    """Wait for the end of what is done with a batch: how far it came."""
    deadline = time.monotonic() + 60
    while True:
        found = kept.find_progress(batch.batch_id)
        if found is not None and found.doing is doing and not found.is_going_on:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.02)


def test_a_batch_is_carried_out_once_and_taken_back(running, worker, rep, chosen):
    """A second click does nothing; the tally says what it came to."""
    assert worker.process.pid
    kept = Batches(running)
    jobs.start(running, rep, chosen.batch_id)
    jobs.start(running, rep, chosen.batch_id)
    done = ended(kept, chosen)
    assert (done.phase, done.tally.seen, done.tally.changed) == (Phase.DONE, 3, 3)
    assert done.share == 1.0
    uid = chosen.opportunity_ids[0]
    assert get_opportunity(rep, uid).values["next_step"] == "call"
    jobs.start_undo(running, rep, chosen.batch_id)
    undone = ended(kept, chosen, Doing.UNDO)
    assert (undone.phase, undone.tally.changed) == (Phase.DONE, 3)
    assert "next_step" not in get_opportunity(rep, uid).values


def test_what_was_cut_off_between_two_chunks_is_taken_up(running, worker, rep, chosen):
    """A chunk that was committed and not told of changes nothing twice and is counted."""
    assert worker.process.pid
    kept = Batches(running)
    carry_out(rep, chosen, 0)
    kept.say(Progress(chosen.batch_id, rep.user_id, Doing.CHANGE, Phase.RUNNING, 3, attempts=1))
    assert not jobs.is_silent(kept.find_progress(chosen.batch_id))
    jobs.run_batch.delay(chosen.batch_id)
    done = ended(kept, chosen)
    assert (done.phase, done.tally.changed, done.attempts) == (Phase.DONE, 3, 2)


@pytest.mark.parametrize(
    ("attempts", "user", "told"), [(11, None, "ended 10 times"), (0, "gone", "No user")]
)
def test_a_batch_that_cannot_go_on_says_why(  # noqa: PLR0913, PLR0917 - the worker's fixtures
    running, worker, rep, chosen, attempts, user, told
):
    """And is over."""
    assert worker.process.pid
    kept = Batches(running)
    user_id = user or rep.user_id
    said = Progress(chosen.batch_id, user_id, Doing.CHANGE, Phase.QUEUED, 3, attempts=attempts)
    kept.say(said)
    jobs.run_batch.delay(chosen.batch_id)
    failed = ended(kept, chosen)
    assert failed.phase is Phase.FAILED
    assert told in failed.reason


def test_what_was_chosen_is_kept_as_it_is(running, rep, chosen):
    """Whose they become too, where that is nobody's."""
    given = replace(chosen, owner=Owner(None), fields={})
    Batches(running).keep(given)
    assert Batches(running).get(rep.user_id, chosen.batch_id) == given


def test_nothing_is_taken_back_that_never_was(running, rep):
    """Nor what somebody else changed."""
    with pytest.raises(NothingToUndoError):
        jobs.start_undo(running, rep, ids.new())


def test_a_queue_that_does_not_answer_is_told(running, rep, chosen):
    """Nothing is begun."""
    dead = replace(running, redis_url="redis://127.0.0.1:1/0")
    with pytest.raises(QueueError):
        Batches(dead).get(rep.user_id, chosen.batch_id)
    with pytest.raises(QueueError):
        Batches(dead).keep(chosen)
