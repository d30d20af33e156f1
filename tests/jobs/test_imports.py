"""Imports by a real worker: tried, run, cut off, taken up, taken back."""

import io
import os
import time
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from graphcrm import clock, ids
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.integrations import reads
from graphcrm.integrations.records import ContactPolicy, Progress
from graphcrm.integrations.source import SourceKind
from graphcrm.jobs import imports
from graphcrm.jobs.states import Action, Phase, QueueError, State, States
from graphcrm.jobs.uploads import Draft, Received, Uploads, file_name


def mbox(count, tag):
    """Messages from one person each to the rep's house."""
    return b"".join(
        f"From x Mon Jan  1 00:00:00 2024\nFrom: Kim {n % 40} <kim{n % 40}@{tag}.example>\n"
        f"To: Ada <ada@norrvane.example>\nDate: Mon, 1 Jan 2024 10:00:{n % 60:02} +0000\n"
        f"Message-ID: <{n}@{tag}.example>\nSubject: s\n\nx\n\n".encode()
        for n in range(count)
    )


@pytest.fixture
def sent(running, rep, tmp_path):
    """Upload a file as the browser's door does: `sent(content, "mail.mbox")`."""

    def send(content, name="mail.mbox", kind=None):
        path = tmp_path / ids.new()
        path.write_bytes(content)
        (running.data / "uploads").mkdir(exist_ok=True)
        kept = running.data / "uploads" / f"arriving.{path.name}"
        kept.write_bytes(content)
        draft = Draft(kind, ContactPolicy.ALL, with_bodies=False)
        return Uploads(running.data).receive(rep, draft, [Received(kept, name)])

    return send


def ended(state):
    return not state.is_going_on


def own_imports(rep):
    return [row for row in reads.imports(rep) if row.owner_id == rep.user_id]


def test_a_trial_counts_and_writes_nothing(running, worker, rep, sent, until):
    """What one sees before importing must be what importing does."""
    assert worker.process.pid
    upload = sent(mbox(7, "trial") + b"From x Mon Jan  1 00:00:00 2024\nFrom: nobody\n\nx\n")
    imports.start(running, rep, upload, Action.TRIAL)
    state = until(upload.job_id, ended)
    assert state.phase is Phase.DONE
    assert (state.result.read, state.result.new) == (8, 7)
    assert not own_imports(rep)
    assert Uploads(running.data).get(rep, upload.job_id) == upload


def test_an_import_is_written_once_and_its_files_go(running, worker, rep, sent, until):
    """A second click, and the same message twice, find the work done."""
    assert worker.process.pid
    upload = sent(mbox(9, "once"))
    imports.start(running, rep, upload, Action.IMPORT)
    imports.start(running, rep, upload, Action.IMPORT)
    imports.run_upload.delay(upload.job_id)
    state = until(upload.job_id, ended)
    assert state.result.new == 9
    imports.start(running, rep, upload, Action.IMPORT)
    assert [row.import_id for row in own_imports(rep)] == [state.import_id]
    assert Uploads(running.data).find(upload.job_id) is None


def test_a_killed_worker_hands_the_import_on(running, worker, rep, sent, until):
    """The same import goes on: one Import, every message once."""
    upload = sent(mbox(6000, "killed"))
    imports.start(running, rep, upload, Action.IMPORT)
    until(upload.job_id, lambda state: state.read >= 500)
    worker.kill_child()
    state = until(upload.job_id, ended)
    assert state.phase is Phase.DONE, state.reason
    assert state.attempts >= 1
    (row,) = own_imports(rep)
    assert row.evidence_count == 6000
    assert row.finished_at is not None


def test_an_import_is_taken_back_once(running, worker, rep, sent, until):
    """Undo is a job too; a second one says that nothing is left."""
    assert worker.process.pid
    upload = sent(mbox(5, "undone"))
    imports.start(running, rep, upload, Action.IMPORT)
    import_id = until(upload.job_id, ended).import_id
    assert imports.may_undo(rep, reads.get_import(rep, import_id))
    imports.start_undo(running, rep, import_id)
    state = until(import_id, ended)
    assert state.undone.kept == []
    row = reads.get_import(rep, import_id)
    assert not row.standing
    assert not imports.may_undo(rep, row)
    imports.start_undo(running, rep, import_id)
    again = until(import_id, lambda now: now.phase is Phase.FAILED)
    assert "taken back already" in again.reason


def test_a_bomb_ends_its_job_with_a_sentence(running, worker, rep, sent, until):
    """Two hundred megabytes of nothing in two hundred kilobytes is no mail."""
    assert worker.process.pid
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mail.mbox", mbox(2, "bomb") + bytes(200 << 20))
    upload = sent(packed.getvalue(), "bomb.zip", SourceKind.MBOX)
    imports.start(running, rep, upload, Action.TRIAL)
    state = until(upload.job_id, ended)
    assert state.phase is Phase.FAILED
    assert "unpacks to more than" in state.reason


def test_a_job_whose_machine_went_down_is_begun_anew(running, worker, rep, sent, until):
    """The queue would hand its message on after an hour only."""
    assert worker.process.pid
    upload = sent(mbox(3, "silent"))
    old = State(Action.IMPORT, Phase.RUNNING, rep.user_id, told_at=time.time() - 120)
    States(running).say(upload.job_id, old)
    imports.sweep.delay()
    assert until(upload.job_id, ended).result.new == 3


def test_a_job_that_kills_its_workers_ends(running, worker, rep, sent, until):
    """Otherwise it comes back until somebody notices."""
    assert worker.process.pid
    upload = sent(mbox(3, "poison"))
    worn = State(Action.IMPORT, Phase.RUNNING, rep.user_id, attempts=imports.MAX_ATTEMPTS)
    States(running).say(upload.job_id, worn)
    imports.run_upload.delay(upload.job_id)
    state = until(upload.job_id, ended)
    assert state.phase is Phase.FAILED
    assert "importing the same file again" in state.reason


def test_only_who_may_import_begins_or_takes_back(running, rep, sent):
    """The door's buttons are not the only way to ask."""
    upload = sent(mbox(1, "asked"))
    reader = replace(rep, role=Role.READ_ONLY)
    with pytest.raises(NotPermittedError):
        imports.start(running, reader, upload, Action.TRIAL)
    with pytest.raises(NotPermittedError):
        Uploads(running.data).receive(reader, Draft(None, ContactPolicy.ALL, with_bodies=False), [])


def test_an_upload_that_is_worked_on_cannot_be_discarded(running, rep, sent):
    """Its files would go from under the worker."""
    upload = sent(mbox(1, "busy"))
    busy = State(Action.TRIAL, Phase.RUNNING, rep.user_id, told_at=time.time())
    States(running).say(upload.job_id, busy)
    with pytest.raises(imports.StillImportingError):
        imports.discard(running, rep, upload.job_id)
    States(running).say(upload.job_id, replace(busy, phase=Phase.FAILED))
    imports.discard(running, rep, upload.job_id)
    assert Uploads(running.data).of(rep) == []


def test_uploads_of_yesterday_go(running, sent):
    """Mail that nobody imports does not lie about."""
    upload = sent(mbox(1, "old"))
    folder = running.data / "uploads" / upload.job_id
    then = (clock.now() - timedelta(days=1, minutes=1)).timestamp()
    os.utime(folder, (then, then))
    stray = running.data / "uploads" / "arriving.x"
    stray.touch()
    os.utime(stray, (then, then))
    assert Uploads(running.data).sweep() >= 2
    assert not folder.exists()
    assert not stray.exists()


def test_names_of_files_stay_in_their_folder():
    """A browser may send anything as a file's name."""
    assert file_name("../../etc/passwd") == "passwd"
    assert file_name("C:\\Users\\a\\mail.mbox") == "mail.mbox"
    assert file_name("..") == "upload"
    assert file_name(".hidden\n\0") == "hidden"
    assert len(file_name("é" * 300 + ".csv").encode()) <= 200
    assert file_name("é" * 300 + ".csv").endswith(".csv")


def test_time_left_follows_what_is_read():
    """Too little read says nothing; settling people has no measure."""
    state = State(Action.IMPORT, Phase.RUNNING, "u", began_at=100.0, told_at=110.0)
    half = state.at(Progress("i", 10, 50, 100, "reading"))
    assert (half.share, half.seconds_left) == (0.5, 10.0)
    assert state.at(Progress("i", 1, 1, 100, "reading")).seconds_left is None
    assert state.at(Progress("i", 1, 100, 100, "people")).share is None


def test_a_queue_that_does_not_answer_is_said_to(running, rep, sent):
    """A click that did nothing must not look as if it had."""
    upload = sent(mbox(1, "away"))
    gone = replace(running, redis_url="redis://127.0.0.1:1/0")
    with pytest.raises(QueueError):
        imports.start(gone, rep, upload, Action.TRIAL)
    with pytest.raises(QueueError):
        States(gone).say(upload.job_id, State(Action.TRIAL, Phase.QUEUED, rep.user_id))
