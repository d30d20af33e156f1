"""An index comes back from disk as it was, or not at all."""

import json
import os
import time

import numpy as np
import pytest
from influence_world import Job, Person, Tie, ask, drawn, influences, ties_of, uid

from graphcrm.influence import snapshot
from graphcrm.influence.answers import answer
from graphcrm.influence.records import Changes, Reading, Sight
from graphcrm.influence.splicing import changed


@pytest.fixture
def world():
    """A world with something of everything."""
    world = drawn("ada .9 ben, ben .8 cy", ben=Person(owner="me", team="us", asked=4, agreed=3))
    world.jobs = [Job("ada", "acme", 0), Job("cy", "acme", 0)]
    world.sizes = {"acme": 12}
    world.sway = [influences("ben", "cy", 0.5), influences("ada", "cy", -1.0)]
    return world


def test_what_was_saved_is_loaded(world, tmp_path):
    """Every answer is the same, and it can be changed further."""
    index = changed(world.index(), Changes(ties=ties_of({("ada", "cy"): Tie(0.4)})), seq=7)
    snapshot.save(index, tmp_path / "paths")
    loaded = snapshot.find_newest(tmp_path / "paths")
    for reading in Reading:
        for sight in (Sight(everybody=True), Sight(team_ids=frozenset({uid("us")}))):
            question = ask("ada", "cy", reading=reading, sight=sight)
            assert answer(loaded, question) == answer(index, question)
    assert (loaded.seq, loaded.day) == (7, index.day)
    later = changed(loaded, Changes(ties=ties_of({("ada", "cy"): Tie(0.95)})), seq=8)
    assert answer(later, ask("ada", "cy")).paths[0].probability == pytest.approx(0.95)
    assert answer(loaded, ask("ada", "cy")) == answer(index, ask("ada", "cy"))


def test_an_index_of_nothing_is_saved_too(tmp_path):
    """Empty columns cannot be mapped like others."""
    snapshot.save(drawn("ada .9 ben").index().on(5), tmp_path)
    assert len(snapshot.find_newest(tmp_path).people) == 2


def test_only_the_newest_is_kept(world, tmp_path):
    """And whatever a crash left half-written is swept away, once it is surely dead."""
    for seq in (9, 10):
        dead, busy = tmp_path / f"partial-{seq}-dead", tmp_path / f"partial-{seq}-busy"
        dead.mkdir()
        busy.mkdir()
        os.utime(dead, (time.time() - 7200,) * 2)
        snapshot.save(changed(world.index(), Changes(), seq=seq), tmp_path)
    names = sorted(path.name[:26] for path in tmp_path.iterdir())
    assert names == ["index-00000000000000000010", "partial-10-busy", "partial-9-busy"]
    assert snapshot.find_newest(tmp_path).seq == 10


def header_with(folder, **facts):
    path = folder / "header.json"
    header = json.loads(path.read_text().split("\n", 1)[1]) | facts
    text = json.dumps(header)
    path.write_text(f"{snapshot.zlib.crc32(text.encode())}\n{text}")


DAMAGES = {
    "another version": lambda folder: header_with(folder, version=snapshot.VERSION + 1),
    "a changed header": lambda folder: (folder / "header.json").write_text("12\n{}"),
    "no header": lambda folder: (folder / "header.json").unlink(),
    "half a header": lambda folder: (folder / "header.json").write_text("12"),
    "a missing file": lambda folder: (folder / "knows.costs.npy").unlink(),
    "an empty file": lambda folder: (folder / "knows.costs.npy").write_bytes(b""),
    "a short file": lambda folder: os.truncate(folder / "knows.costs.npy", 130),
    "another array": lambda folder: np.save(folder / "knows.costs.npy", np.zeros(4, np.float32)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_counts_as_none(world, tmp_path, damage):
    """The graph can always be read again; a wrong path cannot be taken back."""
    DAMAGES[damage](snapshot.save(world.index(), tmp_path))
    assert snapshot.find_newest(tmp_path) is None


def test_an_older_one_serves_where_the_newest_is_damaged(world, tmp_path):
    """The stream brings it up to date."""
    newest = snapshot.save(changed(world.index(), Changes(), seq=5), tmp_path)
    snapshot.save(changed(world.index(), Changes(), seq=4), tmp_path)
    (newest / "header.json").unlink()
    assert snapshot.find_newest(tmp_path).seq == 4


def test_no_folder_is_no_snapshot(tmp_path):
    """The first start of all."""
    assert snapshot.find_newest(tmp_path / "none") is None
